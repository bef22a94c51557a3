package readiness

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
)

func TestParseLimit(t *testing.T) {
	for text, want := range map[string]string{
		"95%": "95%", "95": "95%", " 99.5 % ": "99.5%", "100%": "100%", "100": "100%", "1%": "1%", "0.5%": "0.5%", "0": "0%",
		"1": "", "1.0": "", "0.95": "", "101": "", "101%": "", "-5%": "", "": "", "%": "", "many": "", "NaN": "", "Inf": "", "1e1": "", "9_5": "", "95%%": "",
	} {
		got, err := ParseLimit(text)
		switch {
		case want == "" && !fault.Is(err, fault.Usage):
			t.Errorf("%q: %v, %v", text, got, err)
		case want != "" && (err != nil || got.String() != want):
			t.Errorf("%q: %v, %v; want %s", text, got, err, want)
		}
	}
}

func TestLimitCheck(t *testing.T) {
	for _, tt := range []struct {
		limit         string
		people, ready int
		wrong         string
	}{
		{"95%", 20, 19, ""},
		{"95%", 100, 94, "94 of 100 people are ready for matching, 94.00%; 95% are asked for"},
		{"95", 100, 95, ""},
		{"29%", 100, 29, ""},
		{"100%", 1_000_000, 999_999, "999999 of 1000000 people are ready for matching, 99.99%; 100% are asked for"},
		{"100%", 3, 3, ""},
		{"0", 3, 0, ""},
		{"0", 0, 0, "nobody is proven ready for matching: there are no active people"},
	} {
		l, err := ParseLimit(tt.limit)
		if err != nil {
			t.Fatal(err)
		}
		err = l.Check(Report{Totals: totals(tt.people, tt.ready)})
		if tt.wrong == "" && err != nil || tt.wrong != "" && (!fault.Is(err, fault.Partial) || err.Error() != tt.wrong || fault.HintOf(err) == "") {
			t.Errorf("%s of %d: %v", tt.limit, tt.people, err)
		}
	}
	moved := Report{Totals: totals(3, 3), Integrations: []IntegrationReport{{Name: "corp", FullSyncNeeded: "the org URL changed"}}}
	if err := Limit(95).Check(moved); !fault.Is(err, fault.Partial) || !strings.Contains(err.Error(), "org URL") {
		t.Errorf("people of another organisation: %v", err)
	}
}
