package entra

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// steps are answers of a delta by the token asked for; "latest" is one too.
type steps map[string]http.HandlerFunc

func (s steps) serve(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	token := q.Get("$deltatoken") + q.Get("$skiptoken")
	if h, ok := s[token]; ok {
		h(w, r)
		return
	}
	odata(w, http.StatusBadRequest, "Request_BadRequest", "no such step: "+token)
}

// answers makes a page of a delta. link is "skip TOKEN", "delta TOKEN", both in
// lines, or an address for the next page.
func answers(link string, value ...any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		doc := map[string]any{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users", "value": append([]any{}, value...)}
		for l := range strings.Lines(link) {
			at := "http://" + r.Host + r.URL.Path
			switch kind, token, _ := strings.Cut(strings.TrimSpace(l), " "); kind {
			case "skip":
				doc["@odata.nextLink"] = at + "?$skiptoken=" + token
			case "delta":
				doc["@odata.deltaLink"] = at + "?$deltatoken=" + token
			case "next-at":
				doc["@odata.nextLink"] = token
			case "delta-at":
				doc["@odata.deltaLink"] = token
			}
		}
		writeJSON(w, doc)
	}
}

// removed is a user of a delta who is gone.
func removed(id, reason string) map[string]any {
	return map[string]any{"id": id, "@removed": map[string]any{"reason": reason}}
}

// mentioned are the ids of all pages, those of people who are gone with a minus.
func mentioned(pages []directory.Page) string {
	var out []string
	for _, p := range pages {
		for _, r := range p.Records {
			out = append(out, r.ExternalID)
		}
		for _, g := range p.Removed {
			out = append(out, "-"+g.ExternalID+" ("+g.Why+")")
		}
	}
	return strings.Join(out, " ")
}

// asked are the path and the tokens of each request for Graph.
func asked(f *fake) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, r := range f.requests {
		q := r.URL.Query()
		out = append(out, strings.TrimSpace(strings.TrimPrefix(r.URL.Path, "/v1.0/")+" "+q.Get("$deltatoken")+q.Get("$skiptoken")))
	}
	return out
}

// since is a mark with the token of a delta of users of f.
func since(f *fake, token string) directory.Mark {
	return links{Users: f.URL + "/v1.0/users/delta?$deltatoken=" + token}.mark()
}

func delta(f *fake) directory.Read {
	return directory.Read{Mode: directory.ModeDelta, Since: since(f, "d1")}
}

// TestDelta holds what Graph may legally send.
func TestDelta(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		steps   steps
		want    string
		skipped string // reasons
		pages   int
	}{
		"nothing": {steps{"d1": answers("delta d2")}, "", "", 1},
		"changed, created, disabled": {
			steps{"d1": answers("delta d2", user("a", nil), user("b", map[string]any{"accountEnabled": false}))}, "a b", "", 1,
		},
		"both reasons": {
			steps{"d1": answers("delta d2", removed("a", "changed"), removed("b", "deleted"))},
			"-a (deleted, can be restored) -b (deleted)", "", 1,
		},
		"no reason that is known": {
			steps{"d1": answers("delta d2", removed("a", "moved"), map[string]any{"id": "c", "@removed": map[string]any{"reason": 7}})},
			"-a (removed) -c (removed)", "", 1,
		},
		"empty pages": {
			steps{"d1": answers("skip s1"), "s1": answers("skip s2"), "s2": answers("skip s3", user("a", nil)), "s3": answers("delta d2")}, "a", "", 4,
		},
		"twice on a page": {
			steps{"d1": answers("delta d2", user("a", map[string]any{"city": "old"}), user("b", nil), user("a", nil))}, "b a", "", 1,
		},
		"twice on two pages": {
			steps{"d1": answers("skip s1", user("a", nil)), "s1": answers("delta d2", user("a", nil))}, "a a", "", 2,
		},
		"restored on the same page": {
			steps{"d1": answers("delta d2", removed("a", "changed"), user("a", nil))}, "a", "", 1,
		},
		"deleted on the same page": {
			steps{"d1": answers("delta d2", user("a", nil), removed("a", "changed"), removed("a", "deleted"))}, "-a (deleted)", "", 1,
		},
		"restored on a later page": {
			steps{"d1": answers("skip s1", removed("a", "changed")), "s1": answers("delta d2", user("a", nil))},
			"-a (deleted, can be restored) a", "", 2,
		},
		"removed is null":    {steps{"d1": answers("delta d2", user("a", map[string]any{"@removed": nil}))}, "a", "", 1},
		"null element":       {steps{"d1": answers("delta d2", user("a", nil), nil)}, "a", "it is no object", 1},
		"removed without id": {steps{"d1": answers("delta d2", map[string]any{"@removed": map[string]any{"reason": "deleted"}})}, "", "it has no id", 1},
		"wrong type":         {steps{"d1": answers("delta d2", user("a", nil), user("b", map[string]any{"surname": 7}))}, "a", "surname is no text", 1},
		"one without a state": {
			steps{"d1": answers("delta d2", user("a", nil), user("b", map[string]any{"accountEnabled": absent}))}, "a", "accountEnabled is missing", 1,
		},
		"the only one without a state": {
			steps{"d1": answers("delta d2", user("b", map[string]any{"accountEnabled": absent}))}, "", "accountEnabled is missing", 1,
		},
		"only removed people": {
			steps{"d1": answers("delta d2", removed("a", "deleted"), user("b", map[string]any{"accountEnabled": nil}))}, "-a (deleted)", "accountEnabled is missing", 1,
		},
		"the same link again": {steps{"d1": answers("delta d1")}, "", "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, http.NotFound)
			f.delta = c.steps.serve
			pages, err := read(t, source(t, f.options()), delta(f))
			if err != nil || mentioned(pages) != c.want || len(pages) != c.pages {
				t.Fatalf("%d pages, %q, %v; want %d, %q", len(pages), mentioned(pages), err, c.pages, c.want)
			}
			var reasons []string
			for i, p := range pages {
				for _, sk := range p.Skipped {
					reasons = append(reasons, sk.Reason)
				}
				if p.Last != (i == len(pages)-1) || (p.Mark != "") != p.Last || p.OnlyKnown || p.Cost.Requests == 0 {
					t.Errorf("page %d: %+v", i+1, p)
				}
			}
			if got := strings.Join(reasons, "\n"); (got == "") != (c.skipped == "") || !strings.Contains(got, c.skipped) {
				t.Errorf("skipped %q", got)
			}
			if name == "twice on a page" && pages[0].Records[1].Claims["address.locality"] != "York" {
				t.Error("the last one does not win")
			}
		})
	}
}

// TestDeltaResumes goes on from each page of a delta.
func TestDeltaResumes(t *testing.T) {
	t.Parallel()
	f := newFake(t, http.NotFound)
	f.delta = steps{
		"d1": answers("skip s1", user("a", nil)), "s1": answers("skip s2", removed("b", "deleted")), "s2": answers("delta d2", user("c", nil)),
	}.serve
	s := source(t, f.options())
	whole, err := read(t, s, delta(f))
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range whole[:2] {
		f.requests = nil
		r := delta(f)
		r.From = p.Next
		rest, err := read(t, s, r)
		if err != nil || mentioned(rest) != mentioned(whole[i+1:]) || rest[len(rest)-1].Mark != whole[2].Mark || len(f.requests) != len(rest) {
			t.Errorf("after page %d: %q, %v, %d requests", i+1, mentioned(rest), err, len(f.requests))
		}
		if _, err := collect(t, s, p.Next); err == nil {
			t.Error("a full listing goes on from a delta")
		}
	}
}

// TestUnusableDelta holds that no odd answer passes for the end of a delta.
func TestUnusableDelta(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"no link":                 {answers("", user("a", nil)), "neither where it goes on nor"},
		"both links":              {answers("skip s1\ndelta d2"), "neither where it goes on nor"},
		"empty delta link":        {answers("delta-at "), "neither where it goes on nor"},
		"delta link of kind":      {raw(200, "", `{"value":[],"@odata.deltaLink":7}`), "another shape"},
		"empty 200":               {raw(200, "", ""), "it is empty"},
		"204":                     {raw(204, "", ""), "it is empty (status 204)"},
		"missing value":           {raw(200, "", `{"@odata.deltaLink":"x"}`), "no list (value)"},
		"web page":                {raw(200, "text/html", "<html>"), "web page"},
		"truncated":               {raw(200, "", `{"value":[{"id":"a"`), "broke off"},
		"next link elsewhere":     {answers("next-at https://evil.example/v1.0/users/delta?$skiptoken=1"), "token is not sent there"},
		"delta link elsewhere":    {answers("delta-at https://evil.example/v1.0/users/delta?$deltatoken=1"), "token is not sent there"},
		"next is itself":          {func(w http.ResponseWriter, r *http.Request) { answers("next-at http://"+r.Host+r.RequestURI)(w, r) }, "circles"},
		"404 of a proxy":          {raw(404, "text/html", "<html>"), "with a web page"},
		"403":                     {func(w http.ResponseWriter, _ *http.Request) { odata(w, 403, "Authorization_RequestDenied", "No.") }, "a permission is missing"},
		"401":                     {func(w http.ResponseWriter, _ *http.Request) { odata(w, 401, "InvalidAuthenticationToken", "No.") }, "refused the access token"},
		"503 always":              {func(w http.ResponseWriter, _ *http.Request) { odata(w, 503, "serviceNotAvailable", "No.") }, "the changed users (page 1)"},
		"redirect":                {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, "answered 302"},
		"an answer of its nature": {raw(200, "", `[]`), "another shape"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, http.NotFound)
			f.delta = steps{"d1": c.answer}.serve
			pages, err := read(t, source(t, f.options()), delta(f))
			if _, full := errors.AsType[*directory.FullNeeded](err); err == nil || full || len(pages) != 0 || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%d pages, %v; want %q", len(pages), err, c.want)
			}
			if fault.HintOf(err) == "" {
				t.Errorf("%v: no hint", err)
			}
		})
	}
}

func TestDeltaCycle(t *testing.T) {
	t.Parallel()
	f := newFake(t, http.NotFound)
	f.delta = steps{"d1": answers("skip s1"), "s1": answers("skip s2", user("a", nil)), "s2": answers("skip s1", user("a", nil))}.serve
	if _, err := read(t, source(t, f.options()), delta(f)); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "circles") {
		t.Error(err)
	}
}

// TestFullNeeded: a delta that cannot be given asks for the listing, and never
// for a new beginning that would leave changes out.
func TestFullNeeded(t *testing.T) {
	t.Parallel()
	refusing := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { odata(w, status, code, "No state.") }
	}
	gone := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://"+r.Host+"/v1.0/users/delta?$deltatoken=")
		odata(w, http.StatusGone, "syncStateNotFound", "Resync.")
	}
	stateless := map[string]any{"accountEnabled": absent}
	for name, c := range map[string]struct {
		steps steps
		why   string
	}{
		"410 with Location":      {steps{"d1": gone}, "keeps it for 7 days"},
		"410 on a later page":    {steps{"d1": answers("skip s1", user("a", nil)), "s1": gone}, "keeps it for 7 days"},
		"410 without a body":     {steps{"d1": raw(410, "", "")}, "keeps it for 7 days"},
		"400 syncStateNotFound":  {steps{"d1": refusing(400, "SyncStateNotFound")}, "keeps it for 7 days"},
		"404 resyncRequired":     {steps{"d1": refusing(404, "resyncRequired")}, "keeps it for 7 days"},
		"400 expired page token": {steps{"d1": refusing(400, "Directory_ExpiredPageToken")}, "keeps it for 7 days"},
		"400 of another kind":    {steps{"d1": refusing(400, "Request_BadRequest")}, "does not tell the changed users (page 1): No state. (Request_BadRequest, request id req-42)"},
		"404 of another kind":    {steps{"d1": refusing(404, "UnknownError")}, "does not tell"},
		"nobody has a state":     {steps{"d1": answers("delta d2", user("a", stateless), user("b", stateless))}, "left accountEnabled out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, http.NotFound)
			f.delta = c.steps.serve
			_, err := read(t, source(t, f.options()), delta(f))
			full, ok := errors.AsType[*directory.FullNeeded](err)
			if !ok || !strings.Contains(full.Why, c.why) {
				t.Errorf("%v, want %q", err, c.why)
			}
			if len(f.requests) != len(c.steps) || slices.Contains(asked(f), "users/delta latest") {
				t.Errorf("asked for %q", asked(f))
			}
		})
	}
}

func TestUnreadableMarks(t *testing.T) {
	t.Parallel()
	f := newFake(t, http.NotFound)
	both := links{Users: f.URL + "/v1.0/users/delta", Groups: f.URL + "/v1.0/groups/delta"}.mark()
	for name, c := range map[string]struct {
		mark   directory.Mark
		change func(*Options)
	}{
		"none":             {"", func(*Options) {}},
		"junk":             {"https://graph.microsoft.com/v1.0/users/delta?$deltatoken=1", func(*Options) {}},
		"of another make":  {`{"v":2,"users":"x"}`, func(*Options) {}},
		"without users":    {`{"v":1}`, func(*Options) {}},
		"of groups":        {both, func(*Options) {}},
		"not of groups":    {since(f, "d1"), func(o *Options) { o.Groups = []string{groupA} }},
		"with a filter":    {since(f, "d1"), func(o *Options) { o.Filter = "city eq 'York'" }},
		"none, of a group": {"", func(o *Options) { o.Groups = []string{groupA} }},
	} {
		o := f.options()
		c.change(&o)
		_, err := read(t, source(t, o), directory.Read{Mode: directory.ModeDelta, Since: c.mark})
		if _, full := errors.AsType[*directory.FullNeeded](err); !full || len(f.requests) != 0 {
			t.Errorf("%s: %v, %d requests", name, err, len(f.requests))
		}
	}
	elsewhere := links{Users: "https://evil.example/v1.0/users/delta?$deltatoken=1"}.mark()
	if _, err := read(t, source(t, f.options()), directory.Read{Mode: directory.ModeDelta, Since: elsewhere}); err == nil || !strings.Contains(err.Error(), "token is not sent there") {
		t.Error(err)
	}
}

func TestDeltaRetries(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status     int
		retryAfter string
		times      int
		want       fault.Code
	}{
		"429 with a fraction": {429, "0.25", 2, ""}, "429 without Retry-After": {429, "", 2, ""},
		"429 asking for long": {429, "150", 1, fault.RateLimited}, "503 once": {503, "", 1, ""}, "502 once": {502, "", 1, ""},
	} {
		n := 0
		f := newFake(t, http.NotFound)
		f.delta = func(w http.ResponseWriter, r *http.Request) {
			if n++; n <= c.times {
				if c.retryAfter != "" {
					w.Header().Set("Retry-After", c.retryAfter)
				}
				odata(w, c.status, "TooManyRequests", "slow down")
				return
			}
			answers("delta d2", user("a", nil))(w, r)
		}
		pages, err := read(t, source(t, f.options()), delta(f))
		if fault.CodeOf(err) != c.want || c.want == "" && (ids(pages) != "a" || pages[0].Cost.Retries != c.times) {
			t.Errorf("%s: %+v, %v", name, pages, err)
		}
	}
}

// TestMarkHoldsNoSecret: what is stored are links, and they hold no token.
func TestMarkHoldsNoSecret(t *testing.T) {
	t.Parallel()
	_, s := replayed(t)
	pages, err := collect(t, s, "")
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(pages[0].Next, pages[len(pages)-1].Mark)
	if strings.Contains(text, planted) || strings.Contains(text, "token-1") {
		t.Error(text)
	}
	if m, err := parseMark(pages[len(pages)-1].Mark, false); err != nil {
		t.Error(err)
	} else if u, err := url.Parse(m.Users); err != nil || u.Query().Get("$deltatoken") != "d2" {
		t.Errorf("%+v, %v", m, err)
	}
}
