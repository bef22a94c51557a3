// Package audit holds the commands of "incodectl audit".
package audit

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// NewCmd returns "incodectl audit".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	return cmdutil.Group("audit", "Read and verify the audit log", `Read and verify the audit log: who changed what in this profile, when, and why.

Every change is logged in the transaction that makes it, with the account and
host or the CI job that made it and the reason given with --reason (or
INCODECTL_REASON). Nothing in the log is ever changed or deleted, and each entry
carries the hash of the one before it, so that a change made behind incodectl's
back shows. It holds identifiers and settings, no secrets and nothing from
anybody's record.`,
		newCmdList(f, nil), newCmdVerify(f, nil), newCmdExport(f, nil))
}
