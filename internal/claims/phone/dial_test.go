package phone_test

import (
	"testing"

	"github.com/incodectl/incodectl/internal/claims/phone"
)

func TestDialled(t *testing.T) {
	for raw, want := range map[string]string{
		"+1 415 555 2671":        "+14155552671",
		"+1 (415) 555-2671":      "+14155552671",
		"+44 (0)20 7946 0958":    "+442079460958",
		" ＋49 30 901820 ":        "+4930901820",
		"tel:+1-415-555-2671":    "+14155552671",
		"+52 1 55 1234 5678":     "+525512345678",
		"415 555 2671":           "",
		"020 7946 0958":          "",
		"14155552671":            "",
		"+1 415 555 2671 ext. 7": "",
		"+1 415":                 "",
		"+999 123456789":         "",
		"n/a":                    "",
		"":                       "",
	} {
		if got, ok := phone.Dialled(raw); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", raw, got, ok, want)
		}
	}
}
