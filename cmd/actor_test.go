package cmd_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/cmd"
	"github.com/incodectl/incodectl/internal/iostreams"
)

// TestActor holds that the account is what the system says, and what the
// environment says only where the system does not know.
func TestActor(t *testing.T) {
	is := func(name string, err error) func() (string, error) {
		return func() (string, error) { return name, err }
	}
	for _, c := range []struct {
		env        map[string]string
		user, host func() (string, error)
		want       string
	}{
		{map[string]string{"USER": "eve"}, is("ada", nil), is("desk", nil), "ada@desk"},
		{map[string]string{"USER": "ada"}, nil, is("desk", nil), "ada@desk"},
		{map[string]string{"USERNAME": "ada"}, is("", errors.New("no such account")), is("desk", nil), "ada@desk"},
		{nil, is("", nil), is("", errors.New("no name")), "unknown"},
		{map[string]string{"CI": "true"}, is("runner", nil), is("box", nil), "ci:runner@box"},
	} {
		dir := t.TempDir()
		run := func(args ...string) string {
			ios, _, out, words := iostreams.Test()
			code := cmd.Run(t.Context(), args, cmd.Environment{
				IO: ios, Now: time.Now, Hostname: c.host, User: c.user,
				Home: func() (string, error) { return dir, nil },
				Getenv: func(key string) string {
					switch key {
					case "INCODECTL_DATA_DIR", "INCODECTL_CONFIG_DIR":
						return dir
					}
					return c.env[key]
				},
			})
			if code != 0 {
				t.Fatalf("%v: exit code %d\n%s", args, code, words)
			}
			return out.String()
		}
		run("features", "enable", "integrations-ecosystem")
		if got := run("audit", "list", "--kind", "feature", "-o", "json"); !strings.Contains(got, `"name": "`+c.want+`"`) {
			t.Errorf("want %q:\n%s", c.want, got)
		}
	}
}
