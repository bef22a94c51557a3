package apikeys

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/output"
)

type copyOptions struct {
	f         *cmdutil.Factory
	ref       string
	stdout    bool
	clipboard cmdutil.ClipboardFlags
}

func newCmdCopy(f *cmdutil.Factory, runF func(context.Context, *copyOptions) error) *cobra.Command {
	opts := &copyOptions{f: f}
	if runF == nil {
		runF = runCopy
	}
	cmd := &cobra.Command{
		Use:   "copy KEY",
		Short: "Copy an API key again",
		Long: `Copy an API key, named by its name, ID or fingerprint, to the clipboard, which is
cleared after a while. Where there is no clipboard, or with --stdout, the key
alone is printed to standard output. Each copy is in the audit log.`,
		Example: `  incodectl api-keys copy jira
  key=$(incodectl api-keys copy ci --stdout)`,
		Args:              cmdutil.Exact("KEY"),
		ValidArgsFunction: completeKeys(f),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().BoolVar(&opts.stdout, "stdout", false, "print the key instead of using the clipboard")
	opts.clipboard.Add(cmd)
	cmd.MarkFlagsMutuallyExclusive("stdout", "clear-after")
	return cmd
}

func runCopy(ctx context.Context, opts *copyOptions) error {
	f := opts.f
	if err := opts.clipboard.Check(); err != nil {
		return err
	}
	svc, err := f.Credentials(ctx)
	if err != nil {
		return err
	}
	k, err := svc.CopyAPIKey(ctx, opts.ref)
	if err != nil {
		return err
	}
	if !opts.stdout {
		v := viewOf(k.APIKey)
		if v.CopiedTo = opts.clipboard.Put(ctx, f, k.Key, "the key"); v.CopiedTo != "" {
			return f.Render(v.object())
		}
	}
	switch f.Settings().Format {
	case output.Table, output.Name: // the key is what was asked for
		_, err := io.WriteString(f.IO.Out, k.Key.Reveal()+"\n")
		return err
	default:
		return f.Render(shown(k).object())
	}
}
