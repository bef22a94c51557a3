package cmdutil

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
)

func TestReadSecret(t *testing.T) {
	ios, _, _, _ := iostreams.Test()
	f := &Factory{IO: ios}
	path := filepath.Join(t.TempDir(), "secret")
	for _, c := range []struct{ text, want string }{
		{"token\n", "token"},
		{"token\r\n\n", "token"},
		{" token ", " token "},
		{"-----BEGIN X-----\nabc\n-----END X-----\n", "-----BEGIN X-----\nabc\n-----END X-----"},
		{strings.Repeat("x", maxSecret), strings.Repeat("x", maxSecret)},
		{strings.Repeat("x", maxSecret+1), ""},
		{" \n\t\n", ""},
		{"", ""},
	} {
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		ios.In = strings.NewReader(c.text)
		for _, flags := range []SecretFlags{{File: path}, {Stdin: true}} {
			v, err := flags.Read(t.Context(), f)
			if v.Reveal() != c.want || (err == nil) != (c.want != "") || err != nil && !fault.Is(err, fault.Usage) {
				t.Errorf("%+v of %.20q: %d bytes, %v", flags, c.text, v.Len(), err)
			}
		}
	}
	if v, err := (&SecretFlags{}).Read(t.Context(), f); err != nil || !v.Empty() {
		t.Errorf("without a flag: %d bytes, %v", v.Len(), err)
	}
}

func TestReadFile(t *testing.T) {
	ios, in, _, _ := iostreams.Test()
	f := &Factory{IO: ios}
	for text, ok := range map[string]bool{"": true, "12345678": true, "123456789": false} {
		in.Reset()
		in.WriteString(text)
		data, err := ReadFile(f, "-", "policy", 8)
		if (err == nil) != ok || ok && string(data) != text || err != nil && !fault.Is(err, fault.Usage) {
			t.Errorf("%q: %q, %v", text, data, err)
		}
	}
	for _, path := range []string{filepath.Join(t.TempDir(), "gone"), t.TempDir()} {
		if _, err := ReadFile(f, path, "policy", 8); !fault.Is(err, fault.Usage) || !strings.HasPrefix(err.Error(), "--policy") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// gone is a reader that went away.
type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, syscall.EPIPE }

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestRenderForNobody(t *testing.T) {
	ios, _, _, _ := iostreams.Test()
	f := &Factory{IO: ios, Settings: func() Settings { return Settings{Format: output.JSON} }}
	if !iostreams.IsBrokenPipe(syscall.EPIPE) {
		t.Skip("this system has another error for it")
	}
	ios.Out = gone{}
	if err := f.Render(output.Object(1, "one")); err != nil {
		t.Errorf("a reader that stops early: %v", err)
	}
	ios.Out = full{}
	if err := f.Render(output.Object(1, "one")); err == nil {
		t.Error("a full disk is no error")
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 people", 1: "1 person", 2: "2 people"} {
		if got := Count(n, "person", "people"); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}

func TestArguments(t *testing.T) {
	for _, c := range []struct {
		check cobra.PositionalArgs
		args  []string
		want  string
	}{
		{Exact(), nil, ""},
		{Exact(), []string{"x"}, `unexpected argument "x"`},
		{Exact("A", "B"), []string{"x", "y"}, ""},
		{Exact("A", "B"), []string{"x"}, "B is missing"},
		{Exact("A", "B"), nil, "A and B are missing"},
	} {
		err := c.check(&cobra.Command{Use: "x"}, c.args)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.args, got, c.want)
		}
	}
}
