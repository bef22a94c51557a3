package integrations

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/secret"
)

type getOptions struct {
	f     *cmdutil.Factory
	ref   string
	field string
	clip  cmdutil.ClipboardFlags
}

func newCmdGet(f *cmdutil.Factory, runF func(context.Context, *getOptions) error) *cobra.Command {
	opts := &getOptions{f: f}
	if runF == nil {
		runF = runGet
	}
	cmd := &cobra.Command{
		Use:     "get INTEGRATION",
		Aliases: []string{"show"},
		Short:   "Show one integration and what to copy from it",
		Long: `Show one integration, named by its ID or name, with what has to be entered into
the other system: Integration ID, client ID, issuer, endpoints, Configuration ID.
-o name prints its Integration ID, --field any of the values alone, and --copy
puts that value, or the Integration ID, on the clipboard.

Where Incode's Dashboard issued the client ID, because the profile is connected to
Incode or --client-id was set, that one is shown and not the one generated here.

No secret is among them: see incodectl credentials and incodectl api-keys.`,
		Example: `  incodectl integrations get corp
  incodectl integrations get corp -o name
  incodectl integrations get okta-login --field client_id
  incodectl integrations get okta-login --field issuer --copy
  incodectl integrations get okta-login -o json`,
		Args:              cmdutil.Exact("INTEGRATION"),
		ValidArgsFunction: cmdutil.CompleteIntegrations(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.field, "field", "", "print this `value` alone, like client_id or issuer")
	_ = cmd.RegisterFlagCompletionFunc("field", completeFields(f))
	opts.clip.AddCopy(cmd, "the value, or the Integration ID,")
	return cmd
}

func runGet(ctx context.Context, opts *getOptions) error {
	f := opts.f
	if err := opts.clip.Check(); err != nil {
		return err
	}
	svc, err := f.Integrations(ctx)
	if err != nil {
		return err
	}
	in, err := svc.Get(ctx, opts.ref)
	if err != nil {
		return err
	}
	if opts.field == "" && !opts.clip.Copy {
		v, err := object(ctx, f, svc, in)
		if err != nil {
			return err
		}
		if err := f.Render(v); err != nil {
			return err
		}
		if f.Settings().Format != output.Name {
			advise(f, in)
		}
		return nil
	}
	key := opts.field
	if key == "" {
		key = integration.CopyIntegrationID
	}
	one, err := show(ctx, svc, in)
	if err != nil {
		return err
	}
	all, err := pastes(ctx, f, svc, one)
	if err != nil {
		return err
	}
	values, err := pick(one, all, key)
	if err != nil {
		return err
	}
	if integration.IsAddress(strings.ReplaceAll(strings.ToLower(key), "-", "_")) {
		f.NoteAssumed()
	}
	if opts.clip.Copy && opts.clip.Put(ctx, f, secret.New(strings.Join(values, "\n")), "the "+key+" of "+in.Name) != "" {
		return nil
	}
	return f.Render(alone(key, values))
}

// completeFields completes what --field can name of the integration that is named
// already; of any, before one is.
func completeFields(f *cmdutil.Factory) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return fieldKeys(), cobra.ShellCompDirectiveNoFileComp
		}
		keys, _ := fieldKeysOf(f, cmd, args[0])
		return keys, cobra.ShellCompDirectiveNoFileComp
	}
}

func fieldKeysOf(f *cmdutil.Factory, cmd *cobra.Command, ref string) ([]string, error) {
	ctx, cancel, ok := f.Completing(cmd)
	if !ok {
		return nil, nil
	}
	defer cancel()
	svc, err := f.Integrations(ctx)
	if err != nil {
		return nil, err
	}
	in, err := svc.Get(ctx, ref)
	if err != nil {
		return nil, err
	}
	one, err := show(ctx, svc, in)
	if err != nil {
		return nil, err
	}
	all, err := pastes(ctx, f, svc, one)
	if err != nil {
		return nil, err
	}
	return keysOf(one, all), nil
}

// fieldKeys are what --field can name, of whatever template.
func fieldKeys() []string {
	keys := []string{"id", "name", "template", "category"}
	for _, t := range integration.Templates() {
		keys = append(keys, t.Copy...)
		for _, f := range t.Fields {
			if f.Kind != integration.KindSecret {
				keys = append(keys, f.Key)
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// alone is a value without anything around it; several are one a line.
func alone(key string, values []string) output.View {
	return output.List[string]{
		Columns: []output.Column[string]{{Title: strings.ToLower(key), Value: func(v string) string { return v }}},
		Object:  func(v string) any { return map[string]string{strings.ToLower(key): v} },
	}.View(values)
}
