package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/cmd/clearclipboard"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/output"
)

const (
	groupMain  = "main"
	groupOther = "other"
)

// NewRoot returns the command tree over a Factory. Building it touches nothing
// outside the process. prepare runs before any command does its work.
func NewRoot(f *cmdutil.Factory, prepare func(cmd *cobra.Command) error) *cobra.Command {
	return newRoot(f, prepare, nil)
}

// newRoot builds only what a command line needs of the tree, all of it for nil.
func newRoot(f *cmdutil.Factory, prepare func(cmd *cobra.Command) error, args []string) *cobra.Command {
	root := cmdutil.Group("incodectl", "Incode integrations, company directory and claims matching", `incodectl manages Incode integrations, syncs the company directory (Okta,
Microsoft Entra) into a local store, looks people up by login hint, and matches
the claims verified on a government ID against the directory record.

See it at work on a built-in sandbox: incodectl demo`)
	root.Example = `  incodectl features enable integrations-ecosystem
  incodectl integrations create okta-directory --name corp --org-url https://corp.okta.com --auth token --secret-stdin
  incodectl directory sync corp
  incodectl match --login-hint ada@corp.example --claims id.json`
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.DisableAutoGenTag = true
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if words := cmd.Flags().Args(); cmd.HasSubCommands() && len(words) > 0 {
			return cmd.Args(cmd, words) // the flag belongs to a command that does not exist
		}
		return cmdutil.FlagError(cmd, err)
	})
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if err := cmdutil.CheckFlags(cmd); err != nil {
			return err
		}
		if err := prepare(cmd); err != nil && !onlyTalks(cmd) {
			return err
		}
		return nil
	}
	addGlobalFlags(root)
	root.Version = f.Build.Version
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.Flags().Bool("version", false, "show the version")

	root.AddGroup(&cobra.Group{ID: groupMain, Title: "Commands:"}, &cobra.Group{ID: groupOther, Title: "Other commands:"})
	for _, n := range nouns() {
		c := n.stub()
		if args == nil || everything(args) || n.named(args) {
			c = n.build(f)
			c.GroupID = n.group
		}
		root.AddCommand(c)
	}
	root.AddCommand(clearclipboard.NewCmd(f))
	root.SetHelpCommandGroupID(groupOther)
	root.SetCompletionCommandGroupID(groupOther)
	root.AddCommand(topics()...)
	return root
}

// addGlobalFlags registers the flags every command has. Their defaults are
// those of package config; only flags that were set count.
func addGlobalFlags(root *cobra.Command) {
	formats := make([]string, 0, len(output.Formats()))
	for _, f := range output.Formats() {
		formats = append(formats, string(f))
	}
	p := root.PersistentFlags()
	p.String("profile", "", "`name` of the environment, which has its own store and secrets (default \"default\")")
	p.StringP("output", "o", "", "output `format`: "+strings.Join(formats, ", ")+" (default \"table\")")
	p.String("color", "", "`when` to use colour: auto, always, never (default \"auto\")")
	p.Bool("no-input", false, "never ask for anything")
	p.BoolP("quiet", "q", false, "no words on stderr but warnings and errors")
	p.Bool("debug", false, "log HTTP requests to stderr, without secrets")
	p.String("secret-store", "", "`place` where secrets are kept: auto, keyring, env, file (default \"auto\")")
	p.String("reason", "", "`text` for the audit log that says why something is changed")
	p.String("ca-cert", "", "also trust the certificate authorities in this PEM `file`")
	fixed := func(flag string, values ...string) {
		_ = root.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	fixed("output", formats...)
	fixed("color", "auto", "always", "never")
	fixed("secret-store", "auto", "keyring", "env", "file")
	_ = root.MarkPersistentFlagFilename("ca-cert")
}
