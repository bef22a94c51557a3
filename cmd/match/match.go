// Package match holds "incodectl match".
package match

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/cmd/match/decision"
	"github.com/incodectl/incodectl/cmd/match/policy"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
)

type matchOptions struct {
	f           *cmdutil.Factory
	hint        string
	input       cmdutil.ClaimFlags
	batch       batchOptions
	integration string
	policy      string
	explain     bool
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
		Use:   "match {--login-hint H --claims FILE|- | --batch FILE|-}",
		Short: "Match the claims verified on an ID against the directory record",
		Long: `Match the claims verified on an ID against the directory record the login hint
stands for, and decide: is the person on the document the person on record?

The claims are a file with OpenID Connect claims (also verified_claims), Incode's
OCR data as the API returns it, or the lines of a machine-readable zone; or they
are flags, which other users of this machine may see while the command runs.
Nothing is sent anywhere; the same input always gives the same answer. Values
are masked unless --reveal.

  pass       exit code 0
  soft_flag  exit code 10: a person should review
  hard_stop  exit code 11: not this person, or the person is not active

Nobody answering the login hint is exit code 3, two people exit code 6.

--batch matches many. Each line of the file has a login hint and claims, as JSON

  {"id": 1, "login_hint": "ada@corp.example", "claims": {...}}

with claims in any of the forms above, or beside the login hint; or as CSV whose
first line names the columns: login_hint, id, given_name, birthdate, locality and
so on. Each gives one line of JSON on standard output, in the order of the input,
whatever --output says: the decision, or {"line", "error"} where the line cannot
be used or nobody answers. Then the exit code is 5; else it is 0 whatever was
decided, unless --fail-on says otherwise. A summary is on standard error.

--integration narrows the search to a directory. Of an integration that starts
sessions it takes the policy of its workflow and the directory it is linked to, as
a session would.

The policy is that of --policy, else of the workflow of --integration, else the
preset standard: incodectl match policy explain.`,
		Example: `  incodectl match --login-hint ada@corp.example --claims id.json
  incodectl match --login-hint 004711 --claims - --policy strict -o json < id.json
  incodectl match --login-hint ada --name "Ada Lovelace" --birthdate 1990-12-10 --explain
  incodectl match --batch people.csv --fail-on hard_stop > decisions.jsonl`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := opts.check(cmd); err != nil {
				return err
			}
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.hint, "login-hint", "", "the person's login `hint`: login, UPN, e-mail address, alias or employee ID")
	opts.input.Add(cmd)
	opts.batch.flags(cmd)
	cmdutil.IntegrationFlag(f, cmd, &opts.integration, "look only in this `integration` (ID or name), or where it is linked to, by its workflow's policy")
	cmd.Flags().StringVar(&opts.policy, "policy", "", "policy `file` (YAML), or strict, standard, lenient; - is standard input")
	cmd.Flags().BoolVar(&opts.explain, "explain", false, "list every step and weight")
	cmd.Flags().BoolVar(&opts.reveal, "reveal", false, "do not mask the compared values")
	cmd.MarkFlagsMutuallyExclusive("batch", "login-hint")
	_ = cmd.RegisterFlagCompletionFunc("policy", policy.Complete)
	cmd.AddCommand(policy.NewCmd(f))
	cmd.AddCommand(newCmdCompare(f, nil), newCmdEvaluate(f, nil))
	return cmd
}

// check refuses what is half a question: one person needs a login hint and a
// document, a batch has both.
func (opts *matchOptions) check(cmd *cobra.Command) error {
	if err := opts.batch.check(cmd); err != nil {
		return err
	}
	given := opts.input.Given()
	switch {
	case opts.batch.file != "" && len(given) > 0:
		return fault.New(fault.Usage, "--batch and --%s cannot be used together: a batch has the claims in its lines", given[0])
	case opts.batch.file != "":
		return nil
	case !cmd.Flags().Changed("login-hint"):
		return fault.New(fault.Usage, "--login-hint is missing").
			WithHint("name the person: --login-hint ada@corp.example, or pass many with --batch FILE")
	case len(given) == 0:
		return fault.New(fault.Usage, "there is nothing to match: no claims are given").
			WithHint("pass --claims FILE, or the claims one by one: --name, --birthdate, ...")
	}
	return nil
}

func runMatch(ctx context.Context, opts *matchOptions) error {
	if opts.batch.file != "" {
		return runBatch(ctx, opts)
	}
	f := opts.f
	rules, err := opts.readPolicy()
	if err != nil {
		return err
	}
	doc, err := opts.input.Read(f)
	if err != nil {
		return err
	}
	m, err := opts.matcher(ctx, rules)
	if err != nil {
		return err
	}
	got, err := m.Match(ctx, opts.hint, doc.Claims)
	if err != nil {
		return err
	}
	shown := opts.shown(got.Decision)
	for _, note := range doc.Notes {
		f.IO.Warnf("document: %s", note)
	}
	if err := decision.Show(f, got.Found, doc, shown); err != nil {
		return err
	}
	return decision.Exit(shown.Outcome)
}

// shown is a decision as it may be shown: masked unless that is switched off.
func (opts *matchOptions) shown(d match.Decision) match.Decision {
	if opts.reveal {
		return d
	}
	return d.Masked()
}

func (opts *matchOptions) readPolicy() (match.Policy, error) {
	for flag, file := range map[string]string{"claims": opts.input.File, "batch": opts.batch.file} {
		if opts.policy == "-" && file == "-" {
			return match.Policy{}, fault.New(fault.Usage, "--policy and --%s cannot both be standard input", flag).
				WithHint("put one of them into a file")
		}
	}
	return policy.Load(opts.f, opts.policy)
}
