package audit

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/claims/text"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
)

type listOptions struct {
	f            *cmdutil.Factory
	actor        string
	action       string
	kind         string
	target       string
	since, until string
	limit        int
}

func newCmdList(f *cmdutil.Factory, runF func(context.Context, *listOptions) error) *cobra.Command {
	opts := &listOptions{f: f}
	if runF == nil {
		runF = runList
	}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List changes, newest first",
		Long: `List changes, newest first: who changed what, and why.

The table says what changed, at a terminal in brief; -o json has before and after
as a whole. A policy that is new is only said to be set; of an edited one the
settings that differ are listed.
To keep the log elsewhere use "audit export": only that can be verified.`,
		Example: `  incodectl audit list --since 7d
  incodectl audit list --kind integration --target corp
  incodectl audit list --action workflow.edit --actor ada -o json
  incodectl audit list --actor github-actions: --since 2026-10-01 --until 2026-11-01 --limit 0`,
		Aliases: []string{"ls"},
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringVar(&opts.actor, "actor", "", "only changes by whoever has this in their `name`, as by ada or github-actions:")
	cmd.Flags().StringVar(&opts.action, "action", "", "only this `action`, as integration.edit, or all of one kind, as integration")
	cmd.Flags().StringVar(&opts.kind, "kind", "", "only changes of this `kind` of thing: "+strings.Join(kinds(), ", "))
	cmd.Flags().StringVar(&opts.target, "target", "", "only changes of the thing with this `ID`, or that had this name at the time")
	cmd.Flags().StringVar(&opts.since, "since", "", "only changes since this `time`: a span such as 7d, or a date such as 2026-10-01")
	cmd.Flags().StringVar(&opts.until, "until", "", "only changes before this `time`")
	cmd.Flags().IntVar(&opts.limit, "limit", 50, "show at most `n`; 0 shows all")
	_ = cmd.RegisterFlagCompletionFunc("action", cobra.FixedCompletions(audit.Actions(), cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(kinds(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func kinds() []string {
	names := make([]string, 0, len(audit.Kinds()))
	for _, k := range audit.Kinds() {
		names = append(names, string(k))
	}
	return names
}

// filter is what the flags say.
func (opts *listOptions) filter() (f audit.Filter, err error) {
	f = audit.Filter{Actor: opts.actor, Action: opts.action, Kind: audit.TargetKind(opts.kind), Target: opts.target, Limit: opts.limit}
	if opts.kind != "" && !slices.Contains(kinds(), opts.kind) {
		return f, fault.New(fault.Usage, "--kind %q is none of %s", opts.kind, strings.Join(kinds(), ", "))
	}
	if err := checkAction(opts.action); err != nil {
		return f, err
	}
	if opts.limit < 0 {
		return f, fault.New(fault.Usage, "--limit is negative")
	}
	if opts.since != "" {
		if f.Since, err = cmdutil.Since(opts.f.Now(), "since", opts.since); err != nil {
			return f, err
		}
	}
	if opts.until != "" {
		if f.Until, err = cmdutil.Since(opts.f.Now(), "until", opts.until); err != nil {
			return f, err
		}
	}
	if !f.Since.IsZero() && !f.Until.IsZero() && !f.Since.Before(f.Until) {
		return f, fault.New(fault.Usage, "--since is not before --until, so there can be nothing between them")
	}
	return f, nil
}

// checkAction refuses an action that nothing is ever logged as.
func checkAction(action string) error {
	all := append(kinds(), audit.Actions()...)
	if action == "" || slices.Contains(all, action) {
		return nil
	}
	err := fault.New(fault.Usage, "unknown action %q", action)
	best, near := len(action)/2+1, ""
	for _, known := range all {
		if d := text.Distance(strings.ToLower(action), known, best); d < best {
			best, near = d, known
		}
	}
	if near == "" {
		return err.WithHint("an action is a kind, or one of: %s", strings.Join(audit.Actions(), ", "))
	}
	return err.WithHint("did you mean %s?", near)
}

func runList(ctx context.Context, opts *listOptions) error {
	f := opts.f
	filter, err := opts.filter()
	if err != nil {
		return err
	}
	log, err := f.Audit(ctx)
	if err != nil {
		return err
	}
	if filter.Limit > 0 {
		filter.Limit++ // one more, to know whether there are more
	}
	shown, more := 0, false
	if err := f.RenderPaged(ctx, list(f).Stream(limited(log.List(ctx, filter), opts.limit, &shown, &more))); err != nil {
		return err
	}
	switch {
	case more:
		f.IO.Notef("showing the newest %d; --limit 0 shows all", opts.limit)
	case shown == 0 && filter != (audit.Filter{Limit: filter.Limit}):
		f.IO.Notef("no change matches")
	case shown == 0:
		f.IO.Notef("nothing was changed yet")
	}
	return nil
}

// limited yields at most so many entries, all for 0, and says whether there are more.
func limited(entries iter.Seq2[audit.Entry, error], limit int, shown *int, more *bool) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		*shown, *more = 0, false
		for e, err := range entries {
			if *more = err == nil && limit > 0 && *shown == limit; *more {
				return
			}
			*shown++
			if !yield(e, err) {
				return
			}
		}
	}
}
