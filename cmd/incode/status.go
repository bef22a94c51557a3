package incode

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

type statusOptions struct {
	f     *cmdutil.Factory
	check bool
}

func newCmdStatus(f *cmdutil.Factory, runF func(context.Context, *statusOptions) error) *cobra.Command {
	opts := &statusOptions{f: f}
	if runF == nil {
		runF = runStatus
	}
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show how the profile is connected to Incode",
		Long: `Show how the profile is connected to Incode: what is set and from where, and
where the credentials are kept. No credential is shown; of the API key its
fingerprint is, its SHA-256, by which sessions name it.

With --check the credentials are tried: Incode is asked for an access token.
The command then fails where there is no connection or it cannot be used.`,
		Example: "  incodectl incode status\n  incodectl incode status --check",
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().BoolVar(&opts.check, "check", false, "ask Incode for an access token")
	return cmd
}

func runStatus(ctx context.Context, opts *statusOptions) error {
	f := opts.f
	svc, err := f.Incode(ctx)
	if err != nil {
		return err
	}
	st, err := svc.Status(ctx)
	if err != nil {
		return err
	}
	if opts.check {
		if err := svc.Check(ctx); err != nil {
			return err
		}
	}
	return f.Render(statusView(f.Settings().Profile, st, opts.check))
}
