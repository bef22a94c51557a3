package directory

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

// maxSample bounds --sample: more people tell no more about which attributes
// are in use, and cost the source as much as a sync.
const maxSample = 10_000

type attributesOptions struct {
	f      *cmdutil.Factory
	ref    string
	sample int
	filled bool
}

func newCmdAttributes(f *cmdutil.Factory, runF func(context.Context, *attributesOptions) error) *cobra.Command {
	opts := &attributesOptions{f: f}
	if runF == nil {
		runF = runAttributes
	}
	cmd := &cobra.Command{
		Use:     "attributes INTEGRATION",
		Aliases: []string{"attrs"},
		Short:   "List what the source knows of people, for the mapping",
		Long: `List the attributes that the source has of people, how many of a sample of them
have each, and which claim each is mapped to. First come those whose name speaks
for a claim that has no attribute yet; a command that maps them is printed below,
on stderr. Reading is all this does: nothing is stored, and no value of anybody
is shown. -o name prints the paths as --map takes them.`,
		Example: `  incodectl directory attributes corp
  incodectl directory attributes corp --filled --sample 1000
  incodectl directory attributes corp -o json`,
		Args:              cmdutil.Exact("INTEGRATION"),
		ValidArgsFunction: cmdutil.CompleteDirectories(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().IntVar(&opts.sample, "sample", 200, "look at no more than `n` people")
	cmd.Flags().BoolVar(&opts.filled, "filled", false, "only attributes that somebody in the sample has")
	return cmd
}

func runAttributes(ctx context.Context, opts *attributesOptions) error {
	f := opts.f
	if opts.sample < 1 || opts.sample > maxSample {
		return fault.New(fault.Usage, "--sample %d is not between 1 and %d", opts.sample, maxSample)
	}
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	in, err := dir.Directory(ctx, opts.ref)
	if err != nil {
		return err
	}
	explicit, err := directory.ParseMapping(in.Settings[integration.KeyMapping])
	if err != nil {
		return err
	}
	t, err := new(syncFlags).resolve(in.Settings)
	if err != nil {
		return err
	}
	source, err := f.OpenSource(ctx, in, cmdutil.SourceOptions{MaxShare: t.apiShare})
	if err != nil {
		return err
	}
	ctx = f.WithWaitNotice(ctx, func(d time.Duration, why string) {
		if d >= time.Second {
			f.IO.Notef("waiting %s: %s", d.Round(time.Second), why)
		}
	})
	all, err := source.Attributes(ctx, opts.sample)
	if err != nil {
		return err
	}
	found := newFindings(all, explicit)
	if err := f.Render(attributesList(found, opts.filled).View(found.ordered(opts.filled))); err != nil {
		return err
	}
	seen := 0
	for _, a := range all {
		seen = max(seen, a.Sampled)
	}
	if seen == 0 && len(all) > 0 {
		f.IO.Notef("nobody was seen, so how many have each attribute is not known")
		return nil
	}
	f.IO.Notef("looked at %s", cmdutil.Count(seen, "person", "people"))
	if more := found.proposals(); len(more) > 0 {
		f.IO.Notef("to map what is suggested:\n  incodectl integrations edit %s%s", in.Name, mapFlags(explicit, more))
	}
	return nil
}
