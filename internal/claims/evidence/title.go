package evidence

import "strings"

// namesNobody reports a name of nothing but titles and ordinals, such as "sir
// baronet" or "1st bt", which is what remains of a title where a record has two
// words for a name. Words that are names as well (Duke, Earl, Major) do not count.
func namesNobody(name string) bool {
	for w := range strings.FieldsSeq(name) {
		switch w {
		case "sir", "dame", "lord", "lady", "baronet", "bart", "bt", "hon", "honourable", "reverend", "rev", "esq", "of", "the":
		default:
			if !isOrdinal(w) {
				return false
			}
		}
	}
	return name != ""
}

// isOrdinal reports an English ordinal in digits.
func isOrdinal(w string) bool {
	switch strings.TrimLeft(w, "0123456789") {
	case "st", "nd", "rd", "th":
		return w[0] >= '0' && w[0] <= '9'
	}
	return false
}
