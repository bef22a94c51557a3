package directory

import (
	"context"
	"slices"
	"testing"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
)

// run executes a command without its parents and returns the options that
// arrived; nil when it refused its command line.
func run[O any](t *testing.T, newCmd func(*cmdutil.Factory, func(context.Context, *O) error) *cobra.Command, args ...string) (got *O, err error) {
	t.Helper()
	cmd := newCmd(&cmdutil.Factory{}, func(_ context.Context, opts *O) error {
		got = opts
		return nil
	})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	return got, cmd.ExecuteContext(t.Context())
}

func TestUsersFlags(t *testing.T) {
	got, err := run(t, newCmdUsers, "--state", "inactive", "--integration", "corp", "--query", "ada", "--limit", "3", "--reveal")
	if err != nil {
		t.Fatal(err)
	}
	if want := (usersOptions{f: got.f, state: "inactive", integration: "corp", query: "ada", limit: 3, reveal: true}); *got != want {
		t.Errorf("got %+v, want %+v", *got, want)
	}
	got, err = run(t, newCmdUsers)
	if want := (usersOptions{f: got.f}); err != nil || *got != want {
		t.Errorf("got %+v, %v; want %+v", *got, err, want)
	}
	if got, err = run(t, newCmdUsers, "ada"); got != nil || !fault.Is(err, fault.Usage) {
		t.Errorf("an argument: %+v, %v", got, err)
	}
}

func TestSyncArguments(t *testing.T) {
	for _, args := range [][]string{{}, {"corp"}, {"corp", "second"}} {
		got, err := run(t, newCmdSync, args...)
		if err != nil || !slices.Equal(got.refs, args) {
			t.Errorf("%v: %+v, %v", args, got, err)
		}
	}
}

func TestGetArguments(t *testing.T) {
	got, err := run(t, newCmdGet, "ada@corp.example", "--reveal")
	if err != nil || got.hint != "ada@corp.example" || !got.reveal || got.integration != "" {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, args := range [][]string{{}, {"a", "b"}} {
		if got, err := run(t, newCmdGet, args...); got != nil || !fault.Is(err, fault.Usage) {
			t.Errorf("%v: %+v, %v", args, got, err)
		}
	}
}

func TestLookupNeedsAHint(t *testing.T) {
	got, err := run(t, newCmdLookup, "--login-hint", "ada", "--integration", "corp")
	if err != nil || got.hint != "ada" || got.integration != "corp" {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := run(t, newCmdLookup); got != nil || err == nil {
		t.Errorf("without --login-hint: %+v, %v", got, err)
	}
}

func TestRunsDefaults(t *testing.T) {
	got, err := run(t, newCmdRuns)
	if err != nil || got.limit != 20 || got.integration != "" {
		t.Errorf("got %+v, %v", got, err)
	}
}
