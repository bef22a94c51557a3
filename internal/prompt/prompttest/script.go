// Package prompttest has a Prompter for tests of commands.
package prompttest

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/prompt"
	"github.com/incodectl/incodectl/internal/secret"
)

// Script is a Prompter that answers each question by its flag, "name" or
// "--name". A question it has no answer for is an error, as is an answer the
// question's Check refuses: a script types nothing twice. It may be used from
// several goroutines.
type Script struct {
	answers map[string]string

	mu    sync.Mutex
	asked []string
}

var _ prompt.Prompter = (*Script)(nil)

// New returns a Script with these answers by flag. Confirm takes "y" or "yes"
// for yes, TypeName the name.
func New(answers map[string]string) *Script {
	s := &Script{answers: make(map[string]string, len(answers))}
	for flag, a := range answers {
		s.answers[bare(flag)] = a
	}
	return s
}

// Asked returns the flags of the questions asked so far, in order.
func (s *Script) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// Unused returns the flags that were never asked for, sorted: a test that
// expects a question checks that there are none.
func (s *Script) Unused() []string {
	asked := s.Asked()
	var unused []string
	for flag := range s.answers {
		if !slices.Contains(asked, flag) {
			unused = append(unused, flag)
		}
	}
	slices.Sort(unused)
	return unused
}

// Input implements prompt.Prompter.
func (s *Script) Input(ctx context.Context, q prompt.Question) (string, error) {
	a, err := s.answer(ctx, q)
	if err != nil {
		return "", err
	}
	if a == "" {
		a = q.Default
	}
	return a, check(q, a)
}

// Secret implements prompt.Prompter.
func (s *Script) Secret(ctx context.Context, q prompt.Question) (secret.Value, error) {
	a, err := s.answer(ctx, q)
	if err != nil {
		return secret.Value{}, err
	}
	if a == "" {
		return secret.Value{}, fault.New(fault.Internal, "the scripted secret for %q is empty", q.Flag)
	}
	return secret.New(a), check(q, a)
}

// Select implements prompt.Prompter. The answer is the value of an option.
func (s *Script) Select(ctx context.Context, q prompt.Question, options []prompt.Option) (string, error) {
	a, err := s.answer(ctx, q)
	if err != nil {
		return "", err
	}
	if a == "" {
		a = q.Default
	}
	for _, o := range options {
		if o.Value == a && o.Disabled == "" {
			return a, check(q, a)
		}
	}
	return "", fault.New(fault.Internal, "the scripted answer %q is no option of %q", a, q.Flag)
}

// Confirm implements prompt.Prompter.
func (s *Script) Confirm(ctx context.Context, q prompt.Question) (bool, error) {
	a, err := s.answer(ctx, q)
	return a == "y" || a == "yes", err
}

// TypeName implements prompt.Prompter.
func (s *Script) TypeName(ctx context.Context, q prompt.Question, name string) error {
	a, err := s.answer(ctx, q)
	if err == nil && a != name {
		err = fault.New(fault.Confirmation, "not confirmed: %q is not %q", a, name)
	}
	return err
}

// answer notes the question and looks its answer up.
func (s *Script) answer(ctx context.Context, q prompt.Question) (string, error) {
	flag := bare(q.Flag)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, flag)
	if ctx.Err() != nil {
		return "", fault.Wrap(context.Cause(ctx), fault.Interrupted, "interrupted at the question %q", q.Label)
	}
	a, ok := s.answers[flag]
	if !ok {
		return "", fault.New(fault.Internal, "no answer is scripted for the question %q (flag %q)", q.Label, q.Flag)
	}
	return a, nil
}

func check(q prompt.Question, answer string) error {
	if q.Check == nil {
		return nil
	}
	return q.Check(answer)
}

func bare(flag string) string { return strings.TrimLeft(flag, "-") }
