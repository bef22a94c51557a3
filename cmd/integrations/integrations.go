// Package integrations holds the commands of "incodectl integrations".
package integrations

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// NewCmd returns "incodectl integrations".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	cmd := cmdutil.Group("integrations", "Create and manage integrations", `Create and manage integrations.

An integration is an instance of a template: a directory such as Okta or
Microsoft Entra, whose people are synced to this machine. Directory
integrations supply data; they need no workflow and never start a session.`,
		newCmdTemplates(f, nil), newCmdCreate(f, nil), newCmdList(f, nil), newCmdGet(f, nil),
		newCmdEdit(f, nil), newCmdDelete(f, nil), newCmdTest(f, nil), newCmdSetSecret(f, nil))
	cmd.Aliases = []string{"integration"}
	return cmd
}
