package match

import "strings"

// GroupsOf takes a groups claim apart: one group a line, as a mapped list of
// groups is stored.
func GroupsOf(claim string) []string {
	var out []string
	for line := range strings.Lines(claim) {
		if g := strings.TrimSpace(line); g != "" {
			out = append(out, g)
		}
	}
	return out
}

// sameGroup compares names of groups as people do: without case.
func sameGroup(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
