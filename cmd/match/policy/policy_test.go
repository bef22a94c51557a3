package policy

import (
	"context"
	"slices"
	"testing"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

func TestCheckArguments(t *testing.T) {
	var got []string
	cmd := newCmdCheck(&cmdutil.Factory{}, func(_ context.Context, opts *checkOptions) error {
		got = opts.files
		return nil
	})
	if err := run(t, cmd, "a.yaml", "-"); err != nil || !slices.Equal(got, []string{"a.yaml", "-"}) {
		t.Errorf("%q, %v", got, err)
	}
	if err := run(t, cmd); err == nil {
		t.Error("nothing to check is accepted")
	}
}

func TestExplainArguments(t *testing.T) {
	for _, tt := range []struct {
		args []string
		ref  string
		ok   bool
	}{
		{nil, "", true},
		{[]string{"strict"}, "strict", true},
		{[]string{"a", "b"}, "", false},
	} {
		ref := ""
		cmd := newCmdExplain(&cmdutil.Factory{}, func(_ context.Context, opts *explainOptions) error {
			ref = opts.ref
			return nil
		})
		if err := run(t, cmd, tt.args...); (err == nil) != tt.ok || ref != tt.ref {
			t.Errorf("%q: %q, %v", tt.args, ref, err)
		}
	}
}

func TestComplete(t *testing.T) {
	if got, _ := Complete(nil, nil, "st"); !slices.Equal(got, []string{"strict", "standard"}) {
		t.Errorf("got %q", got)
	}
}

func run(t *testing.T, cmd *cobra.Command, args ...string) error {
	t.Helper()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(append([]string{}, args...))
	return cmd.ExecuteContext(t.Context())
}
