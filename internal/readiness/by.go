package readiness

import (
	"maps"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// having is what people have who are looked at for a claim to group them by. It
// stops collecting as soon as somebody has the claim, which is mostly the first.
type having struct {
	claim  string
	found  bool
	people bool
	others map[string]bool
}

func newHaving(claim string) having {
	return having{claim: claim, found: claim == "" || claim == byDomain, others: map[string]bool{}}
}

func (h *having) look(u directory.User) {
	h.people = true
	if h.found {
		return
	}
	for claim, value := range u.Claims {
		if len(match.GroupsOf(value)) > 0 {
			h.others[claim] = true
		}
	}
	h.found = h.others[h.claim]
}

// check returns fault.Usage when there are people and none of them has the
// claim: it is misspelt, or was never mapped. The hint names what people have
// and may be grouped by.
func (h *having) check(p match.Policy) error {
	if h.found || !h.people {
		return nil
	}
	err := fault.New(fault.Usage, "nobody has the claim %q", h.claim)
	var fit []string
	for _, claim := range slices.Sorted(maps.Keys(h.others)) {
		if CheckBy(claim, p) == nil {
			fit = append(fit, claim)
		}
	}
	const look = "map it: incodectl directory attributes INTEGRATION"
	if len(fit) == 0 {
		return err.WithHint("%s; or leave --by out", look)
	}
	return err.WithHint("%s; or group by one that people have: %s", look, strings.Join(fit, ", "))
}
