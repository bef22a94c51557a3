package directory

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/atomicfile"
	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	page "github.com/incodectl/incodectl/internal/report"
	"github.com/incodectl/incodectl/internal/verification"
)

// Bounds of how many days the drawing of sessions covers.
const (
	usualDays = 90
	mostDays  = 366
)

type reportOptions struct {
	f      *cmdutil.Factory
	html   string
	days   int
	reveal bool
}

func newCmdReport(f *cmdutil.Factory, runF func(context.Context, *reportOptions) error) *cobra.Command {
	opts := &reportOptions{f: f}
	if runF == nil {
		runF = runReport
	}
	cmd := &cobra.Command{
		Use:   "report --html FILE",
		Short: "Write the directory with its enrollment as one HTML page",
		Long: `Write the directory with its enrollment as one HTML page: enrollment and attribute
coverage, sessions over time, and a table of all people that can be searched,
filtered and sorted.

The page needs nothing but a browser: it loads nothing and sends nothing. What
the table shows of people is masked, except for the login, unless --reveal. The
file is readable for you alone; one that exists is replaced when the new one is
complete. A link may carry a search: report.html#q=lovelace&enrollment=pending.`,
		Example: `  incodectl directory report --html directory.html
  incodectl directory report --html - --days 30 > directory.html`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringVar(&opts.html, "html", "", "`file` to write; - is standard output")
	cmd.Flags().IntVar(&opts.days, "days", usualDays, "`days` of sessions to draw, up to today")
	cmd.Flags().BoolVar(&opts.reveal, "reveal", false, "do not mask names and identifiers")
	_ = cmd.MarkFlagRequired("html")
	_ = cmd.MarkFlagFilename("html", "html")
	return cmd
}

func runReport(ctx context.Context, opts *reportOptions) error {
	f := opts.f
	switch {
	case opts.html == "":
		return fault.New(fault.Usage, "--html is empty").WithHint("name a file, or - for standard output")
	case opts.days < 1 || opts.days > mostDays:
		return fault.New(fault.Usage, "--days %d is not from 1 to %d", opts.days, mostDays)
	}
	sessions, err := f.Sessions(ctx)
	if err != nil {
		return err
	}
	head, err := opts.page(ctx, sessions)
	if err != nil {
		return err
	}
	people, total, names, err := sessions.Enrollment(ctx, verification.EnrollmentFilter{Now: f.Now()})
	if err != nil {
		return err
	}
	head.Total = total
	write := func(w io.Writer) error { return page.Write(w, head, rows(people, names, opts.reveal)) }
	if opts.html == "-" {
		if err := write(f.IO.Out); !iostreams.IsBrokenPipe(err) {
			return err
		}
		return nil
	}
	// A folder that is misspelt is not made: it would hold personal data nobody finds.
	if _, err := os.Stat(filepath.Dir(opts.html)); err != nil {
		return fault.Wrap(err, fault.Usage, "--html cannot be written").WithHint("name a file in a folder that exists")
	}
	if err := atomicfile.Stream(opts.html, 0o600, write); err != nil {
		if _, ok := errors.AsType[*fault.Error](err); ok {
			return err
		}
		return fault.Wrap(err, fault.Usage, "--html cannot be written")
	}
	f.IO.Successf("wrote %s: %s", opts.html, cmdutil.Count(total, "person", "people"))
	return f.Render(output.Object(map[string]any{"file": opts.html, "people": total, "masked": !opts.reveal}, opts.html,
		output.Field{Label: "File", Value: opts.html}))
}

// rows shows people as the page does: all but the login masked.
func rows(people iter.Seq2[verification.Person, error], names map[string]string, reveal bool) iter.Seq2[page.Person, error] {
	return func(yield func(page.Person, error) bool) {
		for p, err := range people {
			row := page.Person{
				Login: p.Login, Name: displayName(p.User), Email: p.Claims[claims.Email], EmployeeID: p.Claims[claims.EmployeeID],
				Directory: names[p.IntegrationID], State: string(p.State), Enrollment: string(p.Enrollment),
				LastVerified: p.LastVerified, Sessions: p.Sessions,
			}
			if !reveal {
				row.Name = claims.Mask(claims.Name, row.Name)
				row.Email = claims.Mask(claims.Email, row.Email)
				row.EmployeeID = claims.Mask(claims.EmployeeID, row.EmployeeID)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// page collects what the page says beside the people.
func (opts *reportOptions) page(ctx context.Context, sessions *verification.Service) (page.Page, error) {
	f := opts.f
	p := page.Page{Profile: f.Settings().Profile, Version: f.Build.Version, At: f.Now(), Revealed: opts.reveal}
	dir := sessions.Directory
	if _, err := dir.NeedDirectories(ctx); err != nil {
		return p, err
	}
	all, err := dir.Status(ctx)
	if err != nil {
		return p, err
	}
	for _, st := range all {
		d := page.Directory{Name: st.Integration.Name, Template: st.Integration.Template, Active: st.States[directory.Active], SyncedAt: st.SyncedAt}
		for _, n := range st.States {
			d.People += n
		}
		p.Directories = append(p.Directories, d)
	}
	if p.Enrollment, err = enrollmentBars(ctx, sessions); err != nil {
		return p, err
	}
	if p.Coverage, err = coverage(ctx, dir); err != nil {
		return p, err
	}
	p.Days, err = opts.sessionDays(ctx, sessions)
	return p, err
}
