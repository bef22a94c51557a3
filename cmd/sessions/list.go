package sessions

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

type listOptions struct {
	f           *cmdutil.Factory
	states      []string
	integration string
	hint        string
	since       string
	limit       int
}

func newCmdList(f *cmdutil.Factory, runF func(context.Context, *listOptions) error) *cobra.Command {
	opts := &listOptions{f: f}
	if runF == nil {
		runF = runList
	}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the sessions, newest first",
		Long: `List the sessions, newest first, all of them unless --limit is given. How many
there are is said on stderr. An open session whose time is up is listed as
expired.`,
		Example: `  incodectl sessions list --state pending_review
  incodectl sessions list --login-hint ada@corp.example --since 7d
  incodectl sessions list --integration helpdesk --since 2026-10-01 -o jsonl`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringSliceVar(&opts.states, "state", nil, "only those in this `state`, repeatable: "+strings.Join(stateNames(), ", "))
	cmdutil.IntegrationFlag(f, cmd, &opts.integration, "only those of this `integration` (ID or name; the ID also of a deleted one)")
	cmd.Flags().StringVar(&opts.hint, "login-hint", "", "only those of the person this login `hint` stands for, and those requested with exactly this one")
	cmd.Flags().StringVar(&opts.since, "since", "", "only those requested since this `time`: a span such as 7d, or a date such as 2026-10-01")
	cmd.Flags().IntVar(&opts.limit, "limit", 0, "show at most `n`; 0 shows all")
	_ = cmd.RegisterFlagCompletionFunc("state", cobra.FixedCompletions(stateNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func stateNames() []string {
	names := make([]string, 0, len(verification.States()))
	for _, s := range verification.States() {
		names = append(names, string(s))
	}
	return names
}

// filter is what the flags say, but for the integration.
func (opts *listOptions) filter() (verification.SessionFilter, error) {
	filter := verification.SessionFilter{LoginHint: opts.hint, Limit: opts.limit}
	for _, name := range opts.states {
		if !slices.Contains(stateNames(), name) {
			return filter, fault.New(fault.Usage, "--state %q is none of %s", name, strings.Join(stateNames(), ", "))
		}
		filter.States = append(filter.States, verification.State(name))
	}
	if opts.limit < 0 {
		return filter, fault.New(fault.Usage, "--limit is negative")
	}
	var err error
	if opts.since != "" {
		filter.Since, err = cmdutil.Since(opts.f.Now(), "since", opts.since)
	}
	return filter, err
}

func runList(ctx context.Context, opts *listOptions) error {
	f := opts.f
	filter, err := opts.filter()
	if err != nil {
		return err
	}
	if opts.integration != "" {
		if filter.IntegrationID, err = integrationID(ctx, f, opts.integration); err != nil {
			return err
		}
	}
	svc, err := f.Sessions(ctx)
	if err != nil {
		return err
	}
	sessions, total, err := svc.List(ctx, filter)
	if err != nil {
		return err
	}
	if err := f.RenderPaged(ctx, list().Stream(sessions)); err != nil {
		return err
	}
	switch {
	case total == 0 && filtered(filter):
		f.IO.Notef("no session matches")
	case total == 0:
		f.IO.Notef("there are no sessions yet; request one: incodectl sessions request --help")
	case opts.limit > 0 && opts.limit < total:
		f.IO.Notef("showing the newest %d of %s; --limit 0 shows all", opts.limit, cmdutil.Count(total, "session", "sessions"))
	default:
		f.IO.Notef("%s", cmdutil.Count(total, "session", "sessions"))
	}
	return nil
}

func filtered(f verification.SessionFilter) bool {
	return len(f.States) > 0 || f.IntegrationID != "" || f.LoginHint != "" || !f.Since.IsZero()
}

// integrationID resolves an integration. Sessions outlive theirs, so the ID of a
// deleted one is as good.
func integrationID(ctx context.Context, f *cmdutil.Factory, ref string) (string, error) {
	svc, err := f.Integrations(ctx)
	if err != nil {
		return "", err
	}
	in, err := svc.Get(ctx, ref)
	if id, perr := uuid.Parse(ref); perr == nil && fault.Is(err, fault.Deleted) {
		return id.String(), nil
	}
	return in.ID, err
}
