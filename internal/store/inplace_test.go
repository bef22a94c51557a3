package store

import (
	"reflect"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
)

// A full listing that was begun because a delta could not be had is gone on with
// when that delta is asked for again, and by any full one, but in place of no
// other delta.
func TestInPlaceOfADelta(t *testing.T) {
	inPlace := fullListing()
	inPlace.Since = deltaListing().Since
	delta := func(since directory.Mark) directory.Listing {
		l := deltaListing()
		l.Since = since
		return l
	}
	for name, c := range map[string]struct {
		left, asked directory.Listing
		damage      bool
		why         string // "" when it is gone on with
	}{
		"that delta":            {inPlace, delta("m"), false, ""},
		"a full one":            {inPlace, fullListing(), false, ""},
		"another delta":         {inPlace, delta("m2"), false, "full one"},
		"full for its own sake": {fullListing(), delta("m"), false, "full one"},
		"without any mark":      {fullListing(), delta(""), false, "full one"},
		"delta, another mark":   {delta("m"), delta("m2"), false, "another moment"},
		"damaged":               {inPlace, delta("m"), true, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := newStore(t)
			mustSync(t, s, corpID, employees(corpID, 10))
			want := leave(t, s, c.left)
			if c.damage {
				execStaging(t, s, `INSERT INTO page (unchanged) VALUES (x'010203')`)
			}
			st, at, why := resume(t, s, c.asked)
			full := c.asked.Mode == directory.ModeFull
			if c.why == "" {
				full = true
			} else {
				want = directory.Checkpoint{}
			}
			if !reflect.DeepEqual(at, want) || !strings.Contains(why, c.why) || (why == "") != (c.why == "") {
				t.Fatalf("%+v %q", at, why)
			}
			if err := putPages(t.Context(), st, employees(corpID, 4), 0); err != nil {
				t.Fatal(err)
			}
			missing := 0
			if full {
				missing = 6 // who was not listed
			}
			if p := planOf(t, st, full); p.Counts.Missing != missing {
				t.Errorf("%+v", p.Counts)
			}
		})
	}
}
