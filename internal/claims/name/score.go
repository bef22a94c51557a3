package name

import "github.com/incodectl/incodectl/internal/claims/name/variants"

// How the agreements of the words make the score of the name. The weakest word
// counts for more than the mean, since that is what tells siblings and
// strangers of the same first name from one person.
const (
	shareMean    = 0.45
	shareWeakest = 0.55
	cliff        = 0.80 // agreements below count for less than they are
	middleShare  = 0.85 // how much a contradicting middle name counts as weakest word
	conflictMost = 0.25 // what is left where both sides have a word of their own
	maxExtra     = 0.22 // caps what missing words may cost
	unlikeBelow  = 0.30 // first names that agree less are two names
	cutShare     = 0.30 // share of that where the other side's field was full
)

var (
	classWeight = [...]float64{word: 1, initial: 0.5, particle: 0.15, honorific: 0.35}
	roleWeight  = [...]float64{anyRole: 1, given: 1, middle: 0.7, family: 1.25}
)

// extraCost is what a word costs that only one side has.
func extraCost(t *token, as role) float64 {
	switch {
	case t.class == particle || t.class == honorific:
		return 0.012
	case t.class == initial:
		return 0.015
	case as == middle:
		return 0.045
	case as == family:
		return 0.05
	case as == given:
		return 0.11
	}
	return 0.06
}

// squash makes a poor agreement poorer: half alike is not half the person.
func squash(s float64) float64 {
	if s < cliff {
		return s * s / cliff
	}
	return s
}

// raw is the similarity before calibration and rules.
func (al *alignment) raw() float64 {
	s := (shareMean*al.mean + shareWeakest*al.weakest) * al.extra
	for _, f := range al.factors {
		s *= f.by
	}
	return s
}

// measure takes the mean, the weakest word and what is missing from the pairs.
func (al *alignment) measure(a, b *person) {
	leftA, leftB, loneA, loneB := 0, 0, 0, 0
	for i := range al.pairs {
		p := &al.pairs[i]
		loose := p.got.how == initials && p.loose
		if p.x != nil && (p.y == nil || loose) {
			leftA += one(p.x.class == word)
			loneA += one(p.x.class == word || p.x.class == initial)
		}
		if p.y != nil && (p.x == nil || loose) {
			leftB += one(p.y.class == word)
			loneB += one(p.y.class == word || p.y.class == initial)
		}
	}
	al.conflicts = min(leftA, leftB)
	al.middleConflict = al.conflicts == 0 && loneA > 0 && loneB > 0
	al.weakest = 1
	sum, weights := 0.0, 0.0
	for i := range al.pairs {
		p := &al.pairs[i]
		if p.x == nil || p.y == nil {
			continue
		}
		p.weight = roleWeight[p.as] * min(classWeight[p.x.class], classWeight[p.y.class])
		s := squash(p.got.score)
		sum += p.weight * s
		weights += p.weight
		al.count(p, s)
	}
	if al.conflicts > 0 {
		weights += float64(al.conflicts)
		al.weakest = min(al.weakest, conflictMost)
	}
	if weights > 0 {
		al.mean = sum / weights
	}
	al.countExtra(a, b, leftA, leftB)
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// count notes what one pair says.
func (al *alignment) count(p *pair, s float64) {
	if p.got.how == initials {
		al.initials++
		if p.as == given {
			al.firstBy = initials
		}
		return
	}
	if p.x.class != word || p.y.class != word {
		return
	}
	switch {
	case crossed(p.x.role, p.y.role):
		al.crossed++
	default:
		al.straight++
		al.straightFamily += one(p.x.role == family || p.y.role == family)
	}
	if p.got.score >= agrees {
		al.agreeing++
	}
	switch p.as {
	case middle:
		al.middleMin = lower(al.middleMin, p.got.score)
		s = 1 - middleShare*(1-s)
	case family:
		al.familyMin = lower(al.familyMin, p.got.score)
		al.familyMax = max(al.familyMax, p.got.score)
		al.surnames += one(p.got.score >= cliff)
	case given:
		al.givenMin = lower(al.givenMin, p.got.score)
		al.titleFirst = al.titleFirst || isHonorific(p.x.text) || isHonorific(p.y.text)
		if p.got.score < unlikeBelow {
			al.firstDiffers = p.x.role == given && p.y.role == given
			al.firstKnown = variants.GivenRank(p.x.text) > 0 && variants.GivenRank(p.y.text) > 0
			al.firstDiffers = al.firstDiffers || al.firstKnown
		}
	}
	al.weakest = min(al.weakest, s)
}

func lower(was, s float64) float64 {
	if was < 0 {
		return s
	}
	return min(was, s)
}

// countExtra adds up what words cost that only the longer side has; those that
// stand against a word of the other side are conflicts already.
func (al *alignment) countExtra(a, b *person, leftA, leftB int) {
	cost := 0.0
	skip := al.conflicts
	al.extraInB = leftB > leftA
	for i := range al.pairs {
		p := &al.pairs[i]
		t, inB := p.x, false
		switch {
		case p.x != nil && p.y != nil:
			continue
		case t == nil:
			t, inB = p.y, true
		}
		if t.strong() && leftA+leftB > 0 {
			if inB != al.extraInB {
				continue
			}
			if skip > 0 {
				skip--
				continue
			}
			al.countWord(p, t)
		}
		al.particles += one(t.class == particle)
		p.weight = extraCost(t, p.as)
		if inB && a.full || !inB && b.full {
			p.weight *= cutShare
		}
		cost += p.weight
	}
	al.extra = 1 - min(cost, maxExtra)
}

func (al *alignment) countWord(p *pair, t *token) {
	switch p.as {
	case family:
		al.extraFamily++
		al.extraFamilyGuessed = al.extraFamilyGuessed || t.role == anyRole
		al.extraFirstFamily = al.extraFirstFamily || p.leads
	case given:
		al.extraFirst++
	default:
		al.extraMiddle++
	}
}
