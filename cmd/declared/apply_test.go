package declared_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/cmd"
	"github.com/incodectl/incodectl/internal/iostreams"
)

const otherFile = `version: 1
workflows:
  - {name: other, configuration_id: 65f0a1b2c3d4e5f60718293b, policy: standard}
`

const file = `version: 1
features: [integrations-ecosystem]
workflows:
  - {name: sign-in, configuration_id: 65f0a1b2c3d4e5f60718293a, policy: standard}
`

// at runs a command line at a terminal, where text is typed at its questions.
func at(t *testing.T, home, typed string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ios, in, out, errs := iostreams.Test()
	in.WriteString(typed)
	ios.SetStdinTTY(true)
	ios.SetStdoutTTY(true)
	code = cmd.Run(t.Context(), args, cmd.Environment{
		IO: ios, Now: time.Now,
		Getenv: func(key string) string {
			return map[string]string{"USER": "ada", "INCODECTL_SECRET_STORE": "file", "INCODECTL_DATA_DIR": filepath.Join(home, "data")}[key]
		},
		Home:     func() (string, error) { return home, nil },
		Hostname: func() (string, error) { return "desk", nil },
	})
	return code, out.String(), errs.String()
}

func TestAtATerminal(t *testing.T) {
	home := t.TempDir()
	name := filepath.Join(home, "incodectl.yaml")
	if err := os.WriteFile(name, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(home, "other.yaml")
	if err := os.WriteFile(other, []byte(otherFile), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, tt := range []struct {
		typed  string
		args   []string
		code   int
		stderr []string
		stdout string
	}{
		{"n\n", []string{"apply", "-f", name}, 7, []string{
			`~ feature "integrations-ecosystem"`, "    enabled: false -> true", `+ workflow "sign-in"`, "    policy: standard",
			"1 to create, 1 to change", "Apply these changes to profile default?", "nothing was changed",
		}, ""},
		{"", []string{"workflows", "list"}, 4, nil, ""},
		{"y\n", []string{"apply", "-f", name}, 0, []string{"applied " + name}, ""},
		{"", []string{"apply", "-f", name}, 0, []string{"no changes"}, ""},
		{"nonsense\n", []string{"apply", "-f", other, "--prune"}, 7, []string{`- workflow "sign-in"`, "deleting cannot be undone"}, ""},
		{"", []string{"workflows", "get", "sign-in"}, 0, nil, ""},
		{"default\n", []string{"apply", "-f", other, "--prune"}, 0, []string{"1 deleted"}, ""},
		{"", []string{"workflows", "get", "sign-in"}, 3, nil, ""},
		{"", []string{"apply", "-f", name, "--dry-run"}, 0, []string{"1 to create"}, "+ workflow \"sign-in\"\n    configuration_id: 65f0a1b2c3d4e5f60718293a\n    policy: standard\n"},
		{"", []string{"apply", "-f", name, "--yes"}, 0, []string{"1 created"}, "+ workflow \"sign-in\"\n    configuration_id: 65f0a1b2c3d4e5f60718293a\n    policy: standard\n"},
	} {
		code, stdout, stderr := at(t, home, tt.typed, append(tt.args, "--color", "never")...)
		if code != tt.code {
			t.Fatalf("%d, %v: exit code %d, want %d\n%s", i, tt.args, code, tt.code, stderr)
		}
		if tt.args[0] == "apply" && stdout != tt.stdout {
			t.Errorf("%v: stdout is %q, want %q", tt.args, stdout, tt.stdout)
		}
		for _, want := range tt.stderr {
			if !strings.Contains(stderr, want) {
				t.Errorf("%v: %q is not in\n%s", tt.args, want, stderr)
			}
		}
	}
}
