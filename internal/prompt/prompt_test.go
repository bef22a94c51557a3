package prompt

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
)

// at returns a Prompter at a terminal where typed will be typed, and stderr.
func at(t *testing.T, typed string) (Prompter, *bytes.Buffer) {
	t.Helper()
	ios, in, out, err := iostreams.Test()
	in.WriteString(typed)
	ios.SetStdinTTY(true)
	ios.SetStdoutTTY(true)
	t.Cleanup(func() {
		if out.Len() > 0 {
			t.Errorf("stdout = %q, want nothing: it is for data", out)
		}
	})
	return New(ios), err
}

func isURL(s string) error {
	if !strings.HasPrefix(s, "https://") {
		return errors.New("this must begin with https://")
	}
	return nil
}

func TestInput(t *testing.T) {
	tests := []struct {
		name, typed string
		q           Question
		want, said  string
	}{
		{"trimmed", "  corp \r\n", Question{Label: "Name"}, "corp", "Name: "},
		{"empty without default", "\n", Question{Label: "Note"}, "", "Note: "},
		{"default", "\n", Question{Label: "Name", Default: "okta"}, "okta", "Name [okta]: "},
		{"last line without an end", "corp", Question{Label: "Name"}, "corp", "Name: "},
		{"help", "corp\n", Question{Label: "Name", Help: "Anything you like."}, "corp", "Anything you like.\nName: "},
		{
			"asks again", "corp\n\nhttps://corp\n",
			Question{Label: "URL", Check: isURL},
			"https://corp",
			"URL:   ! this must begin with https://\nURL:   ! this must begin with https://\nURL: ",
		},
		{
			"arrow keys", "co\x1b[Drp\ncorp\n",
			Question{Label: "Name"},
			"corp",
			"Name:   ! this has control characters in it, such as those of the arrow keys\nName: ",
		},
		{"hostile label and default", "\n", Question{Label: "Na\x1b[2Jme", Default: "ok", Help: "a\nb"}, "ok", "a b\nName [ok]: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, said := at(t, tt.typed)
			got, err := p.Input(t.Context(), tt.q)
			if err != nil || got != tt.want {
				t.Errorf("Input = %q, %v, want %q", got, err, tt.want)
			}
			if said.String() != tt.said {
				t.Errorf("stderr = %q, want %q", said, tt.said)
			}
		})
	}
}

func TestAnswersAreReadOneByOne(t *testing.T) {
	p, _ := at(t, "corp\ns3cret\ny\n")
	name, err1 := p.Input(t.Context(), Question{Label: "Name"})
	token, err2 := p.Secret(t.Context(), Question{Label: "Token"})
	yes, err3 := p.Confirm(t.Context(), Question{Label: "Sure?"})
	if name != "corp" || token.Reveal() != "s3cret" || !yes || errors.Join(err1, err2, err3) != nil {
		t.Errorf("got %q, %q, %v, %v", name, token.Reveal(), yes, errors.Join(err1, err2, err3))
	}
}

func TestSecret(t *testing.T) {
	p, said := at(t, "\nshort\n s3cret-token \n")
	long := func(s string) error {
		if len(s) < 8 {
			return errors.New("too short for a token")
		}
		return nil
	}
	got, err := p.Secret(t.Context(), Question{Label: "API token", Default: "ignored", Check: long})
	if err != nil || got.Reveal() != "s3cret-token" {
		t.Errorf("Secret = %q, %v", got.Reveal(), err)
	}
	want := "API token (not shown): \n  ! this cannot be empty\n" +
		"API token (not shown): \n  ! too short for a token\n" +
		"API token (not shown): \n"
	if said.String() != want {
		t.Errorf("stderr = %q, want %q", said, want)
	}
}

func TestSelect(t *testing.T) {
	options := []Option{
		{Value: "okta-directory", Title: "Okta Directory"},
		{Value: "entra", Title: "Microsoft Entra"},
		{Value: "byod", Title: "Bring Your Own Directory", Disabled: "coming soon"},
		{Value: "1", Title: "a value that is a number"},
	}
	const menu = "Template:\n" +
		"  1) okta-directory  Okta Directory\n" +
		"  2) entra           Microsoft Entra\n" +
		"  3) byod            Bring Your Own Directory (coming soon)\n" +
		"  4) 1               a value that is a number\n"
	tests := []struct {
		name, typed, preset string
		want, said          string
	}{
		{"number", "2\n", "", "entra", "Template, number or value: "},
		{"value", "okta-directory\n", "", "okta-directory", "Template, number or value: "},
		{"value before number", "1\n", "", "1", "Template, number or value: "},
		{"default", "\n", "entra", "entra", "Template, number or value [entra]: "},
		{
			"not on the menu", "0\n5\nnope\n\n2\n", "", "entra",
			strings.Repeat("Template, number or value:   ! choose a number from 1 to 4, or one of the values\n", 4) +
				"Template, number or value: ",
		},
		{
			"disabled", "3\nbyod\n2\n", "", "entra",
			strings.Repeat("Template, number or value:   ! byod cannot be chosen: coming soon\n", 2) + "Template, number or value: ",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, said := at(t, tt.typed)
			got, err := p.Select(t.Context(), Question{Label: "Template", Default: tt.preset}, options)
			if err != nil || got != tt.want {
				t.Errorf("Select = %q, %v, want %q", got, err, tt.want)
			}
			if said.String() != menu+tt.said {
				t.Errorf("stderr =\n%s\nwant\n%s", said, menu+tt.said)
			}
		})
	}
	p, _ := at(t, "1\n")
	if _, err := p.Select(t.Context(), Question{Label: "Template"}, nil); !fault.Is(err, fault.Usage) {
		t.Errorf("Select of nothing: %v", err)
	}
}

func TestConfirm(t *testing.T) {
	for typed, want := range map[string]bool{
		"y\n": true, "YES\n": true, "\n": false, "n\n": false, "No\n": false, "sure\ny\n": true, "sure\n\n": false,
	} {
		p, said := at(t, typed)
		got, err := p.Confirm(t.Context(), Question{Label: "Go on?", Default: "y"})
		if err != nil || got != want {
			t.Errorf("Confirm after %q = %v, %v, want %v", typed, got, err, want)
		}
		if !strings.HasPrefix(said.String(), "Go on? [y/N]: ") {
			t.Errorf("stderr = %q", said)
		}
	}
}

func TestTypeName(t *testing.T) {
	p, said := at(t, "corp\n")
	if err := p.TypeName(t.Context(), Question{Label: "Delete corp and 12 people?", Flag: "yes"}, "corp"); err != nil {
		t.Error(err)
	}
	if want := "Delete corp and 12 people?\nType corp to confirm: "; said.String() != want {
		t.Errorf("stderr = %q, want %q", said, want)
	}
	for _, typed := range []string{"Corp\n", "\n", "y\n", "corp2\ncorp\n"} {
		p, _ := at(t, typed)
		if err := p.TypeName(t.Context(), Question{Label: "Delete?"}, "corp"); !fault.Is(err, fault.Confirmation) {
			t.Errorf("TypeName after %q: %v", typed, err)
		}
	}
}

// questions asks each kind of question.
var questions = []struct {
	name string
	ask  func(context.Context, Prompter, Question) error
	code fault.Code // where nobody can be asked
	want string
}{
	{"Input", func(ctx context.Context, p Prompter, q Question) error { _, err := p.Input(ctx, q); return err }, fault.Usage, "--name is required: stdin is not a terminal, so it cannot be asked for"},
	{"Secret", func(ctx context.Context, p Prompter, q Question) error { _, err := p.Secret(ctx, q); return err }, fault.Usage, "--name is required: stdin is not a terminal, so it cannot be asked for"},
	{"Select", func(ctx context.Context, p Prompter, q Question) error {
		_, err := p.Select(ctx, q, []Option{{Value: "a"}})
		return err
	}, fault.Usage, "--name is required: stdin is not a terminal, so it cannot be asked for"},
	{"Confirm", func(ctx context.Context, p Prompter, q Question) error { _, err := p.Confirm(ctx, q); return err }, fault.Confirmation, "confirmation needed (Name): stdin is not a terminal, so nobody can be asked"},
	{"TypeName", func(ctx context.Context, p Prompter, q Question) error { return p.TypeName(ctx, q, "corp") }, fault.Confirmation, "confirmation needed (Name): stdin is not a terminal, so nobody can be asked"},
}

func TestRefusesWithoutATerminal(t *testing.T) {
	for _, tt := range questions {
		t.Run(tt.name, func(t *testing.T) {
			ios, in, _, said := iostreams.Test()
			in.WriteString("corp\n")
			err := tt.ask(t.Context(), New(ios), Question{Label: "Name", Flag: "name"})
			if !fault.Is(err, tt.code) || err.Error() != tt.want {
				t.Errorf("err = %v (%s), want %s (%s)", err, fault.CodeOf(err), tt.want, tt.code)
			}
			if tt.code == fault.Confirmation && fault.HintOf(err) != "pass --name to go ahead without being asked" {
				t.Errorf("hint = %q", fault.HintOf(err))
			}
			if in.Len() != len("corp\n") || said.Len() > 0 {
				t.Errorf("read or wrote something: %q left, stderr %q", in, said)
			}
		})
	}
}

func TestRefusalSaysWhy(t *testing.T) {
	ios, _, _, _ := iostreams.Test()
	ios.SetStdinTTY(true)
	_, err := New(ios).Input(t.Context(), Question{Label: "Secret", Flag: "--secret-stdin or --secret-file"})
	if want := "--secret-stdin or --secret-file is required: stdout is not a terminal, so it cannot be asked for"; err.Error() != want {
		t.Errorf("err = %v, want %s", err, want)
	}
	ios.SetStdoutTTY(true)
	ios.SetNeverPrompt(true)
	_, err = New(ios).Input(t.Context(), Question{Label: "Org URL"})
	if want := "Org URL is required: prompts are switched off, so it cannot be asked for"; err.Error() != want {
		t.Errorf("err = %v, want %s", err, want)
	}
}

func TestCancelledWhileReading(t *testing.T) {
	for _, tt := range questions {
		t.Run(tt.name, func(t *testing.T) {
			ios, _, _, said := iostreams.Test()
			ios.SetStdinTTY(true)
			ios.SetStdoutTTY(true)
			never, writer := io.Pipe()
			defer func() { _ = writer.Close() }()
			ios.In = never
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(10*time.Millisecond, cancel)
			err := tt.ask(ctx, New(ios), Question{Label: "Name", Flag: "name"})
			if !fault.Is(err, fault.Interrupted) || !errors.Is(err, context.Canceled) {
				t.Errorf("err = %v", err)
			}
			if !strings.HasSuffix(said.String(), "\n") {
				t.Errorf("the cursor is left in the line: %q", said)
			}
		})
	}
}

func TestEndOfInput(t *testing.T) {
	for _, tt := range questions {
		t.Run(tt.name, func(t *testing.T) {
			p, _ := at(t, "")
			err := tt.ask(t.Context(), p, Question{Label: "Name", Flag: "name"})
			if !fault.Is(err, fault.Interrupted) || !strings.Contains(err.Error(), "the input ended at the question") || !strings.Contains(fault.HintOf(err), "--name") {
				t.Errorf("err = %v, hint %q", err, fault.HintOf(err))
			}
		})
	}
}

func TestFailureToRead(t *testing.T) {
	ios, _, _, _ := iostreams.Test()
	ios.SetStdinTTY(true)
	ios.SetStdoutTTY(true)
	for _, in := range []io.Reader{broken{}, strings.NewReader(strings.Repeat("x", maxLine+1) + "\n")} {
		ios.In = in
		_, err := New(ios).Input(t.Context(), Question{Label: "Name"})
		if !errors.Is(err, errBroken) && !errors.Is(err, errTooLong) {
			t.Errorf("err = %v", err)
		}
	}
}

var errBroken = errors.New("input/output error")

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errBroken }

func TestSecretTakesAWholePEMBlock(t *testing.T) {
	const block = "-----BEGIN PRIVATE KEY-----\nAAAA\nBBBB\n-----END PRIVATE KEY-----"
	p, _ := at(t, block+"\nnext answer\n")
	v, err := p.Secret(t.Context(), Question{Label: "Key"})
	if err != nil || v.Reveal() != block {
		t.Errorf("got %d bytes, %v", v.Len(), err)
	}
	if next, err := p.Input(t.Context(), Question{Label: "Next"}); err != nil || next != "next answer" {
		t.Errorf("the next answer is %q, %v", next, err)
	}
	p, _ = at(t, "-----BEGIN PRIVATE KEY-----\nAAAA\n")
	if _, err := p.Secret(t.Context(), Question{Label: "Key"}); err == nil {
		t.Error("half a block was taken for a key")
	}
}
