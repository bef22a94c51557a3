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
	givenL, familyL, okL := nameParts(left)
	givenR, familyR, okR := nameParts(right)
	return okL && okR && (givenL == "" || givenR == "") && (familyL == "" || familyR == "")
}

// nameParts returns the given and the family name, empty for one that is not
// known. It is not ok with a name that may have further parts.
func nameParts(s claims.Set) (given, family string, ok bool) {
	given, family = s[claims.GivenName], s.First(claims.FamilyName, claims.PaternalName, claims.MaternalName)
	whole := strings.TrimSpace(s[claims.Name])
	// Exports fill in the full name from what parts there are.
	ok = !s.Has(claims.MRZName) && (whole == "" || strings.EqualFold(whole, strings.TrimSpace(given+family)))
	return given, family, ok
}
