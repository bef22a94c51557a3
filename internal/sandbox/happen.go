package sandbox

import "fmt"

// Happen lets something happen in the company, another thing for every n and
// the same for the same n: somebody is hired, leaves, comes back, moves, changes
// the login or is deleted. It says what, naming the login. In a company without
// people everybody is hired.
func (c *Company) Happen(n int) string {
	if n < 0 {
		n = -n
	}
	event := n % 6
	who, ok := c.somebody(n, func(p *Person) bool {
		switch event {
		case 1, 5:
			return p.Status == StatusActive
		case 2:
			return p.Status == StatusDeprovisioned
		default:
			return true
		}
	})
	if event == 0 || !ok {
		return c.Person(c.Add()).Login + " was hired"
	}
	login := c.Person(who).Login
	switch event {
	case 1:
		c.Deactivate(who)
		return login + " was deactivated"
	case 2:
		c.Reactivate(who)
		return login + " came back"
	case 3:
		c.SetAttribute(who, "city", fmt.Sprintf("New Town %d", n))
		return login + " moved"
	case 4:
		to := fmt.Sprintf("renamed%d@%s", n, c.Domain())
		c.SetLogin(who, to)
		return login + " is now " + to
	default:
		c.Delete(who)
		return login + " was deleted"
	}
}

// somebody picks a person who fits, beginning at a place that depends on n. The
// steady people stay as they are.
func (c *Company) somebody(n int, fits func(p *Person) bool) (int, bool) {
	first := len(c.steady)
	size := c.Len() - first
	if size <= 0 {
		return 0, false
	}
	start := int(mix(uint64(n)^c.seed) % uint64(size)) //nolint:gosec // n and size are not negative
	for i := range size {
		who := first + (start+i)%size
		if p := c.Person(who); !p.Deleted && fits(&p) {
			return who, true
		}
	}
	return 0, false
}
