// Package match decides whether the person on a document is the person in a
// directory record: a policy says what each claim must do, the comparators say
// what it does, and Evaluate draws the conclusion. It is a pure function; the
// same input gives the same decision every time.
package match

import (
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
)

// Claim is the policy of one claim.
type Claim struct {
	Mode Mode `json:"mode"`
	// Scope limits an address to one of its parts; empty means the whole.
	Scope Scope `json:"scope,omitempty"`
	// Threshold and ReviewThreshold (above 0 and at most 1, fuzzy only; 0 means
	// the comparator's own) are compared with the score. A match scoring below
	// Threshold becomes a review, anything scoring below ReviewThreshold a
	// mismatch. They never turn a review or a mismatch into a match.
	Threshold          float64    `json:"threshold,omitempty"`
	ReviewThreshold    float64    `json:"review_threshold,omitempty"`
	OnMismatch         OnMismatch `json:"on_mismatch"`
	OnMissingDirectory OnMissing  `json:"on_missing_directory"`
	OnMissingID        OnMissing  `json:"on_missing_id"`
	// Required claims must match for a pass; missing with Fail they stop.
	Required bool `json:"required,omitempty"`
}

// EmailDomains says what the mail hosts of one's own domains make of an address,
// which nothing in the address tells.
type EmailDomains struct {
	// IgnoreTags are domains that deliver ada+tag@ to ada@.
	IgnoreTags []string `json:"ignore_tags,omitempty"`
	// IgnoreDots are domains that deliver a.da@ to ada@.
	IgnoreDots []string `json:"ignore_dots,omitempty"`
	// Aliases maps a domain to the one whose mailboxes it shares.
	Aliases map[string]string `json:"aliases,omitempty"`
}

func (e EmailDomains) empty() bool {
	return len(e.IgnoreTags)+len(e.IgnoreDots)+len(e.Aliases) == 0
}

// Rules are a policy without its groups: what is compared and what it leads to.
// In YAML:
//
//	preset: standard           # strict | standard | lenient; claims below replace the preset's
//	default_country: US        # for phone numbers and addresses without a country
//	claims:
//	  name:
//	    mode: fuzzy            # exact | fuzzy | ignore
//	    threshold: 0.9         # fuzzy only, optional; review_threshold likewise
//	    on_mismatch: hard_stop # hard_stop | soft_flag
//	    on_missing_directory: fail  # fail | soft_flag | skip
//	    on_missing_id: fail
//	    required: true
//	  birthdate: {mode: exact, required: true}
//	  address: {mode: fuzzy, scope: postal_code}
//	  document_number: {mode: digits, on_missing_directory: skip}
//	minimum_evidence: 20       # bits of evidence a pass needs; the name among it where it is compared
//	allow_name_only: false
//	on_not_unique: soft_flag   # soft_flag | ignore
//	email_domains: {ignore_tags: [corp.example]}
//
// A claim that is not named is ignored. What a named claim leaves out is the
// strictest choice: hard_stop, fail, fail. A mode in each claim is required.
type Rules struct {
	// Preset is the preset the rules began with; its claims are in Claims
	// already.
	Preset         string           `json:"preset,omitempty"`
	DefaultCountry string           `json:"default_country,omitempty"`
	Claims         map[string]Claim `json:"claims"`
	// MinimumEvidence is the sum of evidence a pass needs, in bits: each bit
	// halves the chance that a stranger agrees as much by accident. 0 means
	// UsualEvidence. Where the name is compared, it must be among what matches.
	MinimumEvidence float64 `json:"minimum_evidence,omitempty"`
	// AllowNameOnly lets a pass rest on the name alone, however little evidence
	// that is. Names are shared by strangers, so this is for directories that
	// hold nothing else.
	AllowNameOnly bool `json:"allow_name_only,omitempty"`
	// OnNotUnique says what becomes of a pass when somebody else in the directory
	// would pass as well; empty means FlagNotUnique.
	OnNotUnique  OnNotUnique  `json:"on_not_unique,omitempty"`
	EmailDomains EmailDomains `json:"email_domains,omitzero"`
}

// Group is the rules for the people of one group.
type Group struct {
	Group string `json:"group"` // as the directory spells it; case does not count
	Rules
}

// Policy says which claims are compared and what their verdicts lead to, for
// everybody or, in Groups, for the people of some groups. In YAML it has a
// version, an optional name, the keys of Rules, and
//
//	groups:
//	  - group: contractors
//	    preset: strict
//
// whose entries stand on their own: nothing of the rules for everybody applies.
type Policy struct {
	Version int    `json:"version"`
	Name    string `json:"name,omitempty"`
	Rules
	Groups []Group `json:"groups,omitempty"`
}

// Version is the policy version this package reads and writes.
const Version = 1

// Bounds of a policy.
const (
	maxClaims = 64
	maxGroups = 64
)

// For returns the rules for a person in these groups: those of the first group
// of the policy that is one of theirs, and its name; or the rules for
// everybody and "".
func (p Policy) For(groups []string) (Rules, string) {
	for _, g := range p.Groups {
		if slices.ContainsFunc(groups, func(have string) bool { return sameGroup(have, g.Group) }) {
			return g.Rules, g.Group
		}
	}
	return p.Rules, ""
}

// standard are the claims with a comparator of their own, in the order in which
// they are decided and shown.
var standard = [...]string{claims.Name, claims.Birthdate, claims.Address, claims.Email, claims.Phone}

// Order returns the claims the rules name: the standard ones in their fixed
// order, then custom ones by name.
func (r Rules) Order() []string {
	out := make([]string, 0, len(r.Claims))
	for _, c := range standard {
		if _, ok := r.Claims[c]; ok {
			out = append(out, c)
		}
	}
	n := len(out)
	for c := range r.Claims {
		if !slices.Contains(standard[:], c) {
			out = append(out, c)
		}
	}
	slices.Sort(out[n:])
	return out
}

// compared is the number of claims that are compared.
func (r Rules) compared() int {
	n := 0
	for _, c := range r.Claims {
		if c.Mode != Ignore {
			n++
		}
	}
	return n
}

// checksNothing reports rules under which no claim is compared.
func (r Rules) checksNothing() bool { return r.compared() == 0 }

// compares reports whether a claim is compared.
func (r Rules) compares(claim string) bool {
	c, ok := r.Claims[claim]
	return ok && c.Mode != Ignore
}
