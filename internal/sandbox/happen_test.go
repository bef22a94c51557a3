package sandbox_test

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/sandbox"
)

func TestHappen(t *testing.T) {
	c := sandbox.NewCompany(sandbox.CompanyOptions{Users: 200})
	again := sandbox.NewCompany(sandbox.CompanyOptions{Users: 200})
	said := map[string]int{}
	for n := range 60 {
		what := c.Happen(n)
		if other := again.Happen(n); other != what {
			t.Fatalf("event %d is %q and %q", n, what, other)
		}
		_, words, _ := strings.Cut(what, " ")
		words, _, _ = strings.Cut(words, "renamed")
		said[words]++
	}
	for _, words := range []string{"was hired", "was deactivated", "came back", "moved", "is now ", "was deleted"} {
		if said[words] == 0 {
			t.Errorf("never %q: %v", words, said)
		}
	}
	if got, want := c.Count(), 200+said["was hired"]-said["was deleted"]; got != want {
		t.Errorf("%d people, want %d", got, want)
	}
	for i := range 4 {
		if p := c.Person(i); p.Deleted || p.Status != sandbox.StatusActive {
			t.Errorf("person %d, who is to stay, is %s", i, p.Status)
		}
	}
	if nobody := sandbox.NewCompany(sandbox.CompanyOptions{}); !strings.HasSuffix(nobody.Happen(1), "was hired") {
		t.Error("in an empty company somebody leaves")
	}
}
