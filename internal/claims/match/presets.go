package match

import "github.com/incodectl/incodectl/internal/claims"

// Preset is a policy that comes with the program.
type Preset struct {
	Name string `json:"name"`
	// About says in one sentence whom it is for.
	About string `json:"about"`
	// How its name comparison does on labelled pairs of names that are hard on
	// purpose (TestPresetRates), as shares: different people called a match, same
	// people called a match, same people called a mismatch. The rest is for review.
	FalseMatch float64 `json:"false_match"`
	Settled    float64 `json:"settled"`
	FalseStop  float64 `json:"false_stop"`
}

// The names of the presets.
const (
	PresetStrict   = "strict"
	PresetStandard = "standard"
	PresetLenient  = "lenient"
)

// Presets lists the presets, strictest first.
func Presets() []Preset {
	return []Preset{
		{PresetStrict, "For accounts whose takeover is worst: every difference stops or goes to a reviewer.", 0.0004, 0.543, 0.0084},
		{PresetStandard, "The default: what is uncertain goes to a reviewer, contradictions stop.", 0.0012, 0.791, 0.0084},
		{PresetLenient, "For low risk and thin directories: gaps are skipped, less evidence is enough.", 0.0012, 0.791, 0.0084},
	}
}

// DefaultPolicy returns the policy used when neither a file nor a workflow
// names one: the standard preset.
func DefaultPolicy() Policy {
	p, _ := PresetPolicy(PresetStandard)
	return p
}

// PresetPolicy returns the policy of a preset; false if there is none of the
// name.
func PresetPolicy(name string) (Policy, bool) {
	r := Rules{Preset: name, OnNotUnique: FlagNotUnique}
	switch name {
	case PresetStrict:
		strict(&r)
	case PresetStandard:
		usual(&r)
	case PresetLenient:
		lenient(&r)
	default:
		return Policy{}, false
	}
	return Policy{Version: Version, Name: name, Rules: r}, true
}

func strict(r *Rules) {
	r.Claims = map[string]Claim{
		// Another spelling is for a person to judge.
		claims.Name: {Mode: Fuzzy, Threshold: strictName, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail, Required: true},
		// Exact, as Incode advises: a date that was misread stops.
		claims.Birthdate: {Mode: Exact, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail, Required: true},
		// Passports carry no address; one that is there must agree.
		claims.Address: {Mode: Fuzzy, OnMismatch: SoftFlag, OnMissingDirectory: Flag, OnMissingID: Skip},
		claims.Email:   {Mode: Exact, OnMismatch: HardStop, OnMissingDirectory: Skip, OnMissingID: Skip},
		claims.Phone:   {Mode: Exact, OnMismatch: HardStop, OnMissingDirectory: Skip, OnMissingID: Skip},
	}
	r.MinimumEvidence = UsualEvidence
}

func usual(r *Rules) {
	r.Claims = map[string]Claim{
		// Who the person says they are. Fuzzy, because documents abbreviate,
		// hyphenate and spell out what directories don't (Incode advises fuzzy for
		// names); a person without a name cannot be verified at all.
		claims.Name: {Mode: Fuzzy, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail, Required: true},
		// The one attribute of every government ID that a namesake does not share.
		// Only the same date matches; fuzzy sends what looks like one misread digit
		// or a swapped day and month to a reviewer instead of locking the person
		// out. A missing directory value fails the person, as Incode documents.
		claims.Birthdate: {Mode: Fuzzy, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail, Required: true},
		// Supporting evidence: people move and licences lag, so a difference is for
		// a person to judge. Passports carry no address and many directories none
		// either: no reason to flag.
		claims.Address: {Mode: Fuzzy, OnMismatch: SoftFlag, OnMissingDirectory: Skip, OnMissingID: Skip},
		// No ID carries an e-mail address or a phone number; they arrive from other
		// checks or not at all. When both sides have them a difference is odd, but a
		// changed number proves nothing.
		claims.Email: {Mode: Exact, OnMismatch: SoftFlag, OnMissingDirectory: Skip, OnMissingID: Skip},
		claims.Phone: {Mode: Exact, OnMismatch: SoftFlag, OnMissingDirectory: Skip, OnMissingID: Skip},
	}
	r.MinimumEvidence = UsualEvidence
}

func lenient(r *Rules) {
	r.Claims = map[string]Claim{
		claims.Name: {Mode: Fuzzy, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail, Required: true},
		// A directory without birth dates is no reason to lock everybody out; what
		// else agrees must then carry the evidence.
		claims.Birthdate: {Mode: Fuzzy, OnMismatch: HardStop, OnMissingDirectory: Skip, OnMissingID: Flag},
		claims.Address:   {Mode: Fuzzy, Scope: ScopeLocality, OnMismatch: SoftFlag, OnMissingDirectory: Skip, OnMissingID: Skip},
		claims.Email:     {Mode: Fuzzy, OnMismatch: SoftFlag, OnMissingDirectory: Skip, OnMissingID: Skip},
		claims.Phone:     {Mode: Fuzzy, OnMismatch: SoftFlag, OnMissingDirectory: Skip, OnMissingID: Skip},
	}
	r.MinimumEvidence = lenientEvidence
}

// The thresholds of the name and the evidence in which the presets differ.
const (
	strictName      = 0.95
	lenientEvidence = 16
)
