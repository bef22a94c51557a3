// Package claims is the model of claims matching: what is known about a person
// on either side (Set), and what one comparison of them says (Result).
//
// Claims carry their OpenID Connect names (OpenID Connect Core 1.0, 5.1). The
// packages below this one read documents (document), compare one claim each
// (name, birthdate, address, phone, email) and decide (match). All are pure:
// no network, no clock, no state; the same input gives the same answer.
package claims

// Claim names. Address parts are flat keys here and a nested object in JSON.
const (
	Name       = "name"
	GivenName  = "given_name"
	MiddleName = "middle_name"
	FamilyName = "family_name"
	Suffix     = "suffix"    // Jr, Sr, III; not an OpenID Connect name
	Birthdate  = "birthdate" // YYYY-MM-DD once normalised
	Email      = "email"
	Phone      = "phone_number"
	EmployeeID = "employee_id" // not compared; a login hint
	Address    = "address"

	AddressFormatted  = "address.formatted"
	AddressStreet     = "address.street_address"
	AddressLocality   = "address.locality"
	AddressRegion     = "address.region"
	AddressPostalCode = "address.postal_code"
	AddressCountry    = "address.country"
)

// Set is one side of a comparison: claim name to value, address parts under
// dotted keys. A missing key and an empty value mean the same: not known.
type Set map[string]string

// Verdict is what a comparison of one claim says.
type Verdict string

// The verdicts.
const (
	Match            Verdict = "match"
	Review           Verdict = "review" // a person should look
	Mismatch         Verdict = "mismatch"
	MissingID        Verdict = "missing_id"        // not on the document
	MissingDirectory Verdict = "missing_directory" // not in the directory record
	Invalid          Verdict = "invalid"           // a value could not be read as what it should be
)

// The scores from which a comparison is a match, and from which it is for
// review. Every comparator keeps its scores in the band of its verdict.
const (
	MatchFrom  = 0.85
	ReviewFrom = 0.5
)

// VerdictOf is the verdict that a score stands for.
func VerdictOf(score float64) Verdict {
	switch {
	case score >= MatchFrom:
		return Match
	case score >= ReviewFrom:
		return Review
	}
	return Mismatch
}

// Reason is a word from the closed, documented vocabulary that explains a
// verdict; Reasons lists them all with their meaning.
type Reason string

// Result is the outcome of comparing one claim.
type Result struct {
	Claim   string   `json:"claim"`
	Verdict Verdict  `json:"verdict"`
	Score   float64  `json:"score"`  // similarity 0..1; 0 when a side is missing or invalid
	Method  string   `json:"method"` // how it was compared, e.g. "folded tokens"
	Reasons []Reason `json:"reasons"`
	// HeldBy is the reason whose rule keeps the verdict below a match, or below a
	// review, however alike the values are; "" when the score alone decided.
	HeldBy Reason `json:"held_by,omitempty"`
	// The values as compared, after normalisation; personal data, masked by
	// whoever shows them.
	Document  string `json:"document"`
	Directory string `json:"directory"`
	// Steps say how the score came about, for a reviewer who wants to redo it;
	// only filled when they are asked for.
	Steps []Step `json:"steps,omitempty"`
}

// Step is one part of a comparison: which words or parts were held against each
// other, how they agreed and what that was worth.
type Step struct {
	Part      string  `json:"part"`     // what was compared, e.g. given_name, house_number, postal_code
	Document  string  `json:"document"` // personal data, as in Result
	Directory string  `json:"directory"`
	Method    string  `json:"method"` // how they agreed, e.g. equal, nickname, initial, edit_distance
	Score     float64 `json:"score"`  // 0..1
	Weight    float64 `json:"weight"` // its share or factor in the score
}
