package workflows

import (
	"context"
	"reflect"
	"testing"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/workflow"
)

// run executes a command that notes its options instead of running.
func run(t *testing.T, cmd *cobra.Command, args ...string) error {
	t.Helper()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(append([]string{}, args...))
	return cmd.ExecuteContext(t.Context())
}

func TestCreateFlags(t *testing.T) {
	var got *createOptions
	parse := func(args ...string) error {
		got = nil
		return run(t, newCmdCreate(&cmdutil.Factory{}, func(_ context.Context, o *createOptions) error { got = o; return nil }), args...)
	}
	if err := parse("--name", "a", "--configuration-id", "b", "--policy", "strict", "--set", "x=1,2", "--set", "y=2", "--unset", "z"); err != nil {
		t.Fatal(err)
	}
	want := createOptions{f: got.f, name: "a", configuration: "b", policy: policyFlags{ref: "strict", set: []string{"x=1,2", "y=2"}, unset: []string{"z"}}}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("got %+v, want %+v", *got, want)
	}
	if err := parse("extra"); !fault.Is(err, fault.Usage) || got != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestEditFlags(t *testing.T) {
	var got *editOptions
	parse := func(args ...string) error {
		got = nil
		return run(t, newCmdEdit(&cmdutil.Factory{}, func(_ context.Context, o *editOptions) error { got = o; return nil }), args...)
	}
	if err := parse("w", "--name", "a", "--configuration-id", "b", "--unset", "z", "--force"); err != nil {
		t.Fatal(err)
	}
	want := editOptions{f: got.f, ref: "w", name: "a", configuration: "b", policy: policyFlags{unset: []string{"z"}}, force: true}
	if !reflect.DeepEqual(*got, want) || !got.policy.given() {
		t.Errorf("got %+v, want %+v", *got, want)
	}
	for _, args := range [][]string{{}, {"a", "b"}, {"w", "--name", ""}, {"w", "--configuration-id="}, {"w", "--policy", ""}} {
		if err := parse(args...); !fault.Is(err, fault.Usage) || got != nil {
			t.Errorf("%q: %+v, %v", args, got, err)
		}
	}
}

func TestOtherFlags(t *testing.T) {
	f := &cmdutil.Factory{}
	var get *getOptions
	if err := run(t, newCmdGet(f, func(_ context.Context, o *getOptions) error { get = o; return nil }), "w", "--field", "id"); err != nil ||
		*get != (getOptions{f: f, ref: "w", field: "id"}) {
		t.Errorf("%+v, %v", get, err)
	}
	if err := run(t, newCmdGet(f, func(context.Context, *getOptions) error { return nil }), "w", "--field", "id", "--policy"); err == nil {
		t.Error("--field and --policy are accepted together")
	}
	var history *historyOptions
	if err := run(t, newCmdHistory(f, func(_ context.Context, o *historyOptions) error { history = o; return nil }), "w", "--version", "2"); err != nil ||
		*history != (historyOptions{f: f, ref: "w", version: 2}) {
		t.Errorf("%+v, %v", history, err)
	}
	if err := run(t, newCmdHistory(f, func(context.Context, *historyOptions) error { return nil }), "w", "--version", "-1"); !fault.Is(err, fault.Usage) {
		t.Error(err)
	}
	var del *deleteOptions
	if err := run(t, newCmdDelete(f, func(_ context.Context, o *deleteOptions) error { del = o; return nil }), "w", "-y"); err != nil ||
		*del != (deleteOptions{f: f, ref: "w", yes: true}) {
		t.Errorf("%+v, %v", del, err)
	}
}

// TestFieldKeys: every key prints something of its own.
func TestFieldKeys(t *testing.T) {
	w := workflow.Workflow{ID: "1", Name: "2", ConfigurationID: "3", PolicyVersion: 4}
	w.Policy.Name = "5"
	w.UpdatedAt = w.CreatedAt.Add(1e9)
	seen := map[string]string{}
	for _, key := range fieldKeys() {
		value := fieldOf(w, []workflow.User{{Name: "6"}}, key)
		if other, ok := seen[value]; ok || value == "" {
			t.Errorf("%s and %s both print %q", key, other, value)
		}
		seen[value] = key
	}
}
