// Package version holds "incodectl version".
package version

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/output"
)

// NewCmd returns "incodectl version".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Show the version",
		Example: "  incodectl version\n  incodectl version -o json",
		Args:    cmdutil.Exact(),
		RunE: func(*cobra.Command, []string) error {
			b := f.Build
			return f.Render(output.Object(b, b.Version,
				output.Field{Label: "Version", Value: b.Version},
				output.Field{Label: "Commit", Value: b.Commit},
				output.Field{Label: "Built", Value: b.Date},
				output.Field{Label: "Go", Value: b.Go},
				output.Field{Label: "Platform", Value: b.OS + "/" + b.Arch}))
		},
	}
}
