package cmdutil

import (
	"slices"

	"github.com/spf13/cobra"
)

// CompleteIntegrations completes the names of integrations, of all arguments
// or, when most is not 0, of so many. Completion never fails and never creates
// anything: where the names cannot be had, there are none.
func CompleteIntegrations(f *Factory, most int) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if most > 0 && len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		names := slices.DeleteFunc(f.IntegrationNames(cmd), func(name string) bool { return slices.Contains(args, name) })
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// IntegrationFlag registers --integration, which narrows to one of them.
func IntegrationFlag(f *Factory, cmd *cobra.Command, into *string, usage string) {
	cmd.Flags().StringVar(into, "integration", "", usage)
	_ = cmd.RegisterFlagCompletionFunc("integration", CompleteIntegrations(f, 0))
}
