package match

import (
	"fmt"
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
)

// usualHint is the hint where there is nothing more precise to say.
const usualHint = "a policy has version, claims and, for each claim, mode (exact, fuzzy, ignore; digits for custom claims), " +
	"on_mismatch, on_missing_directory, on_missing_id and required"

// problem is what is wrong with a policy: where, as a path such as
// "claims.name.mode", a whole sentence, and what to do, "" for the usual hint.
type problem struct{ path, text, hint string }

func (bad *problem) advice() string {
	if bad.hint == "" {
		return usualHint
	}
	return bad.hint
}

// Validate checks a policy that did not come from ParsePolicy, such as one read
// back from the store. The error is a fault.Usage.
func (p Policy) Validate() error {
	if bad := p.problem(); bad != nil {
		return fault.New(fault.Usage, "policy %q: %s", p.Name, bad.text).WithHint("%s", bad.advice())
	}
	return nil
}

// problem returns the first thing wrong, in document order, or nil.
func (p Policy) problem() *problem {
	at := func(path, format string, args ...any) *problem {
		return &problem{path: path, text: path + " " + fmt.Sprintf(format, args...)}
	}
	switch {
	case p.Version != Version:
		return at("version", "is %d; it must be %d", p.Version, Version)
	case p.DefaultCountry != "" && (len(p.DefaultCountry) != 2 || claims.Country(p.DefaultCountry) == ""):
		return at("default_country", "is %q; it must be a two-letter country code such as US", p.DefaultCountry)
	case len(p.Claims) > maxClaims:
		return at("claims", "names %d claims; it may name up to %d", len(p.Claims), maxClaims)
	case p.checksNothing():
		return at("claims", "compares nothing; at least one claim must have a mode other than ignore")
	}
	for _, name := range p.Order() {
		if bad := nameProblem(name); bad != nil {
			return bad
		}
		if bad := p.Claims[name].problem(name); bad != nil {
			return bad
		}
	}
	return p.evidenceProblem()
}

// evidenceProblem returns what is wrong with the evidence a policy asks for.
func (p Policy) evidenceProblem() *problem {
	compared := p.compared()
	switch named := p.comparesName(); {
	case p.MinimumEvidence < 0 || p.MinimumEvidence > compared:
		return &problem{
			"minimum_evidence",
			fmt.Sprintf("minimum_evidence is %d; it must be from 1 to the number of claims compared, here %d", p.MinimumEvidence, compared),
			"compare more claims, or ask for less evidence",
		}
	case p.AllowNameOnly && !named:
		return &problem{
			"allow_name_only", "allow_name_only is true, but the name is not compared; it must be false",
			"compare the name, or set minimum_evidence: 1 if any one claim is enough",
		}
	case p.AllowNameOnly && p.MinimumEvidence > 1:
		return &problem{
			"allow_name_only",
			fmt.Sprintf("allow_name_only is true, but minimum_evidence is %d; it must be 1, or left out, where a name alone is enough", p.MinimumEvidence),
			"take out one of the two",
		}
	case p.MinimumEvidence == 1 && compared == 1 && named && !p.AllowNameOnly:
		return &problem{
			"minimum_evidence", "minimum_evidence is 1, but only the name is compared, and a name alone passes only under allow_name_only: true",
			"compare another claim, or say allow_name_only: true if that is meant",
		}
	}
	return nil
}

// problem returns the first thing wrong with the settings of a claim, or nil.
func (c Claim) problem(name string) *problem {
	at := func(field, format string, args ...any) *problem {
		path := "claims." + name + "." + field
		return &problem{path: path, text: path + " " + fmt.Sprintf(format, args...)}
	}
	modes := modesOf(name)
	switch {
	case c.Mode == Digits && !claims.IsCustom(name):
		return at("mode", "is digits, which is for custom claims only; it must be one of %s", modes)
	case c.Mode != Exact && c.Mode != Fuzzy && c.Mode != Ignore && c.Mode != Digits:
		return at("mode", "is %q; it must be one of %s", c.Mode, modes)
	case c.Mode == Ignore && c.Required:
		return at("required", "is true, but an ignored claim cannot be required; it must be false")
	case c.OnMismatch != HardStop && c.OnMismatch != SoftFlag:
		return at("on_mismatch", "is %q; it must be one of hard_stop, soft_flag", c.OnMismatch)
	case !c.OnMissingDirectory.valid():
		return at("on_missing_directory", "is %q; it must be one of fail, soft_flag, skip", c.OnMissingDirectory)
	case !c.OnMissingID.valid():
		return at("on_missing_id", "is %q; it must be one of fail, soft_flag, skip", c.OnMissingID)
	case c.Required && c.OnMissingDirectory == Skip:
		return at("required", "is true, but on_missing_directory is skip; it must be fail or soft_flag for a required claim")
	case c.Required && c.OnMissingID == Skip:
		return at("required", "is true, but on_missing_id is skip; it must be fail or soft_flag for a required claim")
	}
	for _, t := range [...]struct {
		field string
		value float64
	}{{"threshold", c.Threshold}, {"review_threshold", c.ReviewThreshold}} {
		switch {
		case c.Mode != Fuzzy && t.value != 0:
			return at(t.field, "is set, but the mode is %s; only fuzzy has thresholds", c.Mode)
		case !inUnit(t.value):
			return at(t.field, "is %v; it must be above 0 and at most 1", t.value)
		}
	}
	if c.Threshold != 0 && c.ReviewThreshold > c.Threshold {
		return at("review_threshold", "is %v; it must be at most the threshold, %v", c.ReviewThreshold, c.Threshold)
	}
	return nil
}

// modesOf lists the modes a claim may have.
func modesOf(claim string) string {
	if slices.Contains(standard[:], claim) {
		return "exact, fuzzy, ignore"
	}
	return "exact, fuzzy, digits, ignore"
}

// inUnit reports 0 to 1, which not-a-number is not. 0 stands for "not set".
func inUnit(f float64) bool { return f >= 0 && f <= 1 }

func (m OnMissing) valid() bool { return m == Fail || m == Flag || m == Skip }
