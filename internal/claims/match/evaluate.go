package match

import (
	"math"
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/address"
	"github.com/incodectl/incodectl/internal/claims/birthdate"
	"github.com/incodectl/incodectl/internal/claims/custom"
	"github.com/incodectl/incodectl/internal/claims/email"
	"github.com/incodectl/incodectl/internal/claims/evidence"
	"github.com/incodectl/incodectl/internal/claims/name"
	"github.com/incodectl/incodectl/internal/claims/phone"
)

// Options are what Evaluate needs from outside.
type Options struct {
	Now     time.Time // bounds birth dates; zero leaves fixed bounds only
	Explain bool      // list the steps of each comparison
}

// Evaluate compares a document with a directory record under the rules for the
// subject's groups. All claims are compared whatever the decision, so that a
// reviewer sees the whole. A pass holds as far as these two go; Rival and
// Decision.Contested bring in the rest of the directory.
func Evaluate(doc, dir claims.Set, subject Subject, p Policy, o Options) Decision {
	r, group := p.For(subject.Groups)
	d := Decision{Claims: make([]ClaimOutcome, 0, len(r.Claims)), Reasons: []string{}, Policy: p.Name, Group: group}
	d.Evidence.Needed = r.evidenceNeeded()
	matched := 0
	for _, claim := range r.Order() {
		if r.Claims[claim].Mode == Ignore {
			continue
		}
		out := r.outcome(claim, doc, dir, o)
		d.Evidence.Sum += out.Evidence
		if out.Verdict == claims.Match {
			matched++
			d.Evidence.Name = d.Evidence.Name || claim == claims.Name
		}
		d.Claims = append(d.Claims, out)
	}
	d.Evidence.Sum = math.Round(d.Evidence.Sum*100) / 100 // of hundredths; no more is meant
	d.Evidence.Alone = d.Evidence.Name && matched == 1
	d.decide(subject, r)
	return d
}

// outcome compares one claim and says what the rules make of it.
func (r Rules) outcome(claim string, doc, dir claims.Set, o Options) ClaimOutcome {
	c := r.Claims[claim]
	res := c.judge(compare(claim, doc, dir, c, r, o))
	w := evidence.Weigh(res)
	out := ClaimOutcome{Result: res, Mode: c.Mode, Effect: c.effect(res), Evidence: w.Bits, Level: string(w.Level)}
	if o.Explain {
		out.EvidenceWhy = evidence.Explain(res, nil)
	}
	return out
}

// decide applies the rules in their order.
func (d *Decision) decide(subject Subject, r Rules) {
	switch {
	case !subject.Active:
		d.conclude(RuleInactive, string(RuleInactive))
	case r.checksNothing():
		d.conclude(RuleChecksNothing, string(RuleChecksNothing))
	case d.has(EffectHardStop):
		d.conclude(RuleClaimHardStop, d.because(EffectHardStop)...)
	case !slices.ContainsFunc(d.Claims, compared):
		d.conclude(RuleNothingCompared, string(RuleNothingCompared))
	case d.has(EffectSoftFlag):
		d.conclude(RuleClaimSoftFlag, d.because(EffectSoftFlag)...)
	case !d.Evidence.enough(r) || missesRequired(d.Claims, r):
		d.conclude(RuleEvidence, string(RuleEvidence))
	default:
		d.conclude(RulePass)
	}
}

func (d *Decision) conclude(r Rule, reasons ...string) {
	d.Outcome, d.Rule = r.Outcome(), r
	d.Reasons = append(d.Reasons, reasons...)
}

func (d *Decision) has(e Effect) bool {
	return slices.ContainsFunc(d.Claims, func(c ClaimOutcome) bool { return c.Effect == e })
}

// because lists the claims with an effect, as claim_verdict.
func (d *Decision) because(e Effect) []string {
	var out []string
	for _, c := range d.Claims {
		if c.Effect == e {
			out = append(out, c.Claim+"_"+string(c.Verdict))
		}
	}
	return out
}

// compared reports whether both sides had the claim.
func compared(c ClaimOutcome) bool {
	return c.Verdict != claims.MissingID && c.Verdict != claims.MissingDirectory
}

// missesRequired is a second lock: a policy built in code may combine required
// with skip, which ParsePolicy refuses.
func missesRequired(list []ClaimOutcome, r Rules) bool {
	return slices.ContainsFunc(list, func(c ClaimOutcome) bool {
		return r.Claims[c.Claim].Required && c.Verdict != claims.Match
	})
}

func compare(claim string, doc, dir claims.Set, c Claim, r Rules, o Options) claims.Result {
	switch claim {
	case claims.Name:
		return name.Compare(doc, dir, name.Options{Explain: o.Explain})
	case claims.Birthdate:
		return birthdate.Compare(doc, dir, birthdate.Options{Now: o.Now, Explain: o.Explain})
	case claims.Address:
		return address.Compare(doc, dir, address.Options{Mode: address.Mode(c.Scope), DefaultCountry: r.DefaultCountry, Explain: o.Explain})
	case claims.Email:
		return email.Compare(doc, dir, email.Options{
			PlusDomains: r.EmailDomains.IgnoreTags, DotDomains: r.EmailDomains.IgnoreDots, DomainAliases: r.EmailDomains.Aliases,
			Explain: o.Explain,
		})
	case claims.Phone:
		return phone.Compare(doc, dir, phone.Options{Region: r.DefaultCountry, Explain: o.Explain})
	}
	return custom.Compare(doc, dir, custom.Options{Claim: claim, Mode: custom.Mode(c.Mode), Explain: o.Explain})
}

// effect is what the policy makes of a verdict.
func (c Claim) effect(res claims.Result) Effect {
	switch res.Verdict {
	case claims.Match:
		return EffectNone
	case claims.Review:
		return EffectSoftFlag
	case claims.MissingID:
		// Also where both sides lack it: what is not on the document cannot be held
		// against a record, whatever that has.
		return c.missing(c.OnMissingID)
	case claims.MissingDirectory:
		return c.missing(c.OnMissingDirectory)
	}
	return c.mismatch() // mismatch, invalid, and any verdict not known here
}

func (c Claim) mismatch() Effect {
	if c.OnMismatch == SoftFlag {
		return EffectSoftFlag
	}
	return EffectHardStop
}

func (c Claim) missing(m OnMissing) Effect {
	switch {
	case m == Skip:
		return EffectNone
	case m == Flag:
		return EffectSoftFlag
	case c.Required:
		return EffectHardStop
	}
	return c.mismatch()
}
