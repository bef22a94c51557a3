package integrations

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
)

type editOptions struct {
	f     *cmdutil.Factory
	ref   string
	name  string
	clear []string
	flags *fieldFlags
}

func newCmdEdit(f *cmdutil.Factory, runF func(context.Context, *editOptions) error) *cobra.Command {
	opts := &editOptions{f: f}
	if runF == nil {
		runF = runEdit
	}
	cmd := &cobra.Command{
		Use:     "edit INTEGRATION",
		Aliases: []string{"update"},
		Short:   "Change an integration",
		Long: `Change an integration. Only what is named changes; the Integration ID and the
template never do. A repeated flag such as --group or --map replaces the whole
list. Pointing the integration at another org or tenant leaves the cached users
as they are until the next full sync, and says so. After a change of who is
listed or of the mapping, the next sync reads everybody by itself; limits and
other settings of syncing hold from the next one on. Another workflow or
directory is used by new sessions at once; those under way keep theirs.

--secret-env leaves the secret in an environment variable and removes the stored
one; --clear secret-env together with --secret-stdin takes it back.`,
		Example: `  incodectl integrations edit corp --name corp-prod
  incodectl integrations edit corp --group 00g1 --group 00g2
  incodectl integrations edit corp --clear group
  incodectl integrations edit corp --clear group --search 'profile.department eq "Sales"'
  incodectl integrations edit corp --max-deactivations 20 --full-every 7d
  incodectl integrations edit corp --secret-env CORP_OKTA_TOKEN
  incodectl integrations edit okta-login --workflow strict --directory corp`,
		Args:              cmdutil.Exact("INTEGRATION"),
		ValidArgsFunction: cmdutil.CompleteIntegrations(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.name, "name", "", "new `name`")
	cmd.Flags().StringArrayVar(&opts.clear, "clear", nil, "empty this optional `field`, named like its flag")
	var fields []integration.Field
	for _, t := range integration.Templates() {
		fields = append(fields, t.Fields...)
	}
	opts.flags = addFieldFlags(f, cmd, fields)
	return cmd
}

func runEdit(ctx context.Context, opts *editOptions) error {
	f := opts.f
	svc, err := f.Integrations(ctx)
	if err != nil {
		return err
	}
	in, err := svc.Get(ctx, opts.ref)
	if err != nil {
		return err
	}
	req := integration.EditRequest{Name: opts.name, Set: opts.flags.settings()}
	if req.Clear, err = opts.cleared(in); err != nil {
		return err
	}
	if req.Secret, err = opts.flags.secret.Read(ctx, f); err != nil {
		return err
	}
	if req.Name == "" && len(req.Set) == 0 && len(req.Clear) == 0 && req.Secret.Empty() {
		return fault.New(fault.Usage, "nothing to change: no field is named").
			WithHint("name the fields to change: incodectl integrations edit --help")
	}
	before, after, err := svc.Edit(ctx, in.ID, req)
	if err != nil {
		return err
	}
	if after.Equal(before) && req.Secret.Empty() {
		f.IO.Notef("integration %q is like that already; nothing was changed", after.Name)
	} else {
		opts.tell(before, after, !req.Secret.Empty())
		if err := warnMissing(ctx, f, svc, after); err != nil {
			return err
		}
	}
	v, err := object(ctx, f, svc, after)
	if err != nil {
		return err
	}
	return f.Render(v)
}

// tell says what a change leads to.
func (opts *editOptions) tell(before, after integration.Integration, secretGiven bool) {
	f := opts.f
	f.IO.Successf("changed integration %q in profile %q", after.Name, f.Settings().Profile)
	t, err := integration.TemplateByID(after.Template)
	if err != nil {
		return
	}
	switch ref := after.Settings.Get(integration.KeySecretEnv); {
	case ref != "" && t.Stored(before.Settings):
		f.IO.Notef("the secret is read from the environment variable %s from now on; the stored one was removed", ref)
	case t.Stored(before.Settings) && !t.NeedsSecret(after.Settings):
		f.IO.Notef("the stored secret was removed: it is no longer needed")
	case before.Name != after.Name && t.Stored(after.Settings):
		f.IO.Notef("an environment variable with its secret must now be named %s", secret.EnvName(after.Name))
	}
	for _, key := range []string{integration.KeyWorkflow, integration.KeyDirectory} {
		if before.Settings.Get(key) != after.Settings.Get(key) {
			f.IO.Notef("new sessions use the new %s from now on; those under way keep what they began with", key)
		}
	}
	if moved := t.Rerouted(before.Settings, after.Settings); len(moved) > 0 && t.Stored(before.Settings) && t.Stored(after.Settings) && !secretGiven {
		f.IO.Warnf("the stored secret is kept and is sent to the new address from now on (%s changed)", strings.Join(moved, " and "))
	}
	if after.FullSyncNeeded != "" {
		f.IO.Warnf("%s; run a full sync: incodectl directory sync %s", after.FullSyncNeeded, after.Name)
	}
}

// cleared maps the flags named with --clear to field keys.
func (opts *editOptions) cleared(in integration.Integration) ([]string, error) {
	t, err := integration.TemplateByID(in.Template)
	if err != nil {
		return nil, err
	}
	keys := make([]string, 0, len(opts.clear))
	for _, flag := range opts.clear {
		key := ""
		for _, f := range t.Fields {
			if f.Flag == strings.TrimLeft(flag, "-") && !f.Required {
				key = f.Key
			}
		}
		if key == "" {
			return nil, fault.New(fault.Usage, "--clear %s: %s has no optional field of that name", flag, t.ID).
				WithHint("fields are named like their flags: incodectl integrations create %s --help", t.ID)
		}
		keys = append(keys, key)
	}
	return keys, nil
}
