package match

import (
	"context"
	"maps"
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
	got, err := run("--login-hint", "ada", "--claims", "-", "--policy", "p.yaml", "--integration", "corp", "--reveal", "--explain")
	if err != nil {
		t.Fatal(err)
	}
	if got.hint != "ada" || got.input.file != "-" || got.policy != "p.yaml" || got.integration != "corp" || !got.reveal || !got.explain {
		t.Errorf("got %+v", *got)
	}
	for _, args := range [][]string{
		{},
		{"--login-hint", "ada"},
		{"--claims", "-"},
		{"--login-hint", "ada", "--claims", "-", "extra"},
		{"--login-hint", "ada", "--claims", "-", "--name", "Ada"},
		{"--login-hint", "ada", "--claims", "-", "--claim", "badge=1"},
	} {
		if got, err := run(args...); got != nil || err == nil {
			t.Errorf("%v: %+v, %v", args, got, err)
		}
	}
	got, err = run("--login-hint", "ada", "--given-name", "Ada", "--family-name", "Lovelace", "--phone-number", "1", "--claim", "badge=7", "--claim", "postal_code=94102")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := got.input.read()
	want := claims.Set{claims.GivenName: "Ada", claims.FamilyName: "Lovelace", claims.Phone: "1", "badge": "7", claims.AddressPostalCode: "94102"}
	if err != nil || !maps.Equal(doc.Claims, want) {
		t.Errorf("read %v, %v", doc.Claims, err)
	}
	for _, bad := range [][]string{{"--claim", "badge"}, {"--claim", "badge=1", "--claim", "badge=2"}, {"--claim", "name=Bob"}} {
		got, err := run(append([]string{"--login-hint", "ada", "--name", "Ada"}, bad...)...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := got.input.read(); err == nil {
			t.Errorf("%v is read", bad)
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
