// Package sandbox holds the commands of "incodectl sandbox".
package sandbox

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// NewCmd returns "incodectl sandbox".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	return cmdutil.Group("sandbox", "Run a make-believe Okta org, Entra tenant and Incode", `Run a make-believe Okta org, Entra tenant and Incode with invented people on
this machine, to try incodectl and your scripts on. It listens on loopback only.`,
		newCmdServe(f, nil))
}
