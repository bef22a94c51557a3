// Package fault is the vocabulary of failure shared by every package: an error
// that knows what kind of failure it is and what the person can do next.
//
// Core packages and adapters return *Error where the kind matters to a caller;
// package cmd turns the kind into an exit code in one place. Everything else is
// an ordinary error and counts as Internal.
package fault

import (
	"errors"
	"fmt"
)

// Code names a kind of failure. It is the "code" of an error under -o json, so
// existing codes never change meaning; new ones may be added.
type Code string

// The kinds of failure. The comment names the exit code each one leads to.
const (
	Internal          Code = "error"               // 1: anything not classified below
	Usage             Code = "usage"               // 2: flags, arguments, files or configuration that cannot be right
	NotFound          Code = "not_found"           // 3: no such thing
	Deleted           Code = "deleted"             // 3: it existed and was deleted for good
	Unauthorized      Code = "unauthorized"        // 4: the other side refused the credential or a permission is missing
	FeatureDisabled   Code = "feature_disabled"    // 4: an organisation feature is off
	SecretUnavailable Code = "secret_unavailable"  // 4: a secret cannot be read or stored
	Partial           Code = "partial"             // 5: some of the work was done
	Conflict          Code = "conflict"            // 6: it exists already, or changed meanwhile
	Ambiguous         Code = "ambiguous"           // 6: more than one thing answers to the name
	Blocked           Code = "blocked"             // 7: stopped for safety, nothing was changed
	Confirmation      Code = "confirmation_needed" // 7: a person has to agree first
	Unavailable       Code = "unavailable"         // 8: network or service trouble; try again
	RateLimited       Code = "rate_limited"        // 8: the other side asks to slow down
	Locked            Code = "locked"              // 8: another process is at work
	Unknown           Code = "outcome_unknown"     // 9: whether it was done is unknown; look before it is repeated
	Interrupted       Code = "interrupted"         // 130: Ctrl-C
)

// Error is a failure with a kind. Message says what failed and why; Hint says
// what to do next. Neither ever contains a secret.
type Error struct {
	Code    Code
	Message string
	Hint    string
	Err     error // cause, may be nil
}

// Error returns the message followed by the cause.
func (e *Error) Error() string {
	switch {
	case e.Err == nil:
		return e.Message
	case e.Message == "":
		return e.Err.Error()
	default:
		return e.Message + ": " + e.Err.Error()
	}
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an Error of the given kind without a hint.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap returns an Error of the given kind around a cause.
func Wrap(err error, code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Err: err}
}

// WithHint sets what to do next and returns e, for use at the point of creation.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

// CodeOf returns the kind of the outermost *Error in err's chain, Internal for
// any other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}

// HintOf returns the first hint in err's chain, or "".
func HintOf(err error) string {
	for err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return ""
		}
		if e.Hint != "" {
			return e.Hint
		}
		err = e.Err
	}
	return ""
}

// Is reports whether err is of the given kind.
func Is(err error, code Code) bool { return err != nil && CodeOf(err) == code }
