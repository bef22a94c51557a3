package match

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

// Explanation is one setting of a policy in words.
type Explanation struct {
	For     string `json:"for"`     // everybody, or the group
	Setting string `json:"setting"` // a claim, or one of the settings for all claims
	Meaning string `json:"meaning"`
}

// Explain says in words what the policy does, in the order in which it decides.
func (p Policy) Explain() []Explanation {
	whom := "everybody"
	if len(p.Groups) > 0 {
		whom = "everybody else"
	}
	var out []Explanation
	for _, g := range p.Groups {
		out = append(out, g.explain(g.Group)...)
	}
	return append(out, p.explain(whom)...)
}

// Warnings says in whole sentences what of the policy is likely not meant.
func (p Policy) Warnings() []string {
	var out []string
	warn := func(r Rules, whom string) {
		say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)+whom) }
		if !r.compares(claims.Name) {
			say("the name is not compared, so that any document that agrees in the other claims passes")
		}
		if r.AllowNameOnly {
			say("a name alone is enough (allow_name_only), and strangers share names")
		}
		if r.evidenceNeeded() < lenientEvidence {
			say("minimum_evidence %v is little: one stranger in %.0f agrees as much", r.evidenceNeeded(), math.Exp2(r.evidenceNeeded()))
		}
		for _, name := range r.Order() {
			if c := r.Claims[name]; c.Threshold != 0 && c.Threshold < claims.MatchFrom {
				say("claims.%s.threshold %v changes nothing, since no match scores less than %v", name, c.Threshold, claims.MatchFrom)
			}
		}
	}
	warn(p.Rules, "")
	for _, g := range p.Groups {
		warn(g.Rules, " for the group "+strconv.Quote(g.Group))
	}
	return out
}

func (r Rules) explain(whom string) []Explanation {
	var out []Explanation
	for _, name := range r.Order() {
		out = append(out, Explanation{whom, name, r.Claims[name].explain()})
	}
	say := func(setting, format string, args ...any) {
		out = append(out, Explanation{whom, setting, fmt.Sprintf(format, args...)})
	}
	needed := fmt.Sprintf("a pass needs %v bits of evidence", r.evidenceNeeded())
	switch {
	case r.AllowNameOnly:
		needed += "; a matching name alone is enough"
	case r.compares(claims.Name):
		needed += ", the name among what matches, and never the name alone"
	}
	say("minimum_evidence", "%s", needed)
	if r.OnNotUnique == IgnoreNotUnique {
		say("on_not_unique", "who else in the directory would pass does not matter")
	} else {
		say("on_not_unique", "if somebody else in the directory would pass too, a person reviews")
	}
	if r.DefaultCountry != "" {
		say("default_country", "phone numbers and addresses without a country are taken to be in %s", r.DefaultCountry)
	}
	e := r.EmailDomains
	if len(e.IgnoreTags) > 0 {
		say("email_domains", "what follows a + before the @ does not count at %s", strings.Join(e.IgnoreTags, ", "))
	}
	if len(e.IgnoreDots) > 0 {
		say("email_domains", "dots before the @ do not count at %s", strings.Join(e.IgnoreDots, ", "))
	}
	if len(e.Aliases) > 0 {
		say("email_domains", "%d domains are aliases of another", len(e.Aliases))
	}
	return out
}

// explain says what the policy of one claim does.
func (c Claim) explain() string {
	if c.Mode == Ignore {
		return "not compared"
	}
	parts := []string{map[Mode]string{
		Exact: "must be equal", Fuzzy: "may differ as people and documents do", Digits: "only the digits are compared",
	}[c.Mode]}
	switch c.Scope {
	case ScopeStreet:
		parts[0] += " (street and house number only)"
	case ScopePostalCode:
		parts[0] += " (postal code only)"
	case ScopeLocality:
		parts[0] += " (town and region only)"
	}
	if c.Threshold > claims.MatchFrom {
		parts = append(parts, fmt.Sprintf("a match from score %v", c.Threshold))
	}
	if c.ReviewThreshold != 0 {
		parts = append(parts, fmt.Sprintf("a mismatch below %v", c.ReviewThreshold))
	}
	if c.Required {
		parts = append(parts, "no pass without a match")
	}
	return strings.Join(append(parts,
		"a mismatch "+leadsTo(c.mismatch()),
		"missing in the directory "+leadsTo(c.missing(c.OnMissingDirectory)),
		"missing on the ID "+leadsTo(c.missing(c.OnMissingID)),
	), "; ")
}

func leadsTo(e Effect) string {
	switch e {
	case EffectHardStop:
		return "stops"
	case EffectSoftFlag:
		return "goes to a reviewer"
	}
	return "does not matter"
}
