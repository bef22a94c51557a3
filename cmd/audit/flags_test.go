package audit

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
		"--action feat": "unknown action", "--action integration.edits": "unknown action", "--action integration.edit,x": "unknown action",
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

// TestNearestAction: a slip is answered with what was meant.
func TestNearestAction(t *testing.T) {
	for slip, meant := range map[string]string{
		"workflow.edt": "workflow.edit", "Session.Reveiw": "session.review", "integrations": "integration", "api-key.revoke": "api_key.revoke",
	} {
		got, err := parse(t, newCmdList, "--action "+slip)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = got.filter(); !fault.Is(err, fault.Usage) || fault.HintOf(err) != "did you mean "+meant+"?" {
			t.Errorf("%s: %v, hint %q", slip, err, fault.HintOf(err))
		}
	}
	for _, a := range append(audit.Actions(), kinds()...) {
		got, _ := parse(t, newCmdList, "--action "+a)
		if f, err := got.filter(); err != nil || f.Action != a {
			t.Errorf("%s: %v", a, err)
		}
	}
}

// TestActionsAreAll: what any package logs is in the list, and nothing else is.
func TestActionsAreAll(t *testing.T) {
	action := regexp.MustCompile(`"((?:` + strings.Join(kinds(), "|") + `)\.[a-z_]+)"|record\(ctx, "(create|edit|delete)"`)
	logged := map[string]bool{}
	for _, dir := range []string{"integration", "workflow", "verification", "credential", "directory", "incode/connection"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "internal", filepath.FromSlash(dir), "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range action.FindAllStringSubmatch(string(text), -1) {
				if m[2] != "" {
					m[1] = "integration." + m[2]
				}
				logged[m[1]] = true
			}
		}
	}
	if got, want := slices.Sorted(maps.Keys(logged)), slices.Sorted(slices.Values(audit.Actions())); !slices.Equal(got, want) {
		t.Errorf("logged are %q, listed %q", got, want)
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
	if _, err = parse(t, newCmdVerify, "--head="); !fault.Is(err, fault.Usage) {
		t.Error("an empty head", err)
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
