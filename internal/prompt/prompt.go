// Package prompt asks a person at a terminal. It is the only reader of a
// terminal in the program: without one it refuses at once and names the flag
// that answers instead, so nothing ever hangs in a script. Questions are written
// to stderr; stdout is for data.
package prompt

import (
	"context"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/secret"
)

// Prompter asks questions. All methods return fault.Interrupted as soon as ctx
// is cancelled or the input ends. Where nobody can be asked, Input, Secret and
// Select return fault.Usage, Confirm and TypeName fault.Confirmation.
type Prompter interface {
	// Input asks for a line of text, trimmed; an empty one means q.Default. It
	// asks again until q.Check accepts.
	Input(ctx context.Context, q Question) (string, error)
	// Secret asks for a line, or a PEM block, that is not shown, trimmed and never empty.
	// q.Default is ignored.
	Secret(ctx context.Context, q Question) (secret.Value, error)
	// Select asks for one of the options by number or value and returns its
	// Value. q.Default, if any, is the Value an empty line stands for.
	Select(ctx context.Context, q Question, options []Option) (string, error)
	// Confirm asks yes or no; an empty line means no.
	Confirm(ctx context.Context, q Question) (bool, error)
	// TypeName confirms something grave: the person types name, exactly. Anything
	// else is fault.Confirmation.
	TypeName(ctx context.Context, q Question, name string) error
}

// Question is what to ask.
type Question struct {
	Label   string             // "Org URL", or for Confirm and TypeName a sentence: "Delete corp?"
	Help    string             // a line shown above, may be empty
	Default string             // what an empty answer means
	Flag    string             // the flag that answers without a terminal: "name", or "--secret-stdin or --secret-file"
	Check   func(string) error // says what is wrong with an answer; nil accepts all
}

// Option is one choice of Select.
type Option struct {
	Value    string
	Title    string // shown beside the value, may be empty
	Disabled string // why it cannot be chosen; empty when it can
}

// New returns the Prompter of ios, which may turn out to have nobody to ask.
func New(ios *iostreams.IOStreams) Prompter { return &terminal{ios: ios} }

// FlagName writes the flag of a question as it is typed: "--name".
func (q Question) FlagName() string {
	if q.Flag == "" || strings.HasPrefix(q.Flag, "-") {
		return q.Flag
	}
	return "--" + q.Flag
}

// check returns what is wrong with an answer.
func (q Question) check(answer string) error {
	if q.Check == nil {
		return nil
	}
	return q.Check(answer)
}

// refuseAnswer is the error of a question for a value when nobody can be asked.
func refuseAnswer(ios *iostreams.IOStreams, q Question) error {
	why := ios.WhyNoPrompt()
	if why == "" {
		return nil
	}
	what := q.FlagName()
	if what == "" {
		what = iostreams.Clean(q.Label)
	}
	return fault.New(fault.Usage, "%s is required: %s, so it cannot be asked for", what, why)
}

// refuseConfirm is the same for a question that confirms.
func refuseConfirm(ios *iostreams.IOStreams, q Question) error {
	why := ios.WhyNoPrompt()
	if why == "" {
		return nil
	}
	err := fault.New(fault.Confirmation, "confirmation needed (%s): %s, so nobody can be asked", iostreams.Clean(q.Label), why)
	if flag := q.FlagName(); flag != "" {
		return err.WithHint("pass %s to go ahead without being asked", flag)
	}
	return err
}

func interrupted(ctx context.Context, q Question) error {
	return fault.Wrap(context.Cause(ctx), fault.Interrupted, "interrupted at the question %q", iostreams.Clean(q.Label))
}

func ended(q Question) error {
	err := fault.New(fault.Interrupted, "the input ended at the question %q", iostreams.Clean(q.Label))
	if flag := q.FlagName(); flag != "" {
		return err.WithHint("answer it, or pass %s", flag)
	}
	return err
}
