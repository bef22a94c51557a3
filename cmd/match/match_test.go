package match

import (
	"context"
	"maps"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/cmdutil"
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
	if got.hint != "ada" || got.input.File != "-" || got.policy != "p.yaml" || got.integration != "corp" || !got.reveal || !got.explain {
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
	doc, err := got.input.Read(&cmdutil.Factory{})
	want := claims.Set{claims.GivenName: "Ada", claims.FamilyName: "Lovelace", claims.Phone: "1", "badge": "7", claims.AddressPostalCode: "94102"}
	if err != nil || !maps.Equal(doc.Claims, want) {
		t.Errorf("read %v, %v", doc.Claims, err)
	}
	for _, bad := range [][]string{{"--claim", "badge"}, {"--claim", "badge=1", "--claim", "badge=2"}, {"--claim", "name=Bob"}} {
		got, err := run(append([]string{"--login-hint", "ada", "--name", "Ada"}, bad...)...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := got.input.Read(&cmdutil.Factory{}); err == nil {
			t.Errorf("%v is read", bad)
		}
	}
}
