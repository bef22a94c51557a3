package match

import "github.com/incodectl/incodectl/internal/claims"

// Rival reports whether somebody else would pass with the document as well,
// under the rules for their own groups. The caller finds the people worth
// asking about; see directory.Service. Most of them only share a birth date, so
// the claim that tells them apart soonest is compared first and alone.
func Rival(doc, other claims.Set, subject Subject, p Policy, o Options) bool {
	o.Explain = false
	if r, _ := p.For(subject.Groups); r.compares(claims.Name) && r.outcome(claims.Name, doc, other, o).Effect != EffectNone {
		return false
	}
	return Evaluate(doc, other, subject, p, o).Outcome == OutcomePass
}

// Search is what to look for in the rest of the directory.
type Search struct {
	// Claims are those of the document that are compared.
	Claims claims.Set
	// ByName says that somebody of whom nothing but the name agrees might pass,
	// or the name with a claim that only the policy knows.
	ByName bool
}

// Search says whom a pass could belong to as well; false when it does not
// matter: the decision is no pass, or the rules do not ask.
func (d Decision) Search(doc claims.Set, p Policy) (Search, bool) {
	r := p.rulesOf(d.Group)
	if d.Outcome != OutcomePass || r.OnNotUnique == IgnoreNotUnique {
		return Search{}, false
	}
	s := Search{Claims: make(claims.Set, len(doc)), ByName: r.AllowNameOnly}
	for key, value := range doc {
		claim, _ := claims.Meant(key)
		if claim == "" {
			claim = key
		}
		if r.compares(claim) {
			s.Claims[key] = value
			s.ByName = s.ByName || claims.IsCustom(key)
		}
	}
	return s, true
}

// rulesOf returns the rules of a group that For named.
func (p Policy) rulesOf(group string) Rules {
	for _, g := range p.Groups {
		if g.Group == group {
			return g.Rules
		}
	}
	return p.Rules
}

// Contested returns the decision in the light of the rest of the directory:
// rivals is the number of other people who would pass; unproven says that there
// were too many alike to ask about all of them. Either turns a pass into a flag.
func (d Decision) Contested(rivals int, unproven bool) Decision {
	d.Rivals = &rivals
	if d.Outcome == OutcomePass && (rivals > 0 || unproven) {
		d.conclude(RuleNotUnique, string(RuleNotUnique))
	}
	return d
}
