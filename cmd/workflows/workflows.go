// Package workflows holds the commands of "incodectl workflows".
package workflows

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// NewCmd returns "incodectl workflows".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	cmd := cmdutil.Group("workflows", "Manage workflows and their claims policies", `Manage workflows and their claims policies.

A workflow is a name for a Configuration ID, by which Incode knows what a session
is made of, and the claims policy that decides the sessions. Integrations that
start sessions are linked to one. What is changed holds for new sessions at once;
a session that was requested before keeps what it was requested with.`,
		newCmdCreate(f, nil), newCmdList(f, nil), newCmdGet(f, nil),
		newCmdEdit(f, nil), newCmdHistory(f, nil), newCmdDelete(f, nil))
	cmd.Aliases = []string{"workflow"}
	return cmd
}
