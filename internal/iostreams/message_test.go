package iostreams

import (
	"errors"
	"fmt"
	"testing"

	"github.com/incodectl/incodectl/internal/secret"
)

// named is a string with a method, as fault.Code could be.
type named string

func (n named) String() string { return "<" + string(n) + ">" }

func TestMessages(t *testing.T) {
	const evil = "Ada\x1b[2J\nroot"
	tests := []struct {
		name string
		say  func(*IOStreams)
		want string
	}{
		{"note", func(s *IOStreams) { s.Notef("%d people in %s", 3, "corp") }, "3 people in corp\n"},
		{"success", func(s *IOStreams) { s.Successf("created %q", "corp") }, "created \"corp\"\n"},
		{"warning", func(s *IOStreams) { s.Warnf("data is %.1f days old", 2.5) }, "warning: data is 2.5 days old\n"},
		{"hint", func(s *IOStreams) { s.Hintf("run it again") }, "hint: run it again\n"},
		{"string", func(s *IOStreams) { s.Notef("%s|%-8s|", evil, "ab") }, "Ada root|ab      |\n"},
		{"error", func(s *IOStreams) { s.Warnf("%v", fmt.Errorf("no: %w", errors.New(evil))) }, "warning: no: Ada root\n"},
		{"stringer", func(s *IOStreams) { s.Notef("%s", named(evil)) }, "<Ada root>\n"},
		{"list", func(s *IOStreams) { s.Notef("%v", []string{evil, "b"}) }, "[Ada root b]\n"},
		{"struct", func(s *IOStreams) { s.Notef("%+v", struct{ Name string }{evil}) }, "{Name:Ada root}\n"},
		{"star", func(s *IOStreams) { s.Notef("%*d", 4, 7) }, "   7\n"},
		{"secret", func(s *IOStreams) { s.Notef("%s %v %q", secret.New("a"), secret.New("b"), secret.New("c")) }, "[redacted] [redacted] [redacted]\n"},
		{"percent in an argument", func(s *IOStreams) { s.Notef("%s", "100%d") }, "100%d\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ios, _, out, err := Test()
			tt.say(ios)
			if got := err.String(); got != tt.want {
				t.Errorf("stderr = %q, want %q", got, tt.want)
			}
			if out.Len() > 0 {
				t.Errorf("stdout = %q", out)
			}
		})
	}
}

func TestQuietMutesAllButWarningsAndHints(t *testing.T) {
	ios, _, _, err := Test()
	ios.SetQuiet(true)
	ios.Notef("a note")
	ios.Successf("a success")
	ios.Warnf("a warning")
	ios.Hintf("a hint")
	if got, want := err.String(), "warning: a warning\nhint: a hint\n"; got != want {
		t.Errorf("stderr = %q, want %q", got, want)
	}
}

func TestMessagesInColour(t *testing.T) {
	ios, _, _, err := Test()
	ios.SetStderrTTY(true)
	ios.Successf("created")
	ios.Warnf("careful")
	if got, want := err.String(), "\x1b[32m✓\x1b[0m created\n\x1b[33mwarning:\x1b[0m careful\n"; got != want {
		t.Errorf("stderr = %q, want %q", got, want)
	}
}
