package integrations

import (
	"context"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

type checkUpView struct {
	Integration string      `json:"integration"`
	OK          bool        `json:"ok"`
	Checks      []checkView `json:"checks"`
}

type checkView struct {
	Check   string `json:"check"`
	Found   string `json:"found"`
	OK      bool   `json:"ok"`
	Problem string `json:"problem,omitempty"`
	Hint    string `json:"hint,omitempty"`
}

// checkUp looks at what sessions of an integration need. The first thing that is
// wrong is the command's error, after all that was looked at is shown.
func (opts *testOptions) checkUp(ctx context.Context, svc *integration.Service, in integration.Integration) error {
	f := opts.f
	all, err := svc.CheckUp(ctx, in, opts.redirectURI)
	if err != nil {
		return err
	}
	v := checkUpView{Integration: in.Name, Checks: make([]checkView, 0, len(all))}
	fields := []output.Field{{Label: "Integration", Value: in.Name}}
	var first error
	for _, c := range all {
		cv := checkView{Check: c.What, Found: c.Detail, OK: c.Err == nil || c.Advice}
		said := c.Detail + ": ok"
		if c.Err != nil {
			cv.Problem, cv.Hint = c.Err.Error(), fault.HintOf(c.Err)
			said = c.Detail + ": " + cv.Problem
		}
		if !cv.OK && first == nil {
			first = c.Err
		}
		v.Checks = append(v.Checks, cv)
		fields = append(fields, output.Field{Label: c.What, Value: said})
	}
	v.OK = first == nil
	if err := f.Render(output.Object(v, in.ID, fields...)); err != nil {
		return err
	}
	if first != nil {
		return first // advice is for what works, and was shown
	}
	for _, c := range v.Checks {
		if c.OK && c.Problem != "" {
			f.IO.Warnf("%s", c.Problem)
			f.IO.Hintf("%s", c.Hint)
		}
	}
	f.IO.Successf("%q has what it needs", in.Name)
	return nil
}
