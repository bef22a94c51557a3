package match

import (
	"fmt"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// nameProblem says why a claim cannot be named in a policy, or nil. Other words
// for a standard claim, and its parts, are refused: taken as custom claims they
// would be compared with nothing, and the check the author meant would be off.
func nameProblem(claim string) *problem {
	if slices.Contains(standard[:], claim) {
		return nil
	}
	bad := &problem{path: "claims." + claim}
	whole, part := claims.Meant(claim)
	switch {
	case claim == claims.EmployeeID:
		bad.text = fmt.Sprintf("claims names %q, which is how the person was found, and so no evidence of who they are", claim)
		bad.hint = "leave it out"
	case part:
		bad.text = fmt.Sprintf("claims names %q, which is compared as part of %s", claim, whole)
		bad.hint = "did you mean " + whole + "?"
	case whole != "":
		bad.text = fmt.Sprintf("claims names %q, which is called %s in a policy", claim, whole)
		bad.hint = "did you mean " + whole + "?"
	case !claims.IsCustom(claim):
		bad.text = fmt.Sprintf("claims names %q, which is no claim; a custom claim is a lower-case letter and up to 63 lower-case letters, digits and underscores", claim)
		bad.hint = "use " + strings.Join(standard[:], ", ") + " or a custom claim such as document_number"
	default:
		near := misspelt(claim)
		if near == "" {
			return nil
		}
		bad.text = fmt.Sprintf("claims names %q, which is %s but for a letter or two; as a custom claim it would check nothing", claim, near)
		bad.hint = "did you mean " + near + "? a custom claim needs a name less like it"
	}
	return bad
}

// misspelt returns the claim that a word is a slip of, or "": a standard one or
// one of those that documents have under a fixed name.
func misspelt(word string) string {
	known := append(standard[:], claims.DocumentNumber, claims.PersonalNumber, claims.TaxIDNumber,
		claims.Gender, claims.Nationality, claims.IssuingCountry, claims.PlaceOfBirth)
	if slices.Contains(known, word) {
		return ""
	}
	for _, c := range known {
		limit := 1
		if len(c) > 6 {
			limit = 2
		}
		if text.Distance(word, c, limit) <= limit {
			return c
		}
	}
	return ""
}
