package guard_test

import (
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
)

func TestParse(t *testing.T) {
	if _, err := guard.Parse(guard.DefaultDeactivations); err != nil {
		t.Error(err)
	}
	for in, want := range map[string]string{
		"50": "50", " 10% ": "10%", "500,10%": "500,10%", "10%,500": "500,10%", "0": "0", "0%": "0%", "12.5 %": "12.5%",
		"None": "none", guard.DefaultUpdates: "50%",
	} {
		l, err := guard.Parse(in)
		if err != nil || l.String() != want {
			t.Errorf("%q: %q, %v, want %q", in, l, err, want)
		}
	}
	for _, in := range []string{"", "x", "-1", "101%", "-1%", "1,2", "1%,2%", "1,2%,3", "%", ",", "1e3", "NaN%", "Inf%"} {
		if l, err := guard.Parse(in); !fault.Is(err, fault.Usage) {
			t.Errorf("%q is taken for %q, %v", in, l, err)
		}
	}
}

func TestCheck(t *testing.T) {
	tests := []struct {
		limit       string
		would, base int
		over        bool
	}{
		{"20%", 20, 100, false}, // exactly the limit
		{"20%", 21, 100, true},
		{"20%", 2, 10, false},
		{"20%", 5, 10, false}, // never fewer than the floor
		{"20%", 6, 10, true},
		{"20%", 5, 0, false},
		{"0%", 1, 1000, true},
		{"0", 1, 1000, true},
		{"0", 0, 1000, false},
		{"3", 3, 4, false},
		{"3", 4, 1000, true}, // no floor under a number
		{"500,10%", 100, 1000, false},
		{"500,10%", 101, 1000, true},
		{"500,10%", 500, 100_000, false},
		{"500,10%", 501, 100_000, true},
		{"3,10%", 4, 10, true}, // the number is the lower one
		{"33.3%", 333, 1000, false},
		{"none", 1_000_000, 1, false},
	}
	for _, tt := range tests {
		l, err := guard.Parse(tt.limit)
		if err != nil {
			t.Fatal(err)
		}
		b, over := guard.Check(guard.Updates, l, tt.would, tt.base)
		if over != tt.over {
			t.Errorf("%d of %d with a limit of %s: over %v, allowed %d", tt.would, tt.base, tt.limit, over, b.Allowed)
		}
		if b.Limit != guard.Updates || b.Would != tt.would || b.Base != tt.base || b.Set != tt.limit {
			t.Errorf("breach %+v", b)
		}
	}
}

func TestTheZeroLimitAllowsNobody(t *testing.T) {
	if _, over := guard.Check(guard.Deactivations, guard.Limit{}, 1, 1000); !over {
		t.Error("a limit that was never set lets somebody through")
	}
	if _, over := guard.Check(guard.Deactivations, guard.None(), 1, 1000); over {
		t.Error("no limit stops somebody")
	}
}
