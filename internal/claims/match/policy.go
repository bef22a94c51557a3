// Package match decides whether the person on a document is the person in a
// directory record: a policy says what each claim must do, the comparators say
// what it does, and Evaluate draws the conclusion. It is a pure function; the
// same input gives the same decision every time.
package match

import (
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
)

// Mode says how strictly a claim is compared. Exact and fuzzy are the words of
// Incode's claims matching.
type Mode string

// The modes.
const (
	// Exact accepts only values that are equal once normalised (case, accents,
	// date and number formats); any looser agreement counts as a mismatch.
	Exact Mode = "exact"
	// Fuzzy accepts what the comparator calls a match, with its reasons.
	Fuzzy Mode = "fuzzy"
	// Digits compares the digits alone; custom claims only.
	Digits Mode = "digits"
	// Ignore leaves the claim out.
	Ignore Mode = "ignore"
)

// OnMismatch is the effect of a mismatched or unreadable claim.
type OnMismatch string

// The effects of a mismatch.
const (
	HardStop OnMismatch = "hard_stop"
	SoftFlag OnMismatch = "soft_flag"
)

// OnMissing is the effect of a claim that one side does not have.
type OnMissing string

// The effects of a missing claim.
const (
	// Fail treats the missing claim as a mismatch, and as a hard stop when it is
	// required. It is Incode's documented behaviour for the directory side.
	Fail OnMissing = "fail"
	// Flag sends the case to a reviewer.
	Flag OnMissing = "soft_flag"
	// Skip decides without the claim; it counts as no evidence either way.
	Skip OnMissing = "skip"
)

// Claim is the policy of one claim.
type Claim struct {
	Mode Mode `json:"mode"`
	// Threshold and ReviewThreshold (above 0 and at most 1, fuzzy only; 0 means
	// the comparator's own) make a comparison stricter: a match scoring below
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

// Policy says which claims are compared and what their verdicts lead to. In
// YAML:
//
//	version: 1
//	name: contractors
//	default_country: US        # for phone numbers without a country code
//	claims:
//	  name:
//	    mode: fuzzy            # exact | fuzzy | ignore
//	    threshold: 0.9         # fuzzy only, optional; review_threshold likewise
//	    on_mismatch: hard_stop # hard_stop | soft_flag
//	    on_missing_directory: fail  # fail | soft_flag | skip
//	    on_missing_id: fail
//	    required: true
//	  birthdate: {mode: exact, required: true}
//	  document_number: {mode: digits, on_missing_directory: skip}
//	minimum_evidence: 2        # matched claims a pass needs; a name that is compared among them
//	allow_name_only: false
//
// A claim that is not named is ignored. What a named claim leaves out is the
// strictest choice: hard_stop, fail, fail. The version and the claims are
// required, a mode in each claim too.
type Policy struct {
	Version        int              `json:"version"`
	Name           string           `json:"name,omitempty"`
	DefaultCountry string           `json:"default_country,omitempty"`
	Claims         map[string]Claim `json:"claims"`
	// MinimumEvidence is the number of matched claims a pass needs, 0 for the
	// usual 2 (1 with AllowNameOnly). Where the policy compares the name, the name
	// must be one of them.
	MinimumEvidence int `json:"minimum_evidence,omitempty"`
	// AllowNameOnly lets a pass rest on the name alone, which MinimumEvidence 1
	// does not. Names are shared by strangers, so this is for directories that
	// hold nothing else.
	AllowNameOnly bool `json:"allow_name_only,omitempty"`
}

// Version is the policy version this package reads and writes.
const Version = 1

// usualEvidence is how many claims must match unless the policy says otherwise:
// the name and one independent claim.
const usualEvidence = 2

// maxClaims bounds the claims of a policy.
const maxClaims = 64

// DefaultPolicy returns the policy used when neither a file nor a workflow
// names one.
func DefaultPolicy() Policy {
	return Policy{
		Version: Version,
		Name:    "default",
		Claims: map[string]Claim{
			// Who the person says they are. Fuzzy, because documents abbreviate,
			// hyphenate and spell out what directories don't (Incode advises fuzzy
			// for names); a person without a name cannot be verified at all.
			claims.Name: {Mode: Fuzzy, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail, Required: true},
			// The one attribute of every government ID that a namesake does not
			// share. Exact, as Incode advises; a missing directory value fails the
			// person, as Incode documents.
			claims.Birthdate: {Mode: Exact, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail, Required: true},
			// Supporting evidence: people move and licences lag, so a difference is
			// for a person to judge. Passports carry no address: no reason to flag.
			// A directory without one is worth a look, since the check was wanted.
			claims.Address: {Mode: Fuzzy, OnMismatch: SoftFlag, OnMissingDirectory: Flag, OnMissingID: Skip},
			// No ID carries an e-mail address or a phone number; they arrive from
			// other checks or not at all. When both sides have them a difference is
			// odd, but a changed number proves nothing.
			claims.Email: {Mode: Exact, OnMismatch: SoftFlag, OnMissingDirectory: Skip, OnMissingID: Skip},
			claims.Phone: {Mode: Exact, OnMismatch: SoftFlag, OnMissingDirectory: Skip, OnMissingID: Skip},
		},
		MinimumEvidence: usualEvidence,
	}
}

// standard are the claims with a comparator of their own, in the order in which
// they are decided and shown.
var standard = [...]string{claims.Name, claims.Birthdate, claims.Address, claims.Email, claims.Phone}

// Order returns the claims the policy names: the standard ones in their fixed
// order, then custom ones by name.
func (p Policy) Order() []string {
	out := make([]string, 0, len(p.Claims))
	for _, c := range standard {
		if _, ok := p.Claims[c]; ok {
			out = append(out, c)
		}
	}
	n := len(out)
	for c := range p.Claims {
		if !slices.Contains(standard[:], c) {
			out = append(out, c)
		}
	}
	slices.Sort(out[n:])
	return out
}

// CanPass reports whether anything could pass the policy: whether it compares
// as many claims as a pass needs. One that cannot is of use to stop and flag.
func (p Policy) CanPass() bool { return p.evidenceNeeded() <= p.compared() }

// compared is the number of claims that are compared.
func (p Policy) compared() int {
	n := 0
	for _, c := range p.Claims {
		if c.Mode != Ignore {
			n++
		}
	}
	return n
}

// checksNothing reports a policy under which no claim is compared.
func (p Policy) checksNothing() bool { return p.compared() == 0 }

// comparesName reports whether the name is among the compared claims.
func (p Policy) comparesName() bool {
	c, ok := p.Claims[claims.Name]
	return ok && c.Mode != Ignore
}

// evidenceNeeded is the number of matched claims a pass needs.
func (p Policy) evidenceNeeded() int {
	switch {
	case p.MinimumEvidence > 0:
		return p.MinimumEvidence
	case p.AllowNameOnly && p.comparesName():
		return 1
	}
	return usualEvidence
}
