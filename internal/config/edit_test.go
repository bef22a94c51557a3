package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestSetAndUnset(t *testing.T) {
	in := input(t, "", nil)
	home, _ := in.Home()
	path := filepath.Join(home, ".config", "incodectl", "config.yaml")
	for _, s := range [][3]string{
		{"", "output", "json"},
		{"", "profile", "2024"},
		{"2024", "quiet", "yes"},
		{"2024", "output", "csv"},
		{"other", "ca_cert", "~/ca.pem"},
		{"", "output", "yaml"},
	} {
		if err := set(path, s[0], s[1], s[2]); err != nil {
			t.Fatal(s, err)
		}
	}
	wantFile(t, path, `output: yaml
profile: "2024"
profiles:
  "2024":
    quiet: true
    output: csv
  other:
    ca_cert: ~/ca.pem
`)
	if runtime.GOOS != "windows" {
		for p, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
			if info, err := os.Stat(p); err != nil || info.Mode().Perm() != want {
				t.Errorf("mode of %s is %o, want %o", p, info.Mode().Perm(), want)
			}
		}
	}
	c := load(t, in)
	if c.Profile.Value != "2024" || c.Output.Value != "csv" || !c.Quiet.Value {
		t.Errorf("read back: %+v", c)
	}
	for _, s := range [][2]string{{"2024", "quiet"}, {"2024", "output"}, {"other", "debug"}, {"nobody", "debug"}, {"", "profile"}, {"", "debug"}} {
		if err := unset(path, s[0], s[1]); err != nil {
			t.Fatal(s, err)
		}
	}
	wantFile(t, path, "output: yaml\nprofiles:\n  other:\n    ca_cert: ~/ca.pem\n")
	for _, s := range [][2]string{{"other", "ca_cert"}, {"", "output"}} {
		if err := unset(path, s[0], s[1]); err != nil {
			t.Fatal(s, err)
		}
	}
	wantFile(t, path, "")
	load(t, in)
}

func TestUnsetCreatesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	if err := unset(filepath.Join(dir, "config.yaml"), "", "output"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a folder was created")
	}
}

func TestCommentsAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	write(t, path, `# Ours, ask the platform team.
output: json # scripts rely on it
profiles:
  # the real thing
  prod:
    quiet: true # CI log is long enough
color: never
# the end
`)
	for _, s := range [][3]string{{"prod", "quiet", "false"}, {"", "output", "csv"}, {"prod", "debug", "true"}} {
		if err := set(path, s[0], s[1], s[2]); err != nil {
			t.Fatal(err)
		}
	}
	wantFile(t, path, `# Ours, ask the platform team.
output: csv # scripts rely on it
profiles:
  # the real thing
  prod:
    quiet: false # CI log is long enough
    debug: true
color: never
# the end
`)
}

func TestSetIntoAlmostNothing(t *testing.T) {
	for before, after := range map[string]string{
		"# my settings":             "# my settings\nquiet: true\n",
		"---\n":                     "---\nquiet: true\n",
		"{output: json}\n":          "{output: json, quiet: true}\n",
		"profiles:\noutput: json\n": "profiles:\noutput: json\nquiet: true\n",
	} {
		path := filepath.Join(t.TempDir(), "config.yaml")
		write(t, path, before)
		if err := set(path, "", "quiet", "on"); err != nil {
			t.Errorf("%q: %v", before, err)
			continue
		}
		wantFile(t, path, after)
	}
	path := filepath.Join(t.TempDir(), "config.yaml")
	write(t, path, "profiles:\n")
	if err := set(path, "x", "quiet", "on"); err != nil {
		t.Fatal(err)
	}
	wantFile(t, path, "profiles:\n  x:\n    quiet: true\n")
}

func TestSetRefuses(t *testing.T) {
	const file = "output: json\nprofiles:\n  x: y\n"
	for name, tc := range map[string]struct {
		profile, key, value string
		want                []string
	}{
		"unknown key":        {"", "outptu", "json", []string{`"outptu"`}},
		"wrong value":        {"", "color", "red", []string{`color cannot be "red"`, "auto, always, never"}},
		"profile in section": {"prod", "profile", "x", []string{`"profile"`}},
		"bad profile":        {"../x", "color", "auto", []string{`"../x"`}},
		"bad profile value":  {"", "profile", "A", []string{"profile cannot be"}},
		"relative CA":        {"", "ca_cert", "ca.pem", []string{"absolute"}},
		"odd section":        {"x", "color", "auto", []string{"line 3", "a list of settings"}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.yaml")
			write(t, path, file)
			wantUsage(t, set(path, tc.profile, tc.key, tc.value), tc.want...)
			wantFile(t, path, file)
		})
	}
}

func TestBrokenFileIsNotEdited(t *testing.T) {
	for _, file := range []string{"output: [\n", "- a\n", "a: b\n---\nc: d\n"} {
		path := filepath.Join(t.TempDir(), "config.yaml")
		write(t, path, file)
		wantUsage(t, set(path, "", "color", "auto"), "not valid YAML")
		wantUsage(t, unset(path, "", "color"), "not valid YAML")
		wantFile(t, path, file)
	}
}

// A mistake in the file can be repaired by the commands that write it.
func TestRepair(t *testing.T) {
	in := input(t, "output: jsn\n", nil)
	home, _ := in.Home()
	if err := set(filepath.Join(home, ".config", "incodectl", "config.yaml"), "", "output", "json"); err != nil {
		t.Fatal(err)
	}
	load(t, in)
}

func TestSymlinkIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "config.yaml")
	write(t, target, "output: json\n")
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	wantUsage(t, set(link, "", "output", "csv"), link, "symbolic link")
	wantUsage(t, unset(link, "", "output"), "symbolic link")
	wantFile(t, target, "output: json\n")
}

func TestWriteError(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "file"), "")
	err := set(filepath.Join(dir, "file", "config.yaml"), "", "output", "csv")
	if err == nil || !strings.Contains(err.Error(), "config.yaml") {
		t.Errorf("got %v", err)
	}
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%v, the file is\n%s\nwant\n%s", err, got, want)
	}
}

// What is read from the file is either refused or a file Set can work on.
func FuzzParseFile(f *testing.F) {
	f.Add([]byte("output: json\nprofiles:\n  prod: {quiet: true}\n"))
	f.Add([]byte("# c\n---\nca_cert: ~/x # d\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := parseFile("config.yaml", "linux", data); err != nil {
			return
		}
		path := filepath.Join(t.TempDir(), "config.yaml")
		write(t, path, string(data))
		if err := set(path, "p", "color", "always"); err != nil {
			return // refused, and nothing written
		}
		out, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := parseFile(path, "linux", out)
		if err != nil || doc.profiles["p"]["color"] != "always" {
			t.Errorf("%q became %q: %v", data, out, err)
		}
	})
}

func set(path, profile, key, value string) error {
	return Edit(path, profile, []Change{{Key: key, Value: value}})
}

func unset(path, profile, key string) error {
	return Edit(path, profile, []Change{{Key: key, Unset: true}})
}
