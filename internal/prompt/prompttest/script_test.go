package prompttest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/prompt"
)

func TestScriptAnswers(t *testing.T) {
	s := New(map[string]string{
		"name": "corp", "--template": "okta", "secret": "s3cret", "yes": "y", "confirm": "corp", "url": "", "other": "x",
	})
	ctx := t.Context()
	name, err1 := s.Input(ctx, prompt.Question{Flag: "--name"})
	url, err2 := s.Input(ctx, prompt.Question{Flag: "url", Default: "https://corp"})
	template, err3 := s.Select(ctx, prompt.Question{Flag: "template"}, []prompt.Option{{Value: "entra"}, {Value: "okta"}})
	token, err4 := s.Secret(ctx, prompt.Question{Flag: "secret"})
	yes, err5 := s.Confirm(ctx, prompt.Question{Flag: "yes"})
	err6 := s.TypeName(ctx, prompt.Question{Flag: "confirm"}, "corp")
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		t.Fatal(err)
	}
	if name != "corp" || url != "https://corp" || template != "okta" || token.Reveal() != "s3cret" || !yes {
		t.Errorf("answers: %q %q %q %q %v", name, url, template, token.Reveal(), yes)
	}
	if got, want := s.Asked(), []string{"name", "url", "template", "secret", "yes", "confirm"}; !slices.Equal(got, want) {
		t.Errorf("Asked = %q, want %q", got, want)
	}
	if got := s.Unused(); !slices.Equal(got, []string{"other"}) {
		t.Errorf("Unused = %q", got)
	}
}

func TestScriptRefuses(t *testing.T) {
	bad := errors.New("bad answer")
	s := New(map[string]string{"name": "corp", "template": "byod", "secret": "", "yes": "maybe"})
	ctx := t.Context()
	if _, err := s.Input(ctx, prompt.Question{Flag: "url"}); !fault.Is(err, fault.Internal) {
		t.Errorf("no answer scripted: %v", err)
	}
	if _, err := s.Input(ctx, prompt.Question{Flag: "name", Check: func(string) error { return bad }}); !errors.Is(err, bad) {
		t.Errorf("failed check: %v", err)
	}
	if _, err := s.Select(ctx, prompt.Question{Flag: "template"}, []prompt.Option{{Value: "byod", Disabled: "coming soon"}}); err == nil {
		t.Error("a disabled option was selected")
	}
	if _, err := s.Secret(ctx, prompt.Question{Flag: "secret"}); err == nil {
		t.Error("an empty secret was accepted")
	}
	if yes, err := s.Confirm(ctx, prompt.Question{Flag: "yes"}); yes || err != nil {
		t.Errorf("Confirm(maybe) = %v, %v", yes, err)
	}
	if err := s.TypeName(ctx, prompt.Question{Flag: "name"}, "prod"); !fault.Is(err, fault.Confirmation) {
		t.Errorf("another name: %v", err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Input(cancelled, prompt.Question{Flag: "name"}); !fault.Is(err, fault.Interrupted) {
		t.Errorf("cancelled: %v", err)
	}
}
