package sandbox

import "slices"

// group is a group of the company. Okta's groups are flat: they hold direct and
// nested members alike; Graph shows the nesting.
type group struct {
	name, about string
	member      func(i int, f *facts) bool // direct members
	children    []string                   // names of nested groups
}

// groups returns the company's groups. "Everyone" has everybody, "Pilot" the
// steady people and one in 97, "Product Area" and "Headquarters" nest others,
// "Alumni" nobody.
func groups() []group {
	inDepartment := func(d int) func(int, *facts) bool {
		return func(_ int, f *facts) bool { return f.department == d }
	}
	nobody := func(int, *facts) bool { return false }
	return []group{
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
}

// within reports whether a person belongs to group g, directly or nested.
func within(all []group, g, i int, f *facts) bool {
	if all[g].member(i, f) {
		return true
	}
	for _, child := range all[g].children {
		if within(all, groupIndex(all, child), i, f) {
			return true
		}
	}
	return false
}

func groupIndex(all []group, name string) int {
	return slices.IndexFunc(all, func(g group) bool { return g.name == name })
}
