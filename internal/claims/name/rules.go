package name

import (
	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/name/variants"
)

// Factors on the similarity, for what lets two names agree less than their
// words do.
const (
	singleFactor  = 0.68 // one side has one word, the other more
	initialFactor = 0.93 // the first name is an initial
	crossedFactor = 0.97 // words stand in other parts
	middleFactor  = 0.93 // contradicting initials
)

// enoughWords is how many agreeing words make up for a first name or a surname
// that only one side has.
const enoughWords = 3

// singleMost is the agreement below which two single names are two names.
const singleMost = 0.85

// singleSure is the agreement from which two single names are one.
const singleSure = 0.95

// changedFloor is the least score of names that differ in the surname alone.
const changedFloor = reviewFloor

// letterMatch is the agreement by letters that settles a first or family name
// without a person looking: doubled letters, a silent h, a digit read for a
// letter, one vowel in a long word.
const letterMatch = 0.89

// cutLetters is how much must be left of a first name that was cut off: Mar is
// the beginning of too many.
const cutLetters = 4

// Marks on the agreement of two words.
const (
	weak   = 0.6 // below, they are different names
	agrees = 0.7 // from here on they count as agreeing
	sure   = 0.9 // from here on they are the same name, if perhaps spelt otherwise
)

// applyFactors lowers the similarity for the name as a whole.
func (al *alignment) applyFactors(a, b *person) {
	al.single = a.strong < 2 || b.strong < 2
	if al.single && a.strong != b.strong && !bothGiven(a, b) && !a.full && !b.full {
		al.factor("single_name", singleFactor)
	}
	if al.firstBy == initials && al.middleMin < weak {
		al.factor("initial_for_first_name", initialFactor)
	}
	if al.crossed > 0 {
		al.factor("other_part", crossedFactor)
	}
	if al.wholeTurned {
		al.factor("other_order", crossedFactor)
	}
	if al.middleConflict {
		al.factor("contradicting_initials", middleFactor)
	}
}

// rules applies what no similarity may settle, and gives the reasons.
func (al *alignment) rules(a, b *person, out *outcome) {
	titled := al.single && a.dropped && b.dropped
	if al.agreeing == 0 && al.initials == 0 && !bothGiven(a, b) && !titled {
		out.limit(underReview, claims.NothingInCommon)
		return
	}
	al.differing(out)
	al.singles(a, b, out)
	al.initialRules(out)
	al.missing(a, b, out)
	al.places(a, b, out)
	al.spellings(out)
}

// differing names the parts that contradict each other.
func (al *alignment) differing(out *outcome) {
	if al.givenMin >= 0 && al.givenMin < weak {
		out.why(claims.GivenNameDiffers)
		switch {
		case al.titleFirst && al.familyMin >= cliff:
			out.score = max(out.score, reviewFloor) // "Colonel Miller" leaves the first name open
		case al.firstDiffers && (al.surnames > 1 || al.firstKnown):
			out.score = min(out.score, underReview)
		}
	}
	switch {
	case al.familyMin < 0 || al.familyMin >= weak:
	case al.familyMax >= cliff:
		out.limit(underMatch, claims.SurnamePartlyDiffer)
	case al.surnameChanged():
		// People marry: without more than the names that cannot be told from
		// another person of the same given name, so it is never a stop.
		out.score = changedFloor + 0.1*min(out.score, underReview)
		out.why(claims.SurnameChanged)
	default:
		out.why(claims.FamilyNameDiffers)
	}
	if al.middleConflict || al.middleMin >= 0 && al.middleMin < agrees {
		out.limit(underMatch, claims.MiddleNameDiffers)
	}
}

// singles holds back names of which one side knows a single word or part.
func (al *alignment) singles(a, b *person, out *outcome) {
	switch {
	case bothGiven(a, b), a.onlyFamily && b.onlyFamily:
		// A pet name is a match only where the surname agrees as well.
		out.limit(underMatch, claims.SingleName)
	case a.placeholder && b.parts, b.placeholder && a.parts, a.onlyGiven && b.parts, a.onlyFamily && b.parts, b.onlyGiven && a.parts, b.onlyFamily && a.parts:
		out.limit(underMatch, claims.SingleName)
	case !al.single:
	case a.dropped && b.dropped && al.mean < singleMost:
		// "Lady Miller" and "Lady Jane" may be one person.
		out.score = min(max(out.score, reviewFloor), underMatch)
		out.why(claims.SingleName)
	case a.strong == b.strong && al.mean < singleMost:
		out.limit(underReview, claims.NothingInCommon)
	case a.strong != b.strong || a.dropped || b.dropped || al.mean < singleSure:
		out.limit(underMatch, claims.SingleName)
	default:
		out.why(claims.SingleName)
	}
}

// initialRules: an initial may stand for a middle name, but for the first one
// only where a middle name agrees in full; brothers share initials.
func (al *alignment) initialRules(out *outcome) {
	switch {
	case al.initials == 0:
	case al.firstBy == initials && al.middleMin < cliff, al.agreeing < 2:
		out.limit(underMatch, claims.InitialOnly)
	default:
		out.why(claims.InitialOnly)
	}
}

// missing judges words that only one side has.
func (al *alignment) missing(a, b *person, out *outcome) {
	if al.extraMiddle > 0 {
		out.why(claims.MiddleNameMissing)
	}
	if al.extraFirst > 0 && !al.single {
		out.why(claims.GivenNameOrder)
		if al.surnames < 2 { // one surname and a middle name may be shared by two people
			out.score = min(out.score, underMatch)
		}
	}
	if al.extraFamily > 0 {
		out.why(claims.SurnameSubset)
		if !al.surnameMayGo(a, b) {
			out.score = min(out.score, underMatch)
		}
	}
	if al.particles > 0 {
		out.why(claims.ParticleDiffers)
		if al.single {
			out.score = min(out.score, underMatch) // then they are all there is of a surname
		}
	}
}

// places judges words that stand in another part or another order.
func (al *alignment) places(a, b *person, out *outcome) {
	switch {
	case al.crossed == 0 && al.wholeTurned, al.crossed > 0 && al.straight == 0:
		out.why(claims.PartsSwapped)
		if al.givenNames {
			out.score = min(out.score, underMatch) // James Thomas and Thomas James are two people
		}
	case al.crossed == 0:
	case al.straightFamily == 0:
		out.limit(underMatch, claims.PartsMoved)
	default:
		out.why(claims.PartsMoved)
	}
	if al.givenTurned && al.extraFirst == 0 {
		out.limit(underMatch, claims.GivenNameOrder)
	}
	if al.reordered {
		out.limit(underMatch, claims.WordOrderDiffer)
	}
	if al.fatherTurned {
		out.limit(underReview, claims.FatherAndSon)
	}
	if al.familyTurned {
		// Father's and mother's surname exchanged: another branch of the family.
		out.limit(underMatch, claims.WordOrderDiffer)
	}
	if al.joined {
		out.why(claims.JoinedDifferently)
	}
}

// spellings names agreement that is not letter by letter.
func (al *alignment) spellings(out *outcome) {
	for i := range al.pairs {
		p := &al.pairs[i]
		if p.got.how >= nickname && p.got.score >= weak && p.as == given && variants.ManAndWoman(p.x.text, p.y.text) {
			out.limit(underMatch, claims.GivenNameDiffers)
		}
		switch p.got.how {
		case spelt:
			out.why(claims.SpellingFolded)
		case cutOff:
			out.why(claims.NameCutOff)
			if p.as == given && min(p.x.letters, p.y.letters) < cutLetters {
				out.score = min(out.score, underMatch)
			}
		case nickname:
			out.why(claims.Nickname)
		case diminutive, ownName:
			out.limit(underMatch, claims.Nickname) // by rule and on no list, or as likely a sister or brother
		case families:
			out.limit(underMatch, claims.SpellingVariant)
		case variant:
			out.why(claims.SpellingVariant)
			if al.single && p.x.class == particle {
				out.score = min(out.score, underMatch)
			}
		case misread:
			out.why(claims.Misread)
		case letters, sound, start:
			switch {
			case p.got.score < weak:
			case p.as != middle && (p.got.score < letterMatch || anotherName(p.x.text, p.y.text)):
				out.limit(underMatch, claims.SimilarSpelling)
			default:
				out.why(claims.SimilarSpelling)
			}
		}
	}
}

// suffixes applies Jr against Sr: father and son share everything else. Jr and
// II both name the second of a line.
func suffixes(a, b *person, out *outcome) {
	switch {
	case a.suffix == b.suffix:
	case a.suffix != "" && b.suffix != "":
		if second(a.suffix) && second(b.suffix) {
			out.limit(underMatch, claims.SuffixDiffers)
			return
		}
		out.limit(underReview-0.05, claims.SuffixDiffers)
	case a.suffix == "" && a.endsInNumber() || b.suffix == "" && b.endsInNumber():
		out.limit(underMatch, claims.SuffixDiffers)
	default:
		out.score = max(0, out.score-0.005)
		out.why(claims.SuffixMissing)
	}
}

// endsInNumber reports a last letter that beside a suffix on the other side is
// the first or the fifth of a line rather than an initial.
func (p *person) endsInNumber() bool {
	last := p.tokens[len(p.tokens)-1].text
	return len(p.tokens) > 2 && (last == "i" || last == "v")
}

func second(suffix string) bool { return suffix == "jr" || suffix == "ii" }

// bothGiven reports that neither side says more than a given name.
func bothGiven(a, b *person) bool { return a.onlyGiven && b.onlyGiven }
