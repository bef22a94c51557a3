package okta_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
)

// TestAFastGatewayHidesNoChange: the moment from which a later delta is read is
// not ahead of Okta's own clock, whatever a gateway says.
func TestAFastGatewayHidesNoChange(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		date  time.Time // on the answers
		reset string
		want  time.Time
	}{
		"same clock":       {noon, fmt.Sprint(noon.Unix() + 60), noon},
		"slow":             {noon.Add(-time.Hour), fmt.Sprint(noon.Unix() + 60), noon.Add(-time.Hour)},
		"fast":             {noon.Add(time.Hour), fmt.Sprint(noon.Unix() + 60), noon.Add(time.Minute)},
		"no reset":         {noon, "", noon},
		"reset in seconds": {noon, "42", noon},
		"no number":        {noon, "soon", noon},
	} {
		f := newFake(t, func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("X-Rate-Limit-Reset", c.reset)
				next.ServeHTTP(w, r)
			})
		})
		f.users, f.now = people(3), func() time.Time { return c.date }
		if got, want := markOf(t, f), directory.Mark("okta/1/"+c.want.Format(time.RFC3339)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestAFastGatewayAndADelta: somebody who is suspended after a listing is in the
// delta that follows it.
func TestAFastGatewayAndADelta(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := noon
	f := newFake(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Rate-Limit-Reset", fmt.Sprint(at.Unix()+60))
			next.ServeHTTP(w, r)
		})
	})
	f.users, f.now = people(3), func() time.Time { return at.Add(time.Hour) }
	mark := markOf(t, f)
	f.users[1].status, f.users[1].updated = "SUSPENDED", noon.Add(10*time.Minute)
	at = noon.Add(2 * time.Hour)
	pages, err := readAs(t, f.source(t, func(*okta.Options) {}), directory.Read{Mode: directory.ModeDelta, Since: mark})
	found := false
	for _, p := range pages {
		for _, r := range p.Records {
			found = found || r.ExternalID == f.users[1].id && r.SourceState == "SUSPENDED"
		}
	}
	if err != nil || !found {
		t.Errorf("%d pages, %v: the delta does not have who was suspended", len(pages), err)
	}
}
