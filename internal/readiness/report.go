package readiness

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/directory"
)

// Report is what was found, in figures.
type Report struct {
	Policy       string              `json:"policy"`
	Integrations []IntegrationReport `json:"integrations"`
	Totals
	// ContactNeeded is how many of those ready have enough evidence only together
	// with the e-mail address or phone number, which no identity document carries.
	ContactNeeded int           `json:"ready_with_contact_only"`
	Claims        []ClaimReport `json:"claims"`
	// Problems are why people are not ready, the most frequent first. A person may
	// have several.
	Problems    []Count      `json:"problems"`
	LoginHints  HintReport   `json:"login_hints"`
	Duplicates  Duplicates   `json:"duplicates"`
	WorstGroups GroupsReport `json:"worst_groups"`
}

// Totals count people.
type Totals struct {
	People   int `json:"people"` // active ones
	Ready    int `json:"ready"`
	NotReady int `json:"not_ready"`
	// Percent of the people that are ready, rounded down to a hundredth; nil when
	// there is nobody.
	Percent *float64 `json:"ready_percent"`
}

func totals(people, ready int) Totals {
	return Totals{People: people, Ready: ready, NotReady: people - ready, Percent: percent(ready, people)}
}

// percent is rounded down: who is short of all is never said to be all.
func percent(n, of int) *float64 {
	if of == 0 {
		return nil
	}
	return new(math.Floor(10000*float64(n)/float64(of)) / 100)
}

// IntegrationReport is one integration's share.
type IntegrationReport struct {
	ID   string `json:"integration_id"`
	Name string `json:"integration"`
	Totals
	// FullSyncNeeded says why nobody of it is matched at all for the time being.
	FullSyncNeeded string `json:"full_sync_needed,omitempty"`
}

// ClaimReport is how one claim is filled among the people whose rules compare it.
type ClaimReport struct {
	Claim   string `json:"claim"`
	People  int    `json:"people"`
	Filled  int    `json:"filled"`
	Missing int    `json:"missing"`
	// Unreadable are those filled with something that would not match even a
	// document that says the same.
	Unreadable int `json:"unreadable"`
	// NotReady is how many people fail for this claim.
	NotReady      int      `json:"not_ready"`
	FilledPercent *float64 `json:"filled_percent"`
	UsablePercent *float64 `json:"usable_percent"` // filled and readable
	// Problems say what the unreadable ones have, the most frequent first.
	Problems []Count `json:"problems"`
}

// Count is how many people have a problem.
type Count struct {
	Claim   string  `json:"claim"`
	Problem Problem `json:"problem"`
	People  int     `json:"people"`
	Meaning string  `json:"meaning"`
}

// HintReport is what can be said of login hints.
type HintReport struct {
	Without int `json:"people_without"`
	// Shared is how many hints are several people's, SharedWithin how many of them
	// within one integration, where naming the integration does not help.
	Shared       int      `json:"shared"`
	SharedWithin int      `json:"shared_within_integration"`
	List         []Shared `json:"list"` // at most a hundred, the largest first
}

// Duplicates is how often active people of one integration look like the same
// person, by what they have in common.
type Duplicates struct {
	SameNameAndBirthdate int      `json:"same_name_and_birthdate"`
	SameNameAndPhone     int      `json:"same_name_and_phone_number"`
	SameEmployeeID       int      `json:"same_employee_id"`
	List                 []Shared `json:"list"` // at most a hundred, the largest first
}

// tally is a report in the making.
type tally struct {
	people, ready []int // by integration
	contact       int
	without       int
	claims        map[string]*claimTally
	problems      map[Finding]int
	groups        groups
}

// claimTally is a claim in the making.
type claimTally struct {
	people, missing, unreadable, notReady int
	problems                              map[Problem]int
}

func newTally(o Options, haveGroups bool) tally {
	return tally{
		people: make([]int, len(o.Integrations)), ready: make([]int, len(o.Integrations)),
		claims: map[string]*claimTally{}, problems: map[Finding]int{}, groups: newGroups(o.By, haveGroups),
	}
}

// add counts a person.
func (t *tally) add(at int, u directory.User, a assessment) {
	t.people[at]++
	if len(u.Hints) == 0 {
		t.without++
	}
	ready := len(a.problems) == 0
	if ready {
		t.ready[at]++
		if a.contact {
			t.contact++
		}
	}
	t.groups.add(u, ready)
	for _, out := range a.claims {
		t.claim(out.Claim).add(out)
	}
	for _, f := range a.problems {
		t.problems[f]++
		if c := t.claims[f.Claim]; c != nil {
			c.notReady++
		}
	}
}

func (t *tally) claim(name string) *claimTally {
	c := t.claims[name]
	if c == nil {
		c = &claimTally{problems: map[Problem]int{}}
		t.claims[name] = c
	}
	return c
}

func (c *claimTally) add(out match.ClaimOutcome) {
	c.people++
	if out.Verdict == claims.Match {
		return
	}
	p := problemOf(out)
	if p == Absent {
		c.missing++
		return
	}
	c.unreadable++
	c.problems[p]++
}

// finish makes the report.
func (t *tally) finish(o Options, s *shared) Report {
	r := Report{
		Policy: o.Policy.Name, ContactNeeded: t.contact, Claims: []ClaimReport{},
		Integrations: make([]IntegrationReport, len(o.Integrations)),
		Problems:     t.counts(), WorstGroups: t.groups.finish(),
	}
	people, ready := 0, 0
	for i, in := range o.Integrations {
		people, ready = people+t.people[i], ready+t.ready[i]
		r.Integrations[i] = IntegrationReport{in.ID, in.Name, totals(t.people[i], t.ready[i]), in.FullSyncNeeded}
	}
	r.Totals = totals(people, ready)
	for _, name := range inOrder(t.claims, o.Policy) {
		r.Claims = append(r.Claims, t.claims[name].report(name))
	}
	r.LoginHints.Without = t.without
	r.LoginHints.SharedWithin, r.LoginHints.Shared, r.LoginHints.List = s.hints(len(o.Integrations) > 1)
	counts, list := s.duplicates()
	r.Duplicates = Duplicates{counts[Namesake], counts[SamePhone], counts[SameID], list}
	return r
}

func (c *claimTally) report(name string) ClaimReport {
	filled := c.people - c.missing
	r := ClaimReport{
		Claim: name, People: c.people, Filled: filled, Missing: c.missing, Unreadable: c.unreadable, NotReady: c.notReady,
		FilledPercent: percent(filled, c.people), UsablePercent: percent(filled-c.unreadable, c.people), Problems: []Count{},
	}
	for p, n := range c.problems {
		r.Problems = append(r.Problems, Count{name, p, n, p.Text()})
	}
	slices.SortFunc(r.Problems, byPeople)
	return r
}

func (t *tally) counts() []Count {
	out := make([]Count, 0, len(t.problems))
	for f, n := range t.problems {
		out = append(out, Count{f.Claim, f.Problem, n, f.Problem.Text()})
	}
	slices.SortFunc(out, byPeople)
	return out
}

func byPeople(a, b Count) int {
	return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(a.Claim, b.Claim), cmp.Compare(a.Problem, b.Problem))
}

// inOrder returns the claims in the order of the policy, then those that only
// the rules of groups compare.
func inOrder(have map[string]*claimTally, p match.Policy) []string {
	all := maps.Clone(p.Claims)
	if all == nil {
		all = map[string]match.Claim{}
	}
	for _, g := range p.Groups {
		maps.Copy(all, g.Claims)
	}
	order := match.Rules{Claims: all}.Order()
	return slices.DeleteFunc(order, func(claim string) bool { return have[claim] == nil })
}
