// Package incode holds the commands of "incodectl incode".
package incode

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// NewCmd returns "incodectl incode".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	return cmdutil.Group("incode", "Connect the profile to Incode's API", `Connect the profile to Incode's API, so that sessions are requested from Incode
and their outcome is read from there. Without a connection sessions are local.

In CI nothing has to be connected: it takes INCODECTL_INCODE_CLIENT_ID,
INCODECTL_INCODE_CLIENT_SECRET and INCODECTL_INCODE_API_KEY (and, for the
production environment, INCODECTL_INCODE_ENVIRONMENT=production).`,
		newCmdConnect(f, nil), newCmdStatus(f, nil), newCmdDisconnect(f, nil))
}
