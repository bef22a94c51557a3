package sessions

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/verification"
)

type getOptions struct {
	f      *cmdutil.Factory
	id     string
	policy bool
}

func newCmdGet(f *cmdutil.Factory, runF func(context.Context, *getOptions) error) *cobra.Command {
	opts := &getOptions{f: f}
	if runF == nil {
		runF = runGet
	}
	cmd := &cobra.Command{
		Use:     "get SESSION",
		Aliases: []string{"show"},
		Short:   "Show a session, its moves and its result",
		Long: `Show a session: what it was requested with and holds on to, every move with time,
actor and reason, and what claims matching said, claim by claim.

--policy prints the claims policy it holds on to, as a file that match --policy
takes.`,
		Example: `  incodectl sessions get 66f1c0
  incodectl sessions get 66f1c0 -o json
  incodectl sessions get 66f1c0 --policy > policy.yaml`,
		Args:              cmdutil.Exact("SESSION"),
		ValidArgsFunction: cmdutil.CompleteSessions(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.id = args[0]
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().BoolVar(&opts.policy, "policy", false, "print the claims policy alone, as YAML")
	return cmd
}

// gotView is a session with everything that is kept of it.
type gotView struct {
	sessionView
	Policy match.Policy         `json:"policy"`
	Events []verification.Event `json:"events"`
}

func runGet(ctx context.Context, opts *getOptions) error {
	f := opts.f
	svc, err := f.Sessions(ctx)
	if err != nil {
		return err
	}
	s, events, err := svc.Get(ctx, opts.id)
	if err != nil {
		return err
	}
	if opts.policy {
		text, err := s.Policy.YAML()
		if err != nil {
			return err
		}
		if _, err := f.IO.Out.Write(text); err != nil && !iostreams.IsBrokenPipe(err) {
			return err
		}
		return nil
	}
	if s.State == verification.PendingReview {
		f.IO.Notef("it waits for a reviewer: incodectl sessions review %s --approve|--reject", s.ID)
		if s.LoginHint != "" {
			f.IO.Notef("the values it compared are not kept: see the record with incodectl directory get %s --reveal, and the document where the claims came from",
				verification.ShellWord(s.LoginHint))
		}
	}
	for i := range events {
		events[i].At = events[i].At.UTC()
	}
	v := gotView{sessionView: viewOf(s), Policy: s.Policy, Events: append([]verification.Event{}, events...)}
	shown := fields(s)
	if f.Settings().Format != output.CSV { // one line of the same columns for every session
		shown = append(append(shown, resultFields(s.Result)...), eventFields(events)...)
	}
	return f.Render(output.Object(v, s.ID, shown...))
}

// resultFields shows what claims matching said.
func resultFields(r *verification.Result) []output.Field {
	if r == nil {
		return nil
	}
	why := spaced(r.Rule)
	if len(r.Reasons) > 0 {
		why += " (" + spaced(strings.Join(r.Reasons, ", ")) + ")"
	}
	out := []output.Field{{Label: "Decision", Value: string(r.Decision) + ": " + why}}
	for _, c := range r.Claims {
		text := c.Claim + ": " + spaced(c.Verdict)
		if v := claims.Verdict(c.Verdict); v != claims.MissingID && v != claims.MissingDirectory {
			text += fmt.Sprintf(", %.2f", c.Score)
		}
		if len(c.Reasons) > 0 {
			text += " (" + spaced(strings.Join(c.Reasons, ", ")) + ")"
		}
		out = append(out, output.Field{Label: "Claim", Value: text})
	}
	if r.RecordChanged {
		out = append(out, output.Field{Label: "Record", Value: "has changed between the request and the comparison"})
	}
	return out
}

// eventFields shows the moves, oldest first.
func eventFields(events []verification.Event) []output.Field {
	out := make([]output.Field, 0, len(events))
	for _, e := range events {
		text := stamp(e.At) + " " + string(e.To)
		if e.Reason != "" && e.Reason != string(e.To) {
			text += ": " + spaced(e.Reason)
		}
		text += ", by " + e.Actor
		if e.Note != "" {
			text += ": " + e.Note
		}
		out = append(out, output.Field{Label: "Move", Value: text})
	}
	return out
}
