package cmd

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/cmd/apikeys"
	"github.com/incodectl/incodectl/cmd/audit"
	"github.com/incodectl/incodectl/cmd/credentials"
	"github.com/incodectl/incodectl/cmd/declared"
	"github.com/incodectl/incodectl/cmd/demo"
	"github.com/incodectl/incodectl/cmd/directory"
	"github.com/incodectl/incodectl/cmd/features"
	"github.com/incodectl/incodectl/cmd/incode"
	"github.com/incodectl/incodectl/cmd/integrations"
	"github.com/incodectl/incodectl/cmd/match"
	"github.com/incodectl/incodectl/cmd/sandbox"
	"github.com/incodectl/incodectl/cmd/sessions"
	"github.com/incodectl/incodectl/cmd/version"
	"github.com/incodectl/incodectl/cmd/workflows"
	"github.com/incodectl/incodectl/internal/cmdutil"
)

// noun is a command below the root: what the root's help says of it, and how it
// is built. A run builds only those its command line names: all of them touch a
// sixth of the memory of a command that does nothing.
type noun struct {
	name    string
	aliases []string
	group   string
	short   string
	build   func(*cmdutil.Factory) *cobra.Command
}

func nouns() []noun {
	return []noun{
		{"integrations", []string{"integration"}, groupMain, "Create and manage integrations", integrations.NewCmd},
		{"workflows", []string{"workflow"}, groupMain, "Manage workflows and their claims policies", workflows.NewCmd},
		{"directory", []string{"dir"}, groupMain, "Sync the company directory and look people up", directory.NewCmd},
		{"match", nil, groupMain, "Match the claims verified on an ID against the directory record", match.NewCmd},
		{"sessions", []string{"session"}, groupMain, "Request, complete and review verification sessions", sessions.NewCmd},
		{"api-keys", []string{"api-key", "apikeys"}, groupMain, "Generate, copy and revoke API keys", apikeys.NewCmd},
		{"credentials", []string{"credential"}, groupMain, "Manage client IDs and client secrets", credentials.NewCmd},
		{"apply", nil, groupMain, "Bring the profile in line with a file", declared.NewCmdApply},
		{"export", nil, groupMain, "Write the profile's integrations and workflows as a file", declared.NewCmdExport},
		{"audit", nil, groupMain, "Read and verify the audit log", audit.NewCmd},
		{"features", []string{"feature"}, groupMain, "See and set the organisation's features", features.NewCmd},
		{"incode", nil, groupOther, "Connect the profile to Incode's API", incode.NewCmd},
		{"demo", nil, groupOther, "See the main job done on a built-in sandbox", demo.NewCmd},
		{"sandbox", nil, groupOther, "Run a make-believe Okta org, Entra tenant and Incode", sandbox.NewCmd},
		{"version", nil, groupOther, "Show the version", version.NewCmd},
	}
}

// everything says that a command line needs all commands: help looks any of them
// up, and completion offers them.
func everything(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return slices.Contains([]string{"help", "completion", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}, arg)
	})
}

// named reports whether a command line may mean the noun. A word that is the
// value of a flag counts too: what is built in vain does no harm.
func (n noun) named(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool { return arg == n.name || slices.Contains(n.aliases, arg) })
}

// stub stands for a noun that is not built, in the root's help and in the search
// for what a misspelt command may have meant.
func (n noun) stub() *cobra.Command {
	return &cobra.Command{
		Use: n.name, Aliases: n.aliases, Short: n.short, GroupID: n.group,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("a command was run that was not built") // named missed it
		},
	}
}
