package name

import "github.com/incodectl/incodectl/internal/claims"

var partNames = [...]string{anyRole: claims.Name, given: claims.GivenName, middle: claims.MiddleName, family: claims.FamilyName}

// explain lists how the score came about. The sum can be redone: the mean of
// the pairs' scores by their weights, mixed with the weakest word, times the
// factors; then the calibration and the limits that rules set.
func (al *alignment) explain(out *outcome, swapped bool) {
	for i := range al.pairs {
		p := &al.pairs[i]
		x, y := p.x, p.y
		if swapped {
			x, y = y, x
		}
		s := claims.Step{Part: partNames[p.as], Method: p.got.how.String(), Score: squash(p.got.score), Weight: p.weight}
		if x != nil {
			s.Document = x.text
		} else {
			s.Method = "only_directory"
		}
		if y != nil {
			s.Directory = y.text
		} else {
			s.Method = "only_document"
		}
		out.steps = append(out.steps, s)
	}
	if al.conflicts > 0 {
		out.step("similarity", "words_left_on_both_sides", 0, float64(al.conflicts))
	}
	out.step("similarity", "mean", al.mean, shareMean)
	out.step("similarity", "weakest_word", al.weakest, shareWeakest)
	out.step("factor", "words_on_one_side", al.extra, 1)
	for _, f := range al.factors {
		out.step("factor", f.why, f.by, 1)
	}
	out.step("result", "calibrated", out.score, 1)
}

// limits ends the steps with what the rules made of the score.
func (o *outcome) limits() {
	if n := len(o.steps); n > 1 || n == 1 && o.steps[0].Score != o.score {
		method := "no_limit"
		if o.held != "" {
			method = "limited_by_" + string(o.held)
		}
		o.step("result", method, o.score, 1)
	}
}

func (o *outcome) step(part, method string, score, weight float64) {
	o.steps = append(o.steps, claims.Step{Part: part, Method: method, Score: score, Weight: weight})
}
