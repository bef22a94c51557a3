package cmd_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/incodectl/incodectl/cmd"
	"github.com/incodectl/incodectl/internal/cmdutil"
)

var update = flag.Bool("update", false, "write the help texts in testdata/help anew")

// commands returns every command there is by its path, but for hidden ones.
func commands(t *testing.T) map[string]*cobra.Command {
	t.Helper()
	root := cmd.NewRoot(&cmdutil.Factory{}, func(*cobra.Command) error { return nil })
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	all := make(map[string]*cobra.Command)
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		all[c.CommandPath()] = c
		for _, sub := range c.Commands() {
			if !sub.Hidden {
				walk(sub)
			}
		}
	}
	walk(root)
	return all
}

// TestHelp compares the help of every command with testdata/help. After a
// change: go test ./cmd -run TestHelp -update.
func TestHelp(t *testing.T) {
	const dir = "testdata/help"
	if *update {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	have := make(map[string]bool)
	for path, c := range commands(t) {
		file := filepath.Join(dir, strings.ReplaceAll(path, " ", "_")+".txt")
		have[file] = true
		var got bytes.Buffer
		c.SetOut(&got)
		if err := c.Help(); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(file, got.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		} else if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("help of %q is\n%s\nwant\n%s", path, &got, want)
		}
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !have[path] {
			t.Errorf("%s belongs to no command", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestHelpIsComplete holds that every command says what it does, every verb
// shows how, and every flag is explained.
func TestHelpIsComplete(t *testing.T) {
	for path, c := range commands(t) {
		words := strings.Fields(path)
		if c.Short == "" {
			t.Errorf("%s has no short description", path)
		}
		foreign := len(words) > 1 && slices.Contains([]string{"completion", "help"}, words[1]) // cobra's own
		if c.Runnable() && !c.HasSubCommands() && !foreign {
			if c.Example == "" {
				t.Errorf("%s has no example", path)
			}
			for line := range strings.Lines(c.Example) {
				if !strings.HasPrefix(line, "  ") {
					t.Errorf("%s: the example is not indented: %q", path, line)
				}
			}
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" {
				t.Errorf("%s: flag --%s is not explained", path, f.Name)
			}
		})
	}
}

// TestExamples holds that the examples name commands and flags that exist.
func TestExamples(t *testing.T) {
	all := commands(t)
	for path, c := range all {
		if strings.HasPrefix(path, "incodectl completion") {
			continue // cobra's, for shells
		}
		for line := range strings.Lines(strings.ReplaceAll(c.Example, "\\\n", " ")) {
			for _, command := range ourCommands(line) {
				checkExample(t, all["incodectl"], path, command)
			}
		}
	}
}

// ourCommands returns what of a line for a shell are command lines of ours: the
// parts of a pipeline, what a variable is set to, what xargs runs.
func ourCommands(line string) []string {
	line, _, _ = strings.Cut(line, " # ")
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return nil
	}
	var ours []string
	for part := range strings.SplitSeq(line, " | ") {
		i := strings.Index(part, "incodectl ")
		if i < 0 {
			continue
		}
		part, _, _ = strings.Cut(part[i:], "<") // from a file
		part, _, _ = strings.Cut(part, ">")
		part, _, _ = strings.Cut(part, ")") // of $( )
		ours = append(ours, strings.TrimSpace(part))
	}
	if len(ours) == 0 && strings.TrimSpace(line) != "" {
		return []string{line}
	}
	return ours
}

// checkExample holds that a command line names a command and flags that exist.
func checkExample(t *testing.T, root *cobra.Command, path, line string) {
	t.Helper()
	words := strings.Fields(line)
	if words[0] != "incodectl" {
		t.Errorf("%s: the example %q has no incodectl in it", path, line)
		return
	}
	found, rest, err := root.Find(words[1:])
	if err != nil || found.HasSubCommands() && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		t.Errorf("%s: the example %q names no command", path, line)
		return
	}
	if err := found.ParseFlags(rest); err != nil && err != pflag.ErrHelp {
		t.Errorf("%s: the example %q: %v", path, line, err)
	}
}
