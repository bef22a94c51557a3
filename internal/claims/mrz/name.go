package mrz

import "strings"

// names splits a name field at the first two fillers into surname and given
// names; single fillers stand for spaces, hyphens and apostrophes (ICAO 9303-3,
// 4.6). A field without two fillers holds one name.
func names(field string) (surname, given string) {
	surname, given, _ = strings.Cut(strings.Trim(field, "<"), "<<")
	return words(surname), words(given)
}

func words(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '<' }), " ")
}
