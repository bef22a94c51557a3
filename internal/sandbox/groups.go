package sandbox

import (
	"slices"
	"time"
)

// group is a group of the company. Okta's groups are flat: they hold direct and
// nested members alike; Graph shows the nesting.
type group struct {
	name, about string
	member      func(i int, f *facts) bool // direct members, as the company was invented
	children    []string                   // names of nested groups
	nested      []int                      // their places
}

// groups returns the company's groups. "Everyone" has everybody, "Pilot" the
// steady people and one in 97, "Product Area" and "Headquarters" nest others,
// "Alumni" nobody.
func groups() []group {
	inDepartment := func(d int) func(int, *facts) bool {
		return func(_ int, f *facts) bool { return f.department == d }
	}
	nobody := func(int, *facts) bool { return false }
	all := []group{
		{name: "Everyone", about: "All users", member: func(int, *facts) bool { return true }},
		{name: "Engineering", about: "Builds it", member: inDepartment(0)},
		{name: "Design", about: "Draws it", member: inDepartment(1)},
		{name: "Sales", about: "Sells it", member: inDepartment(3)},
		{name: "Product Area", about: "Product, Engineering and Design", member: inDepartment(2), children: []string{"Engineering", "Design"}},
		{name: "Headquarters", about: "Product Area and Sales", member: nobody, children: []string{"Product Area", "Sales"}},
		{name: "Contractors", about: "External staff", member: func(_ int, f *facts) bool { return f.contractor }},
		{name: "Pilot", about: "Early adopters", member: func(i int, _ *facts) bool { return i < 10 || i%97 == 0 }},
		{name: "Alumni", about: "Nobody yet", member: nobody},
	}
	for g := range all {
		for _, child := range all[g].children {
			all[g].nested = append(all[g].nested, groupIndex(all, child))
		}
	}
	return all
}

func groupIndex(all []group, name string) int {
	return slices.IndexFunc(all, func(g group) bool { return g.name == name })
}

// direct reports whether Graph has a person as a direct member of group g.
// Deactivated people stay in their groups there, deleted ones do not.
func (c *Company) direct(g, i int, f *facts) bool {
	if f.deleted {
		return false
	}
	if in, set := f.members[g]; set {
		return in
	}
	return c.groups[g].member(i, f)
}

// transitive reports whether Graph has a person in group g, directly or nested.
func (c *Company) transitive(g, i int, f *facts) bool {
	return c.direct(g, i, f) || slices.ContainsFunc(c.groups[g].nested, func(child int) bool { return c.transitive(child, i, f) })
}

// flat reports whether Okta has a person in group g. Okta takes deactivated
// people out of their groups.
func (c *Company) flat(g, i int, f *facts) bool {
	return !f.deleted && f.status != StatusDeprovisioned && c.assigned(g, i, f)
}

// assigned is flat whatever the person's status. What SetMember says about a
// group counts more there than the groups that Graph nests in it.
func (c *Company) assigned(g, i int, f *facts) bool {
	if in, set := f.members[g]; set {
		return in
	}
	return c.groups[g].member(i, f) ||
		slices.ContainsFunc(c.groups[g].nested, func(child int) bool { return c.assigned(child, i, f) })
}

// groupMoved is when somebody last joined or left group g of Okta.
func (c *Company) groupMoved(g int) time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.moved[g].IsZero() {
		return c.start
	}
	return c.moved[g]
}
