package cmd

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/verification"
)

// TestExitCode holds the exit codes, which are API.
func TestExitCode(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("anything"), 1},
		{fault.New(fault.Internal, "x"), 1},
		{fault.New(fault.Usage, "x"), 2},
		{fault.New(fault.NotFound, "x"), 3},
		{fault.New(fault.Deleted, "x"), 3},
		{fault.New(fault.Unauthorized, "x"), 4},
		{fault.New(fault.FeatureDisabled, "x"), 4},
		{fault.New(fault.SecretUnavailable, "x"), 4},
		{fault.New(fault.Partial, "x"), 5},
		{fault.New(fault.Conflict, "x"), 6},
		{fault.New(fault.Ambiguous, "x"), 6},
		{fault.New(fault.Blocked, "x"), 7},
		{fault.New(fault.Confirmation, "x"), 7},
		{fault.New(fault.Unavailable, "x"), 8},
		{fault.New(fault.RateLimited, "x"), 8},
		{fault.New(fault.Locked, "x"), 8},
		{fault.New(fault.Unknown, "x"), 9},
		{fault.New(fault.Interrupted, "x"), 130},
		{fault.New("of a later version", "x"), 1},
		{fmt.Errorf("wrapped: %w", fault.New(fault.NotFound, "x")), 3},
		// A cancelled context is an interrupt, wherever it surfaces.
		{fault.Wrap(context.Canceled, fault.Unavailable, "x"), 130},
		{fmt.Errorf("x: %w", context.DeadlineExceeded), 8},
		{fault.Wrap(context.DeadlineExceeded, fault.SecretUnavailable, "x"), 4},
		// What may have been done all the same is that first, but for an interrupt.
		{fault.Wrap(verification.ErrUnknown, fault.Unavailable, "x"), 9},
		{errors.Join(errors.New("x"), fmt.Errorf("y: %w", verification.ErrUnknown)), 9},
		{errors.Join(context.Canceled, verification.ErrUnknown), 130},
		{&cmdutil.ExitError{Code: 11}, 11},
		{fmt.Errorf("x: %w", &cmdutil.ExitError{Code: 10}), 10},
	} {
		if got := exitCode(c.err); got != c.want {
			t.Errorf("%v: %d, want %d", c.err, got, c.want)
		}
	}
}

func TestReport(t *testing.T) {
	hostile := fault.New(fault.NotFound, "no \x1b[31m%q\nsecond\u202e line", "x\n").WithHint("first\n  --flag  indented\x07")
	for _, c := range []struct {
		format output.Format
		err    error
		want   string
	}{
		{output.Table, hostile, "error: no \"x\\n\"\nsecond line\nhint: first\n  --flag  indented\n"},
		{output.YAML, errors.New("plain"), "error: plain\n"},
		{output.JSONL, errors.New("plain"), `{"error":{"code":"error","message":"plain","hint":""}}` + "\n"},
		{output.JSON, fault.New(fault.Usage, "a\nb").WithHint("c"), `{"error":{"code":"usage","message":"a\nb","hint":"c"}}` + "\n"},
		{output.Table, fmt.Errorf("reading: %w", context.Canceled), "error: interrupted\n"},
		{output.JSON, context.Canceled, `{"error":{"code":"interrupted","message":"interrupted","hint":""}}` + "\n"},
		{output.Table, &cmdutil.ExitError{Code: 11}, ""},
		{output.Table, nil, ""},
	} {
		ios, _, stdout, stderr := iostreams.Test()
		report(ios, c.format, c.err)
		if got := stderr.String(); got != c.want || stdout.Len() > 0 {
			t.Errorf("%v as %s:\n%q, want\n%q; stdout %q", c.err, c.format, got, c.want, stdout)
		}
	}
}

// TestSniffFormat holds that errors in the flags are reported in the format
// that the same flags ask for.
func TestSniffFormat(t *testing.T) {
	for _, c := range []struct {
		args []string
		env  string
		want output.Format
	}{
		{nil, "", output.Table},
		{nil, "json", output.JSON},
		{[]string{"users", "-o", "json"}, "", output.JSON},
		{[]string{"users", "-ojson"}, "", output.JSON},
		{[]string{"users", "-o=jsonl"}, "", output.JSONL},
		{[]string{"--output", "yaml", "users"}, "json", output.YAML},
		{[]string{"--output=csv"}, "json", output.CSV},
		{[]string{"-o", "xml"}, "json", output.Table},
		{[]string{"-o"}, "json", output.JSON},
		{[]string{"--", "-o", "json"}, "", output.Table},
		{[]string{"-o", "json", "-o", "yaml"}, "", output.YAML},
	} {
		got := sniffFormat(c.args, func(string) string { return c.env })
		if got != c.want {
			t.Errorf("%q with %q: %s, want %s", c.args, c.env, got, c.want)
		}
	}
}
