package guard_test

import (
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
)

func TestParseShare(t *testing.T) {
	for text, want := range map[string]float64{"50%": 0.5, " 7 % ": 0.07, "100%": 1, "1%": 0.01, "12.5%": 0.125} {
		got, err := guard.ParseShare(text)
		if err != nil || got != want {
			t.Errorf("ParseShare(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	if got, err := guard.ParseShare(guard.DefaultAPIShare); err != nil || got != 0.5 {
		t.Errorf("the default is %v, %v", got, err)
	}
	for share, want := range map[float64]string{0.07: "7%", 0.5: "50%", 1: "100%", 0.125: "12.5%"} {
		if got := guard.FormatShare(share); got != want {
			t.Errorf("FormatShare(%v) = %q, want %q", share, got, want)
		}
	}
	for _, text := range []string{"", "%", "50", "0%", "0.9%", "101%", "-5%", "NaN%", "inf%", "50%%", "half"} {
		if got, err := guard.ParseShare(text); !fault.Is(err, fault.Usage) || fault.HintOf(err) == "" {
			t.Errorf("ParseShare(%q) = %v, %v; want usage and a hint", text, got, err)
		}
	}
}
