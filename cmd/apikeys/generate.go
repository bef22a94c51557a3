package apikeys

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
)

type generateOptions struct {
	f         *cmdutil.Factory
	name      string
	count     int
	several   bool // --count was given, so the answer is a list
	keyOnly   bool
	clipboard cmdutil.ClipboardFlags
}

func newCmdGenerate(f *cmdutil.Factory, runF func(context.Context, *generateOptions) error) *cobra.Command {
	opts := &generateOptions{f: f}
	if runF == nil {
		runF = runGenerate
	}
	cmd := &cobra.Command{
		Use:     "generate",
		Aliases: []string{"create", "new"},
		Short:   "Generate API keys",
		Long: `Generate an API key, or several: 40 hex digits each. All other keys stay valid.

The key is put into the secret store before it is shown; where that fails, none
is generated. It is shown now and can be copied again with "api-keys copy".
Without --name it is named after the day; with --count, names are numbered.
-o name prints the key's ID, --key-only the key alone.`,
		Example: `  incodectl api-keys generate --name jira
  incodectl api-keys generate --name jira --copy
  key=$(incodectl api-keys generate --name ci --key-only)
  incodectl api-keys generate --name runner --count 3 -o json`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			opts.several = cmd.Flags().Changed("count")
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.name, "name", "", "`name` of the key (default like key-2026-01-31)")
	cmd.Flags().IntVar(&opts.count, "count", 1, "`number` of keys; with this flag the answer is a list, also of one")
	cmd.Flags().BoolVar(&opts.keyOnly, "key-only", false, "print the key alone, one a line")
	opts.clipboard.AddCopy(cmd, "the key")
	cmd.MarkFlagsMutuallyExclusive("key-only", "copy")
	cmd.MarkFlagsMutuallyExclusive("count", "copy")
	return cmd
}

func runGenerate(ctx context.Context, opts *generateOptions) error {
	f := opts.f
	if err := opts.clipboard.Check(); err != nil {
		return err
	}
	if opts.several && (opts.count < 1 || opts.count > credential.MaxKeys) {
		return fault.New(fault.Usage, "--count %d is not from 1 to %d", opts.count, credential.MaxKeys)
	}
	svc, err := f.Credentials(ctx)
	if err != nil {
		return err
	}
	made, err := svc.GenerateAPIKeys(ctx, opts.name, opts.count)
	if err != nil {
		return err
	}
	for _, k := range made {
		f.IO.Successf("generated API key %q in profile %q; it is kept in: %s", k.Name, f.Settings().Profile, k.KeptIn)
	}
	f.NoteIssued()
	switch {
	case opts.keyOnly:
		return f.PrintOnce(keysOf(made), lost(made))
	case opts.several:
		return f.RenderOnce(newKeys(made), lost(made))
	}
	v := shown(made[0])
	if opts.clipboard.Copy {
		if v.CopiedTo = opts.clipboard.Put(ctx, f, made[0].Key, "the key"); v.CopiedTo != "" {
			v.Key = ""
		}
	}
	if v.Key == "" { // whoever asked has it in the clipboard
		return f.Render(v.object())
	}
	return f.RenderOnce(v.object(), lost(made))
}

// keysOf is the keys and nothing else, one a line.
func keysOf(keys []credential.NewAPIKey) string {
	var lines strings.Builder
	for _, k := range keys {
		lines.WriteString(k.Key.Reveal() + "\n")
	}
	return lines.String()
}

// lost says what to do about keys that could not be shown: they can be copied.
func lost(keys []credential.NewAPIKey) cmdutil.Lost {
	if len(keys) == 1 {
		return cmdutil.Lost{What: fmt.Sprintf("API key %q is generated, but could not be shown", keys[0].Name), Hint: "copy it: incodectl api-keys copy " + keys[0].Name}
	}
	return cmdutil.Lost{
		What: fmt.Sprintf("%d API keys are generated, but could not all be shown", len(keys)),
		Hint: "copy them one by one: incodectl api-keys copy NAME; incodectl api-keys list has the names",
	}
}

func newKeys(made []credential.NewAPIKey) output.View {
	views := make([]view, len(made))
	for i, k := range made {
		views[i] = shown(k)
	}
	return output.List[view]{
		Columns: []output.Column[view]{
			{Title: "Name", Value: func(v view) string { return v.Name }},
			{Title: "API key", Value: func(v view) string { return v.Key }},
		},
		Name: func(v view) string { return v.ID },
	}.View(views)
}
