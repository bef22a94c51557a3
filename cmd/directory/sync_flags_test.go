package directory

import (
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
	"github.com/incodectl/incodectl/internal/integration"
)

func TestSyncFlags(t *testing.T) {
	defaults := syncFlags{mode: "auto"}
	for _, c := range []struct {
		args []string
		want syncOptions
		mode directory.Mode
	}{
		{nil, syncOptions{flags: defaults}, directory.ModeAuto},
		{[]string{"--full"}, syncOptions{flags: syncFlags{mode: "auto", full: true}}, directory.ModeFull},
		{[]string{"--delta"}, syncOptions{flags: syncFlags{mode: "auto", delta: true}}, directory.ModeDelta},
		{[]string{"--mode", "full"}, syncOptions{flags: syncFlags{mode: "full"}}, directory.ModeFull},
		{[]string{"--mode", "delta"}, syncOptions{flags: syncFlags{mode: "delta"}}, directory.ModeDelta},
		{[]string{"--dry-run", "--reveal"}, syncOptions{flags: defaults, dryRun: true, reveal: true}, directory.ModeAuto},
		{
			[]string{
				"--max-deactivations", "500,10%", "--max-updates", "none", "--full-every", "7d", "--strict", "--no-resume",
				"--concurrency", "16", "--max-api-share", "25%",
			},
			syncOptions{flags: syncFlags{
				mode: "auto", maxDeactivations: "500,10%", maxUpdates: "none", fullEvery: "7d", strict: true, noResume: true,
				concurrency: 16, maxAPIShare: "25%",
			}},
			directory.ModeAuto,
		},
	} {
		got, err := run(t, newCmdSync, c.args...)
		if err != nil {
			t.Errorf("%v: %v", c.args, err)
			continue
		}
		mode, err := got.flags.readMode()
		if got.flags != c.want.flags || got.dryRun != c.want.dryRun || got.reveal != c.want.reveal || mode != c.mode || err != nil {
			t.Errorf("%v: %+v, %q, %v", c.args, got, mode, err)
		}
	}
}

func TestSyncRefusesFlags(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"--mode sideways", "none of auto, full, delta"},
		{"--full --delta", "full"},
		{"--full --mode full", "full"},
		{"--reveal", "--dry-run"},
		{"--max-deactivations many", `--max-deactivations: "many" is no limit`},
		{"--max-deactivations=", "--max-deactivations is empty"},
		{"--max-updates -3", `--max-updates: "-3" is no limit`},
		{"--max-updates=", "--max-updates is empty"},
		{"--full-every soon", "--full-every"},
		{"--full-every 0", "--full-every"},
		{"--full-every 1s", `--full-every: "1s" is not between 1m and 365d`},
		{"--full-every 366d", "not between"},
		{"--full-every=", "--full-every is empty"},
		{"--concurrency 0", "between 1 and 16"},
		{"--concurrency 17", "between 1 and 16"},
		{"--max-api-share 0%", "--max-api-share"},
		{"--max-api-share 50", "--max-api-share"},
		{"--max-api-share 101%", "--max-api-share"},
		{"--max-api-share=", "--max-api-share is empty"},
	} {
		got, err := run(t, newCmdSync, strings.Fields(c.args)...)
		if got != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %+v, %v", c.args, got, err)
		}
		if !strings.Contains(c.args, "--full -") && !fault.Is(err, fault.Usage) { // cobra's own check, wrapped by the root command
			t.Errorf("%s: %v is no usage error", c.args, err)
		}
	}
}

// TestTuning holds the order: flag, the integration's settings, default.
func TestTuning(t *testing.T) {
	limit := func(s string) guard.Limit {
		l, err := guard.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	got, err := new(syncFlags).resolve(nil)
	want := tuning{limits: directory.DefaultLimits(), fullEvery: directory.DefaultFullEvery, apiShare: 0.5, concurrency: 1}
	if err != nil || got != want {
		t.Errorf("defaults: %+v, %v; want %+v", got, err, want)
	}
	set := integration.Settings{
		integration.KeyMaxDeactivations: {"7"}, integration.KeyMaxUpdates: {"8%"}, integration.KeyFullEvery: {"7d"},
		integration.KeyMaxAPIShare: {"30%"}, integration.KeyConcurrency: {"4"},
	}
	got, err = new(syncFlags).resolve(set)
	want = tuning{
		limits:    directory.Limits{Deactivations: limit("7"), Updates: limit("8%")},
		fullEvery: 7 * 24 * time.Hour, apiShare: 0.3, concurrency: 4,
	}
	if err != nil || got != want {
		t.Errorf("settings: %+v, %v; want %+v", got, err, want)
	}
	flags := syncFlags{maxDeactivations: "none", fullEvery: "90m", concurrency: 2}
	got, err = flags.resolve(set)
	want.limits.Deactivations, want.fullEvery, want.concurrency = limit("none"), 90*time.Minute, 2
	if err != nil || got != want {
		t.Errorf("flags: %+v, %v; want %+v", got, err, want)
	}
	if _, err := new(syncFlags).resolve(integration.Settings{integration.KeyMaxUpdates: {"lots"}}); !fault.Is(err, fault.Usage) {
		t.Errorf("a setting that cannot be read: %v", err)
	}
}
