package pair

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/name"
)

// compareName compares names. Where one side has only a given name and the other
// only a family name, they were not meant to agree: what can be compared is
// missing, and nothing is known of the name.
func compareName(left, right claims.Set, o Options) claims.Result {
	res := name.Compare(left, right, name.Options{Explain: o.Explain})
	if res.Verdict != claims.Mismatch || !otherParts(left, right) {
		return res
	}
	res.Verdict, res.Score, res.Reasons, res.Steps = claims.MissingDirectory, 0, []claims.Reason{claims.SingleName}, nil
	return res
}

// otherParts reports that the sides have no part of the name in common.
func otherParts(left, right claims.Set) bool {
	given, family := [2]bool{}, [2]bool{}
	for i, s := range []claims.Set{left, right} {
		g, f := s[claims.GivenName], s.First(claims.FamilyName, claims.PaternalName, claims.MaternalName)
		whole := strings.TrimSpace(s[claims.Name])
		// Exports fill in the full name from what parts there are.
		if whole != "" && !strings.EqualFold(whole, strings.TrimSpace(g+f)) || s.Has(claims.MRZName) {
			return false
		}
		given[i], family[i] = g != "", f != ""
	}
	return (!given[0] || !given[1]) && (!family[0] || !family[1])
}
