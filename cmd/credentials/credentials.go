// Package credentials holds the commands of "incodectl credentials".
package credentials

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// NewCmd returns "incodectl credentials".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	cmd := cmdutil.Group("credentials", "Manage client IDs and client secrets", `Manage the client ID and the client secret of an integration's OpenID Connect
client. Without a name it is that of the automatic integration
oidc-client-credentials, with which the organisation's own programs call Incode.

A client ID can be shown at any time. A client secret is shown once, when it is
generated, and by no command after: whoever loses it generates a new one.`,
		newCmdGet(f, nil), newCmdGenerate(f, nil), newCmdVerify(f, nil), newCmdRevoke(f, nil))
	cmd.Aliases = []string{"credential"}
	return cmd
}
