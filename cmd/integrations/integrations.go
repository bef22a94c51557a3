// Package integrations holds the commands of "incodectl integrations".
package integrations

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// NewCmd returns "incodectl integrations".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	cmd := cmdutil.Group("integrations", "Create and manage integrations", `Create and manage integrations.

An integration is an instance of a template, of one of four categories:

  directory   Okta or Microsoft Entra as the source of people and attributes that
              claims are matched against; no workflow, never starts a session
  iam         Okta or Microsoft Entra asking for a verification when people sign
              in, reset a credential or need higher assurance
  helpdesk    agents having a caller verified
  custom      OpenID Connect applications and programs of your own

All but directories start sessions and are linked to a workflow and, if you
like, to one directory. Set up and sync the directory first.`,
		newCmdTemplates(f, nil), newCmdCreate(f, nil), newCmdList(f, nil), newCmdGet(f, nil),
		newCmdEdit(f, nil), newCmdDelete(f, nil), newCmdTest(f, nil), newCmdSetSecret(f, nil))
	cmd.Aliases = []string{"integration"}
	return cmd
}
