package match

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

// Scope says which part of an address must agree.
type Scope string

// The scopes of an address.
const (
	ScopeFull       Scope = "full"
	ScopeStreet     Scope = "street"      // street, house number and unit
	ScopePostalCode Scope = "postal_code" // the postal code alone
	ScopeLocality   Scope = "locality"    // town and region
)

// OnNotUnique is the effect of somebody else in the directory who would match
// the document as well.
type OnNotUnique string

// The effects.
const (
	FlagNotUnique   OnNotUnique = "soft_flag"
	IgnoreNotUnique OnNotUnique = "ignore"
)
