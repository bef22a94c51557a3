package verification_test

import (
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/verification"
)

// TestWords holds that every reason the machine has is explained, once, and
// none that it has not; and so for states.
func TestWords(t *testing.T) {
	used := make(map[string]bool)
	for _, m := range verification.Transitions() {
		for _, r := range m.Reasons {
			used[r] = true
		}
		if m.From.Final() {
			t.Errorf("%s goes on to %s", m.From, m.To)
		}
	}
	seen := make(map[string]bool)
	for _, r := range verification.Reasons() {
		if seen[r.Reason] || !used[r.Reason] || r.Text == "" {
			t.Errorf("reason %s: twice %v, used %v, %q", r.Reason, seen[r.Reason], used[r.Reason], r.Text)
		}
		seen[r.Reason] = true
	}
	for r := range used {
		if !seen[r] {
			t.Errorf("reason %s is not explained", r)
		}
	}
	var texts []string
	for _, s := range append(verification.States(), "") {
		if slices.Contains(texts, s.Text()) {
			t.Errorf("state %q has the words of another: %s", s, s.Text())
		}
		texts = append(texts, s.Text())
	}
}
