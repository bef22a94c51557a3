// Package apikeys holds the commands of "incodectl api-keys".
package apikeys

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// NewCmd returns "incodectl api-keys".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	cmd := cmdutil.Group("api-keys", "Generate, copy and revoke API keys", `Generate, copy, check and revoke the API keys of the profile.

A key can be copied again at any time, so it is kept in the secret store; the
store of incodectl has only its fingerprint. Generating a key leaves all others
valid.`,
		newCmdGenerate(f, nil), newCmdList(f, nil), newCmdCopy(f, nil), newCmdRevoke(f, nil), newCmdVerify(f, nil))
	cmd.Aliases = []string{"api-key", "apikeys"}
	return cmd
}
