package birthdate

import "github.com/incodectl/incodectl/internal/claims"

// steps lists the form each side was read in, its parts, and the rule that gave
// the score; that last step alone carries weight.
func steps(res claims.Result, a, b *value) []claims.Step {
	out := []claims.Step{{Part: "form", Document: a.form, Directory: b.form, Method: "closed list of forms"}}
	best := bestPair(a, b)
	x, y := a.dates[best.i], b.dates[best.j]
	for _, p := range [...]struct {
		name string
		a, b int
	}{{"year", x.Year, y.Year}, {"month", x.Month, y.Month}, {"day", x.Day, y.Day}} {
		s := claims.Step{Part: p.name, Document: part(p.a), Directory: part(p.b), Method: "differs"}
		switch {
		case p.a == 0 || p.b == 0:
			s.Method = "not known"
		case p.a == p.b:
			s.Method, s.Score = "equal", 1
		}
		out = append(out, s)
	}
	method := "equal"
	if len(res.Reasons) > 0 {
		method = string(res.Reasons[0])
	}
	return append(out, claims.Step{
		Part: "date", Document: x.String(), Directory: y.String(),
		Method: method, Score: res.Score, Weight: 1,
	})
}

// part is a part as written in two digits, a year in four.
func part(n int) string {
	switch {
	case n == 0:
		return ""
	case n > 99:
		return string(digitsOf(nil, n, 4))
	}
	return string(digitsOf(nil, n, 2))
}
