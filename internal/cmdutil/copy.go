package cmdutil

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// clearAfter is how long a credential stays on the clipboard unless somebody
// says otherwise; password managers have the same.
const clearAfter = 45 * time.Second

// ClipboardFlags say how a credential goes to the clipboard.
type ClipboardFlags struct {
	Copy       bool          // only where AddCopy was called
	ClearAfter time.Duration // 0 leaves it there
}

// Add registers --clear-after.
func (c *ClipboardFlags) Add(cmd *cobra.Command) {
	cmd.Flags().DurationVar(&c.ClearAfter, "clear-after", clearAfter, "`time` until the clipboard is cleared, unless something else was copied; 0 leaves it")
}

// AddCopy also registers --copy.
func (c *ClipboardFlags) AddCopy(cmd *cobra.Command, what string) {
	cmd.Flags().BoolVar(&c.Copy, "copy", false, "put "+what+" on the clipboard instead of standard output")
	c.Add(cmd)
}

// Check refuses a time that cannot be.
func (c *ClipboardFlags) Check() error {
	if c.ClearAfter < 0 || c.ClearAfter > 24*time.Hour {
		return fault.New(fault.Usage, "--clear-after %s is not from 0 to 24h", c.ClearAfter)
	}
	return nil
}

// Put copies a credential and says so, and until when; where names the
// clipboard. Where there is none, or it does not work, where is empty and a note
// says why: then the credential goes to standard output instead.
func (c *ClipboardFlags) Put(ctx context.Context, f *Factory, v secret.Value, what string) (where string) {
	err := error(fault.New(fault.Unavailable, "there is no clipboard"))
	if f.Clipboard != nil {
		where, err = f.Clipboard.Copy(ctx, v, c.ClearAfter)
	}
	switch {
	case err != nil:
		f.IO.Notef("%s is printed and not copied: %v", what, err)
		return ""
	case c.ClearAfter == 0:
		f.IO.Successf("%s is on the %s, and stays there", what, where)
	default:
		f.IO.Successf("%s is on the %s, which is cleared in %s", what, where, c.ClearAfter)
	}
	return where
}
