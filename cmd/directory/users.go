package directory

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
)

type usersOptions struct {
	f           *cmdutil.Factory
	state       string
	integration string
	query       string
	limit       int
	reveal      bool
}

func newCmdUsers(f *cmdutil.Factory, runF func(context.Context, *usersOptions) error) *cobra.Command {
	opts := &usersOptions{f: f}
	if runF == nil {
		runF = runUsers
	}
	cmd := &cobra.Command{
		Use:     "users",
		Aliases: []string{"ls"},
		Short:   "List the synced people",
		Long: `List the synced people in order of login, all of them unless --limit is given.
How many there are is said on stderr. In -o json the claims are masked unless
--reveal; login, name, e-mail and employee ID are always shown.`,
		Example: `  incodectl directory users --state inactive
  incodectl directory users --query lovelace
  incodectl directory users -o jsonl > people.jsonl`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringVar(&opts.state, "state", "", "only people in this `state`: "+strings.Join(stateNames(), ", "))
	cmdutil.IntegrationFlag(f, cmd, &opts.integration, "only people of this `integration` (ID or name)")
	cmd.Flags().StringVar(&opts.query, "query", "", "only people whose login, e-mail, employee ID or name contains this `text`")
	cmd.Flags().IntVar(&opts.limit, "limit", 0, "show at most `n` people; 0 shows all")
	cmd.Flags().BoolVar(&opts.reveal, "reveal", false, "do not mask claims")
	_ = cmd.RegisterFlagCompletionFunc("state", cobra.FixedCompletions(stateNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func stateNames() []string {
	return []string{string(directory.Active), string(directory.Inactive), string(directory.Missing)}
}

func runUsers(ctx context.Context, opts *usersOptions) error {
	f := opts.f
	if opts.state != "" && !slices.Contains(stateNames(), opts.state) {
		return fault.New(fault.Usage, "--state %q is none of %s", opts.state, strings.Join(stateNames(), ", "))
	}
	if opts.limit < 0 {
		return fault.New(fault.Usage, "--limit is negative")
	}
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	filter := directory.Filter{State: directory.State(opts.state), Query: opts.query, Limit: opts.limit}
	if opts.integration != "" {
		in, err := dir.Directory(ctx, opts.integration)
		if err != nil {
			return err
		}
		filter.IntegrationID = in.ID
	}
	people, total, names, err := dir.Users(ctx, filter)
	if err != nil {
		return err
	}
	if err := f.Render(usersList(names, opts.reveal).Stream(people)); err != nil {
		return err
	}
	shown := total
	if opts.limit > 0 {
		shown = min(opts.limit, total)
	}
	switch {
	case len(names) == 0:
		f.IO.Notef(noneYet)
	case total == 0:
		f.IO.Notef("no synced person matches")
	case shown < total:
		f.IO.Notef("showing %d of %s; --limit 0 shows all", shown, cmdutil.Count(total, "person", "people"))
	default:
		f.IO.Notef("%s", cmdutil.Count(total, "person", "people"))
	}
	return nil
}

func usersList(names map[string]string, reveal bool) output.List[directory.User] {
	return output.List[directory.User]{
		Columns: []output.Column[directory.User]{
			{Title: "Login", Value: func(u directory.User) string { return u.Login }},
			{Title: "Name", Value: displayName},
			{Title: "E-mail", Value: func(u directory.User) string { return u.Claims[claims.Email] }},
			{Title: "State", Value: func(u directory.User) string { return string(u.State) }},
			{Title: "Employee ID", Value: func(u directory.User) string { return u.Claims[claims.EmployeeID] }},
			{Title: "Integration", Value: func(u directory.User) string { return names[u.IntegrationID] }},
			{Title: "External ID", Value: func(u directory.User) string { return u.ExternalID }},
		},
		Name:   func(u directory.User) string { return u.Login },
		Object: func(u directory.User) any { return viewOf(u, names[u.IntegrationID], reveal) },
	}
}
