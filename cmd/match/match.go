// Package match holds "incodectl match".
package match

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims/document"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// The exit codes of a decision that is no pass.
const (
	exitSoftFlag = 10
	exitHardStop = 11
)

// maxPolicy bounds a policy file, in bytes.
const maxPolicy = 1 << 20

type matchOptions struct {
	f           *cmdutil.Factory
	hint        string
	claims      string
	integration string
	policy      string
	reveal      bool
}

// NewCmd returns "incodectl match".
func NewCmd(f *cmdutil.Factory) *cobra.Command { return newCmdMatch(f, nil) }

func newCmdMatch(f *cmdutil.Factory, runF func(context.Context, *matchOptions) error) *cobra.Command {
	opts := &matchOptions{f: f}
	if runF == nil {
		runF = runMatch
	}
	cmd := &cobra.Command{
		Use:   "match --login-hint H --claims FILE|-",
		Short: "Match the claims verified on an ID against the directory record",
		Long: `Match the claims verified on an ID against the directory record the login hint
stands for, and decide: is the person on the document the person on record?

The claims are JSON: OpenID Connect claims, or Incode's OCR data as the API
returns it. Nothing is sent anywhere; the same input always gives the same
answer. Values are masked unless --reveal.

  pass       exit code 0
  soft_flag  exit code 10: a person should review
  hard_stop  exit code 11: not this person, or the person is not active

Nobody answering the login hint is exit code 3, two people exit code 6.
Without --policy the default policy decides: docs/claims-policy.md.`,
		Example: `  incodectl match --login-hint ada@corp.example --claims id.json
  incodectl match --login-hint 004711 --claims - --policy strict.yaml -o json < id.json`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringVar(&opts.hint, "login-hint", "", "the person's login `hint`: login, UPN, e-mail address, alias or employee ID")
	cmd.Flags().StringVar(&opts.claims, "claims", "", "`file` with the claims from the document; - is standard input")
	cmdutil.IntegrationFlag(f, cmd, &opts.integration, "look only in this `integration` (ID or name)")
	cmd.Flags().StringVar(&opts.policy, "policy", "", "policy `file` (YAML) instead of the default policy; - is standard input")
	cmd.Flags().BoolVar(&opts.reveal, "reveal", false, "do not mask the compared values")
	_ = cmd.MarkFlagRequired("login-hint")
	_ = cmd.MarkFlagRequired("claims")
	_ = cmd.MarkFlagFilename("claims", "json")
	_ = cmd.MarkFlagFilename("policy", "yaml", "yml")
	return cmd
}

func runMatch(ctx context.Context, opts *matchOptions) error {
	f := opts.f
	policy, err := opts.readPolicy()
	if err != nil {
		return err
	}
	doc, err := opts.readDocument()
	if err != nil {
		return err
	}
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	found, err := dir.Lookup(ctx, opts.hint, opts.integration)
	if err != nil {
		return err
	}
	if why := found.Integration.FullSyncNeeded; why != "" {
		return fault.New(fault.Blocked, "integration %q cannot be matched against: %s", found.Integration.Name, why).
			WithHint("run a full sync first: incodectl directory sync %s", found.Integration.Name)
	}
	u := found.User
	decision := match.Evaluate(doc.Claims, u.Claims,
		match.Subject{Active: u.State == directory.Active, State: string(u.State)},
		policy, match.Options{Now: f.Now()})
	if !opts.reveal {
		decision = decision.Masked()
	}
	for _, note := range doc.Notes {
		f.IO.Notef("document: %s", note)
	}
	if err := show(f, found, doc, decision); err != nil {
		return err
	}
	switch decision.Outcome {
	case match.OutcomePass:
		return nil
	case match.OutcomeSoftFlag:
		return &cmdutil.ExitError{Code: exitSoftFlag}
	default:
		return &cmdutil.ExitError{Code: exitHardStop}
	}
}

func (opts *matchOptions) readPolicy() (match.Policy, error) {
	if opts.policy == "" {
		return match.DefaultPolicy(), nil
	}
	if opts.policy == "-" && opts.claims == "-" {
		return match.Policy{}, fault.New(fault.Usage, "--policy and --claims cannot both be standard input").
			WithHint("put one of them into a file")
	}
	data, err := cmdutil.ReadFile(opts.f, opts.policy, "policy", maxPolicy)
	if err != nil {
		return match.Policy{}, err
	}
	policy, err := match.ParsePolicy(data, opts.policy)
	if err == nil && !policy.CanPass() {
		opts.f.IO.Warnf("policy %s compares fewer claims than a pass needs (minimum_evidence): nothing can pass it", opts.policy)
	}
	return policy, err
}

func (opts *matchOptions) readDocument() (document.Document, error) {
	r, err := cmdutil.OpenInput(opts.f, opts.claims, "claims")
	if err != nil {
		return document.Document{}, err
	}
	defer func() { _ = r.Close() }()
	return document.Read(r)
}
