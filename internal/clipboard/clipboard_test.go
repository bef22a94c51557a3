package clipboard_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/clipboard"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

const planted = "pl4nted-s3cret"

// desk is a desktop with tools that are shell scripts. Each keeps the clipboard
// in the file "clip" beside it and notes its arguments, its input and what it
// can see of the environment in "log".
type desk struct {
	t    *testing.T
	dir  string
	goos string
	env  map[string]string
}

func newDesk(t *testing.T, goos string, env map[string]string, tools ...string) *desk {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the tools are shell scripts")
	}
	d := &desk{t: t, dir: t.TempDir(), goos: goos, env: env}
	for _, tool := range tools {
		d.tool(tool, `here=$(dirname "$0")
echo "$(basename "$0") $*" >> "$here/log"
env >> "$here/log"
case "$(basename "$0") $*" in
*paste*|*-out*|*--output*|*Get-Clipboard*) cat "$here/clip" ;;
*clear*) : > "$here/clip" ;;
*) cat > "$here/clip" ;;
esac
`)
	}
	return d
}

func (d *desk) tool(name, script string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) system() clipboard.System {
	return clipboard.System{
		GOOS: d.goos,
		Getenv: func(key string) string {
			if key == "PATH" {
				return os.Getenv(key)
			}
			return d.env[key]
		},
		LookPath: func(file string) (string, error) {
			path := filepath.Join(d.dir, file)
			_, err := os.Stat(path)
			return path, err
		},
		Clearing: func() (string, []string, error) { return "", nil, errBroken },
	}
}

var errBroken = errors.New("broken for the test")

func (d *desk) read(file string) string {
	d.t.Helper()
	data, err := os.ReadFile(filepath.Join(d.dir, file))
	if err != nil && !os.IsNotExist(err) {
		d.t.Fatal(err)
	}
	return string(data)
}

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestTools(t *testing.T) {
	x11, wayland := map[string]string{"DISPLAY": ":9"}, map[string]string{"DISPLAY": ":9", "WAYLAND_DISPLAY": "wayland-9"}
	tests := []struct {
		name, goos string
		env        map[string]string
		tools      []string
		where      string
		calls      []string // to copy, read and clear
	}{
		{
			"X11 with xclip", "linux", x11,
			[]string{"xclip", "xsel", "wl-copy", "wl-paste"},
			"clipboard (xclip)",
			[]string{"xclip -selection clipboard -in", "xclip -selection clipboard -out", "xclip -selection clipboard -in"},
		},
		{
			"X11 with xsel", "freebsd", x11,
			[]string{"xsel"},
			"clipboard (xsel)",
			[]string{"xsel --clipboard --input", "xsel --clipboard --output", "xsel --clipboard --clear"},
		},
		{
			"Wayland", "linux", wayland,
			[]string{"xclip", "wl-copy", "wl-paste"},
			"clipboard (wl-copy)",
			[]string{"wl-copy --type text/plain", "wl-paste --no-newline", "wl-copy --clear"},
		},
		{
			"Wayland with tools of X11 only", "linux", wayland,
			[]string{"xclip", "wl-copy"},
			"clipboard (xclip)",
			[]string{"xclip -selection clipboard -in", "xclip -selection clipboard -out", "xclip -selection clipboard -in"},
		},
		{
			"macOS", "darwin", nil,
			[]string{"pbcopy", "pbpaste"},
			"clipboard (pbcopy)",
			[]string{"pbcopy", "pbpaste", "pbcopy"},
		},
		{
			"Windows", "windows", nil,
			[]string{"clip.exe", "powershell.exe"},
			"clipboard (clip.exe)",
			[]string{"clip.exe", "powershell.exe -NoProfile -NonInteractive -Command Get-Clipboard -Raw", "clip.exe"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, tt.goos, tt.env, tt.tools...)
			s := d.system()
			where, err := s.Copy(t.Context(), secret.New(planted), 0)
			if err != nil || where != tt.where || d.read("clip") != planted {
				t.Fatalf("copied to %q, %v: %q", where, err, d.read("clip"))
			}
			// Something else on the clipboard stays there.
			if err := s.Clear(t.Context(), sumOf("something else")); err != nil || d.read("clip") != planted {
				t.Errorf("cleared what is not ours: %v, %q", err, d.read("clip"))
			}
			if err := s.Clear(t.Context(), sumOf(planted)); err != nil || d.read("clip") != "" {
				t.Errorf("not cleared: %v, %q", err, d.read("clip"))
			}
			log := d.read("log")
			at := 0
			for _, call := range append(tt.calls[:2:2], tt.calls[1:]...) {
				i := strings.Index(log[at:], strings.TrimRight(call, " "))
				if i < 0 {
					t.Fatalf("%q was not called, or too early:\n%s", call, log)
				}
				at += i + len(call)
			}
			if strings.Contains(log, planted) {
				t.Errorf("the value is in an argument or the environment:\n%s", log)
			}
		})
	}
}

func TestToolsSeeNoSecrets(t *testing.T) {
	d := newDesk(t, "linux", map[string]string{"DISPLAY": ":9", "INCODECTL_SECRET_CORP": planted, "XAUTHORITY": "/x"}, "xclip")
	if _, err := d.system().Copy(t.Context(), secret.New("value"), 0); err != nil {
		t.Fatal(err)
	}
	if log := d.read("log"); strings.Contains(log, "INCODECTL") || !strings.Contains(log, "DISPLAY=:9") || !strings.Contains(log, "XAUTHORITY=/x") {
		t.Errorf("a tool sees\n%s", log)
	}
}

func TestLineEndOfTheTool(t *testing.T) {
	d := newDesk(t, "windows", nil, "clip.exe", "powershell.exe")
	if err := os.WriteFile(filepath.Join(d.dir, "clip"), []byte(planted+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.system().Clear(t.Context(), strings.ToUpper(sumOf(planted))); err != nil || d.read("clip") != "" {
		t.Errorf("not cleared: %v, %q", err, d.read("clip"))
	}
}

func TestNoClipboard(t *testing.T) {
	for _, tt := range []struct {
		goos string
		env  map[string]string
		why  string
	}{
		{"linux", nil, "no desktop here"},
		{"linux", map[string]string{"DISPLAY": ":9"}, "install wl-clipboard, xclip or xsel"},
		{"darwin", nil, "pbcopy is missing"},
		{"windows", nil, "clip.exe is missing"},
	} {
		s := newDesk(t, tt.goos, tt.env).system()
		_, err := s.Copy(t.Context(), secret.New(planted), time.Minute)
		for _, err := range []error{err, s.Clear(t.Context(), "")} {
			if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), tt.why) {
				t.Errorf("%s: %v, want %q", tt.goos, err, tt.why)
			}
		}
	}
}

func TestToolFails(t *testing.T) {
	d := newDesk(t, "linux", map[string]string{"DISPLAY": ":9"})
	d.tool("xclip", "cat; cat >&2; exit 1\n")
	_, err := d.system().Copy(t.Context(), secret.New(planted), 0)
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "xclip failed") || strings.Contains(err.Error(), planted) {
		t.Errorf("got %v", err)
	}
	d.tool("xclip", "cat > /dev/null\n")
	_, err = d.system().Copy(t.Context(), secret.New(planted), 0)
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "did not keep what it was given") {
		t.Errorf("got %v", err)
	}
	d.tool("xclip", "exec sleep 60\n")
	start := time.Now()
	_, err = d.system().Copy(t.Context(), secret.New(planted), 0)
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "did not answer") || time.Since(start) > 20*time.Second {
		t.Errorf("got %v after %s", err, time.Since(start))
	}
}

// TestUncleared holds that nothing is copied, or stays, that nobody clears.
func TestUncleared(t *testing.T) {
	d := newDesk(t, "linux", map[string]string{"DISPLAY": ":9"}, "xclip")
	s := d.system()
	if _, err := s.Copy(t.Context(), secret.New(planted), time.Minute); !fault.Is(err, fault.Unavailable) || d.read("clip") != "" {
		t.Errorf("got %v, %q", err, d.read("clip"))
	}
	s.Clearing = func() (string, []string, error) { return filepath.Join(d.dir, "absent"), []string{"absent"}, nil }
	if _, err := s.Copy(t.Context(), secret.New(planted), time.Minute); !fault.Is(err, fault.Unavailable) || d.read("clip") != "" {
		t.Errorf("got %v, %q", err, d.read("clip"))
	}
}

// TestNotKept holds that nothing stays on a clipboard of which we say that nothing
// was copied: nobody would clear it.
func TestNotKept(t *testing.T) {
	const odd = `here=$(dirname "$0")
case "$*" in
*-out*) sed 's/$/!/' "$here/clip" ;;
*) cat > "$here/clip" ;;
esac
`
	d := newDesk(t, "linux", map[string]string{"DISPLAY": ":9"})
	d.tool("xclip", odd)
	s := d.system()
	s.Clearing = func() (string, []string, error) { return "/bin/true", []string{"true"}, nil }
	if _, err := s.Copy(t.Context(), secret.New(planted), time.Minute); !fault.Is(err, fault.Unavailable) || d.read("clip") != "" {
		t.Errorf("got %v, %q", err, d.read("clip"))
	}
	// Somebody who has seen enough ends it while it is being looked at.
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := s.Copy(ctx, secret.New(planted), time.Minute); err == nil || d.read("clip") != "" {
		t.Errorf("interrupted: %v, %q", err, d.read("clip"))
	}
}

// TestClearing is not a test of its own: it is what the tests below start in
// place of incodectl.
func TestClearing(t *testing.T) {
	if flag.NArg() == 0 {
		t.Skip("only as a process of its own")
	}
	flags := flag.NewFlagSet("", flag.PanicOnError)
	after, sum := flags.Duration("after", 0, ""), flags.String("sha256", "", "")
	if err := flags.Parse(flag.Args()); err != nil {
		t.Fatal(err)
	}
	time.Sleep(*after)
	if err := desktop().Clear(t.Context(), *sum); err != nil {
		t.Fatal(err)
	}
}

// desktop is the clipboard of the desktop the tests run on.
func desktop() clipboard.System {
	return clipboard.System{
		GOOS: runtime.GOOS, Getenv: os.Getenv, LookPath: exec.LookPath,
		Clearing: func() (string, []string, error) {
			file, err := os.Executable()
			return file, []string{file, "-test.run=^TestClearing$", "--"}, err
		},
	}
}

// realClipboard makes the test below use, and demand, the real clipboard; .ci/run
// sets it beside an X server of its own.
const realClipboard = "INCODECTL_TEST_CLIPBOARD"

func TestRealClipboard(t *testing.T) {
	if os.Getenv(realClipboard) == "" {
		t.Skip("set " + realClipboard + "=1 to use the real clipboard")
	}
	s := desktop()
	value := planted + "-" + time.Now().Format(time.RFC3339Nano)
	// Copied, read back and cleared.
	if where, err := s.Copy(t.Context(), secret.New(value), 0); err != nil || where == "" {
		t.Fatalf("%q, %v", where, err)
	}
	if got := paste(t); got != value {
		t.Fatalf("the clipboard holds %q", got)
	}
	if err := s.Clear(t.Context(), sumOf(value)); err != nil {
		t.Fatal(err)
	}
	if got := paste(t); got != "" {
		t.Errorf("the clipboard holds %q", got)
	}
	// Cleared by a process of its own, after a while.
	if _, err := s.Copy(t.Context(), secret.New(value), 2*time.Second); err != nil {
		t.Fatal(err)
	}
	if got := paste(t); got != value {
		t.Errorf("cleared too early: %q", got)
	}
	for deadline := time.Now().Add(30 * time.Second); paste(t) != ""; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("never cleared")
		}
	}
	// What was copied after it stays.
	if _, err := s.Copy(t.Context(), secret.New(value), 5*time.Second); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Copy(t.Context(), secret.New("something else"), 0); err != nil {
		t.Fatal(err)
	}
	time.Sleep(8 * time.Second)
	if got := paste(t); got != "something else" {
		t.Errorf("the clipboard holds %q", got)
	}
}

// paste reads the clipboard as another program would.
func paste(t *testing.T) string {
	t.Helper()
	line := map[string][]string{
		"darwin":  {"pbpaste"},
		"windows": {"powershell.exe", "-NoProfile", "-Command", "Get-Clipboard -Raw"},
	}[runtime.GOOS]
	if line == nil {
		line = []string{"xclip", "-selection", "clipboard", "-out"}
	}
	out, err := exec.CommandContext(t.Context(), line[0], line[1:]...).Output()
	if err != nil && len(out) > 0 {
		t.Fatal(err)
	}
	return strings.TrimRight(string(out), "\r\n")
}
