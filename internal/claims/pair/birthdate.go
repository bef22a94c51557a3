package pair

import (
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/birthdate"
)

// compareBirthdate compares dates of birth of any time. The comparator refuses
// dates on which nobody alive can have been born, since on an ID they are
// misread; two records may well be of people long dead. Dates before our time
// are therefore compared once more as of the later of the two.
func compareBirthdate(left, right claims.Set, o Options) claims.Result {
	at := birthdate.Options{Now: o.Now, Explain: o.Explain}
	res := birthdate.Compare(left, right, at)
	if res.Verdict != claims.Invalid || !slices.Contains(res.Reasons, claims.DateOutOfRange) {
		return res
	}
	year := max(yearIn(res.Document), yearIn(res.Directory))
	if year == 0 || !o.Now.IsZero() && year >= o.Now.Year() {
		return res
	}
	at.Now = time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC)
	return birthdate.Compare(left, right, at)
}

// yearIn is the first number of exactly four digits in a date, 0 for none.
func yearIn(s string) int {
	n, digits := 0, 0
	for i := range len(s) + 1 {
		if i < len(s) && s[i] >= '0' && s[i] <= '9' {
			n, digits = n*10+int(s[i]-'0'), digits+1
			if digits > 4 {
				n = 0
			}
			continue
		}
		if digits == 4 {
			return n
		}
		n, digits = 0, 0
	}
	return 0
}
