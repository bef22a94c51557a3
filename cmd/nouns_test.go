package cmd

import (
	"slices"
	"testing"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// TestNouns holds the stubs to the commands they stand for.
func TestNouns(t *testing.T) {
	for _, n := range nouns() {
		c := n.build(&cmdutil.Factory{})
		if c.Name() != n.name || c.Short != n.short || !slices.Equal(c.Aliases, n.aliases) || c.Hidden {
			t.Errorf("%s: the command is %q %q %q", n.name, c.Name(), c.Aliases, c.Short)
		}
	}
}

// TestOnlyWhatIsNamedIsBuilt looks at which nouns have their verbs or flags.
func TestOnlyWhatIsNamedIsBuilt(t *testing.T) {
	for _, c := range []struct {
		args []string
		want []string // nil: all
	}{
		{[]string{}, []string{}},
		{[]string{"version"}, []string{"version"}},
		{[]string{"--profile", "x", "dir", "sync"}, []string{"directory"}},
		{[]string{"-o", "json", "integration", "list", "--name", "match"}, []string{"integrations", "match"}},
		{[]string{"help", "sessions"}, nil},
		{[]string{"__complete", "se"}, nil},
		{[]string{"completion", "bash"}, nil},
		{nil, nil},
	} {
		root := newRoot(&cmdutil.Factory{}, func(*cobra.Command) error { return nil }, c.args)
		for _, n := range nouns() {
			found, _, err := root.Find([]string{n.name})
			if err != nil {
				t.Fatal(err)
			}
			built := found.Example != "" || found.HasSubCommands()
			if want := c.want == nil || slices.Contains(c.want, n.name); built != want {
				t.Errorf("%q: %s built: %v", c.args, n.name, built)
			}
		}
	}
}
