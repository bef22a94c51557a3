package directory

import (
	"testing"

	"github.com/incodectl/incodectl/internal/guard"
)

func TestEnough(t *testing.T) {
	for _, tc := range []struct {
		limit string
		n     int
		want  int
	}{
		{"none", 1_000_000, 0},
		{"50%", 0, 0},
		{"50%", guard.Floor, 0},
		{"50%", 100, 200},
		{"10%", 50, 800}, // 500 would do; it is no more than twice as many
		{"500,10%", 500, 8000},
		{"500,10%", 501, tooMany},
		{"50", 50, 0},
		{"50", 51, tooMany},
		{"0%", 1, tooMany},
		{"0.001%", 100, tooMany},
	} {
		limit, err := guard.Parse(tc.limit)
		if err != nil {
			t.Fatal(err)
		}
		got := enough(limit, tc.n)
		if got != tc.want {
			t.Errorf("limit %s, %d people: %d, want %d", tc.limit, tc.n, got, tc.want)
		}
		// What it answers must agree with the check it stands for.
		if _, over := guard.Check(guard.Updates, limit, tc.n, max(got, 0)); over != (tc.want == tooMany) {
			t.Errorf("limit %s, %d people of %d: over %v", tc.limit, tc.n, got, over)
		}
	}
}
