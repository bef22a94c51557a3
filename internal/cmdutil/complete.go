package cmdutil

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/verification"
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

// CompleteDirectories is CompleteIntegrations for directory integrations only.
func CompleteDirectories(f *Factory, most int) cobra.CompletionFunc {
	return CompleteIntegrations(&Factory{IntegrationNames: func(cmd *cobra.Command) []string { return f.DirectoryNames(cmd) }}, most)
}

// CompleteStarting is CompleteIntegrations for those only that start sessions.
func CompleteStarting(f *Factory, most int) cobra.CompletionFunc {
	return completeWhere(f, most, func(in integration.Integration) bool {
		t, err := integration.TemplateByID(in.Template)
		return err == nil && t.Sessions
	})
}

// CompleteClients is CompleteIntegrations for those only that have an OpenID
// Connect client.
func CompleteClients(f *Factory, most int) cobra.CompletionFunc {
	return completeWhere(f, most, func(in integration.Integration) bool { return in.ClientID != "" })
}

func completeWhere(f *Factory, most int, keep func(integration.Integration) bool) cobra.CompletionFunc {
	return CompleteIntegrations(&Factory{IntegrationNames: func(cmd *cobra.Command) (names []string) {
		ctx, cancel, ok := f.Completing(cmd)
		if !ok {
			return nil
		}
		defer cancel()
		svc, err := f.Integrations(ctx)
		if err != nil {
			return nil
		}
		all, _ := svc.List(ctx)
		for _, in := range all {
			if keep(in) {
				names = append(names, in.Name)
			}
		}
		return names
	}}, most)
}

// StartingFlag registers --integration where only one that starts sessions is meant.
func StartingFlag(f *Factory, cmd *cobra.Command, into *string, usage string) {
	cmd.Flags().StringVar(into, "integration", "", usage)
	_ = cmd.RegisterFlagCompletionFunc("integration", CompleteStarting(f, 0))
}

// IntegrationFlag registers --integration, which narrows to one of them.
func IntegrationFlag(f *Factory, cmd *cobra.Command, into *string, usage string) {
	cmd.Flags().StringVar(into, "integration", "", usage)
	_ = cmd.RegisterFlagCompletionFunc("integration", CompleteIntegrations(f, 0))
}

// DirectoryFlag registers --integration where only directories are meant.
func DirectoryFlag(f *Factory, cmd *cobra.Command, into *string, usage string) {
	cmd.Flags().StringVar(into, "integration", "", usage)
	_ = cmd.RegisterFlagCompletionFunc("integration", CompleteDirectories(f, 0))
}

// CompleteSessions completes the IDs of sessions in one of the states (of all
// when none is named), of all arguments or, when most is not 0, of so many.
func CompleteSessions(f *Factory, most int, states ...verification.State) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if most > 0 && len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		ids := slices.DeleteFunc(f.SessionIDs(cmd, states...), func(c cobra.Completion) bool {
			id, _, _ := strings.Cut(c, "\t")
			return slices.Contains(args, id)
		})
		return ids, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

// CompleteWorkflows completes the names of workflows in the same way.
func CompleteWorkflows(f *Factory, most int) cobra.CompletionFunc {
	return CompleteIntegrations(&Factory{IntegrationNames: f.WorkflowNames}, most)
}
