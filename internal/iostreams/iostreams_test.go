package iostreams

import (
	"errors"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
)

func TestColorPrecedence(t *testing.T) {
	type env map[string]string
	tests := []struct {
		name string
		mode string
		env  env
		tty  bool
		want bool
	}{
		{name: "terminal", tty: true, want: true},
		{name: "pipe"},
		{name: "always beats NO_COLOR", mode: "always", env: env{"NO_COLOR": "1"}, want: true},
		{name: "never beats CLICOLOR_FORCE", mode: "never", env: env{"CLICOLOR_FORCE": "1"}, tty: true},
		{name: "NO_COLOR", mode: "auto", env: env{"NO_COLOR": "1"}, tty: true},
		{name: "an empty NO_COLOR is unset", env: env{"NO_COLOR": ""}, tty: true, want: true},
		{name: "NO_COLOR beats CLICOLOR_FORCE", env: env{"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}},
		{name: "CLICOLOR_FORCE", env: env{"CLICOLOR_FORCE": "1"}, want: true},
		{name: "FORCE_COLOR beats TERM=dumb", env: env{"FORCE_COLOR": "1", "TERM": "dumb"}, want: true},
		{name: "FORCE_COLOR=0 forces nothing", env: env{"FORCE_COLOR": "0"}},
		{name: "CLICOLOR=0", env: env{"CLICOLOR": "0"}, tty: true},
		{name: "TERM=dumb", env: env{"TERM": "dumb"}, tty: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ios, _, _, _ := Test()
			ios.getenv = func(k string) string { return tt.env[k] }
			if tt.mode != "" {
				if err := ios.SetColor(tt.mode); err != nil {
					t.Fatal(err)
				}
			}
			ios.SetStdoutTTY(tt.tty)
			ios.SetStderrTTY(tt.tty)
			if got := ios.OutColors().Enabled(); got != tt.want {
				t.Errorf("stdout: colour = %v, want %v", got, tt.want)
			}
			if got := ios.ErrColors().Enabled(); got != tt.want {
				t.Errorf("stderr: colour = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestColorsOfEachStream(t *testing.T) {
	ios, _, _, _ := Test()
	ios.SetStderrTTY(true)
	if got := ios.OutColors().Green("ok"); got != "ok" {
		t.Errorf("stdout is no terminal, yet Green(ok) = %q", got)
	}
	if got, want := ios.ErrColors().Green("ok"), "\x1b[32mok\x1b[0m"; got != want {
		t.Errorf("Green(ok) = %q, want %q", got, want)
	}
	if err := ios.SetColor("sometimes"); !fault.Is(err, fault.Usage) {
		t.Errorf("SetColor(sometimes) = %v, want a usage error", err)
	}
}

func TestWidth(t *testing.T) {
	ios, _, _, _ := Test()
	if got := ios.Width(); got != 80 {
		t.Errorf("nothing known: Width() = %d, want 80", got)
	}
	ios.getenv = func(k string) string { return map[string]string{"COLUMNS": "132"}[k] }
	if got := ios.Width(); got != 132 {
		t.Errorf("COLUMNS=132: Width() = %d", got)
	}
	ios.getenv = func(string) string { return "-4" }
	if got := ios.Width(); got != 80 {
		t.Errorf("COLUMNS=-4: Width() = %d, want 80", got)
	}
	ios.SetWidth(40)
	if got := ios.Width(); got != 40 {
		t.Errorf("SetWidth(40): Width() = %d", got)
	}
}

func TestCanPrompt(t *testing.T) {
	tests := []struct {
		in, out, never bool
		why            string
	}{
		{true, true, false, ""},
		{false, true, false, "stdin is not a terminal"},
		{true, false, false, "stdout is not a terminal"},
		{true, true, true, "prompts are switched off"},
	}
	for _, tt := range tests {
		ios, _, _, _ := Test()
		ios.SetStdinTTY(tt.in)
		ios.SetStdoutTTY(tt.out)
		ios.SetNeverPrompt(tt.never)
		if got := ios.WhyNoPrompt(); got != tt.why || ios.CanPrompt() != (tt.why == "") {
			t.Errorf("%+v: CanPrompt() = %v, WhyNoPrompt() = %q", tt, ios.CanPrompt(), got)
		}
	}
}

func TestAPipeIsNoTerminal(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = r.Close(), w.Close() }()
	if got := inspect(w); got.tty {
		t.Error("a pipe was taken for a terminal")
	}
	if ios := System(func(string) string { return "" }); ios.In != os.Stdin {
		t.Error("System does not read from stdin")
	}
}

func TestIsBrokenPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	_, err = w.WriteString("data")
	_ = w.Close()
	if !IsBrokenPipe(fmt.Errorf("printing: %w", err)) {
		t.Errorf("IsBrokenPipe(%v) = false", err)
	}
	for _, other := range []error{nil, io.EOF, errors.New("broken pipe")} {
		if IsBrokenPipe(other) {
			t.Errorf("IsBrokenPipe(%v) = true", other)
		}
	}
}
