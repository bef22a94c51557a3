package entra

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// TestCursorGone: only the first request of a listing that is gone on with can
// find its position forgotten.
func TestCursorGone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		code   string
		gone   bool
	}{
		"expired token":     {400, "Directory_ExpiredPageToken", true},
		"invalid token":     {400, "InvalidPageToken", true},
		"no sync state":     {400, "syncStateNotFound", true},
		"404 of that kind":  {404, "resyncRequired", true},
		"410":               {410, "Gone", true},
		"a bad request":     {400, "Request_BadRequest", true},
		"not found":         {404, "UnknownError", true},
		"not implemented":   {501, "NotImplemented", false},
		"permission":        {403, "Authorization_RequestDenied", false},
		"throttled for all": {429, "TooManyRequests", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f *fake
			f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Get("$skiptoken") == "p3" {
					odata(w, c.status, c.code, "No.")
					return
				}
				paged(&f, 4)(w, r)
			})
			s := source(t, f.options())
			pages, err := collect(t, s, "")
			if _, gone := errors.AsType[*directory.CursorGone](err); err == nil || gone || len(pages) != 2 {
				t.Errorf("in mid-run: %d pages, %v", len(pages), err)
			}
			_, err = collect(t, s, pages[1].Next)
			e, gone := errors.AsType[*directory.CursorGone](err)
			if err == nil || gone != c.gone || gone && fault.CodeOf(e.Err) == "" {
				t.Errorf("resumed there: %v", err)
			}
			_, err = collect(t, s, pages[0].Next)
			if _, gone := errors.AsType[*directory.CursorGone](err); err == nil || gone {
				t.Errorf("resumed a page before: %v", err)
			}
		})
	}
}

func TestUnreadableCursors(t *testing.T) {
	t.Parallel()
	f := newFake(t, everybody)
	s := source(t, f.options())
	good := map[string]any{"v": 1, "phase": "list", "link": f.URL + "/v1.0/users?$skiptoken=2", "pages": 1, "mark": map[string]any{}}
	with := func(name string, v any) directory.Cursor {
		doc := maps.Clone(good)
		doc[name] = v
		b, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		return directory.Cursor(b)
	}
	if _, err := collect(t, s, with("v", 1)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []directory.Cursor{
		"x", "0 " + directory.Cursor(f.URL), with("v", 2), with("phase", "other"), with("phase", "changes"), with("group", 1),
		with("group", -1), with("link", ""), with("pages", 0), with("form", "odd"), with("pages", "many"),
	} {
		_, err := collect(t, s, c)
		if _, gone := errors.AsType[*directory.CursorGone](err); !gone {
			t.Errorf("%s: %v", c, err)
		}
	}
	n := len(f.requests)
	evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the token left home") }))
	t.Cleanup(evil.Close)
	if _, err := collect(t, s, with("link", evil.URL+"/v1.0/users")); !fault.Is(err, fault.Unavailable) || len(f.requests) != n {
		t.Error(err)
	}
}
