package cmdutil

import (
	"context"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/prompt"
)

// Agree asks before something is done that --yes does without asking. A person
// who says no gets the refusal, a fault.Confirmation that tells what is still as
// it was.
func (f *Factory) Agree(ctx context.Context, question string, refusal *fault.Error) error {
	yes, err := f.Prompt.Confirm(ctx, prompt.Question{Label: question, Flag: "yes"})
	if err == nil && !yes {
		return refusal
	}
	return err
}

// Refusal is what a person who did not agree gets.
func Refusal(format string, args ...any) *fault.Error {
	return fault.New(fault.Confirmation, format, args...)
}
