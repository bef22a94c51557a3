package cmdutil_test

import (
	"strings"
	"syscall"
	"testing"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
)

// gone is a pipe whose reader has gone.
type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, syscall.EPIPE }

// TestShownOnce holds that what is shown once and cannot be is a failure, though
// elsewhere a reader who is gone is none.
func TestShownOnce(t *testing.T) {
	ios, _, out, _ := iostreams.Test()
	f := &cmdutil.Factory{IO: ios, Settings: func() cmdutil.Settings { return cmdutil.Settings{Format: output.JSON} }}
	v := output.Object("a value", "")
	lost := cmdutil.Lost{What: "it is made, but could not be shown", Hint: "make another"}
	if err := f.RenderOnce(v, lost); err != nil || !strings.Contains(out.String(), "a value") {
		t.Errorf("%v, %q", err, out)
	}
	ios.Out = gone{}
	if err := f.Render(v); err != nil && iostreams.IsBrokenPipe(syscall.EPIPE) { // another error on Windows
		t.Errorf("Render: %v", err)
	}
	for name, err := range map[string]error{"RenderOnce": f.RenderOnce(v, lost), "PrintOnce": f.PrintOnce("x\n", lost)} {
		if !fault.Is(err, fault.Partial) || iostreams.IsBrokenPipe(err) || fault.HintOf(err) != "make another" ||
			!strings.HasPrefix(err.Error(), "it is made, but could not be shown: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
