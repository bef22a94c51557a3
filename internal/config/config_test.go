package config

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
)

// input is an Input for the running system with its own home, a config file
// with the given content ("" for none) and the given environment.
func input(t *testing.T, file string, env map[string]string) Input {
	t.Helper()
	home := t.TempDir()
	in := Input{
		Getenv: func(name string) string { return env[name] },
		Home:   func() (string, error) { return home, nil },
		GOOS:   runtime.GOOS,
	}
	if file != "" {
		write(t, filepath.Join(home, ".config", "incodectl", "config.yaml"), file)
	}
	return in
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, in Input) Config {
	t.Helper()
	c, err := Load(in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDefaults(t *testing.T) {
	in := input(t, "", nil)
	c := load(t, in)
	for name, got := range map[string]Setting[string]{
		"default": c.Profile, "table": c.Output, "auto": c.Color, "": c.CACert,
	} {
		if got.Value != name || got.Source != "default" {
			t.Errorf("got %+v, want %q by default", got, name)
		}
	}
	if c.SecretStore.Value != "auto" || c.NoInput.Value || c.Quiet.Value || c.Debug.Value || c.Debug.Source != "default" {
		t.Errorf("wrong defaults: %+v", c)
	}
	if c.FileExists || len(c.Warnings) > 0 || len(c.Profiles) > 0 {
		t.Errorf("out of nothing: %+v", c)
	}
	home, _ := in.Home()
	if entries, _ := os.ReadDir(home); len(entries) > 0 {
		t.Errorf("loading created %v", entries)
	}
}

// Each layer adds one setting and covers one of the layer before.
func TestPrecedenceAndSources(t *testing.T) {
	in := input(t, `
output: json
color: never
quiet: yes
secret_store: env
debug: true
profile: ignored
profiles:
  prod: {color: always, quiet: false, secret_store: keyring, debug: false}
  other: {output: csv}
  empty:
`, map[string]string{
		"INCODECTL_PROFILE":      "prod",
		"INCODECTL_QUIET":        "1",
		"INCODECTL_SECRET_STORE": "file",
		"INCODECTL_DEBUG":        "true",
		"INCODECTL_COLOR":        "", // empty is unset
	})
	in.Flags = map[string]string{"secret_store": "auto", "debug": "false", "no_input": "true"}
	c := load(t, in)
	file := "file " + c.ConfigFile
	equal(t, c.Output, Setting[string]{"json", file})
	equal(t, c.Color, Setting[string]{"always", file + ", profile prod"})
	equal(t, c.Quiet, Setting[bool]{true, "environment INCODECTL_QUIET"})
	equal(t, c.SecretStore, Setting[string]{"auto", "flag --secret-store"})
	equal(t, c.Debug, Setting[bool]{false, "flag --debug"})
	equal(t, c.NoInput, Setting[bool]{true, "flag --no-input"})
	equal(t, c.Profile, Setting[string]{"prod", "environment INCODECTL_PROFILE"})
	equal(t, c.CACert, Setting[string]{"", "default"})
	if got := strings.Join(c.Profiles, " "); got != "empty other prod" || !c.FileExists {
		t.Errorf("profiles %q, exists %v", got, c.FileExists)
	}
	if want := filepath.Join(c.DataDir, "prod.db"); c.StorePath() != want {
		t.Errorf("store is %s, want %s", c.StorePath(), want)
	}
}

func TestChoosingTheProfile(t *testing.T) {
	const file = "profile: a.1\nprofiles:\n  a.1: {output: csv}\n  b: {output: name}\n"
	in := input(t, file, nil)
	c := load(t, in)
	equal(t, c.Profile, Setting[string]{"a.1", "file " + c.ConfigFile})
	equal(t, c.Output, Setting[string]{"csv", "file " + c.ConfigFile + ", profile a.1"})
	in.Flags = map[string]string{"profile": "b"}
	c = load(t, in)
	equal(t, c.Profile, Setting[string]{"b", "flag --profile"})
	equal(t, c.Output, Setting[string]{"name", "file " + c.ConfigFile + ", profile b"})
	in.Flags["profile"] = "unheard-of"
	equal(t, load(t, in).Output, Setting[string]{"table", "default"})
}

func equal[T comparable](t *testing.T, got, want Setting[T]) {
	t.Helper()
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestInvalidValues(t *testing.T) {
	cases := []struct {
		name, file string
		env, flags map[string]string
		want       []string // all in the message
	}{
		{name: "flag", flags: map[string]string{"output": "jsn"}, want: []string{`output cannot be "jsn"`, "flag --output", "table, json, jsonl, yaml, csv, name"}},
		{name: "empty flag", flags: map[string]string{"color": ""}, want: []string{`color cannot be ""`, "auto, always, never"}},
		{name: "environment", env: map[string]string{"INCODECTL_NO_INPUT": "maybe"}, want: []string{"no_input", `"maybe"`, "environment INCODECTL_NO_INPUT", "true or false"}},
		{name: "covered all the same", env: map[string]string{"INCODECTL_OUTPUT": "x"}, flags: map[string]string{"output": "json"}, want: []string{"INCODECTL_OUTPUT"}},
		{name: "file", file: "\nsecret_store: vault\n", want: []string{"secret_store", `"vault"`, "config.yaml line 2", "auto, keyring, env, file"}},
		{name: "file bool", file: "debug: 2\n", want: []string{"debug", `"2"`, "line 1"}},
		{name: "other profile's section", file: "profiles:\n  x:\n    color: red\n", want: []string{"color", `"red"`, "line 3"}},
		{name: "profile climbs", flags: map[string]string{"profile": "../x"}, want: []string{`profile cannot be "../x"`, "a-z"}},
		{name: "profile upper case", env: map[string]string{"INCODECTL_PROFILE": "Prod"}, want: []string{`"Prod"`}},
		{name: "profile too long", env: map[string]string{"INCODECTL_PROFILE": strings.Repeat("a", 64)}, want: []string{"1 to 63"}},
		{name: "profile with newline", env: map[string]string{"INCODECTL_PROFILE": "a\n"}, want: []string{`"a\n"`}},
		{name: "section name", file: "profiles:\n  Prod: {}\n", want: []string{`"Prod"`, "line 2"}},
		{name: "relative CA in file", file: "ca_cert: ca.pem\n", want: []string{"ca_cert", `"ca.pem"`, "absolute path"}},
		{name: "unknown key", file: "output: json\noutptu: json\n", want: []string{`unknown setting "outptu"`, "line 2"}},
		{name: "upper case key", file: "Output: json\n", want: []string{`unknown setting "Output"`}},
		{name: "unknown key in section", file: "profiles:\n  x:\n    api_url: http://evil\n", want: []string{`"api_url"`, "line 3"}},
		{name: "profile in section", file: "profiles:\n  x: {profile: y}\n", want: []string{`unknown setting "profile"`}},
		{name: "merge key", file: "<<: {output: json}\n", want: []string{`unknown setting "<<"`}},
		{name: "twice", file: "output: json\noutput: csv\n", want: []string{`"output" is given twice`, "line 2"}},
		{name: "section twice", file: "profiles:\n  x: {}\n  x: {}\n", want: []string{`"x" is given twice`, "line 3"}},
		{name: "twice in section", file: "profiles:\n  x: {quiet: on, quiet: off}\n", want: []string{`"quiet" is given twice`}},
		{name: "list", file: "output: [json]\n", want: []string{"output", "line 1", "a single value"}},
		{name: "null", file: "output:\n", want: []string{"output", "a single value"}},
		{name: "profiles a list", file: "profiles: [x]\n", want: []string{"profiles", "line 1"}},
		{name: "section a value", file: "profiles: {x: y}\n", want: []string{"profile x", "line 1"}},
		{name: "alias", file: "output: &a json\ncolor: *a\n", want: []string{"color", "line 2"}},
		{name: "malformed", file: "output: json\n  color: never\n", want: []string{"not valid YAML", "line 2"}},
		{name: "malformed later", file: "output: json\ncolor: [\n", want: []string{"not valid YAML", "line 2"}},
		{name: "no mapping", file: "- output\n", want: []string{"not valid YAML", "line 1", "key: value"}},
		{name: "two documents", file: "output: json\n---\noutput: csv\n", want: []string{"more than one document"}},
		{name: "broken second document", file: "output: json\n---\n\t[\n", want: []string{"not valid YAML"}},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			in := input(t, tc.file, tc.env)
			in.Flags = tc.flags
			_, err := Load(in)
			wantUsage(t, err, tc.want...)
		})
	}
}

func wantUsage(t *testing.T, err error, want ...string) {
	t.Helper()
	if !fault.Is(err, fault.Usage) {
		t.Fatalf("got %v (%s), want a usage error", err, fault.CodeOf(err))
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
}

func TestUnknownFlagIsOurMistake(t *testing.T) {
	in := input(t, "", nil)
	in.Flags = map[string]string{"no-input": "true"}
	if _, err := Load(in); fault.CodeOf(err) != fault.Internal {
		t.Errorf("got %v", err)
	}
}

func TestHarmlessFiles(t *testing.T) {
	for _, file := range []string{"\n", "# nothing yet\n", "---\n", "profiles:\n", "profiles: {}\n", "\ufeffoutput: json\n", "output: \"json\"\r\ncolor: never\r\n"} {
		if c := load(t, input(t, file, nil)); !c.FileExists {
			t.Errorf("%q is not seen", file)
		}
	}
}

// Text stays what was written: YAML would make a number of it.
func TestProfileOfDigits(t *testing.T) {
	c := load(t, input(t, "profile: 007\nprofiles:\n  007: {output: csv}\n", nil))
	if c.Profile.Value != "007" || c.Output.Value != "csv" {
		t.Errorf("got %+v %+v", c.Profile, c.Output)
	}
}

func TestCACertBelowHome(t *testing.T) {
	in := input(t, "ca_cert: ~/ca.pem\n", nil)
	home, _ := in.Home()
	if got, want := load(t, in).CACert.Value, filepath.Join(home, "ca.pem"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	in.Flags = map[string]string{"ca_cert": "ca.pem"}
	equal(t, load(t, in).CACert, Setting[string]{"ca.pem", "flag --ca-cert"})
}

func TestCACertWithoutHome(t *testing.T) {
	in := input(t, "", map[string]string{"INCODECTL_CONFIG_DIR": "/c", "INCODECTL_DATA_DIR": "/d", "INCODECTL_CA_CERT": "~/ca.pem"})
	in.GOOS = "linux"
	in.Home = func() (string, error) { return "", errors.New("$HOME is not defined") }
	_, err := Load(in)
	wantUsage(t, err, "ca_cert", "$HOME is not defined")
}

func TestCurrentFolderIsNotRead(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"config.yaml", "incodectl.yaml", ".incodectl.yaml"} {
		write(t, filepath.Join(dir, name), "output: csv\nnonsense: true\n")
	}
	t.Chdir(dir)
	if c := load(t, input(t, "", nil)); c.Output.Value != "table" || c.FileExists {
		t.Errorf("a file in the current folder was read: %+v", c)
	}
}

func TestOpenFileIsAWarning(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes on Windows")
	}
	in := input(t, "output: json\n", nil)
	c := load(t, in)
	if len(c.Warnings) != 0 {
		t.Errorf("warnings about a private file: %q", c.Warnings)
	}
	if err := os.Chmod(c.ConfigFile, 0o644); err != nil {
		t.Fatal(err)
	}
	c = load(t, in)
	if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "0644") || !strings.Contains(c.Warnings[0], "chmod 600 "+c.ConfigFile) {
		t.Errorf("warnings: %q", c.Warnings)
	}
}

func TestUnreadableFiles(t *testing.T) {
	in := input(t, "", nil)
	home, _ := in.Home()
	path := filepath.Join(home, ".config", "incodectl", "config.yaml")
	t.Run("folder", func(t *testing.T) {
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		_, err := Load(in)
		wantUsage(t, err, path, "not a regular file")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("too large", func(t *testing.T) {
		write(t, path, strings.Repeat("#", maxFileSize+1))
		_, err := Load(in)
		wantUsage(t, err, path, "larger than")
	})
	t.Run("no permission", func(t *testing.T) {
		if runtime.GOOS == "windows" || os.Geteuid() == 0 {
			t.Skip("this user may read everything")
		}
		write(t, path, "output: json\n")
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		_, err := Load(in)
		wantUsage(t, err, path, "permission denied")
	})
	t.Run("below a file", func(t *testing.T) {
		if runtime.GOOS == "windows" {
			t.Skip("Windows calls that missing")
		}
		file := filepath.Join(home, "file")
		write(t, file, "")
		in.Getenv = func(name string) string { return map[string]string{"INCODECTL_CONFIG_DIR": file}[name] }
		_, err := Load(in)
		wantUsage(t, err, "cannot be read")
	})
}
