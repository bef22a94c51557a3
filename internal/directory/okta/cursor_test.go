package okta_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
)

// TestForeignCursorsAreRefused: a position must be of this very listing and
// cover everybody; nothing is asked for otherwise.
func TestForeignCursorsAreRefused(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(900)
	f.groups = map[string][]person{"00g1": f.users, "00g2": f.users}
	all := f.source(t, nil)
	groups := f.source(t, func(o *okta.Options) { o.Groups = []string{"00g1", "00g2"} })
	search := f.source(t, func(o *okta.Options) { o.Search = "status pr" })
	first := func(s *okta.Source, r directory.Read) directory.Cursor {
		for p, err := range s.Pages(t.Context(), r) {
			if err != nil {
				t.Fatal(err)
			}
			return p.Next
		}
		return ""
	}
	full := directory.Read{Mode: directory.ModeFull, Concurrency: 2}
	ranges := string(first(all, full))
	inGroups := string(first(groups, full))
	since := markOf(t, f)
	delta := directory.Read{Mode: directory.ModeDelta, Since: since}
	f.seen = nil

	// spoil changes the chains of a cursor.
	spoil := func(cursor string, change func([]map[string]any) []map[string]any) string {
		var c map[string]json.RawMessage
		var chains []map[string]any
		if err := errors.Join(json.Unmarshal([]byte(cursor), &c), json.Unmarshal(c["c"], &chains)); err != nil {
			t.Fatal(err)
		}
		c["c"], _ = json.Marshal(change(chains))
		out, _ := json.Marshal(c)
		return string(out)
	}
	for name, c := range map[string]struct {
		source *okta.Source
		read   directory.Read
		cursor string
	}{
		"garbage":          {all, full, "x"},
		"former version":   {all, full, "users/abc"},
		"nothing":          {all, full, "{}"},
		"other version":    {all, full, strings.Replace(ranges, `"v":2`, `"v":3`, 1)},
		"of groups":        {all, full, inGroups},
		"of everybody":     {groups, full, ranges},
		"of another scope": {search, full, ranges},
		"of a full one":    {all, delta, ranges},
		"a range is missing": {all, full, spoil(ranges, func(c []map[string]any) []map[string]any {
			return slices.Delete(c, 1, 2)
		})},
		"the last range is missing": {all, full, spoil(ranges, func(c []map[string]any) []map[string]any {
			return c[:len(c)-1]
		})},
		"the first range has a lower bound": {all, full, spoil(ranges, func(c []map[string]any) []map[string]any {
			c[0]["f"] = "2020-01-01T00:00:00.000Z"
			return c
		})},
		"all is done": {all, full, spoil(ranges, func(c []map[string]any) []map[string]any {
			for i := range c {
				c[i]["d"] = true
			}
			return c
		})},
		"a group is missing": {groups, full, spoil(inGroups, func(c []map[string]any) []map[string]any { return c[:1] })},
		"another group": {groups, full, spoil(inGroups, func(c []map[string]any) []map[string]any {
			c[1]["g"] = "00g9"
			return c
		})},
	} {
		c.read.From = directory.Cursor(c.cursor)
		_, err := readAs(t, c.source, c.read)
		if _, gone := errors.AsType[*directory.CursorGone](err); !gone || !strings.Contains(err.Error(), "another listing") {
			t.Errorf("%s: %v", name, err) // any other error would fail every run that goes on from there
		}
	}
	if len(f.seen) != 0 {
		t.Errorf("%d requests", len(f.seen))
	}
}

// TestCursorGone: a position that Okta does not know any more is told from a
// request that fails for another reason.
func TestCursorGone(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(900)
	s := f.source(t, nil)
	pages, err := read(t, s, "")
	whole(t, pages, err, idsOf(f.users))
	forget := 1 // the request from which on cursors are not known
	f.intercept = func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n < forget || !r.URL.Query().Has("after") {
			return false
		}
		oktaFailure(w, 400, "E0000001", "Api validation failed: after")
		return true
	}
	f.seen = nil
	_, err = read(t, s, pages[1].Next)
	gone, ok := errors.AsType[*directory.CursorGone](err)
	if !ok || !strings.Contains(gone.Error(), "E0000001") || len(f.seen) != 1 {
		t.Errorf("%v after %d requests", err, len(f.seen))
	}
	for name, from := range map[string]directory.Cursor{"later in a resumed listing": pages[0].Next, "in a new one": ""} {
		f.seen, forget = nil, 2
		_, err = read(t, s, from)
		if _, ok := errors.AsType[*directory.CursorGone](err); ok || !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f.seen, forget = nil, 1
	f.intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		oktaFailure(w, 403, "E0000006", "no")
		return true
	}
	if _, err = read(t, s, pages[1].Next); !fault.Is(err, fault.Unauthorized) {
		t.Errorf("refused: %v", err)
	}
}
