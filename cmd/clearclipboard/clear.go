// Package clearclipboard holds the hidden command that clears the clipboard.
package clearclipboard

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// Name is the command's name.
const Name = "__clear-clipboard"

// NewCmd returns the command that incodectl starts in the background after
// it has put something on the clipboard. It knows the SHA-256 of that only.
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	var after time.Duration
	var sum string
	cmd := &cobra.Command{
		Use:    Name,
		Short:  "Clear the clipboard if it still holds what was copied",
		Hidden: true,
		Args:   cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			select {
			case <-time.After(after):
			case <-cmd.Context().Done(): // the session ends: rather early than never
			}
			if f.Clipboard == nil {
				return nil
			}
			return f.Clipboard.Clear(context.WithoutCancel(cmd.Context()), sum)
		},
	}
	cmd.Flags().DurationVar(&after, "after", 0, "`time` to wait")
	cmd.Flags().StringVar(&sum, "sha256", "", "SHA-256 of what was copied, in `hex`")
	_ = cmd.MarkFlagRequired("sha256")
	return cmd
}
