package policy

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
)

type checkOptions struct {
	f     *cmdutil.Factory
	files []string
}

func newCmdCheck(f *cmdutil.Factory, runF func(context.Context, *checkOptions) error) *cobra.Command {
	opts := &checkOptions{f: f}
	if runF == nil {
		runF = runCheck
	}
	cmd := &cobra.Command{
		Use:   "check FILE|-...",
		Short: "Check policy files",
		Long: `Check policy files: form, words, contradictions, and whether anything could pass.
Exit code 0 when all are good, 2 when one is not; the message names line and
column.`,
		Example: "  incodectl match policy check policies/*.yaml",
		Args:    cmdutil.AtLeastOne("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.files = args
			return runF(cmd.Context(), opts)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	return cmd
}

func runCheck(_ context.Context, opts *checkOptions) error {
	var all []error
	for _, name := range opts.files {
		if _, err := Load(opts.f, name); err != nil {
			all = append(all, err)
			continue
		}
		opts.f.IO.Notef("policy %s is good", inputName(name))
	}
	if len(all) > 1 {
		return fault.Wrap(errors.Join(all...), fault.Usage, "%d policies are not good", len(all)).
			WithHint("%s", fault.HintOf(all[0]))
	}
	return errors.Join(all...)
}
