package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/cmd/clearclipboard"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
)

// addStandard adds cobra's own commands, help and completion, and makes them as
// strict as ours: cobra answers an unknown topic or shell with general help and
// success. It comes after the streams are set, because cobra keeps the stream.
func addStandard(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "completion":
			cmdutil.MakeGroup(c)
		case "help":
			c.Args = knownCommand
		}
	}
}

// knownCommand accepts the words of a command or a topic.
func knownCommand(cmd *cobra.Command, args []string) error {
	found, rest, err := cmd.Root().Find(args)
	if err == nil && len(rest) == 0 {
		return nil
	}
	return fault.New(fault.Usage, "there is no help for %q", strings.Join(args, " ")).
		WithHint("see what there is: %s --help", found.CommandPath())
}

// onlyTalks reports whether a command does nothing but explain incodectl. Such
// a one works where the settings are broken: it may be what helps to mend them.
// What clears the clipboard has no use for them either.
func onlyTalks(cmd *cobra.Command) bool {
	switch cmd.Name() {
	case clearclipboard.Name, "help", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd:
		return true
	default:
		return cmd.HasParent() && cmd.Parent().Name() == "completion"
	}
}
