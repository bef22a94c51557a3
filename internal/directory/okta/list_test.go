package okta_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

func TestPages(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(450)
	s := f.source(t, nil)
	pages, err := read(t, s, "")
	whole(t, pages, err, idsOf(f.users))
	if len(pages) != 3 {
		t.Errorf("%d pages, want 3", len(pages))
	}
	for i, p := range pages {
		if p.Cost.Requests != 1 || p.Cost.Retries != 0 || p.Cost.Bytes == 0 || p.Last != (i == 2) {
			t.Errorf("page %d: %d requests, %d retries, %d bytes, last %v", i, p.Cost.Requests, p.Cost.Retries, p.Cost.Bytes, p.Last)
		}
	}
	for i, r := range f.seen {
		q := r.URL.Query()
		if q.Get("search") != "status pr" || q.Get("limit") != "200" || q.Has("after") != (i > 0) {
			t.Errorf("request %d: %s", i, r.URL.RawQuery)
		}
		if got := r.Header.Get("Content-Type"); got != `application/json; okta-response="omitCredentials,omitCredentialsLinks,omitTransitioningToStatus"` {
			t.Errorf("content type %q", got)
		}
		if r.Header.Get("Authorization") != "SSWS "+apiToken || !strings.Contains(r.UserAgent(), "incodectl/test") {
			t.Errorf("headers %v", r.Header)
		}
	}
	if got := pages[0].Records[9]; got.SourceState != "DEPROVISIONED" {
		t.Errorf("a deactivated user has state %q", got.SourceState)
	}

	for i, p := range pages[:2] { // go on from every cursor
		rest, err := read(t, s, p.Next)
		whole(t, rest, err, idsOf(f.users[200*(i+1):]))
	}
}

func TestConsumerMayStop(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(450)
	for _, err := range f.source(t, nil).Pages(t.Context(), directory.Read{}) {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	if len(f.seen) != 1 {
		t.Errorf("%d requests after stopping at the first page", len(f.seen))
	}
}

func TestRecord(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = []person{{id: "00u1", status: "ACTIVE", profile: map[string]any{
		"login": "Ada@Corp.example", "email": "ada@corp.example", "secondEmail": "ada@home.example", "firstName": "Ada",
		"lastName": "King", "employeeNumber": json.Number("9007199254740993"), "big": json.Number("123456789012345678901234567890"),
		"langs": []string{"en", "fr"}, "my.key": true, "mobilePhone": nil, "city": "", "unmapped": "PERSONAL",
	}}}
	s := f.source(t, func(o *okta.Options) {
		o.Mapping = directory.Mapping{
			"badge": "profile.big", "languages": "profile.langs", "flag": "profile.my.key", "email": "",
			"given_name": "profile.nowhere",
		}
	})
	pages, err := read(t, s, "")
	whole(t, pages, err, []string{"00u1"})
	got := pages[0].Records[0]
	want := map[string]string{
		"family_name": "King", "employee_id": "9007199254740993", "badge": "123456789012345678901234567890",
		"languages": "en\nfr", "flag": "true",
	}
	if fmt.Sprint(map[string]string(got.Claims)) != fmt.Sprint(want) {
		t.Errorf("claims %v, want %v", got.Claims, want)
	}
	if got.Login != "Ada@Corp.example" || got.Email != "ada@corp.example" || got.EmployeeID != "9007199254740993" ||
		!slices.Equal(got.Aliases, []string{"ada@home.example"}) || got.SourceState != "ACTIVE" {
		t.Errorf("record %+v", got)
	}
}

func TestUnreadableRecordsAreSkipped(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		_, _ = w.Write([]byte(`[
		 {"id":"ok","status":"ACTIVE","profile":{"login":"a"}},
		 {"id":"noprofile","status":"ACTIVE"}, {"id":"nullprofile","status":"ACTIVE","profile":null},
		 {"id":"textprofile","status":"ACTIVE","profile":"x"}, {"id":"nostatus","profile":{"login":"b"}},
		 {"id":"numstatus","status":3,"profile":{"login":"b"}}, {"id":"objlogin","status":"ACTIVE","profile":{"login":{"a":1}}},
		 {"id":"objname","status":"ACTIVE","profile":{"login":"c","firstName":{"SECRETIVE":1}}},
		 {"id":7,"status":"ACTIVE","profile":{"login":"d"}}, {"status":"ACTIVE","profile":{"login":"e"}}, null, 5, "text", [],
		 {"id":"ok2","status":"SUSPENDED","profile":{"login":"f"}}]`))
		return true
	}
	pages, err := read(t, f.source(t, nil), "")
	whole(t, pages, err, []string{"ok", "ok2"})
	var got []string
	for _, e := range pages[0].Skipped {
		got = append(got, e.ExternalID+": "+e.Reason)
	}
	want := []string{
		"noprofile: no profile", "nullprofile: no profile", "textprofile: no profile", "nostatus: no status", "numstatus: no status",
		"objlogin: profile.login is an object, not a value", "objname: profile.firstName is an object, not a value",
		": record 9 of page 1: no id", ": record 10 of page 1: no id", ": record 11 of page 1: no id",
		": record 12 of page 1: no id", ": record 13 of page 1: no id", ": record 14 of page 1: no id",
	}
	if !slices.Equal(got, want) {
		t.Errorf("skipped\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	all := people(500)
	f.groups = map[string][]person{"00g1": all[:250], "00g2": nil, "00g3": all[100:500]}
	s := f.source(t, func(o *okta.Options) { o.Groups = []string{"00g3", " 00g1 ", "00g2", "00g1"} })
	pages, err := read(t, s, "")
	whole(t, pages, err, idsOf(all))
	for _, r := range f.seen {
		// One empty group makes the source look whether Okta shows anybody any more.
		if q := r.URL.Query(); q.Has("search") || (q.Get("limit") != "200" && q.Get("limit") != "1") || r.Header.Get("Content-Type") != "" {
			t.Errorf("group request %s with content type %q", r.URL, r.Header.Get("Content-Type"))
		}
	}
	for i, p := range pages[:len(pages)-1] { // from every cursor nobody of the rest is lost
		rest, err := read(t, s, p.Next)
		if err != nil || !rest[len(rest)-1].Last {
			t.Fatalf("from page %d: %v", i, err)
		}
		got := slices.Concat(ids(pages[:i+1]), ids(rest))
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, idsOf(all)) {
			t.Errorf("from page %d: %d people, want %d", i, len(got), len(all))
		}
	}
	delete(f.groups, "00g2")
	if _, err := read(t, s, ""); !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "00g2") {
		t.Errorf("a group that is gone: %v", err)
	}
}

func TestCancelledListing(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(450)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for p, err := range f.source(t, nil).Pages(ctx, directory.Read{}) {
		if n++; n == 1 {
			cancel()
			continue
		}
		if !errors.Is(err, context.Canceled) || p.Last {
			t.Errorf("after cancelling: %+v, %v", p, err)
		}
	}
	if n != 2 {
		t.Errorf("%d steps", n)
	}
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	base := f.source(t, nil).Fingerprint()
	same := map[string]func(*okta.Options){
		"slash":           func(o *okta.Options) { o.OrgURL += "/" },
		"default mapping": func(o *okta.Options) { o.Mapping = okta.DefaultMapping() },
		"page size":       func(o *okta.Options) { o.PageSize = 10 },
		"no search":       func(o *okta.Options) { o.Search = " " },
	}
	for name, change := range same {
		if f.source(t, change).Fingerprint() != base {
			t.Errorf("%s changes the fingerprint", name)
		}
	}
	other := map[string]func(*okta.Options){
		"org":     func(o *okta.Options) { o.OrgURL = "https://other.okta.com" },
		"group":   func(o *okta.Options) { o.Groups = []string{"00g1"} },
		"search":  func(o *okta.Options) { o.Search = `profile.department eq "Sales"` },
		"mapping": func(o *okta.Options) { o.Mapping = directory.Mapping{"birthdate": "profile.b"} },
		"off":     func(o *okta.Options) { o.Mapping = directory.Mapping{"email": ""} },
	}
	for name, change := range other {
		if f.source(t, change).Fingerprint() == base {
			t.Errorf("another %s has the same fingerprint", name)
		}
	}
}

func TestCheckMapping(t *testing.T) {
	t.Parallel()
	for _, good := range []directory.Mapping{nil, {"birthdate": "profile.dateOfBirth"}, {"email": ""}} {
		if err := okta.CheckMapping(good); err != nil {
			t.Errorf("%v: %v", good, err)
		}
	}
	for path, hint := range map[string]string{
		"dateOfBirth":         "birthdate=profile.dateOfBirth",
		"Profile.dateOfBirth": "birthdate=profile.dateOfBirth",
		"user.dateOfBirth":    "birthdate=profile.dateOfBirth",
		"profile":             "birthdate=profile.NAME",
	} {
		err := okta.CheckMapping(directory.Mapping{"birthdate": path})
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), path) || !strings.Contains(fault.HintOf(err), hint) {
			t.Errorf("%s: %v (%s)", path, err, fault.HintOf(err))
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	for name, c := range map[string]struct {
		change func(*okta.Options)
		want   string // in message or hint
	}{
		"no url":         {func(o *okta.Options) { o.OrgURL = "" }, "org URL"},
		"http":           {func(o *okta.Options) { o.OrgURL = "http://corp.okta.com" }, "https"},
		"path":           {func(o *okta.Options) { o.OrgURL = "https://corp.okta.com/app" }, "path"},
		"admin":          {func(o *okta.Options) { o.OrgURL = "https://corp-admin.okta.com" }, "https://corp.okta.com"},
		"preview admin":  {func(o *okta.Options) { o.OrgURL = "https://corp-admin.oktapreview.com/" }, "https://corp.oktapreview.com"},
		"auth":           {func(o *okta.Options) { o.Auth = "password" }, "unknown way"},
		"no token":       {func(o *okta.Options) { o.Token = okta.Options{}.Token }, "token is missing"},
		"group":          {func(o *okta.Options) { o.Groups = []string{"../users"} }, "not the ID"},
		"claim":          {func(o *okta.Options) { o.Mapping = directory.Mapping{"Bad": "profile.x"} }, "name of a claim"},
		"path elsewhere": {func(o *okta.Options) { o.Mapping = directory.Mapping{"birthdate": "dateOfBirth"} }, "birthdate=profile.dateOfBirth"},
		"bare profile":   {func(o *okta.Options) { o.Mapping = directory.Mapping{"birthdate": "profile"} }, "profile.NAME"},
		"two paths":      {func(o *okta.Options) { o.Mapping = directory.Mapping{"email": "profile.a,b"} }, "repeat --map"},
		"search":         {func(o *okta.Options) { o.Search = "status eq \"A" }, "not closed"},
		"both scopes":    {func(o *okta.Options) { o.Search, o.Groups = "status pr", []string{"00g1"} }, "--group or --search"},
		"wrong token":    {func(o *okta.Options) { o.Token = secret.New("SSWS " + apiToken) }, "without SSWS"},
		"page size":      {func(o *okta.Options) { o.PageSize = 201 }, "page size"},
		"client id":      {func(o *okta.Options) { o.Auth = okta.AuthPrivateKey }, "client ID"},
		"ca":             {func(o *okta.Options) { o.HTTP.CACert = "/nonexistent" }, "--ca-cert"},
	} {
		o := f.options()
		c.change(&o)
		_, err := okta.New(o)
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error()+fault.HintOf(err), c.want) {
			t.Errorf("%s: %v (%s)", name, err, fault.HintOf(err))
		}
	}
	if err := okta.CheckMapping(okta.DefaultMapping()); err != nil {
		t.Error(err)
	}
	if _, ok := okta.DefaultMapping()["birthdate"]; ok {
		t.Error("Okta has no birthdate of its own")
	}
}
