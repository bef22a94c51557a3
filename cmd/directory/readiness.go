package directory

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/cmd/match/policy"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/readiness"
)

type readinessOptions struct {
	f            *cmdutil.Factory
	integrations []string
	policy       string
	failUnder    string
	by           string
	limit        int
	people       int
}

func newCmdReadiness(f *cmdutil.Factory, runF func(context.Context, *readinessOptions) error) *cobra.Command {
	opts := &readinessOptions{f: f}
	if runF == nil {
		runF = runReadiness
	}
	cmd := &cobra.Command{
		Use:   "readiness",
		Short: "Say who would fail claims matching before anybody tries",
		Long: `Say who would fail claims matching before anybody tries, and why. Every active
person of the store is held against the best document they could show, one that
states what their own record says, under the policy that will decide. Nothing is
sent anywhere and no value is shown, only what is wrong with it.

A person is ready when that document passes, when one login hint at least is
theirs alone in their integration and, unless the policy ignores it, when nobody
else there has the same name and birth date.

The table and -o json sum up: how each claim is filled, why people are not ready,
login hints that are several people's, people who seem to be there twice, and the
groups with the lowest share of ready people. -o csv and -o jsonl list the people
who are not ready, one line for each problem; -o name their logins.

With --fail-under the exit code is 5 when too few people are ready, or nobody is
there to be ready.`,
		Example: `  incodectl directory readiness
  incodectl directory readiness --policy strict --by department    # where department is mapped
  incodectl directory readiness -o csv > to-mend.csv
  incodectl directory readiness --integration corp --fail-under 95%`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringArrayVar(&opts.integrations, "integration", nil, "only people of this `integration` (ID or name); repeat it for several")
	cmd.Flags().StringVar(&opts.policy, "policy", "", "policy `file` (YAML), or strict, standard, lenient; - is standard input")
	cmd.Flags().StringVar(&opts.failUnder, "fail-under", "", "the `share` of people that must be ready, such as 95% (95 is the same), else the exit code is 5")
	cmd.Flags().StringVar(&opts.by, "by", "", "compare the groups of people with the same value of this `claim`, one that is mapped; without it their groups, or the domains of their logins")
	cmd.Flags().IntVar(&opts.limit, "limit", 0, "with -o csv, jsonl or name, list at most `n` people; 0 lists all")
	cmd.Flags().IntVar(&opts.people, "people", 0, "with -o json or yaml, list at most `n` of the people not ready as well")
	_ = cmd.RegisterFlagCompletionFunc("integration", cmdutil.CompleteDirectories(f, 0))
	_ = cmd.RegisterFlagCompletionFunc("policy", policy.Complete)
	return cmd
}

// listsPeople reports the formats that list people rather than sum up.
func listsPeople(format output.Format) bool {
	return format == output.CSV || format == output.JSONL || format == output.Name
}

// check refuses flags that cannot be right or mean nothing in the format.
func (opts *readinessOptions) check(format output.Format) error {
	switch {
	case opts.limit < 0:
		return fault.New(fault.Usage, "--limit is negative")
	case opts.people < 0:
		return fault.New(fault.Usage, "--people is negative")
	case opts.limit > 0 && !listsPeople(format):
		return fault.New(fault.Usage, "--limit is for lists of people, and -o %s sums up", format).
			WithHint("list the people not ready with -o csv, jsonl or name, or with -o json --people N")
	case opts.people > 0 && format != output.JSON && format != output.YAML:
		return fault.New(fault.Usage, "--people is for -o json and yaml").
			WithHint("list the people not ready with -o csv, jsonl or name, and --limit N")
	}
	return nil
}

func runReadiness(ctx context.Context, opts *readinessOptions) error {
	f := opts.f
	format := f.Settings().Format
	if err := opts.check(format); err != nil {
		return err
	}
	least := func(readiness.Report) error { return nil }
	if opts.failUnder != "" {
		limit, err := readiness.ParseLimit(opts.failUnder)
		if err != nil {
			return fault.Wrap(err, fault.Usage, "--fail-under").WithHint("%s", fault.HintOf(err))
		}
		least = limit.Check
	}
	rules, err := policy.Load(f, opts.policy)
	if err != nil {
		return err
	}
	check, err := opts.newCheck(ctx, rules)
	if err != nil {
		return err
	}
	defer check.stop()
	report, err := check.show(ctx, format, opts)
	if err != nil {
		return err
	}
	check.stop()
	sayReadiness(f, report)
	return least(report)
}

// readinessCheck is a check that shows how far it has come.
type readinessCheck struct {
	*readiness.Check
	f    *cmdutil.Factory
	stop func()
}

// newCheck opens the directory.
func (opts *readinessOptions) newCheck(ctx context.Context, rules match.Policy) (*readinessCheck, error) {
	f := opts.f
	if opts.by != "" {
		if err := readiness.CheckBy(opts.by, rules); err != nil {
			return nil, err
		}
	}
	dir, err := f.Directory(ctx)
	if err != nil {
		return nil, err
	}
	scope, err := opts.scope(ctx, dir)
	if err != nil {
		return nil, err
	}
	bar := f.IO.StartProgress("readiness", f.Now)
	return &readinessCheck{f: f, stop: bar.Stop, Check: readiness.New(dir.Repo, readiness.Options{
		Integrations: scope, Policy: rules, Now: f.Now(), By: opts.by,
		Progress: func(done, total int) { bar.Update(iostreams.State{Done: done, Total: total, Unit: "records"}) },
	})}, nil
}

// scope returns the integrations asked for, each once, or all.
func (opts *readinessOptions) scope(ctx context.Context, dir *directory.Service) ([]integration.Integration, error) {
	if len(opts.integrations) == 0 {
		return dir.Directories(ctx)
	}
	var scope []integration.Integration
	for _, name := range opts.integrations {
		in, err := dir.Directory(ctx, name)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(scope, func(have integration.Integration) bool { return have.ID == in.ID }) {
			scope = append(scope, in)
		}
	}
	return scope, nil
}

// show runs the check and prints what the format asks for.
func (c *readinessCheck) show(ctx context.Context, format output.Format, opts *readinessOptions) (report readiness.Report, err error) {
	if listsPeople(format) {
		return c.list(ctx, format, opts.limit)
	}
	var people []readiness.Person
	if opts.people > 0 {
		people = []readiness.Person{}
	}
	report, err = c.Run(ctx, func(p readiness.Person) {
		if len(people) < opts.people {
			people = append(people, p)
		}
	})
	if err != nil {
		return report, err
	}
	c.stop()
	if format == output.JSON || format == output.YAML {
		return report, c.f.Render(output.Object(readinessView{Report: report, Listed: people}, report.Policy))
	}
	return report, showReadiness(c.f, report)
}

// list prints the people who are not ready while they are found. All are
// checked even where nobody reads any more: the figures must not depend on it.
func (c *readinessCheck) list(ctx context.Context, format output.Format, limit int) (report readiness.Report, err error) {
	shown, gone := 0, false
	rows := func(yield func(readinessRow, error) bool) {
		report, err = c.Run(ctx, func(p readiness.Person) {
			if gone || limit > 0 && shown == limit {
				return
			}
			shown++
			for _, problem := range p.Problems {
				if gone = !yield(readinessRow{p, problem}, nil); gone || format == output.Name {
					return
				}
			}
		})
		if err != nil && !gone {
			yield(readinessRow{}, err)
		}
	}
	if failed := c.f.Render(readinessRows().Stream(rows)); failed != nil {
		return report, failed
	}
	c.stop()
	if err == nil && limit > 0 && shown < report.NotReady && !gone {
		c.f.IO.Notef("listing %d of %s not ready; --limit 0 lists all", shown, cmdutil.Count(report.NotReady, "person", "people"))
	}
	return report, err
}
