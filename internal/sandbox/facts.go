package sandbox

import "time"

// facts are what listings filter on. They are drawn apart from the rest, so
// that a filter over many people need not compute their names.
type facts struct {
	status           Status
	created, updated time.Time
	department       int
	contractor       bool
	deleted          bool
	members          map[int]bool // groups that SetMember spoke of
}

// born returns the facts of person i as created.
func (c *Company) born(i int) facts {
	r := newRNG(c.seed, streamFacts, i)
	f := facts{department: r.intn(len(c.departments)), contractor: r.chance(60), status: drawStatus(&r)}
	const years8 = 8 * 365 * 24 * 3600
	age := 1 + r.intn(years8)
	f.created = c.start.Add(-time.Duration(age)*time.Second - time.Duration(r.intn(1000))*time.Millisecond)
	f.updated = f.created.Add(time.Duration(r.intn(age)) * time.Second)
	if i < len(c.steady) {
		f.status, f.contractor = StatusActive, false
	}
	if i >= c.base { // hired at run time; update dates them
		f.status = StatusActive
	}
	return f
}

// facts returns the facts of person i with a change applied.
func (c *Company) facts(i int, ch *change) facts {
	f := c.born(i)
	if ch != nil {
		f.status, f.created, f.updated = ch.status, ch.joined, ch.updated
		f.deleted, f.members = ch.deleted, ch.members
	}
	return f
}

// drawStatus makes about 3 in 100 deactivated and a few of every other status.
func drawStatus(r *rng) Status {
	n := r.intn(1000)
	for _, s := range [...]struct {
		permille int
		status   Status
	}{
		{30, StatusDeprovisioned},
		{5, StatusSuspended},
		{7, StatusStaged},
		{10, StatusProvisioned},
		{3, StatusRecovery},
		{5, StatusLockedOut},
		{10, StatusPasswordExpired},
	} {
		if n < s.permille {
			return s.status
		}
		n -= s.permille
	}
	return StatusActive
}

func departments() []string {
	return []string{"Engineering", "Design", "Product", "Sales", "Customer Success", "Finance", "People", "Operations"}
}

func titles() []string {
	return []string{
		"Software Engineer", "Senior Software Engineer", "Account Executive", "Analyst", "Product Manager",
		"Support Specialist", "HR Generalist", "Designer", "Operations Manager", "Consultant", "Data Scientist", "Team Lead",
	}
}
