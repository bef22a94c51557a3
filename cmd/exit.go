package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/verification"
)

// The exit codes. They are API: "incodectl help exit-codes" lists them.
const (
	exitOK          = 0
	exitError       = 1
	exitUsage       = 2
	exitNotFound    = 3
	exitNotAllowed  = 4
	exitPartial     = 5
	exitConflict    = 6
	exitBlocked     = 7
	exitUnavailable = 8
	exitUnknown     = 9
	exitInterrupted = 130 // 128 + SIGINT
	exitTerminated  = 143 // 128 + SIGTERM
)

// exitCode is the one place where a failure becomes an exit code.
func exitCode(err error) int {
	if err == nil || iostreams.IsBrokenPipe(err) {
		return exitOK
	}
	if exit, ok := errors.AsType[*cmdutil.ExitError](err); ok {
		return exit.Code
	}
	switch code(err) {
	case fault.Usage:
		return exitUsage
	case fault.NotFound, fault.Deleted:
		return exitNotFound
	case fault.Unauthorized, fault.FeatureDisabled, fault.SecretUnavailable:
		return exitNotAllowed
	case fault.Partial:
		return exitPartial
	case fault.Conflict, fault.Ambiguous:
		return exitConflict
	case fault.Blocked, fault.Confirmation:
		return exitBlocked
	case fault.Unavailable, fault.RateLimited, fault.Locked:
		return exitUnavailable
	case fault.Unknown:
		return exitUnknown
	case fault.Interrupted:
		return exitInterrupted
	default:
		return exitError
	}
}

// code is an error's kind; a cancelled context is an interrupt wherever it
// surfaces, what may have been done all the same is that whatever else went wrong,
// and a deadline is trouble with the other side.
func code(err error) fault.Code {
	c := fault.CodeOf(err)
	switch {
	case errors.Is(err, context.Canceled):
		return fault.Interrupted
	case errors.Is(err, verification.ErrUnknown):
		return fault.Unknown
	case c == fault.Internal && errors.Is(err, context.DeadlineExceeded):
		return fault.Unavailable
	default:
		return c
	}
}

// report prints an error for people, or as one line of JSON for scripts.
func report(ios *iostreams.IOStreams, format output.Format, err error) {
	if err == nil || iostreams.IsBrokenPipe(err) {
		return
	}
	if _, ok := errors.AsType[*cmdutil.ExitError](err); ok {
		return
	}
	message, hint := err.Error(), fault.HintOf(err)
	// An interrupt explains itself, unless it leaves something in doubt.
	if code(err) == fault.Interrupted && errors.Is(err, context.Canceled) && !errors.Is(err, verification.ErrUnknown) {
		message, hint = "interrupted", ""
	}
	if format == output.JSON || format == output.JSONL {
		type body struct {
			Code    fault.Code `json:"code"`
			Message string     `json:"message"`
			Hint    string     `json:"hint"`
		}
		line, merr := json.Marshal(map[string]body{"error": {code(err), message, hint}})
		if merr == nil {
			_, _ = fmt.Fprintln(ios.Err, string(line))
			return
		}
	}
	colors := ios.ErrColors()
	_, _ = fmt.Fprintln(ios.Err, colors.Red("error:"), cleanLines(message))
	if hint != "" {
		_, _ = fmt.Fprintln(ios.Err, colors.Bold("hint:"), cleanLines(hint))
	}
}

// cleanLines removes what a hostile value could do to a terminal, keeping line breaks.
func cleanLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(leading(l)+iostreams.Clean(strings.TrimLeft(l, " ")), " ")
	}
	return strings.Join(lines, "\n")
}

func leading(l string) string { return l[:len(l)-len(strings.TrimLeft(l, " "))] }
