package readiness

import (
	"cmp"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// GroupsReport is where the most people are not ready.
type GroupsReport struct {
	// By is the claim by whose values people are grouped, or domain.
	By     string  `json:"by"`
	Groups []Group `json:"groups"` // at most ten, the lowest share first
	// Without is how many people are in no group.
	Without int `json:"people_without"`
	// NotCounted is how many people are in groups that came after the first ten
	// thousand.
	NotCounted int `json:"people_not_counted"`
}

// Group is the people who have a value in common.
type Group struct {
	Group string `json:"group"`
	Totals
}

// byDomain groups by what follows the @ of the login, or of the e-mail address.
const byDomain = "domain"

const (
	maxWorst  = 10
	maxGroups = 10_000 // bounds the memory when somebody groups by what everybody has of their own
)

// CheckBy reports whether people can be grouped by a claim: the groups are named
// in the report, so it must be none that says something about one person.
func CheckBy(claim string, p match.Policy) error {
	personal := claim == claims.Gender || claim == claims.Nationality || claim == claims.Nationalities || claim == claims.PlaceOfBirth ||
		claim == claims.DocumentNumber || claim == claims.PersonalNumber || claim == claims.TaxIDNumber ||
		claim == claims.CURP || claim == claims.MSISDN || claim == claims.BirthFamilyName
	place := claim == claims.AddressCountry || claim == claims.AddressRegion || claim == claims.AddressLocality
	_, compared := p.Claims[claim]
	for _, g := range p.Groups {
		_, also := g.Claims[claim]
		compared = compared || also
	}
	if place || !personal && !compared && claims.IsCustom(claim) {
		return nil
	}
	return fault.New(fault.Usage, "people cannot be grouped by %q: its values are about single people, and the groups are named", claim).
		WithHint("group by a claim such as department, groups or address.country")
}

// groups is a GroupsReport in the making.
type groups struct {
	by          string
	counts      map[string]*groupTally
	without     int
	notCounted  int
	ofOnePerson []string // scratch
}

type groupTally struct{ people, ready int }

func newGroups(by string, haveGroups bool) groups {
	if by == "" {
		by = byDomain
		if haveGroups {
			by = claims.Groups
		}
	}
	return groups{by: by, counts: map[string]*groupTally{}}
}

func (g *groups) add(u directory.User, ready bool) {
	g.ofOnePerson = g.values(g.ofOnePerson[:0], u)
	if len(g.ofOnePerson) == 0 {
		g.without++
	}
	for _, name := range g.ofOnePerson {
		c := g.counts[name]
		if c == nil {
			if len(g.counts) == maxGroups {
				g.notCounted++
				return
			}
			c = &groupTally{}
			g.counts[strings.Clone(name)] = c
		}
		c.people++
		if ready {
			c.ready++
		}
	}
}

// values returns the groups of a person, each once. A claim of several lines is
// several groups.
func (g *groups) values(to []string, u directory.User) []string {
	if g.by == byDomain {
		login := u.Login
		if !strings.Contains(login, "@") {
			login = u.Claims[claims.Email]
		}
		if at := strings.LastIndexByte(login, '@'); at >= 0 && at < len(login)-1 {
			to = append(to, strings.ToLower(login[at+1:]))
		}
		return to
	}
	for _, name := range match.GroupsOf(u.Claims[g.by]) {
		if !slices.Contains(to, name) {
			to = append(to, name)
		}
	}
	return to
}

// finish lists the worst groups. One in which everybody is ready is not among them.
func (g *groups) finish() GroupsReport {
	r := GroupsReport{By: g.by, Groups: []Group{}, Without: g.without, NotCounted: g.notCounted}
	for name, c := range g.counts {
		if c.ready < c.people {
			r.Groups = append(r.Groups, Group{name, totals(c.people, c.ready)})
		}
	}
	slices.SortFunc(r.Groups, func(a, b Group) int {
		return cmp.Or(
			cmp.Compare(a.Ready*b.People, b.Ready*a.People), // the shares, without rounding
			cmp.Compare(b.NotReady, a.NotReady), cmp.Compare(a.Group, b.Group))
	})
	r.Groups = r.Groups[:min(len(r.Groups), maxWorst)]
	return r
}
