package integrations

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/prompt"
	"github.com/incodectl/incodectl/internal/verification"
)

type deleteOptions struct {
	f     *cmdutil.Factory
	ref   string
	yes   bool
	force bool
}

func newCmdDelete(f *cmdutil.Factory, runF func(context.Context, *deleteOptions) error) *cobra.Command {
	opts := &deleteOptions{f: f}
	if runF == nil {
		runF = runDelete
	}
	cmd := &cobra.Command{
		Use:     "delete INTEGRATION",
		Aliases: []string{"rm"},
		Short:   "Delete an integration for good",
		Long: `Delete an integration for good, with its secret and, of a directory, its synced
people, their identities and its runs. Open sessions for it or about its people
are cancelled; finished ones stay on record.

It shows what goes, then asks for the name to be typed, or takes --yes. This
cannot be undone: the Integration ID is never valid again, and anything that
still refers to it stops getting sessions. Mend such references first. A
directory that others are linked to is deleted only with --force.`,
		Example: `  incodectl integrations delete corp
  incodectl integrations delete corp --yes
  incodectl integrations delete corp --force --yes`,
		Args:              cmdutil.Exact("INTEGRATION"),
		ValidArgsFunction: cmdutil.CompleteIntegrations(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "delete without asking")
	cmd.Flags().BoolVar(&opts.force, "force", false, "delete a directory though other integrations are linked to it")
	return cmd
}

func runDelete(ctx context.Context, opts *deleteOptions) error {
	f := opts.f
	svc, err := f.Integrations(ctx)
	if err != nil {
		return err
	}
	doomed, err := svc.PreviewDelete(ctx, opts.ref)
	if fault.Is(err, fault.Deleted) {
		// What kept the deletion from removing the secret may be over.
		if name, ferr := svc.ForgetDeleted(ctx, opts.ref); ferr == nil && name != "" {
			f.IO.Notef("removed the secret that was left of integration %q", name)
		}
	}
	if err != nil {
		return err
	}
	in := doomed.Integration
	if doomed.Force = opts.force; !opts.force {
		if err := doomed.Linked(); err != nil {
			return err
		}
	}
	for _, l := range doomed.Dependents.Linked {
		f.IO.Warnf("integration %q (%s) is linked to it and gets no sessions until it is linked to another", l.Name, l.ID)
	}
	if n := doomed.Dependents.OpenSessions; n > 0 {
		if err := opts.listOpen(ctx, doomed); err != nil {
			return err
		}
	}
	if !opts.yes {
		f.IO.Notef("this deletes integration %q (%s) of profile %q for good, with %s",
			in.Name, in.ID, f.Settings().Profile, strings.Join(losses(doomed), ", "))
		err := f.Prompt.TypeName(ctx, prompt.Question{Label: "deleting an integration cannot be undone", Flag: "yes"}, in.Name)
		if err != nil {
			return err
		}
	}
	grave, err := svc.Delete(ctx, doomed)
	if err != nil {
		return err
	}
	f.IO.Successf("deleted integration %q; its ID %s is never valid again", grave.Name, grave.ID)
	d := doomed.Dependents
	linked := d.Linked
	if linked == nil {
		linked = []integration.Link{}
	}
	return f.Render(output.Object(map[string]any{
		"id": grave.ID, "name": grave.Name, "template": grave.Template,
		"deleted_at": grave.DeletedAt, "deleted_by": grave.DeletedBy, "users": d.Users,
		"runs": d.Runs, "identities": d.Identities, "sessions_cancelled": d.OpenSessions, "linked": linked,
	}, grave.ID,
		output.Field{Label: "Deleted", Value: grave.ID},
		output.Field{Label: "Name", Value: grave.Name},
		output.Field{Label: "People removed", Value: fmt.Sprint(d.Users)},
		output.Field{Label: "Sessions cancelled", Value: fmt.Sprint(d.OpenSessions)}))
}

// mostListed is how many open sessions are named before a deletion.
const mostListed = 10

// listOpen names the sessions that a deletion stops.
func (opts *deleteOptions) listOpen(ctx context.Context, d integration.Doomed) error {
	svc, err := opts.f.Sessions(ctx)
	if err != nil {
		return err
	}
	states := []verification.State{verification.Requested, verification.Pending, verification.PendingReview}
	filter := verification.SessionFilter{States: states, IntegrationID: d.Integration.ID, Limit: mostListed}
	if d.Integration.Category == integration.CategoryDirectory {
		filter.IntegrationID, filter.DirectoryID = "", d.Integration.ID
	}
	open, n, err := svc.List(ctx, filter)
	if err != nil {
		return err
	}
	for s, err := range open {
		if err != nil {
			return err
		}
		opts.f.IO.Warnf("session %s of %q (%s) will be cancelled", s.ID, s.LoginHint, string(s.State))
	}
	if n > mostListed {
		opts.f.IO.Warnf("so will %d more", n-mostListed)
	}
	return nil
}

// losses says in words what goes, leaving out what a kind of integration never has.
func losses(d integration.Doomed) []string {
	var lost []string
	n := d.Dependents
	for _, l := range []struct {
		n         int
		always    bool
		one, many string
	}{
		{n.Users, d.Integration.Category == integration.CategoryDirectory, "synced person", "synced people"},
		{n.Runs, d.Integration.Category == integration.CategoryDirectory, "sync run", "sync runs"},
		{n.Identities, false, "identity", "identities"},
		{n.OpenSessions, d.Integration.Category != integration.CategoryDirectory, "open session", "open sessions"},
	} {
		if l.n > 0 || l.always {
			lost = append(lost, cmdutil.Count(l.n, l.one, l.many))
		}
	}
	if d.Secret {
		lost = append(lost, "its secret")
	}
	return lost
}
