package decision

import (
	"errors"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
)

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

func TestExit(t *testing.T) {
	for outcome, want := range map[match.Outcome]int{match.OutcomePass: 0, match.OutcomeSoftFlag: 10, match.OutcomeHardStop: 11} {
		code := 0
		if exit, ok := errors.AsType[*cmdutil.ExitError](Exit(outcome)); ok {
			code = exit.Code
		}
		if code != want {
			t.Errorf("%s ends with %d, want %d", outcome, code, want)
		}
	}
}
