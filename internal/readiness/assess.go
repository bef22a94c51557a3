package readiness

import (
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/directory"
)

// assessment is what is said of one person.
type assessment struct {
	claims   []match.ClaimOutcome // of everything the record has, for the figures
	problems []Finding            // why the person is not ready; none when they are
	// contact says that the evidence is only enough with the e-mail address or the
	// phone number, which no identity document carries.
	contact bool
	// unique says that the rules flag a person from whom somebody else cannot be told.
	unique bool
}

// assess holds a person against the best document they could show, with the
// very code that decides about real ones. Nobody is ready whom that document
// would not let pass.
func (c *Check) assess(u directory.User) assessment {
	subject := match.Subject{Active: true, State: string(u.State), Groups: groupsOf(u)}
	rules, _ := c.o.Policy.For(subject.Groups)
	evaluate := func(d document) match.Decision {
		return match.Evaluate(d.set, u.Claims, subject, c.o.Policy, match.Options{Now: c.o.Now})
	}
	doc := perfect(u.Claims, rules)
	decision := evaluate(doc)
	if plainer(&doc, decision) {
		decision = evaluate(doc)
	}
	a := assessment{claims: decision.Claims, unique: rules.OnNotUnique != match.IgnoreNotUnique}
	if decision.Outcome != match.OutcomePass && withoutDispensable(&doc, decision, rules) {
		decision = evaluate(doc)
	}
	if decision.Outcome != match.OutcomePass {
		a.problems = problemsOf(decision)
		return a
	}
	a.contact = needsContact(decision, rules)
	return a
}

// plainer makes a document say what a real one would where the record's own
// words would agree with themselves and with nothing else; it reports whether
// that changed it. Documents print a date in one order only. An address of
// which too little is known to compare is stated in full.
func plainer(doc *document, d match.Decision) (changed bool) {
	for _, out := range d.Claims {
		switch {
		case out.Claim == claims.Birthdate && slices.Contains(out.Reasons, claims.AmbiguousDate):
			doc.state(claims.Birthdate, out.Directory)
			changed = true
		case out.Verdict == claims.MissingID:
			doc.stateAny(out.Claim)
			changed = true
		}
	}
	return changed
}

// withoutDispensable takes claims off the document that stand in the way of a
// pass although the rules ask for them on neither side: a document without them
// does better. The name and the birth date stay, since every identity document
// has them.
func withoutDispensable(doc *document, d match.Decision, r match.Rules) (changed bool) {
	for _, out := range d.Claims {
		c := r.Claims[out.Claim]
		if out.Effect != match.EffectNone && out.Claim != claims.Name && out.Claim != claims.Birthdate &&
			!c.Required && c.OnMissingDirectory == match.Skip && c.OnMissingID == match.Skip {
			doc.leaveOut(out.Claim)
			changed = true
		}
	}
	return changed
}

// problemsOf names why a decision is no pass.
func problemsOf(d match.Decision) []Finding {
	var all []Finding
	for _, out := range d.Claims {
		if out.Effect != match.EffectNone {
			all = append(all, Finding{out.Claim, problemOf(out)})
		}
	}
	if len(all) > 0 {
		return all
	}
	about := AboutEvidence
	if d.Rule != match.RuleEvidence {
		about = AboutPolicy
	}
	return []Finding{{about, Problem(d.Rule)}}
}

// needsContact reports a pass that would be none without the e-mail address and
// the phone number.
func needsContact(d match.Decision, r match.Rules) bool {
	contact, others, name := 0.0, 0, false
	for _, out := range d.Claims {
		switch {
		case out.Verdict != claims.Match:
		case out.Claim == claims.Email || out.Claim == claims.Phone:
			contact += out.Evidence
		default:
			others++
			name = name || out.Claim == claims.Name
		}
	}
	if contact <= 0 || d.Evidence.Alone {
		return false
	}
	if name && others == 1 {
		return !r.AllowNameOnly
	}
	return d.Evidence.Sum-contact < d.Evidence.Needed
}
