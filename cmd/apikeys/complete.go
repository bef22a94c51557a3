package apikeys

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// completeKeys completes the names of keys in use. Completion never fails and
// never creates anything: where the names cannot be had, there are none.
func completeKeys(f *cmdutil.Factory) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return f.APIKeyNames(cmd), cobra.ShellCompDirectiveNoFileComp
	}
}
