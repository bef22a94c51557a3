package match

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
)

// usualHint is the hint where there is nothing more precise to say.
const usualHint = "incodectl match policy schema prints all keys; incodectl match policy explain standard prints a whole policy"

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
	switch {
	case p.Version != Version:
		return problemAt("version", "is %d; it must be %d", p.Version, Version)
	case len(p.Groups) > maxGroups:
		return problemAt("groups", "names %d groups; it may name up to %d", len(p.Groups), maxGroups)
	}
	if bad := p.Rules.problem(""); bad != nil {
		return bad
	}
	for i, g := range p.Groups {
		path := fmt.Sprintf("groups[%d].", i)
		if strings.TrimSpace(g.Group) == "" {
			return problemAt(path+"group", "is empty; it must name a group")
		}
		for _, other := range p.Groups[:i] {
			if sameGroup(g.Group, other.Group) {
				return problemAt(path+"group", "is %q, which is listed before; a group may be listed once", g.Group)
			}
		}
		if bad := g.problem(path); bad != nil {
			return bad
		}
	}
	return nil
}

// problemAt returns a problem whose sentence begins with the path.
func problemAt(path, format string, args ...any) *problem {
	return &problem{path: path, text: path + " " + fmt.Sprintf(format, args...)}
}

// problem returns the first thing wrong with rules whose keys are below path.
func (r Rules) problem(path string) *problem {
	switch {
	case r.DefaultCountry != "" && (len(r.DefaultCountry) != 2 || claims.Country(r.DefaultCountry) == ""):
		return problemAt(path+"default_country", "is %q; it must be a two-letter country code such as US", r.DefaultCountry)
	case len(r.Claims) > maxClaims:
		return problemAt(path+"claims", "names %d claims; it may name up to %d", len(r.Claims), maxClaims)
	case r.checksNothing():
		return problemAt(path+"claims", "compares nothing; at least one claim must have a mode other than ignore")
	case r.OnNotUnique != "" && r.OnNotUnique != FlagNotUnique && r.OnNotUnique != IgnoreNotUnique:
		return problemAt(path+"on_not_unique", "is %q; it must be one of soft_flag, ignore", r.OnNotUnique)
	}
	for _, name := range r.Order() {
		if bad := nameProblem(name); bad != nil {
			bad.path = path + bad.path
			return bad
		}
		if bad := r.Claims[name].problem(name, path+"claims."+name); bad != nil {
			return bad
		}
	}
	if bad := r.EmailDomains.problem(path + "email_domains"); bad != nil {
		return bad
	}
	return r.evidenceProblem(path)
}

// evidenceProblem returns what is wrong with the evidence the rules ask for.
func (r Rules) evidenceProblem(path string) *problem {
	switch named := r.compares(claims.Name); {
	case r.MinimumEvidence != 0 && !(r.MinimumEvidence >= 1 && r.MinimumEvidence <= maxEvidence):
		return problemAt(path+"minimum_evidence", "is %v; it must be from 1 to %d", r.MinimumEvidence, maxEvidence)
	case r.AllowNameOnly && !named:
		return &problem{
			path + "allow_name_only", path + "allow_name_only is true, but the name is not compared; it must be false",
			"compare the name, or lower minimum_evidence if what is compared is enough",
		}
	case !r.canPass():
		at := path + "minimum_evidence"
		if r.MinimumEvidence == 0 {
			at = path + "claims"
		}
		return &problem{
			at,
			fmt.Sprintf("%sminimum_evidence is %v, but the compared claims together are worth %.0f bits at most: nothing could pass",
				path, r.evidenceNeeded(), r.mostEvidence()),
			"compare more claims, or ask for less evidence; a name alone passes only under allow_name_only: true",
		}
	}
	return nil
}

// problem returns the first thing that is no domain.
func (e EmailDomains) problem(path string) *problem {
	check := func(at, domain string) *problem {
		if !strings.Contains(domain, ".") || strings.ContainsAny(domain, "@ \t") {
			return problemAt(path+at, "has %q, which is no mail domain such as corp.example", domain)
		}
		return nil
	}
	for _, d := range e.IgnoreTags {
		if bad := check(".ignore_tags", d); bad != nil {
			return bad
		}
	}
	for _, d := range e.IgnoreDots {
		if bad := check(".ignore_dots", d); bad != nil {
			return bad
		}
	}
	for _, from := range slices.Sorted(maps.Keys(e.Aliases)) {
		if bad := cmp.Or(check(".aliases", from), check(".aliases", e.Aliases[from])); bad != nil {
			return bad
		}
	}
	return nil
}

// problem returns the first thing wrong with the settings of a claim, or nil.
func (c Claim) problem(name, path string) *problem {
	at := func(field, format string, args ...any) *problem {
		return problemAt(path+"."+field, format, args...)
	}
	modes := modesOf(name)
	switch {
	case c.Mode == Digits && !claims.IsCustom(name):
		return at("mode", "is digits, which is for custom claims only; it must be one of %s", modes)
	case c.Mode != Exact && c.Mode != Fuzzy && c.Mode != Ignore && c.Mode != Digits:
		return at("mode", "is %q; it must be one of %s", c.Mode, modes)
	case c.Scope != "" && name != claims.Address:
		return at("scope", "is set, but only an address has parts to choose from")
	case !c.Scope.valid():
		return at("scope", "is %q; it must be one of full, street, postal_code, locality", c.Scope)
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

func (s Scope) valid() bool {
	switch s {
	case "", ScopeFull, ScopeStreet, ScopePostalCode, ScopeLocality:
		return true
	}
	return false
}
