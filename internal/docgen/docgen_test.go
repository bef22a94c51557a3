package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const repository = "../.."

// TestGenerated fails when the checked-in files are not those that docgen
// writes now.
func TestGenerated(t *testing.T) {
	fresh := t.TempDir()
	if err := run(repository, fresh); err != nil {
		t.Fatal(err)
	}
	want, have := filesBelow(t, fresh, "."), []string{}
	for guide := range guides() {
		have = append(have, guide)
	}
	for _, dir := range generatedFolders() {
		have = append(have, filesBelow(t, repository, dir)...)
	}
	for _, name := range want {
		if !slices.Contains(have, name) {
			t.Errorf("%s is missing; run: %s", name, command)
		} else if !bytes.Equal(read(t, fresh, name), read(t, repository, name)) {
			t.Errorf("%s is stale; run: %s", name, command)
		}
	}
	for _, name := range have {
		if !slices.Contains(want, name) {
			t.Errorf("%s is superfluous; run: %s", name, command)
		}
	}
}

// TestRunTwice holds that the output depends on nothing but the code and that
// pages of commands that are gone are removed.
func TestRunTwice(t *testing.T) {
	dir := t.TempDir()
	if err := run(repository, dir); err != nil {
		t.Fatal(err)
	}
	first := make(map[string][]byte)
	for _, name := range filesBelow(t, dir, ".") {
		first[name] = read(t, dir, name)
	}
	gone := filepath.Join(dir, "docs", "reference", "incodectl-gone.md")
	if err := os.WriteFile(gone, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, dir); err != nil {
		t.Fatal(err)
	}
	second := filesBelow(t, dir, ".")
	if len(second) != len(first) {
		t.Errorf("%d files after the second run, %d after the first", len(second), len(first))
	}
	for _, name := range second {
		if !bytes.Equal(first[name], read(t, dir, name)) {
			t.Errorf("%s differs between two runs", name)
		}
	}
}

func TestFill(t *testing.T) {
	parts := map[string]func() (string, error){"x": func() (string, error) { return "new\n", nil }}
	const begin, end = "<!-- generated: x -->\n", "<!-- end generated -->"
	for _, c := range []struct{ name, in, want string }{
		{"first time", "a\n" + begin + end + "\nb\n", "a\n" + begin + "\nnew\n\n" + end + "\nb\n"},
		{"again", begin + "old\n" + end, begin + "\nnew\n\n" + end},
		{"no marker", "a\n", ""},
		{"twice", begin + end + begin + end, ""},
		{"no end", begin, ""},
	} {
		got, err := fill("guide", c.in, parts)
		if string(got) != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

func TestBlocks(t *testing.T) {
	got := blocks("One\ntwo.\n\nThree:\n\n    a  1\n\n      b\n\nFour.\n  five")
	want := []block{
		{lines: []string{"One", "two."}},
		{lines: []string{"Three:"}},
		{verbatim: true, lines: []string{"a  1", "", "  b"}},
		{lines: []string{"Four."}},
		{verbatim: true, lines: []string{"five"}},
	}
	if !slices.EqualFunc(got, want, func(a, b block) bool {
		return a.verbatim == b.verbatim && slices.Equal(a.lines, b.lines)
	}) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestRoff(t *testing.T) {
	for in, want := range map[string]string{
		".profile": `\&.profile`, "'quoted": `\&'quoted`, `%AppData%\x`: `%AppData%\ex`, "--flag": `\-\-flag`,
	} {
		if got := roff(in); got != want {
			t.Errorf("roff(%q) = %q, want %q", in, got, want)
		}
	}
}

// filesBelow lists files by their path below root, with slashes.
func filesBelow(t *testing.T, root, dir string) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(root), dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, strings.TrimPrefix(name, "./"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func read(t *testing.T, root, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
