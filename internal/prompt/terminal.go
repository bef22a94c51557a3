package prompt

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/secret"
)

// terminal is the Prompter of a person at a terminal. It draws nothing but
// lines of text, which every terminal and screen reader can do.
type terminal struct{ ios *iostreams.IOStreams }

// Input implements Prompter.
func (t *terminal) Input(ctx context.Context, q Question) (string, error) {
	if err := refuseAnswer(t.ios, q); err != nil {
		return "", err
	}
	return t.input(ctx, q)
}

func (t *terminal) input(ctx context.Context, q Question) (string, error) {
	t.help(q)
	for {
		answer, err := t.ask(ctx, q, suggest(q))
		if err != nil {
			return "", err
		}
		if answer == "" {
			answer = q.Default
		}
		err = q.check(answer)
		if strings.ContainsFunc(answer, unicode.IsControl) {
			err = errors.New("this has control characters in it, such as those of the arrow keys")
		}
		if err == nil {
			return answer, nil
		}
		t.complain(err)
	}
}

// Secret implements Prompter.
func (t *terminal) Secret(ctx context.Context, q Question) (secret.Value, error) {
	if err := refuseAnswer(t.ios, q); err != nil {
		return secret.Value{}, err
	}
	t.help(q)
	for {
		t.printf("%s (not shown): ", t.ios.ErrColors().Bold(iostreams.Clean(q.Label)))
		answer, err := readSecret(ctx, t.ios.In)
		t.printf("\n") // the one the person typed was not shown either
		if err != nil {
			return secret.Value{}, readError(ctx, q, err)
		}
		if answer = strings.TrimSpace(answer); answer == "" {
			err = errors.New("this cannot be empty")
		} else {
			err = q.check(answer)
		}
		if err == nil {
			return secret.New(answer), nil
		}
		t.complain(err)
	}
}

// Select implements Prompter.
func (t *terminal) Select(ctx context.Context, q Question, options []Option) (string, error) {
	if err := refuseAnswer(t.ios, q); err != nil {
		return "", err
	}
	if len(options) == 0 {
		return "", fault.New(fault.Usage, "there is nothing to choose from for %q", iostreams.Clean(q.Label))
	}
	t.help(q)
	t.printf("%s:\n", iostreams.Clean(q.Label))
	wide := 0
	for _, o := range options {
		wide = max(wide, iostreams.TextWidth(iostreams.Clean(o.Value)))
	}
	for i, o := range options {
		t.printf("%s\n", strings.TrimRight(listed(i+1, o, wide), " "))
	}
	q.Label, q.Help = q.Label+", number or value", ""
	check := q.Check
	q.Check = func(answer string) error {
		value, err := choose(options, answer)
		if err == nil && check != nil {
			err = check(value)
		}
		return err
	}
	answer, err := t.input(ctx, q)
	if err != nil {
		return "", err
	}
	return choose(options, answer)
}

// listed is the line of an option: "  1) okta-directory  Okta Directory".
func listed(n int, o Option, wide int) string {
	value := iostreams.Clean(o.Value)
	pad := strings.Repeat(" ", wide-iostreams.TextWidth(value))
	line := fmt.Sprintf("%3d) %s%s  %s", n, value, pad, iostreams.Clean(o.Title))
	if o.Disabled != "" {
		line = strings.TrimRight(line, " ") + " (" + iostreams.Clean(o.Disabled) + ")"
	}
	return line
}

// choose returns the value of the option that answer names, by value first: a
// value may be a number itself.
func choose(options []Option, answer string) (string, error) {
	chosen := -1
	for i, o := range options {
		if o.Value == answer {
			chosen = i
			break
		}
	}
	if n, err := strconv.Atoi(answer); chosen < 0 && err == nil && n >= 1 && n <= len(options) {
		chosen = n - 1
	}
	switch {
	case chosen < 0:
		return "", fmt.Errorf("choose a number from 1 to %d, or one of the values", len(options))
	case options[chosen].Disabled != "":
		return "", fmt.Errorf("%s cannot be chosen: %s", options[chosen].Value, options[chosen].Disabled)
	}
	return options[chosen].Value, nil
}

// Confirm implements Prompter.
func (t *terminal) Confirm(ctx context.Context, q Question) (bool, error) {
	if err := refuseConfirm(t.ios, q); err != nil {
		return false, err
	}
	t.help(q)
	for {
		answer, err := t.ask(ctx, q, " [y/N]: ")
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "y", "yes":
			return true, nil
		case "", "n", "no":
			return false, nil
		}
		t.complain(errors.New("answer y or n"))
	}
}

// TypeName implements Prompter. It asks only once: whoever types another name
// may be about to delete another thing.
func (t *terminal) TypeName(ctx context.Context, q Question, name string) error {
	if err := refuseConfirm(t.ios, q); err != nil {
		return err
	}
	t.help(q)
	t.printf("%s\n", iostreams.Clean(q.Label))
	ask := q
	ask.Label = fmt.Sprintf("Type %s to confirm", name)
	answer, err := t.ask(ctx, ask, ": ")
	if err != nil {
		return err
	}
	if answer != name {
		return fault.New(fault.Confirmation, "not confirmed: %q is not %q", iostreams.Clean(answer), iostreams.Clean(name))
	}
	return nil
}

// ask writes the question once and reads a line, trimmed.
func (t *terminal) ask(ctx context.Context, q Question, ending string) (string, error) {
	t.printf("%s%s", t.ios.ErrColors().Bold(iostreams.Clean(q.Label)), ending)
	answer, err := readLine(ctx, t.ios.In)
	if err != nil {
		t.printf("\n") // what comes next starts on a line of its own
		return "", readError(ctx, q, err)
	}
	return strings.TrimSpace(answer), nil
}

// suggest ends a question with its default.
func suggest(q Question) string {
	if q.Default == "" {
		return ": "
	}
	return " [" + iostreams.Clean(q.Default) + "]: "
}

func (t *terminal) help(q Question) {
	if q.Help != "" {
		t.printf("%s\n", t.ios.ErrColors().Faint(iostreams.Clean(q.Help)))
	}
}

func (t *terminal) complain(err error) {
	t.printf("%s %s\n", t.ios.ErrColors().Red("  !"), iostreams.Clean(err.Error()))
}

// printf writes to stderr. When that fails the person sees no question, and the
// answer, or Ctrl-C, decides what happens.
func (t *terminal) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(t.ios.Err, format, args...)
}
