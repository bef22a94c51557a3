package sessions

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
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
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error { return cmdutil.CheckFlags(cmd) }
	cmd.SetArgs(strings.Fields(line))
	err := cmd.ExecuteContext(t.Context())
	return got, err
}

func TestRequestFlags(t *testing.T) {
	got, err := parse(t, newCmdRequest, "--integration help --login-hint ada --notify sms --valid-for 1h30m --external-customer-id c7")
	want := verification.RequestOptions{
		Integration: "help", LoginHint: "ada", Notify: verification.NotifySMS, ValidFor: 90 * time.Minute, ExternalCustomerID: "c7",
	}
	if err != nil || got.request != want {
		t.Fatalf("got %+v, %v", got, err)
	}
	got, err = parse(t, newCmdRequest, "--integration help --login-hint ada --local --api-key ci")
	if err != nil || !got.request.Local || got.request.APIKey != "ci" || got.request.ValidFor != verification.DefaultValidity || got.request.Notify != "" {
		t.Fatalf("got %+v, %v", got, err)
	}
	for line, says := range map[string]string{
		"":                   "--integration and --login-hint are missing",
		"--integration help": "is missing",
		"--login-hint ada":   "is missing",
		"--integration help --login-hint ada extra":                  "unexpected argument",
		"--integration help --login-hint ada --notify letter":        `--notify "letter"`,
		"--integration help --login-hint ada --valid-for soon":       "--valid-for",
		"--integration help --login-hint ada --valid-for 59s":        "whole minutes from 1m to 7d",
		"--integration help --login-hint ada --valid-for 90s":        "whole minutes",
		"--integration help --login-hint ada --valid-for 8d":         "whole minutes",
		"--integration help --login-hint ada --valid-for 0":          "whole minutes",
		"--integration help --login-hint ada --notify sms --local":   "--local and --notify",
		"--integration help --login-hint ada --valid-for -5m":        "no span",
		"--integration help --login-hint ada --valid-for 1h --notif": "unknown flag",
	} {
		got, err := parse(t, newCmdRequest, line)
		if got != nil || err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %+v, %v; want %q", line, got, err, says)
		}
	}
}

func TestCompleteFlags(t *testing.T) {
	got, err := parse(t, newCmdComplete, "66f1 --claims - --explain --reveal")
	if err != nil || got.id != "66f1" || got.input.File != "-" || !got.explain || !got.reveal {
		t.Fatalf("got %+v, %v", got, err)
	}
	for _, line := range []string{"", "66f1", "--claims -", "a b --claims -", "66f1 --claims - --name Ada"} {
		if got, err := parse(t, newCmdComplete, line); got != nil || !fault.Is(err, fault.Usage) {
			t.Errorf("%q: %+v, %v", line, got, err)
		}
	}
}

func TestReviewFlags(t *testing.T) {
	got, err := parse(t, newCmdReview, "66f1 --approve --note seen")
	if err != nil || got.id != "66f1" || !got.approve || got.reject || got.note != "seen" {
		t.Fatalf("got %+v, %v", got, err)
	}
	for _, line := range []string{"", "66f1", "--approve", "66f1 --approve --reject", "66f1 --approve=false --reject=false"} {
		if got, err := parse(t, newCmdReview, line); got != nil || !fault.Is(err, fault.Usage) {
			t.Errorf("%q: %+v, %v", line, got, err)
		}
	}
}

func TestListFlags(t *testing.T) {
	got, err := parse(t, newCmdList, "--state requested,pending --state failed --login-hint ada --since 36h --limit 3")
	if err != nil {
		t.Fatal(err)
	}
	filter, err := got.filter()
	want := []verification.State{verification.Requested, verification.Pending, verification.Failed}
	if err != nil || !slices.Equal(filter.States, want) || filter.LoginHint != "ada" || !filter.Since.Equal(now.Add(-36*time.Hour)) || filter.Limit != 3 {
		t.Errorf("got %+v, %v", filter, err)
	}
	for _, line := range []string{"--state open", "--since yesterday", "--limit -1", "--state requested,"} {
		got, err := parse(t, newCmdList, line)
		if err != nil {
			t.Fatal(err)
		}
		if filter, err := got.filter(); !fault.Is(err, fault.Usage) {
			t.Errorf("%q: %+v, %v", line, filter, err)
		}
	}
}

func TestIDArguments(t *testing.T) {
	got, err := parse(t, newCmdGet, "66f1 --policy")
	if err != nil || got.id != "66f1" || !got.policy {
		t.Errorf("get: %+v, %v", got, err)
	}
	expire, err := parse(t, newCmdExpire, "66f1 77aa -y")
	if err != nil || !slices.Equal(expire.ids, []string{"66f1", "77aa"}) || !expire.yes {
		t.Errorf("expire: %+v, %v", expire, err)
	}
	if expire, err := parse(t, newCmdExpire, "--yes"); expire != nil || !fault.Is(err, fault.Usage) {
		t.Errorf("expire without sessions: %+v, %v", expire, err)
	}
	refresh, err := parse(t, newCmdRefresh, "66f1")
	if err != nil || !slices.Equal(refresh.ids, []string{"66f1"}) {
		t.Errorf("refresh: %+v, %v", refresh, err)
	}
	if refresh, err = parse(t, newCmdRefresh, ""); err != nil || len(refresh.ids) != 0 {
		t.Errorf("refresh all: %+v, %v", refresh, err)
	}
}
