package directory

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

type usersOptions struct {
	f              *cmdutil.Factory
	state          string
	enrollment     string
	integration    string
	query          string
	identity       string
	verifiedSince  string
	verifiedBefore string
	minSessions    int
	noSessions     bool
	limit          int
	reveal         bool
}

func newCmdUsers(f *cmdutil.Factory, runF func(context.Context, *usersOptions) error) *cobra.Command {
	opts := &usersOptions{f: f}
	if runF == nil {
		runF = runUsers
	}
	cmd := &cobra.Command{
		Use:     "users",
		Aliases: []string{"ls"},
		Short:   "List the synced people with their enrollment",
		Long: `List the synced people in order of login, all of them unless --limit is given,
each with enrollment status, identity, when they were last verified and how many
sessions they had. How many people there are is said on stderr. At a terminal
the list is shown page by page ($INCODECTL_PAGER, $PAGER or less).

In -o json the claims are masked unless --reveal; login, name, e-mail and
employee ID are always shown.`,
		Example: `  incodectl directory users --state inactive
  incodectl directory users --enrollment not_enrolled --state active
  incodectl directory users --query lovelace
  incodectl directory users --verified-before 365d -o csv > due.csv
  incodectl directory users -o jsonl > people.jsonl`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringVar(&opts.state, "state", "", "only people in this `state`: "+strings.Join(stateNames(), ", "))
	cmd.Flags().StringVar(&opts.enrollment, "enrollment", "", "only people with this enrollment `status`: "+strings.Join(enrollmentNames(), ", "))
	cmdutil.DirectoryFlag(f, cmd, &opts.integration, "only people of this `integration` (ID or name)")
	cmd.Flags().StringVar(&opts.query, "query", "", "only people whose login, e-mail, employee ID or name contains this `text`")
	cmd.Flags().StringVar(&opts.identity, "identity", "", "only the person with this identity `ID`")
	cmd.Flags().StringVar(&opts.verifiedSince, "verified-since", "", "only people last verified since this `time`: a span back like 30d, or a date")
	cmd.Flags().StringVar(&opts.verifiedBefore, "verified-before", "", "only people last verified before this `time`, or never")
	cmd.Flags().IntVar(&opts.minSessions, "min-sessions", 0, "only people who had at least `n` sessions")
	cmd.Flags().BoolVar(&opts.noSessions, "no-sessions", false, "only people who had no session")
	cmd.Flags().IntVar(&opts.limit, "limit", 0, "show at most `n` people; 0 shows all")
	cmd.Flags().BoolVar(&opts.reveal, "reveal", false, "do not mask claims")
	cmd.MarkFlagsMutuallyExclusive("min-sessions", "no-sessions")
	_ = cmd.RegisterFlagCompletionFunc("state", cobra.FixedCompletions(stateNames(), cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("enrollment", cobra.FixedCompletions(enrollmentNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func stateNames() []string {
	return []string{string(directory.Active), string(directory.Inactive), string(directory.Missing)}
}

func enrollmentNames() []string {
	var names []string
	for _, e := range verification.Enrollments() {
		names = append(names, string(e))
	}
	return names
}

// filter reads the flags.
func (opts *usersOptions) filter(ctx context.Context, dir *directory.Service) (verification.EnrollmentFilter, error) {
	now := opts.f.Now()
	f := verification.EnrollmentFilter{
		Filter:     directory.Filter{State: directory.State(opts.state), Query: opts.query, Limit: opts.limit},
		Enrollment: verification.Enrollment(opts.enrollment), IdentityID: strings.ToLower(opts.identity),
		MinSessions: opts.minSessions, NoSessions: opts.noSessions, Now: now,
	}
	switch {
	case opts.state != "" && !slices.Contains(stateNames(), opts.state):
		return f, fault.New(fault.Usage, "--state %q is none of %s", opts.state, strings.Join(stateNames(), ", "))
	case opts.enrollment != "" && !slices.Contains(enrollmentNames(), opts.enrollment):
		return f, fault.New(fault.Usage, "--enrollment %q is none of %s", opts.enrollment, strings.Join(enrollmentNames(), ", "))
	case opts.limit < 0:
		return f, fault.New(fault.Usage, "--limit is negative")
	case opts.minSessions < 0:
		return f, fault.New(fault.Usage, "--min-sessions is negative")
	}
	var err error
	if opts.verifiedSince != "" {
		if f.VerifiedSince, err = cmdutil.Since(now, "verified-since", opts.verifiedSince); err != nil {
			return f, err
		}
	}
	if opts.verifiedBefore != "" {
		if f.VerifiedBefore, err = cmdutil.Since(now, "verified-before", opts.verifiedBefore); err != nil {
			return f, err
		}
	}
	if opts.integration != "" {
		in, err := dir.Directory(ctx, opts.integration)
		if err != nil {
			return f, err
		}
		f.IntegrationID = in.ID
	}
	return f, nil
}

func runUsers(ctx context.Context, opts *usersOptions) error {
	f := opts.f
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	filter, err := opts.filter(ctx, dir)
	if err != nil {
		return err
	}
	dirs, err := dir.Directories(ctx)
	if err != nil {
		return err
	}
	if len(dirs) == 0 {
		f.IO.Notef(noneYet)
		return f.Render(usersList(nil, opts.reveal).View(nil))
	}
	sessions, err := f.Sessions(ctx)
	if err != nil {
		return err
	}
	people, total, names, err := sessions.Enrollment(ctx, filter)
	if err != nil {
		return err
	}
	if err := f.RenderPaged(ctx, usersList(names, opts.reveal).Stream(people)); err != nil {
		return err
	}
	shown := total
	if opts.limit > 0 {
		shown = min(opts.limit, total)
	}
	switch {
	case total == 0:
		f.IO.Notef("no synced person matches")
	case shown < total:
		f.IO.Notef("showing %d of %s; --limit 0 shows all", shown, cmdutil.Count(total, "person", "people"))
	default:
		f.IO.Notef("%s", cmdutil.Count(total, "person", "people"))
	}
	return nil
}
