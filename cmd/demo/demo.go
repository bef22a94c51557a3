// Package demo holds "incodectl demo".
package demo

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/sandbox"
)

type demoOptions struct {
	f     *cmdutil.Factory
	users int
}

// NewCmd returns "incodectl demo".
func NewCmd(f *cmdutil.Factory) *cobra.Command { return newCmdDemo(f, nil) }

func newCmdDemo(f *cmdutil.Factory, runF func(context.Context, *demoOptions) error) *cobra.Command {
	opts := &demoOptions{f: f}
	if runF == nil {
		runF = runDemo
	}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See the main job done on a built-in sandbox",
		Long: `See the main job done on a built-in sandbox: nothing to install or configure.

It starts an Okta org and an Entra tenant with invented people on this machine,
creates an integration for each, syncs them, looks people up, matches identity
documents, deactivates a person and shows that they are refused. Then it makes a
workflow and a helpdesk integration, requests sessions for two people, completes
them, and shows who is enrolled. Every command is the real one and is shown as it
runs. Everything lives in a temporary folder and is gone afterwards; your own
profiles and keyring are not touched.`,
		Example: "  incodectl demo",
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().IntVar(&opts.users, "users", 1000, "number `n` of people in each directory")
	return cmd
}

func runDemo(ctx context.Context, opts *demoOptions) error {
	const fewest, most = 10, 1_000_000
	if opts.users < fewest || opts.users > most {
		return fault.New(fault.Usage, "--users must be between %d and %d", fewest, most)
	}
	dir, err := os.MkdirTemp("", "incodectl-demo-")
	if err != nil {
		return fmt.Errorf("cannot make a temporary folder for the demo: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()

	okta := sandbox.NewCompany(sandbox.CompanyOptions{Users: opts.users, Seed: 1, Domain: "lumen.example", IDPrefix: "LUM"})
	entra := sandbox.NewCompany(sandbox.CompanyOptions{Users: opts.users, Seed: 2, Domain: "aurora.example", IDPrefix: "AUR"})
	server, err := sandbox.Start(ctx, sandbox.Options{Okta: okta, Entra: entra})
	if err != nil {
		return err
	}
	defer server.Close()
	run, err := opts.f.Isolated(dir)
	if err != nil {
		return err
	}
	s := &stage{f: opts.f, run: run, vars: map[string]string{}}
	started := time.Now()
	if err := story(ctx, s, server, okta, entra); err != nil {
		return err
	}
	s.farewell(time.Since(started))
	return nil
}
