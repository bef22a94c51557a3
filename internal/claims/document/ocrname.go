package document

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// ocrName reads the visual name. givenName holds all given names where Incode
// has them, firstName only the first; the surnames come apart and belong
// together.
func ocrName(o object, doc *Document) error {
	name, err := o.child("name")
	if err != nil || name == nil {
		return err
	}
	v, err := name.texts("name.", "fullName", "firstName", "givenName", "middleName", "paternalLastName", "maternalLastName", "nameSuffix")
	if err != nil {
		return err
	}
	full, first, given, middle, suffix := v[0], v[1], v[2], v[3], v[6]
	if given != "" && first != "" && !sharePrefix(given, first) {
		doc.note("givenName and firstName differ; givenName is used")
	}
	if given == "" {
		given = first
	}
	paternal, maternal := surnames(v[4], v[5])
	s := doc.Claims
	set(s, claims.Name, full)
	set(s, claims.GivenName, withoutEnd(given, middle))
	set(s, claims.MiddleName, middle)
	set(s, claims.FamilyName, strings.TrimSpace(paternal+" "+maternal))
	set(s, claims.PaternalName, paternal)
	set(s, claims.MaternalName, maternal)
	set(s, claims.Suffix, suffix)
	return nil
}

// surnames tells the two surnames apart where paternalLastName holds both: the
// maternal one repeated at its end, or cut down to its initial ("SALTAJI V").
// Two names written out ("GARCIA LOPEZ") may as well be one surname and stay.
func surnames(paternal, maternal string) (string, string) {
	if maternal != "" {
		paternal = withoutEnd(paternal, maternal)
	}
	words := strings.Fields(paternal)
	if len(words) < 2 {
		return paternal, maternal
	}
	last := strings.TrimSuffix(words[len(words)-1], ".")
	if utf8.RuneCountInString(last) != 1 || text.ScriptsOf(last) == 0 {
		return paternal, maternal
	}
	rest := strings.Join(words[:len(words)-1], " ")
	switch {
	case maternal == "":
		return rest, words[len(words)-1]
	case strings.HasPrefix(text.Fold(maternal), text.Fold(last)):
		return rest, maternal
	}
	return paternal, maternal
}

// sharePrefix reports whether one list of words begins with the other.
func sharePrefix(a, b string) bool {
	x, y := text.Tokens(a), text.Tokens(b)
	n := min(len(x), len(y))
	return slices.Equal(x[:n], y[:n])
}

// withoutEnd drops words from the end of a name that repeats them, so that they
// are not counted twice. At least one word stays.
func withoutEnd(name, end string) string {
	n, e := strings.Fields(name), strings.Fields(end)
	if len(e) == 0 || len(n) <= len(e) {
		return name
	}
	if text.Fold(strings.Join(n[len(n)-len(e):], " ")) != text.Fold(end) {
		return name
	}
	return strings.Join(n[:len(n)-len(e)], " ")
}
