package apikeys

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

type verifyOptions struct {
	f    *cmdutil.Factory
	file string
}

func newCmdVerify(f *cmdutil.Factory, runF func(context.Context, *verifyOptions) error) *cobra.Command {
	opts := &verifyOptions{f: f}
	if runF == nil {
		runF = runVerify
	}
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check an API key",
		Long: `Read an API key from standard input, or a file, and say which one it is. It exits
with 0 when the key is in use, and with 4 when it is none of the profile's or
was revoked. The key is never an argument: those are seen by every process.`,
		Example: `  incodectl api-keys verify < key.txt
  printf %s "$KEY" | incodectl api-keys verify -o name`,
		Args: cmdutil.AtMostSecretly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringVar(&opts.file, "key-file", "", "read the key from this `file` instead of standard input")
	_ = cmd.MarkFlagFilename("key-file")
	return cmd
}

func runVerify(ctx context.Context, opts *verifyOptions) error {
	f := opts.f
	key, err := cmdutil.ReadSecretToCheck(ctx, f, "API key", opts.file, "key-file")
	if err != nil {
		return err
	}
	svc, err := f.Credentials(ctx)
	if err != nil {
		return err
	}
	k, err := svc.VerifyAPIKey(ctx, key)
	if err != nil {
		return err
	}
	f.IO.Successf("this is API key %q of profile %q", k.Name, f.Settings().Profile)
	return f.Render(viewOf(k).object())
}
