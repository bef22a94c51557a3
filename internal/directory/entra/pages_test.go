package entra

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

func TestListingFollowsLinks(t *testing.T) {
	t.Parallel()
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1.0/users/$count" {
			if r.Header.Get("ConsistencyLevel") != "eventual" {
				odata(w, http.StatusBadRequest, "Request_BadRequest", "eventual consistency is needed")
				return
			}
			_, _ = w.Write([]byte("\ufeff3"))
			return
		}
		paged(&f, 3)(w, r)
	})
	pages, err := collect(t, source(t, f.options()), "")
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(pages); got != "u1 u2 u3" {
		t.Errorf("listed %q", got)
	}
	last := pages[len(pages)-1]
	if len(pages) != 3 || !last.Last || pages[0].Last || pages[0].Total != 3 || pages[1].Total != 0 {
		t.Errorf("pages %+v", pages)
	}
	if pages[0].Cost.Requests != 4 || pages[1].Cost.Requests != 1 || pages[1].Cost.Bytes == 0 {
		t.Errorf("page 1 took %d requests (token, changes, page, count), page 2 %d", pages[0].Cost.Requests, pages[1].Cost.Requests)
	}
	first := f.requests[0]
	if q := first.URL.Query(); q.Get("$top") != "999" || !strings.HasPrefix(q.Get("$select"), "id,userPrincipalName,mail,otherMails,proxyAddresses,accountEnabled,") {
		t.Errorf("first request was %s", first.URL)
	}
	if got := first.Header.Get("Accept"); got != "application/json" {
		t.Errorf("Accept was %q", got)
	}
	// A next link is used letter by letter.
	if want := "/v1.0/users?$select=id&$top=999&$skiptoken=p3"; f.requests[len(f.requests)-1].RequestURI != want {
		t.Errorf("last request was %s, want %s", f.requests[len(f.requests)-1].RequestURI, want)
	}
	if len(f.forms) != 1 {
		t.Errorf("%d tokens were asked for", len(f.forms))
	}
}

func TestListingResumes(t *testing.T) {
	t.Parallel()
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) { paged(&f, 4)(w, r) })
	s := source(t, f.options())
	var cursor directory.Cursor
	for p, err := range s.Pages(t.Context(), directory.Read{}) {
		if err != nil {
			t.Fatal(err)
		}
		if cursor = p.Next; p.Records[0].ExternalID == "u2" {
			break
		}
	}
	pages, err := collect(t, s, cursor)
	if err != nil || ids(pages) != "u3 u4" || !pages[1].Last {
		t.Errorf("resumed with %q, %v", ids(pages), err)
	}
	for _, bad := range []directory.Cursor{"x", "0", "7 ", "-1 ", "0 https://evil.example/v1.0/users"} {
		if _, err := collect(t, s, bad); err == nil {
			t.Errorf("cursor %q was taken", bad)
		}
	}
}

func TestListingOfGroups(t *testing.T) {
	t.Parallel()
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		path := func(g string) string { return "/v1.0/groups/" + g + "/transitiveMembers/microsoft.graph.user" }
		switch {
		case r.URL.Path == path(groupA) && r.URL.Query().Get("$skiptoken") == "":
			sendList(w, f.URL+path(groupA)+"?$skiptoken=2", user("u1", nil), user("u2", nil))
		case r.URL.Path == path(groupA):
			sendList(w, "", user("u3", nil))
		case r.URL.Path == path(groupB):
			sendList(w, "", user("u2", nil), user("u4", nil))
		default:
			http.NotFound(w, r)
		}
	})
	o := f.options()
	o.Groups = []string{groupB, groupA, groupB}
	s := source(t, o)
	pages, err := collect(t, s, "")
	if err != nil || ids(pages) != "u1 u2 u3 u4" {
		t.Fatalf("listed %q, %v", ids(pages), err)
	}
	if len(pages) != 3 || pages[0].Last || pages[1].Last || !pages[2].Last || pages[0].Total != 0 {
		t.Errorf("pages %+v", pages)
	}
	if again, err := collect(t, s, pages[1].Next); err != nil || ids(again) != "u2 u4" {
		t.Errorf("resumed at group B with %q, %v", ids(again), err)
	}
	if q := f.requests[0].URL.Query(); q.Get("$top") != "999" || q.Get("$select") == "" {
		t.Errorf("first request was %s", f.requests[0].URL)
	}
}

// TestUnusableAnswers holds that no answer without a list passes for an empty one.
func TestUnusableAnswers(t *testing.T) {
	t.Parallel()
	whole := `{"value":[{"id":"u1","userPrincipalName":"u1@corp.example","accountEnabled":true}]}`
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"empty 200":          {raw(200, "", ""), "it is empty"},
		"blank 200":          {raw(200, "", " \n"), "it is empty"},
		"204":                {raw(204, "", ""), "it is empty (status 204)"},
		"missing value":      {raw(200, "", `{}`), "no list (value)"},
		"null value":         {raw(200, "", `{"value":null}`), "no list (value)"},
		"value of no list":   {raw(200, "", `{"value":{}}`), "another shape"},
		"a list only":        {raw(200, "", `[]`), "another shape"},
		"null":               {raw(200, "", `null`), "no list (value)"},
		"web page":           {raw(200, "text/html", "<html>sign in</html>"), "web page"},
		"no JSON":            {raw(200, "text/plain", "it works!"), "no JSON"},
		"truncated":          {raw(200, "", whole[:len(whole)-4]), "broke off"},
		"next link of kind":  {raw(200, "", `{"value":[],"@odata.nextLink":7}`), "another shape"},
		"empty next link":    {raw(200, "", `{"value":[],"@odata.nextLink":""}`), "without an address"},
		"redirect":           {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, "answered 302"},
		"error of a proxy":   {raw(403, "text/html", "<h1>no</h1>"), "with a web page"},
		"more than a page":   {raw(200, "", `{"value":[`+strings.Repeat("{},", 10_000)+"{}]}"), "more than 10000 records"},
		"nobody has a state": {raw(200, "", `{"value":[{"id":"a","userPrincipalName":"a@corp.example"},{"id":"b","userPrincipalName":"b@corp.example","accountEnabled":null}]}`), "left accountEnabled out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, c.answer)
			pages, err := collect(t, source(t, f.options()), "")
			if err == nil || len(pages) != 0 || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%d pages, %v; want %q", len(pages), err, c.want)
			}
			if fault.HintOf(err) == "" {
				t.Errorf("%v: no hint", err)
			}
		})
	}
}

// TestOddRecords holds that a record that cannot be read is named and does not
// take the page with it, and that nobody is taken for disabled for want of data.
func TestOddRecords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		record any
		id     string // in Skipped
		reason string
	}{
		"null":                 {nil, "", "record 2 of page 1: it is no object"},
		"a number":             {7, "", "it is no object"},
		"no id":                {user("x", map[string]any{"id": absent}), "", "it has no id"},
		"id of another kind":   {user("x", map[string]any{"id": 7}), "", "id is no text"},
		"no login":             {user("x", map[string]any{"userPrincipalName": nil}), "x", "userPrincipalName is missing"},
		"state absent":         {user("x", map[string]any{"accountEnabled": absent}), "x", "accountEnabled is missing"},
		"state null":           {user("x", map[string]any{"accountEnabled": nil}), "x", "accountEnabled is missing"},
		"state in words":       {user("x", map[string]any{"accountEnabled": "false"}), "x", "neither true nor false"},
		"mail of another kind": {user("x", map[string]any{"mail": 7}), "x", "mail is no text"},
		"aliases of no list":   {user("x", map[string]any{"otherMails": "a@b.example"}), "x", "otherMails is no list"},
		"aliases of numbers":   {user("x", map[string]any{"proxyAddresses": []int{1}}), "x", "proxyAddresses is no list"},
		"name of another kind": {user("x", map[string]any{"givenName": 7}), "x", "given_name cannot be read: givenName is no text"},
		"name as an object":    {user("x", map[string]any{"surname": map[string]any{}}), "x", "family_name cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, func(w http.ResponseWriter, _ *http.Request) {
				sendList(w, "", user("u1", nil), c.record, user("u3", map[string]any{"accountEnabled": false}))
			})
			pages, err := collect(t, source(t, f.options()), "")
			if err != nil || ids(pages) != "u1 u3" {
				t.Fatalf("listed %q, %v", ids(pages), err)
			}
			if got := []string{pages[0].Records[0].SourceState, pages[0].Records[1].SourceState}; !slices.Equal(got, []string{"enabled", "disabled"}) {
				t.Errorf("states %q", got)
			}
			sk := pages[0].Skipped
			if len(sk) != 1 || sk[0].ExternalID != c.id || !strings.Contains(sk[0].Reason, c.reason) {
				t.Errorf("skipped %+v, want %q: %q", sk, c.id, c.reason)
			}
		})
	}
}

func TestSelectLostOnNextLink(t *testing.T) {
	t.Parallel()
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("$skiptoken") == "" {
			sendList(w, f.URL+"/v1.0/users?$skiptoken=2", user("u1", nil))
			return
		}
		sendList(w, "", map[string]any{"id": "u2", "userPrincipalName": "u2@corp.example", "displayName": "U Two"})
	})
	s := source(t, f.options())
	pages, err := collect(t, s, "")
	if _, gone := errors.AsType[*directory.CursorGone](err); err == nil || gone || len(pages) != 1 || !strings.Contains(fault.HintOf(err), "$select") {
		t.Errorf("%d pages, %v, hint %q", len(pages), err, fault.HintOf(err))
	}
	// The link is lost for good, so nobody may go on from it.
	_, err = collect(t, s, pages[0].Next)
	if _, gone := errors.AsType[*directory.CursorGone](err); !gone {
		t.Errorf("resumed: %v", err)
	}
}

func TestEmptyPagesAndDuplicates(t *testing.T) {
	t.Parallel()
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("$skiptoken") {
		case "":
			sendList(w, f.URL+"/v1.0/users?$skiptoken=2", user("u1", nil))
		case "2":
			sendList(w, f.URL+"/v1.0/users?$skiptoken=3")
		default:
			sendList(w, "", user("u1", nil), user("u2", nil))
		}
	})
	pages, err := collect(t, source(t, f.options()), "")
	if err != nil || ids(pages) != "u1 u1 u2" || !pages[2].Last {
		t.Errorf("listed %q, %v", ids(pages), err)
	}
}

// TestFailedPageCounts: what the page that failed took comes beside its error.
func TestFailedPageCounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer            func(w http.ResponseWriter, base string)
		requests, retries int
		waits             bool
	}{
		"given up":    {func(w http.ResponseWriter, _ string) { odata(w, 503, "ServiceUnavailable", "no") }, 5, 4, true},
		"refused":     {func(w http.ResponseWriter, _ string) { odata(w, 403, "Authorization_RequestDenied", "no") }, 1, 0, false},
		"not to read": {func(w http.ResponseWriter, _ string) { raw(200, "text/html", "<html>")(w, nil) }, 1, 0, false},
		"circle": {func(w http.ResponseWriter, base string) {
			sendList(w, base+"/v1.0/users?$skiptoken=2", user("u2", nil))
		}, 1, 0, false},
	} {
		var f *fake
		f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("$skiptoken") == "" {
				sendList(w, f.URL+"/v1.0/users?$skiptoken=2", user("u1", nil))
				return
			}
			c.answer(w, f.URL)
		})
		var last directory.Page
		var failed error
		for page, err := range source(t, f.options()).Pages(t.Context(), directory.Read{}) {
			last, failed = page, err
		}
		if failed == nil || last.Cost.Requests != c.requests || last.Cost.Retries != c.retries || last.Cost.Bytes == 0 || last.Cost.Waited > 0 != c.waits {
			t.Errorf("%s: %d requests, %d retries, %d bytes, waited %s; %v", name, last.Cost.Requests, last.Cost.Retries, last.Cost.Bytes, last.Cost.Waited, failed)
		}
		if last.Records != nil || last.Last || last.Next != "" {
			t.Errorf("%s: the page beside the error holds more: %+v", name, last)
		}
	}
}

func TestTokenStaysHome(t *testing.T) {
	t.Parallel()
	var stranger int
	evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stranger++ }))
	t.Cleanup(evil.Close)
	for name, link := range map[string]func(base string) string{
		"another port":     func(string) string { return evil.URL + "/v1.0/users" },
		"another host":     func(string) string { return "https://graph.microsoft.com/v1.0/users?$skiptoken=1" },
		"another scheme":   func(base string) string { return "https" + strings.TrimPrefix(base, "http") + "/v1.0/users" },
		"another name":     func(base string) string { return strings.Replace(base, "127.0.0.1", "localhost", 1) + "/v1.0/users" },
		"user information": func(base string) string { return strings.Replace(base, "http://", "http://me@", 1) + "/v1.0/users" },
		"no address":       func(string) string { return "/v1.0/users?$skiptoken=2" },
		"nonsense":         func(string) string { return "http://[::1" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f *fake
			f = newFake(t, func(w http.ResponseWriter, _ *http.Request) { sendList(w, link(f.URL), user("u1", nil)) })
			pages, err := collect(t, source(t, f.options()), "")
			if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "the access token is not sent there") || len(pages) != 0 {
				t.Errorf("%d pages, %v", len(pages), err)
			}
			if len(f.requests) != 1 {
				t.Errorf("%d requests", len(f.requests))
			}
		})
	}
	t.Cleanup(func() {
		if stranger != 0 {
			t.Errorf("another host was asked %d times", stranger)
		}
	})
}

func TestCycles(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]map[string]string{
		"to itself": {"": "2", "2": "2"},
		"of three":  {"": "2", "2": "3", "3": "4", "4": "2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f *fake
			f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
				sendList(w, f.URL+"/v1.0/users?$skiptoken="+next[r.URL.Query().Get("$skiptoken")], user("u1", nil))
			})
			_, err := collect(t, source(t, f.options()), "")
			if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "circles") {
				t.Error(err)
			}
		})
	}
}

func TestRetriesAndGivingUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status     int
		retryAfter string
		times      int
		want       fault.Code // "" is success
	}{
		"429 with a fraction":     {429, "0.25", 2, ""},
		"429 without Retry-After": {429, "", 2, ""},
		"429 asking for long":     {429, "150", 1, fault.RateLimited},
		"429 always":              {429, "1", 1000, fault.RateLimited},
		"503 once":                {503, "", 1, ""},
		"503 always":              {503, "", 1000, fault.Unavailable},
		"500 once":                {500, "", 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := 0
			f := newFake(t, func(w http.ResponseWriter, _ *http.Request) {
				if n++; n <= c.times {
					if c.retryAfter != "" {
						w.Header().Set("Retry-After", c.retryAfter)
					}
					odata(w, c.status, "TooManyRequests", "slow down")
					return
				}
				sendList(w, "", user("u1", nil))
			})
			pages, err := collect(t, source(t, f.options()), "")
			if fault.CodeOf(err) != c.want {
				t.Fatalf("%v, want %q", err, c.want)
			}
			if c.want == "" && (ids(pages) != "u1" || pages[0].Cost.Retries != c.times) {
				t.Errorf("listed %q with %d retries", ids(pages), pages[0].Cost.Retries)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status        int
		code, message string
		groups        []string
		want          fault.Code
		says, hint    string
	}{
		"permission":           {403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.", nil, fault.Unauthorized, "Authorization_RequestDenied, request id req-42", "User.Read.All to the app"},
		"permission on groups": {403, "Authorization_RequestDenied", "Insufficient privileges.", []string{groupA}, fault.Unauthorized, "members of group " + groupA, "User.Read.All and GroupMember.Read.All"},
		"no such group":        {404, "Request_ResourceNotFound", "Resource does not exist.", []string{groupA}, fault.NotFound, "no group " + groupA, "Object ID"},
		"position expired":     {400, "Directory_ExpiredPageToken", "The specified page token value has expired.", nil, fault.Unavailable, "position", "again"},
		"gone":                 {410, "Gone", "It is gone.", nil, fault.Unavailable, "position", "again"},
		"unknown property":     {400, "BadRequest", "Could not find a property named 'shoeSize' on type 'microsoft.graph.user'.", nil, fault.Usage, "the property shoeSize:", "--map"},
		"mapped property":      {400, "BadRequest", "Could not find a property named 'employeeOrgData' on type 'microsoft.graph.user'.", nil, fault.Usage, "from the mapping division=employeeOrgData.division", "--map"},
		"unknown extension":    {400, "Request_BadRequest", "The following extension properties are not available: " + extension + ".", nil, fault.Usage, "from the mapping badge=" + extension, "--map"},
		"not implemented":      {501, "NotImplemented", "This operation target is not yet supported.", nil, fault.Usage, "from the mapping badge=" + extension + " or division=employeeOrgData.division", "--map"},
		"anything else":        {400, "Request_UnsupportedQuery", "No.", nil, fault.Internal, "answered 400 to the users (page 1): No. (Request_UnsupportedQuery, request id req-42)", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, func(w http.ResponseWriter, _ *http.Request) { odata(w, c.status, c.code, c.message) })
			o := f.options()
			o.Groups = c.groups
			o.Mapping = directory.Mapping{"division": "employeeOrgData.division", "badge": extension}
			_, err := collect(t, source(t, o), "")
			if fault.CodeOf(err) != c.want || !strings.Contains(err.Error(), c.says) || !strings.Contains(fault.HintOf(err), c.hint) {
				t.Errorf("%v, code %q, hint %q", err, fault.CodeOf(err), fault.HintOf(err))
			}
		})
	}
}

func TestRefusedOnSecondPage(t *testing.T) {
	t.Parallel()
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("$skiptoken") != "" {
			odata(w, 403, "Authorization_RequestDenied", "Insufficient privileges.")
			return
		}
		paged(&f, 2)(w, r)
	})
	pages, err := collect(t, source(t, f.options()), "")
	if len(pages) != 1 || pages[0].Last || !fault.Is(err, fault.Unauthorized) || !strings.Contains(err.Error(), "page 2") {
		t.Errorf("%d pages, %v", len(pages), err)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	f := newFake(t, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	for _, err := range source(t, f.options()).Pages(ctx, directory.Read{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}

func TestListingShorterThanCounted(t *testing.T) {
	t.Parallel()
	for counted, ends := range map[string]bool{"4": true, "5": true, "6": false, "5000": false} {
		var f *fake
		f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/$count") {
				_, _ = w.Write([]byte(counted))
				return
			}
			paged(&f, 2)(w, r)
		})
		pages, err := collect(t, source(t, f.options()), "")
		if ends && (err != nil || len(pages) != 2) || !ends && (!fault.Is(err, fault.Unavailable) || len(pages) != 1) {
			t.Errorf("2 listed, %s counted: %d pages, %v", counted, len(pages), err)
		}
	}
}

func TestCountIsOnlyABonus(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"refused": raw(403, "", `{"error":{"code":"x","message":"y"}}`), "failing": raw(503, "", ""), "odd": raw(200, "text/plain", "many"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f *fake
			f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/$count") {
					answer(w, r)
					return
				}
				paged(&f, 2)(w, r)
			})
			pages, err := collect(t, source(t, f.options()), "")
			if err != nil || ids(pages) != "u1 u2" || pages[0].Total != 0 {
				t.Errorf("listed %q, %v", ids(pages), err)
			}
		})
	}
}

func TestPlantedSecretInNoError(t *testing.T) {
	t.Parallel()
	echo := fmt.Sprintf("you sent %s and token-1 and eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.sig\x1b[31m", planted)
	f := newFake(t, func(w http.ResponseWriter, _ *http.Request) { odata(w, 400, "Odd", echo) })
	_, err := collect(t, source(t, f.options()), "")
	text := fmt.Sprintf("%v %+v %s", err, err, fault.HintOf(err))
	for _, s := range []string{planted, "token-1", "eyJ", "\x1b"} {
		if strings.Contains(text, s) {
			t.Errorf("%q is in %q", s, text)
		}
	}
	if !strings.Contains(text, "you sent [redacted] and [redacted]") {
		t.Errorf("nothing was quoted: %q", text)
	}
}

// TestEmptyEndIsLookedAtTwice: an announced page with nobody on it may be the
// end, a hiccup, or a permission that was taken away meanwhile.
func TestEmptyEndIsLookedAtTwice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		second func(f *fake, asked int) (next string, people []any) // what page 2 answers
		first  bool                                                 // page 1 still shows somebody
		want   string
		says   string
	}{
		"the end":         {func(*fake, int) (string, []any) { return "", nil }, true, "u1", ""},
		"nobody any more": {func(*fake, int) (string, []any) { return "", nil }, false, "u1", "stopped showing anybody in the middle of the listing, at the users (page 2)"},
		"a hiccup": {func(_ *fake, asked int) (string, []any) {
			if asked == 1 {
				return "", nil
			}
			return "", []any{user("u2", nil)}
		}, true, "u1 u2", ""},
		"a hiccup before more": {func(f *fake, asked int) (string, []any) {
			if asked == 1 {
				return "", nil
			}
			return f.URL + "/v1.0/users?$skiptoken=3", nil
		}, true, "u1 u3", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begun, seconds := 0, 0
			var f *fake
			f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Query().Get("$skiptoken") {
				case "":
					if begun++; begun == 1 || c.first {
						sendList(w, f.URL+"/v1.0/users?$skiptoken=2", user("u1", nil))
						return
					}
					sendList(w, "")
				case "2":
					seconds++
					next, people := c.second(f, seconds)
					sendList(w, next, people...)
				default:
					sendList(w, "", user("u3", nil))
				}
			})
			pages, err := collect(t, source(t, f.options()), "")
			if ids(pages) != c.want || (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%q, %v", ids(pages), err)
			}
		})
	}
}
