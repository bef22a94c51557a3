package cmdutil

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/fault"
)

// ExitError ends a command with an exit code that is an answer and not a
// failure, like that of a match that found a mismatch. Nothing is printed.
type ExitError struct{ Code int }

// Error implements error.
func (e *ExitError) Error() string { return "exit status" }

// Exact accepts exactly the named arguments and says which one is missing.
func Exact(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < len(names) {
			return usage(cmd, "%s", lacking(names[len(args):]))
		}
		if len(args) > len(names) {
			if cmd.Flags().Lookup(secretStdin) != nil {
				return AtMostSecretly(len(names))(cmd, args)
			}
			return usage(cmd, "unexpected argument %q", args[len(names)])
		}
		return nil
	}
}

// AtLeastOne accepts one or more arguments.
func AtLeastOne(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usage(cmd, "%s is missing", name)
		}
		return nil
	}
}

// AtMostOne accepts no argument or one.
func AtMostOne() cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 {
			return usage(cmd, "unexpected argument %q", args[1])
		}
		return nil
	}
}

// AtMostSecretly accepts at most so many arguments and does not repeat the
// others: somebody may have written the secret itself there.
func AtMostSecretly(most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > most {
			return usage(cmd, "unexpected argument; a secret is piped in or read from a file")
		}
		return nil
	}
}

func usage(cmd *cobra.Command, format string, args ...any) error {
	return fault.New(fault.Usage, format, args...).WithHint("usage: %s\nexamples: %s --help", cmd.UseLine(), cmd.CommandPath())
}

// Group is a command that only holds others. Called without one it shows its
// help; called with an unknown one it fails and names the nearest.
func Group(use, short, long string, verbs ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Long: long}
	MakeGroup(cmd)
	cmd.AddCommand(verbs...)
	return cmd
}

// MakeGroup makes a command behave as one made by Group.
func MakeGroup(cmd *cobra.Command) {
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		err := fault.New(fault.Usage, "unknown command %q for %q", args[0], cmd.CommandPath())
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			return err.WithHint("did you mean: %s?", strings.Join(near, ", "))
		}
		return err.WithHint("see what there is: %s --help", cmd.CommandPath())
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	cmd.SuggestionsMinimumDistance = 2
}
