package audit

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
)

var now = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// parse runs a command that only keeps its options.
func parse[O any](t *testing.T, build func(*cmdutil.Factory, func(context.Context, *O) error) *cobra.Command, line string) (*O, error) {
	t.Helper()
	var got *O
	cmd := build(&cmdutil.Factory{Now: func() time.Time { return now }}, func(_ context.Context, o *O) error {
		got = o
		return nil
	})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(strings.Fields(line))
	return got, cmd.ExecuteContext(t.Context())
}

func TestListFlags(t *testing.T) {
	got, err := parse(t, newCmdList, "--actor ada --action workflow.edit --kind workflow --target w1 --since 36h --until 2026-05-01 --limit 3")
	if err != nil {
		t.Fatal(err)
	}
	f, err := got.filter()
	want := audit.Filter{
		Actor: "ada", Action: "workflow.edit", Kind: audit.TargetWorkflow, Target: "w1", Limit: 3,
		Since: now.Add(-36 * time.Hour), Until: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
	}
	if err != nil || f != want {
		t.Errorf("%+v, %v", f, err)
	}
	for line, says := range map[string]string{
		"--kind workflows": "none of feature, integration", "--limit -1": "negative", "--since yesterday": "--since",
		"--until never": "--until", "--since 1d --until 2d": "not before",
	} {
		got, err := parse(t, newCmdList, line)
		if err != nil {
			t.Fatal(line, err)
		}
		if _, err := got.filter(); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", line, err)
		}
	}
	for _, k := range audit.Kinds() {
		if got, _ := parse(t, newCmdList, "--kind "+string(k)); got == nil {
			t.Error(k)
		} else if f, err := got.filter(); err != nil || f.Kind != k {
			t.Error(k, err)
		}
	}
}

func TestOtherFlags(t *testing.T) {
	v, err := parse(t, newCmdVerify, "--head abc --file -")
	if err != nil || v.head != "abc" || v.file != "-" {
		t.Errorf("%+v, %v", v, err)
	}
	if err := runVerify(t.Context(), v); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "--head") {
		t.Error(err)
	}
	e, err := parse(t, newCmdExport, "--after 12 --file x.jsonl")
	if err != nil || e.after != 12 || e.file != "x.jsonl" {
		t.Errorf("%+v, %v", e, err)
	}
	if e, _ = parse(t, newCmdExport, "--after -1"); !fault.Is(runExport(t.Context(), e), fault.Usage) {
		t.Error("a negative number")
	}
	for _, line := range []string{"extra", "--after x"} {
		if _, err := parse(t, newCmdExport, line); err == nil {
			t.Error(line)
		}
	}
}
