package decision

import (
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
)

// The exit codes of a decision that is no pass.
const (
	ExitSoftFlag = 10
	ExitHardStop = 11
)

// Exit ends a command with the exit code of a decision, nil for a pass.
func Exit(o match.Outcome) error {
	switch o {
	case match.OutcomePass:
		return nil
	case match.OutcomeSoftFlag:
		return &cmdutil.ExitError{Code: ExitSoftFlag}
	default:
		return &cmdutil.ExitError{Code: ExitHardStop}
	}
}
