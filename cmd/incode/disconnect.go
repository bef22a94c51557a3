package incode

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
)

type disconnectOptions struct {
	f   *cmdutil.Factory
	yes bool
}

func newCmdDisconnect(f *cmdutil.Factory, runF func(context.Context, *disconnectOptions) error) *cobra.Command {
	opts := &disconnectOptions{f: f}
	if runF == nil {
		runF = runDisconnect
	}
	cmd := &cobra.Command{
		Use:   "disconnect",
		Short: "Forget the profile's credentials for Incode",
		Long: `Forget the profile's credentials for Incode and the settings that go with them.
It asks first, or takes --yes. Sessions that Incode runs stay as they are, but
cannot be refreshed any more. At Incode nothing changes: revoke the API key and
generate a new client secret there if somebody else may have them.`,
		Example: "  incodectl incode disconnect\n  incodectl incode disconnect --yes",
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "disconnect without asking")
	return cmd
}

func runDisconnect(ctx context.Context, opts *disconnectOptions) error {
	f := opts.f
	svc, err := f.Incode(ctx)
	if err != nil {
		return err
	}
	st, err := svc.Status(ctx)
	if err != nil {
		return err
	}
	profile := f.Settings().Profile
	if st.Nothing() {
		return fault.New(fault.NotFound, "profile %q has no connection to Incode stored", profile).
			WithHint("see what is set: incodectl incode status")
	}
	if !opts.yes {
		f.IO.Notef("this forgets the connection of profile %q to Incode at %s, client %s, with its credentials", profile, st.APIURL.Value, dash(st.ClientID.Value))
		if err := f.Agree(ctx, "Disconnect?", cmdutil.Refusal("nothing was changed")); err != nil {
			return err
		}
	}
	gone, err := svc.Disconnect(ctx)
	if err != nil {
		return err
	}
	f.IO.Successf("profile %q is not connected to Incode any more", profile)
	left := gone.Remaining()
	for _, source := range left {
		f.IO.Warnf("a connection is still set up in: %s", source)
	}
	if left == nil {
		left = []string{}
	}
	return f.Render(output.Object(map[string]any{
		"profile": profile, "client_id": gone.ClientID.Value, "api_url": gone.APIURL.Value, "remaining": left,
	}, profile,
		output.Field{Label: "Disconnected", Value: profile},
		output.Field{Label: "Client ID", Value: gone.ClientID.Value}))
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
