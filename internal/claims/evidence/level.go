package evidence

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// rowFor returns the row of a comparison, false for one that says nothing.
func rowFor(res claims.Result) (Row, bool) {
	g := group(res.Claim)
	l := Level("")
	switch g {
	case claims.Name:
		l = nameLevel(res)
	case claims.Birthdate:
		l = birthdateLevel(res)
	case claims.Email:
		l = emailLevel(res)
	default:
		l = verdictLevel(res)
	}
	return rowOf(rows(g), l, res.Score)
}

// verdictLevel is the level of claims whose verdict and score say it all.
func verdictLevel(res claims.Result) Level {
	switch res.Verdict {
	case claims.Match:
		return Match
	case claims.Review:
		return Review
	case claims.Mismatch:
		return Mismatch
	}
	return ""
}

// slipScore is the score from which a mismatched date shares its year or all
// digits but two (package birthdate).
const slipScore = 0.2

// birthdateLevel goes by the slip that the comparison names.
func birthdateLevel(res claims.Result) Level {
	switch res.Verdict {
	case claims.Match:
		if strings.HasSuffix(res.Document, "-01-01") && strings.HasSuffix(res.Directory, "-01-01") {
			return NewYear
		}
		return Equal
	case claims.Review:
		for _, r := range birthdateRows {
			if slices.Contains(res.Reasons, claims.Reason(r.Level)) {
				return r.Level
			}
		}
		return Level(claims.PartialDate)
	case claims.Mismatch:
		return mismatchedDates(res)
	case claims.Invalid:
		if l := textLevel(res, 1); l != "" {
			return l
		}
		switch n := differ(res.Document, res.Directory); {
		case n == 2:
			return TwoDigits
		case n > 2:
			return Mismatch
		}
	}
	return ""
}

// mismatchedDates is the level of two dates that no single slip explains.
func mismatchedDates(res claims.Result) Level {
	const year = len("0000")
	if differ(res.Document, res.Directory) == 2 && res.Document[:year] != res.Directory[:year] {
		return TwoDigits // in one year they would be two of the many people born in it
	}
	if res.Score >= slipScore {
		return Near
	}
	return Mismatch
}

// differ counts the digits that differ in two values in the form of a date,
// dates or not; -1 for other values.
func differ(a, b string) int {
	const form = "0000-00-00"
	if len(a) != len(form) || len(b) != len(form) {
		return -1
	}
	n := 0
	for i := range form {
		if (form[i] == '-') != (a[i] == '-') || (form[i] == '-') != (b[i] == '-') {
			return -1
		}
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// textLevel compares values that cannot be read as what they should be: what
// two records spell alike comes from one source, right or wrong.
func textLevel(res claims.Result, slips int) Level {
	a, b := res.Document, res.Directory
	switch {
	case a == "" || b == "":
		return ""
	case a == b:
		return SameText
	case text.Distance(a, b, slips) <= slips:
		return Typo
	}
	return ""
}

// tellingMailbox is the length from which a mailbox is more than initials.
const tellingMailbox = 6

// emailLevel looks closer at addresses that are not equal. They are another
// mailbox however alike they are, but one person often has both.
func emailLevel(res claims.Result) Level {
	switch res.Verdict {
	case claims.Match:
		return Equal
	case claims.Review:
		return Review
	case claims.Invalid:
		return textLevel(res, slips(res))
	case claims.Mismatch:
	default:
		return ""
	}
	a, domainA, _ := strings.Cut(res.Document, "@")
	b, domainB, _ := strings.Cut(res.Directory, "@")
	switch {
	case slices.Contains(res.Reasons, claims.Homoglyph):
		return Mismatch // made to be taken for the other: no sign of the same person
	case domainA == domainB && slip(a, b):
		return MailboxTypo
	case domainA != domainB && (slip(a, b) && slip(domainA, domainB) || text.Distance(res.Document, res.Directory, slips(res)) <= slips(res)):
		return Typo
	case a == b && len(a) >= tellingMailbox:
		return SameMailbox
	case a == b:
		return ShortMailbox
	case len(a) >= tellingMailbox && slip(a, b):
		return SimilarMailbox
	}
	return Mismatch
}

// slips is how many letters of two addresses may differ by mistake: one in five.
func slips(res claims.Result) int { return min(len(res.Document), len(res.Directory)) / 5 }

// slip reports words that agree but for one letter in four; in one shorter than
// that, such as initials, every letter counts.
func slip(a, b string) bool {
	limit := min(len(a), len(b)) / 4
	return text.Distance(a, b, limit) <= limit
}
