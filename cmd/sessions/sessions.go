// Package sessions holds the commands of "incodectl sessions".
package sessions

import (
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// NewCmd returns "incodectl sessions".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	cmd := cmdutil.Group("sessions", "Request, complete and review verification sessions", `Request, complete and review verification sessions.

A session is one verification of one person for one integration. It pins what it
was requested with: the Configuration ID, the claims policy and the version of
the person's directory record. Later changes apply to new sessions only.

With Incode credentials in the profile a session is requested from Incode, and
"sessions refresh" reads how it stands. Without, it is a local session: nothing
is sent, and "sessions complete" brings the claims.

  requested -> pending -> succeeded, failed
                       -> pending_review -> succeeded, failed
  any of the first three -> expired, cancelled

A finished session never changes. SESSION is a session's ID or the beginning of
it, at least 4 digits.`,
		newCmdRequest(f, nil), newCmdComplete(f, nil), newCmdReview(f, nil), newCmdList(f, nil),
		newCmdGet(f, nil), newCmdRefresh(f, nil), newCmdExpire(f, nil))
	cmd.Aliases = []string{"session"}
	cmd.Example = `  id=$(incodectl sessions request --integration helpdesk --login-hint ada@corp.example -o name)
  incodectl sessions complete "$id" --claims id.json
  incodectl sessions list --state pending_review
  incodectl sessions review "$id" --approve --note "checked by video call"`
	return cmd
}
