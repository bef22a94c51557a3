// Package directory holds the commands of "incodectl directory".
package directory

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// NewCmd returns "incodectl directory".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	cmd := cmdutil.Group("directory", "Sync the company directory and look people up", `Sync the company directory and look people up.

The people of every directory integration are kept in a local store, synced on
demand. Deactivated people stay, marked inactive; people the source no longer
lists stay, marked missing.`,
		newCmdSync(f, nil), newCmdUsers(f, nil), newCmdGet(f, nil), newCmdLookup(f, nil),
		newCmdStatus(f, nil), newCmdReadiness(f, nil), newCmdReport(f, nil), newCmdAttributes(f, nil), newCmdRuns(f, nil), newCmdPurge(f, nil))
	cmd.Aliases = []string{"dir"}
	return cmd
}
