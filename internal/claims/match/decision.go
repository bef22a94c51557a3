package match

import "github.com/incodectl/incodectl/internal/claims"

// Outcome is what is decided.
type Outcome string

// The outcomes. The comment names the exit code of each.
const (
	OutcomePass     Outcome = "pass"      // 0
	OutcomeSoftFlag Outcome = "soft_flag" // 10: a person should look
	OutcomeHardStop Outcome = "hard_stop" // 11: not this person
)

// Effect is what one claim contributes to the outcome.
type Effect string

// The effects.
const (
	EffectNone     Effect = "none"
	EffectSoftFlag Effect = "soft_flag"
	EffectHardStop Effect = "hard_stop"
)

// Rule is the rule that made a decision. They are tried in this order; the
// first that applies decides.
type Rule string

// The rules.
const (
	RuleInactive        Rule = "user_inactive"
	RuleChecksNothing   Rule = "policy_checks_nothing"
	RuleClaimHardStop   Rule = "claim_hard_stop"
	RuleNothingCompared Rule = "nothing_compared"
	RuleClaimSoftFlag   Rule = "claim_soft_flag"
	RuleEvidence        Rule = "insufficient_evidence"
	RuleNotUnique       Rule = "not_unique"
	RulePass            Rule = "enough_evidence"
)

// DecisionRules lists all rules in the order in which they are tried.
func DecisionRules() []Rule {
	return []Rule{
		RuleInactive, RuleChecksNothing, RuleClaimHardStop, RuleNothingCompared,
		RuleClaimSoftFlag, RuleEvidence, RuleNotUnique, RulePass,
	}
}

// Outcome is what a rule decides.
func (r Rule) Outcome() Outcome {
	switch r {
	case RulePass:
		return OutcomePass
	case RuleClaimSoftFlag, RuleEvidence, RuleNotUnique:
		return OutcomeSoftFlag
	default:
		return OutcomeHardStop
	}
}

// Text returns the sentence that explains a rule.
func (r Rule) Text() string {
	switch r {
	case RuleInactive:
		return "The person is not active in the directory."
	case RuleChecksNothing:
		return "The policy compares no claim, so it can tell nobody apart."
	case RuleClaimHardStop:
		return "A claim that must agree does not, cannot be read, or is missing."
	case RuleNothingCompared:
		return "No claim is known on both sides."
	case RuleClaimSoftFlag:
		return "A claim is for review, differs where the policy asks for a flag, or is missing."
	case RuleEvidence:
		return "Nothing contradicts, but what agrees is not enough: too little evidence, the name alone, or not every claim that must agree."
	case RuleNotUnique:
		return "Enough agrees, but somebody else in the directory would pass with this document as well, or too many people are alike to be sure."
	case RulePass:
		return "Enough claims agree, the name too where the policy compares it, and nothing contradicts."
	}
	return ""
}

// Subject is the person the document is compared with, as the directory holds
// them.
type Subject struct {
	Active bool
	State  string // the directory's word, shown to the reviewer
	// Groups the person is in; the policy may have rules for one of them.
	Groups []string
}

// ClaimOutcome is a comparison and what the policy makes of it.
type ClaimOutcome struct {
	claims.Result
	Mode   Mode   `json:"mode"`
	Effect Effect `json:"effect"`
	// Evidence is what the claim adds to the sum a pass needs, in bits; below 0
	// when it speaks against the person, 0 when a side is missing.
	Evidence float64 `json:"evidence"`
	// Level names the row of the evidence table that Evidence is from.
	Level string `json:"evidence_level,omitempty"`
	// EvidenceWhy says how Evidence came about; only with Options.Explain.
	EvidenceWhy string `json:"evidence_why,omitempty"`
}

// Decision is the answer for one person and one document.
type Decision struct {
	Outcome Outcome `json:"decision"`
	Rule    Rule    `json:"rule"` // the rule that made it
	// Reasons name what the rule rests on: the rule's own word (user_inactive,
	// policy_checks_nothing, nothing_compared, insufficient_evidence, not_unique), or
	// a claim and its verdict such as birthdate_mismatch, in the order of the claims.
	// Empty on a pass.
	Reasons  []string       `json:"reasons"`
	Claims   []ClaimOutcome `json:"claims"`
	Evidence Evidence       `json:"evidence"`
	// Rivals is the number of other people in the directory who would pass with
	// this document; null when nobody asked, since only a pass is checked.
	Rivals *int   `json:"rivals"`
	Policy string `json:"policy"`          // name of the policy
	Group  string `json:"group,omitempty"` // the group whose rules applied
}

// Masked returns the decision with the compared values masked for display.
func (d Decision) Masked() Decision {
	list := make([]ClaimOutcome, len(d.Claims))
	for i, c := range d.Claims {
		c.Result = c.Masked()
		list[i] = c
	}
	d.Claims = list
	return d
}
