package evidence

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/name/variants"
)

const (
	// similarScore is the score from which a name for review agrees but for a slip.
	similarScore = 0.7
	// mostCommon is what the most common of all names is worth less than a rare
	// one, in bits. The lists give more, 11 bits between the first and the last of
	// their surnames and as much for given names; it is less because a name that
	// is not on them may be common where they were not counted.
	mostCommon = 6
)

func nameLevel(res claims.Result) Level {
	switch {
	case verdictLevel(res) == "":
		return ""
	case namesNobody(res.Document) || namesNobody(res.Directory):
		return TitleOnly
	case slices.Contains(res.Reasons, claims.SuffixDiffers):
		return Level(claims.SuffixDiffers)
	case (res.Verdict == claims.Match || res.Verdict == claims.Review) && slices.Contains(res.Reasons, claims.SingleName):
		return Level(claims.SingleName)
	case res.Verdict != claims.Review:
		return verdictLevel(res)
	case slices.Contains(res.Reasons, claims.SurnameChanged):
		return Level(claims.SurnameChanged)
	case res.Score >= similarScore:
		return Similar
	}
	return Doubtful
}

// commonness is what is taken off the weight of a name that agrees: two John
// Smiths are less likely to be one person than two people of a rare name. It is
// mostCommon times the mean rank of the words (variants.SurnameRank or GivenRank,
// whichever is higher) of the side whose names are more common, since a misspelt
// name is on no list. Doubtful names lose a third of it at 0.5, where little more
// than one word agrees, and all of it at 0.7.
func commonness(res claims.Result, l Level) float64 {
	share := 1.0
	switch l {
	case Match, Similar:
	case Doubtful:
		share = 1.0/3 + 2.0/3*max(0, (res.Score-0.5)/(similarScore-0.5))
	default:
		return 0
	}
	if res.Claim != claims.Name {
		return 0
	}
	return share * mostCommon * max(common(res.Document), common(res.Directory))
}

// common is the mean rank of the words of a folded name; initials do not count.
func common(name string) float64 {
	sum, n := 0.0, 0
	for w := range strings.FieldsSeq(name) {
		if len(w) > 1 {
			sum += max(variants.SurnameRank(w), variants.GivenRank(w))
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}
