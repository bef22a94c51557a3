package directory

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/timespan"
)

type purgeOptions struct {
	f         *cmdutil.Factory
	refs      []string
	olderThan string
	dryRun    bool
	yes       bool
}

func newCmdPurge(f *cmdutil.Factory, runF func(context.Context, *purgeOptions) error) *cobra.Command {
	opts := &purgeOptions{f: f}
	if runF == nil {
		runF = runPurge
	}
	cmd := &cobra.Command{
		Use:   "purge --older-than AGE [INTEGRATION...]",
		Short: "Delete people for good who have been missing for long",
		Long: `Delete people for good, with everything stored of them, whom their source has
not listed for longer than --older-than: of all directory integrations, or of
those named.

It shows who goes and asks, or takes --yes. Only those it found are deleted, and
of them nobody who has come back meanwhile. Inactive people are never deleted:
their source still has them.`,
		Example: `  incodectl directory purge --older-than 30d --dry-run
  incodectl directory purge --older-than 30d corp
  incodectl directory purge --older-than 12w --yes -o json`,
		ValidArgsFunction: cmdutil.CompleteDirectories(f, 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.refs = args
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.olderThan, "older-than", "", "only people missing for longer than this `age`, like 30d, 12w or 12h; 0d is everybody missing")
	cmd.Flags().BoolVar(&opts.dryRun, "dry-run", false, "show who would go, and delete nobody")
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "delete without asking")
	_ = cmd.MarkFlagRequired("older-than")
	return cmd
}

func runPurge(ctx context.Context, opts *purgeOptions) error {
	f := opts.f
	age, err := timespan.Parse(opts.olderThan)
	if err != nil {
		return fault.Wrap(err, fault.Usage, "--older-than")
	}
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	d := doomed{before: f.Now().UTC().Add(-age), dryRun: opts.dryRun}
	if err := d.find(ctx, dir, opts.refs); err != nil {
		return err
	}
	if len(d.people) == 0 {
		f.IO.Notef("nobody %s", missingFor(age, "is missing", "has been missing"))
		return f.Render(d.view(f))
	}
	who := cmdutil.Count(len(d.people), "person", "people")
	if opts.dryRun {
		f.IO.Notef("dry run: would delete %s, %s", who, missingFor(age, "all that are missing", "missing"))
		return f.Render(d.view(f))
	}
	asked := false
	if !opts.yes {
		f.IO.Notef("this deletes %s for good, %s", who, missingFor(age, "all that are missing", "missing"))
		// Somebody who can answer sees first whom it is about.
		if asked = forReader(f) && f.IO.CanPrompt(); asked {
			if err := f.Render(d.list(f)); err != nil {
				return err
			}
		}
		err := f.Agree(ctx, "Delete "+who+" for good?", cmdutil.Refusal("nobody was deleted").
			WithHint("see who it would be: incodectl directory purge --older-than %s --dry-run", opts.olderThan))
		if err != nil {
			return err
		}
	}
	if d.purged, err = dir.Purge(ctx, d.keys(), d.before); err != nil {
		return err
	}
	f.IO.Successf("deleted %s for good", cmdutil.Count(d.purged, "person", "people"))
	if back := len(d.people) - d.purged; back > 0 {
		f.IO.Notef("%s came back meanwhile and stayed", cmdutil.Count(back, "person", "people"))
	}
	if asked {
		return nil // they have just seen the list
	}
	return f.Render(d.view(f))
}

// missingFor says how long somebody is missing: at all, or for longer than an age.
func missingFor(age time.Duration, atAll, longer string) string {
	if age == 0 {
		return atAll
	}
	return longer + " for longer than " + timespan.String(age)
}

// doomed is who a purge is about.
type doomed struct {
	before time.Time
	dryRun bool
	purged int
	people []directory.User
	names  map[string]string // of integrations by ID
}

// find collects the people, of the named integrations or of all.
func (d *doomed) find(ctx context.Context, dir *directory.Service, refs []string) error {
	targets, err := named(ctx, dir, refs)
	if err != nil {
		return err
	}
	ids := []string{""}
	if len(targets) > 0 {
		ids = ids[:0]
		for _, in := range targets {
			ids = append(ids, in.ID)
		}
	}
	for _, id := range ids {
		people, _, names, err := dir.Users(ctx, directory.Filter{IntegrationID: id, State: directory.Missing, MissingBefore: d.before})
		if err != nil {
			return err
		}
		d.names = names
		for u, err := range people {
			if err != nil {
				return err
			}
			d.people = append(d.people, u)
		}
	}
	return nil
}

func (d *doomed) keys() []directory.Key {
	keys := make([]directory.Key, len(d.people))
	for i, u := range d.people {
		keys[i] = directory.Key{IntegrationID: u.IntegrationID, ExternalID: u.ExternalID}
	}
	return keys
}

// view shows the people; JSON and YAML with what became of them.
func (d *doomed) view(f *cmdutil.Factory) output.View {
	if format := f.Settings().Format; format != output.JSON && format != output.YAML {
		return d.list(f)
	}
	type head struct {
		DryRun        bool      `json:"dry_run"`
		MissingBefore time.Time `json:"missing_before"`
		Count         int       `json:"count"`  // people found
		Purged        int       `json:"purged"` // of them, those deleted
	}
	return output.Object(output.Growing{
		Head: head{d.dryRun, d.before, len(d.people), d.purged}, Key: "people",
		Items: func(yield func(any, error) bool) {
			for _, u := range d.people {
				if !yield(viewOf(u, d.names[u.IntegrationID], false), nil) {
					return
				}
			}
		},
	}, "")
}

// list shows the people one by one, on a terminal the first few.
func (d *doomed) list(f *cmdutil.Factory) output.View {
	shown := d.people
	if forReader(f) && f.IO.IsStdoutTTY() && len(shown) > mostShown {
		f.IO.Notef("showing %d of %d; all of them: --dry-run with -o csv, jsonl or json", mostShown, len(shown))
		shown = slices.Clip(shown[:mostShown])
	}
	return output.List[directory.User]{
		Columns: []output.Column[directory.User]{
			{Title: "Login", Value: func(u directory.User) string { return u.Login }},
			{Title: "Integration", Value: func(u directory.User) string { return d.names[u.IntegrationID] }},
			{Title: "Missing since", Value: func(u directory.User) string { return stamp(u.MissingSince) }},
			{Title: "External ID", Value: func(u directory.User) string { return u.ExternalID }},
		},
		Name:   func(u directory.User) string { return u.ExternalID },
		Object: func(u directory.User) any { return viewOf(u, d.names[u.IntegrationID], false) },
	}.View(shown)
}
