package directory

import (
	"context"
	"testing"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

func TestReportFlags(t *testing.T) {
	var got reportOptions
	newCmd := func(f *cmdutil.Factory) *cobra.Command {
		return newCmdReport(f, func(_ context.Context, o *reportOptions) error { got = *o; return nil })
	}
	for _, c := range []struct {
		args []string
		want reportOptions
		fail bool
	}{
		{args: []string{"--html", "x.html"}, want: reportOptions{html: "x.html", days: usualDays}},
		{args: []string{"--html", "-", "--days", "7", "--reveal"}, want: reportOptions{html: "-", days: 7, reveal: true}},
		{args: []string{"--html", "x", "extra"}, fail: true},
		{args: nil, fail: true},
	} {
		got = reportOptions{}
		cmd := newCmd(&cmdutil.Factory{})
		cmd.SetArgs(c.args)
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		err := cmd.ExecuteContext(t.Context())
		got.f = nil
		if (err != nil) != c.fail || !c.fail && got != c.want {
			t.Errorf("%q: %+v, %v", c.args, got, err)
		}
	}
}
