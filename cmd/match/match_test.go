package match

import (
	"context"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
)

func TestFlags(t *testing.T) {
	run := func(args ...string) (got *matchOptions, err error) {
		cmd := newCmdMatch(&cmdutil.Factory{}, func(_ context.Context, opts *matchOptions) error {
			got = opts
			return nil
		})
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		cmd.SetArgs(args)
		return got, cmd.ExecuteContext(t.Context())
	}
	got, err := run("--login-hint", "ada", "--claims", "-", "--policy", "p.yaml", "--integration", "corp", "--reveal")
	if err != nil {
		t.Fatal(err)
	}
	if want := (matchOptions{f: got.f, hint: "ada", claims: "-", policy: "p.yaml", integration: "corp", reveal: true}); *got != want {
		t.Errorf("got %+v, want %+v", *got, want)
	}
	for _, args := range [][]string{{}, {"--login-hint", "ada"}, {"--claims", "-"}, {"--login-hint", "ada", "--claims", "-", "extra"}} {
		if got, err := run(args...); got != nil || err == nil {
			t.Errorf("%v: %+v, %v", args, got, err)
		}
	}
}

func TestPerson(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	found := directory.Found{
		User:        directory.User{Login: "ada@corp.example", State: directory.Inactive},
		Integration: integration.Integration{Name: "corp"}, Kind: directory.HintAlias,
	}
	const who = "compared with ada@corp.example in corp (inactive, found by alias)"
	if got := person(now, found); got != who {
		t.Errorf("got %q, want %q", got, who)
	}
	found.SyncedAt = now.Add(-90 * time.Minute)
	if got, want := person(now, found), who+", confirmed 1h30m0s ago"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWords(t *testing.T) {
	if got := words([]claims.Reason{"nothing_in_common", "date_differs"}); got != "nothing in common, date differs" {
		t.Errorf("got %q", got)
	}
}
