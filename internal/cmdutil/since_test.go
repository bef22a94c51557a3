package cmdutil

import (
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

func TestSince(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.FixedZone("", 2*3600))
	for text, want := range map[string]string{
		"7d":                        "2026-04-24T10:00:00Z",
		"0":                         "2026-05-01T10:00:00Z",
		"2026-04-01":                "2026-04-01T00:00:00Z",
		"2026-04-01T08:00:00+02:00": "2026-04-01T06:00:00Z",
	} {
		got, err := Since(now, "since", text)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%s: %v, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "yesterday", "2026-13-01", "-7d", "01.04.2026"} {
		if got, err := Since(now, "since", text); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "--since") || fault.HintOf(err) == "" {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}
