package document

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
)

// refuseNames refuses a document without any claim. Where its keys are other
// words for claims it says what they are called; they are not taken for them,
// since a document whose names are guessed can be made to say two things.
func refuseNames(o object) *fault.Error {
	var wrong, called []string
	for _, m := range o {
		k := string(m.key)
		if name := properName(k); name != "" && name != k && len(wrong) < maxEntries {
			wrong = append(wrong, short(k))
			called = append(called, short(k)+" is called "+name)
		}
	}
	if len(wrong) == 0 {
		return refuse("has none of the claims incodectl compares")
	}
	return refuse("has none of the claims incodectl compares under their names: %s", strings.Join(wrong, ", ")).
		WithHint("rename the keys: %s", strings.Join(called, ", "))
}

// properName returns the claim that a key stands for, "" for none.
func properName(key string) string {
	switch strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(key)) {
	case "firstname", "givenname", "forename":
		return claims.GivenName
	case "middlename":
		return claims.MiddleName
	case "lastname", "surname", "familyname":
		return claims.FamilyName
	}
	meant, part := claims.Meant(key)
	if part {
		return "" // of which part it is the name, nobody can say
	}
	return meant
}
