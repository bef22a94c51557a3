package entra

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// notFound is Graph's answer about an object that it does not have.
func notFound(w http.ResponseWriter, _ *http.Request) {
	odata(w, http.StatusNotFound, "Request_ResourceNotFound", "Resource 'x' does not exist or one of its queried reference-property objects are not present.")
}

// person answers with one user.
func person(u map[string]any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, u) }
}

func TestCheck(t *testing.T) {
	t.Parallel()
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		switch strings.TrimPrefix(r.URL.Path, "/v1.0/users/") {
		case "there":
			person(user("there", nil))(w, r)
		case "off":
			person(user("off", map[string]any{"accountEnabled": false}))(w, r)
		case "odd":
			person(user("odd", map[string]any{"accountEnabled": absent}))(w, r)
		default:
			notFound(w, r)
		}
	})
	s := source(t, f.options())
	asked := []string{"gone", "there", "odd", "off", "../groups", "..", "x'y", ""}
	got, cost, err := s.Check(t.Context(), asked)
	if err != nil || len(got) != len(asked) {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, p := range got {
		if p.ExternalID != asked[i] {
			t.Errorf("answer %d is about %q", i, p.ExternalID)
		}
	}
	if got[0].Gone != "deleted" || got[0].Record != nil || got[0].Unreadable != "" {
		t.Errorf("%+v", got[0])
	}
	if r := got[1].Record; r == nil || r.ExternalID != "there" || r.SourceState != "enabled" || r.Claims["given_name"] != "Ada" || got[1].Gone != "" {
		t.Errorf("%+v", got[1])
	}
	if !strings.Contains(got[2].Unreadable, "accountEnabled is missing") || got[2].Record != nil || got[2].Gone != "" {
		t.Errorf("%+v", got[2])
	}
	if r := got[3].Record; r == nil || r.SourceState != "disabled" {
		t.Errorf("%+v", got[3])
	}
	for _, p := range got[4:] {
		if p.Unreadable == "" || p.Gone != "" || p.Record != nil {
			t.Errorf("%+v", p)
		}
	}
	if len(f.requests) != 4 || cost.Requests != 5 || cost.Bytes == 0 { // and a token
		t.Errorf("%d requests, cost %+v", len(f.requests), cost)
	}
	if q := f.requests[0].URL.Query(); q.Get("$select") != strings.Join(s.plan.properties, ",") {
		t.Errorf("asked with %v", q)
	}
}

// TestCheckLeavesNothingOpen: whatever is no clear answer is an error, and never
// somebody who is gone.
func TestCheckLeavesNothingOpen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   fault.Code
		hint   string
	}{
		"permission":         {func(w http.ResponseWriter, _ *http.Request) { odata(w, 403, "Authorization_RequestDenied", "No.") }, fault.Unauthorized, "User.Read.All"},
		"token":              {func(w http.ResponseWriter, _ *http.Request) { odata(w, 401, "InvalidAuthenticationToken", "No.") }, fault.Unauthorized, "cloud"},
		"503 always":         {func(w http.ResponseWriter, _ *http.Request) { odata(w, 503, "x", "No.") }, fault.Unavailable, "later"},
		"429 always":         {func(w http.ResponseWriter, _ *http.Request) { odata(w, 429, "x", "No.") }, fault.RateLimited, "again"},
		"404 of a proxy":     {raw(404, "text/html", "<html>"), fault.Unavailable, "proxy"},
		"404 without reason": {raw(404, "", ""), fault.Unavailable, "proxy"},
		"404 of a path":      {func(w http.ResponseWriter, _ *http.Request) { odata(w, 404, "BadRequest", "No segment.") }, fault.Internal, ""},
		"410":                {func(w http.ResponseWriter, _ *http.Request) { odata(w, 410, "Gone", "No.") }, fault.Unavailable, "again"},
		"empty":              {raw(200, "", ""), fault.Unavailable, "proxy"},
		"204":                {raw(204, "", ""), fault.Unavailable, "proxy"},
		"null":               {raw(200, "", "null"), fault.Unavailable, "proxy"},
		"a list":             {raw(200, "", `{"value":[]}`), fault.Unavailable, "proxy"},
		"web page":           {raw(200, "text/html", "<html>"), fault.Unavailable, "proxy"},
		"truncated":          {raw(200, "", `{"id":"u1"`), fault.Unavailable, "proxy"},
		"somebody else":      {person(user("u2", nil)), fault.Unavailable, "proxy"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, c.answer)
			got, cost, err := source(t, f.options()).Check(t.Context(), []string{"u1"})
			if fault.CodeOf(err) != c.want || got != nil || !strings.Contains(fault.HintOf(err), c.hint) || cost.Requests == 0 {
				t.Errorf("%+v, %v (%s), hint %q", got, err, fault.CodeOf(err), fault.HintOf(err))
			}
		})
	}
}

func TestCheckOfScope(t *testing.T) {
	t.Parallel()
	inA := func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, groupA) {
			sendList(w, "", map[string]any{"id": "u1"})
			return
		}
		sendList(w, "")
	}
	inB := func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, groupB) {
			sendList(w, "", map[string]any{"id": "u1"})
			return
		}
		sendList(w, "")
	}
	nobody := func(w http.ResponseWriter, _ *http.Request) { sendList(w, "") }
	needsIndex := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("ConsistencyLevel") == "" || r.URL.Query().Get("$count") != "true" {
			odata(w, 400, "Request_UnsupportedQuery", "Unsupported Query.")
			return
		}
		inB(w, r)
	}
	for name, c := range map[string]struct {
		filter   string // else the groups
		answer   http.HandlerFunc
		gone     string
		want     fault.Code
		requests int
	}{
		"in the first group":  {"", inA, "", "", 2},
		"in the second group": {"", inB, "", "", 3},
		"in no group":         {"", nobody, "no longer in scope", "", 3},
		"needs the index":     {"", needsIndex, "", "", 4},
		"no such group":       {"", notFound, "", fault.NotFound, 2},
		"group forbidden":     {"", func(w http.ResponseWriter, _ *http.Request) { odata(w, 403, "Authorization_RequestDenied", "No.") }, "", fault.Unauthorized, 2},
		"filter not heeded":   {"", func(w http.ResponseWriter, _ *http.Request) { sendList(w, "", map[string]any{"id": "u2"}) }, "", fault.Unavailable, 2},
		"left open":           {"", func(w http.ResponseWriter, r *http.Request) { sendList(w, "http://"+r.Host+"/v1.0/next") }, "", fault.Unavailable, 2},
		"no list":             {"", raw(200, "", "{}"), "", fault.Unavailable, 2},
		"null":                {"", func(w http.ResponseWriter, _ *http.Request) { sendList(w, "", nil) }, "", fault.Unavailable, 2},
		"passes the filter":   {"a eq 'x' or b eq 'y'", func(w http.ResponseWriter, _ *http.Request) { sendList(w, "", map[string]any{"id": "u1"}) }, "", "", 2},
		"filtered out":        {"a eq 'x' or b eq 'y'", nobody, "no longer in scope", "", 2},
		"filter refused":      {"a eq 'x' or b eq 'y'", func(w http.ResponseWriter, _ *http.Request) { odata(w, 400, "BadRequest", "Invalid filter clause.") }, "", fault.Usage, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/users/u1") {
					person(user("u1", nil))(w, r)
					return
				}
				if got := r.URL.Query().Get("$filter"); got != "id eq 'u1'" && got != "(a eq 'x' or b eq 'y') and id eq 'u1'" {
					t.Errorf("the filter was %q", got)
				}
				c.answer(w, r)
			})
			o := f.options()
			if o.Filter = c.filter; c.filter == "" {
				o.Groups = []string{groupA, groupB}
			}
			got, _, err := source(t, o).Check(t.Context(), []string{"u1"})
			if fault.CodeOf(err) != c.want || len(f.requests) != c.requests {
				t.Fatalf("%+v, %v, %d requests", got, err, len(f.requests))
			}
			if err == nil && (got[0].Gone != c.gone || (got[0].Record == nil) != (c.gone != "")) {
				t.Errorf("%+v", got[0])
			}
		})
	}
}

// TestCheckRemembersTheForm: what Graph takes is found out once and not for
// each person.
func TestCheckRemembersTheForm(t *testing.T) {
	t.Parallel()
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		id, one := strings.CutPrefix(r.URL.Path, "/v1.0/users/")
		switch {
		case one:
			person(user(id, nil))(w, r)
		case r.Header.Get("ConsistencyLevel") == "":
			odata(w, 400, "Request_UnsupportedQuery", "Unsupported Query.")
		default:
			sendList(w, "")
		}
	})
	o := f.options()
	o.Filter = "city ne 'York'"
	got, _, err := source(t, o).Check(t.Context(), []string{"u1", "u2", "u3"})
	if err != nil || len(f.requests) != 7 || slices.ContainsFunc(got, func(p directory.Presence) bool { return p.Gone == "" }) {
		t.Errorf("%+v, %v, %d requests", got, err, len(f.requests))
	}
}
