// Package clipboard puts a credential on the clipboard of the desktop, through
// the tool the desktop has for it, and clears it after a while. It implements
// credential.Clipboard.
//
// The value reaches a tool by its standard input only: arguments and the
// environment of a process can be read by others. What clears the clipboard
// later is a process of its own, which is told the value's SHA-256 and not the
// value.
package clipboard

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// deadline is how long a tool may take. One whose display does not answer would
// wait for ever.
const deadline = 3 * time.Second

// pause is how long to wait before looking at the clipboard again.
const pause = 20 * time.Millisecond

// maxRead is how much of what is on the clipboard is looked at; more is not ours.
const maxRead = 64 << 10

// System is the clipboard of the desktop this process belongs to.
type System struct {
	GOOS     string
	Getenv   func(string) string
	LookPath func(file string) (string, error)
	// Clearing is the program that clears the clipboard and how its arguments
	// begin, with its own name; they go on with --after TIME --sha256 HEX.
	Clearing func() (file string, args []string, err error)
}

// Copy implements credential.Clipboard. Where nothing can be started that clears
// the clipboard later, nothing is copied.
func (s System) Copy(ctx context.Context, v secret.Value, clearAfter time.Duration) (where string, err error) {
	t, err := s.tool()
	if err != nil {
		return "", err
	}
	if clearAfter <= 0 {
		return t.place, s.put(ctx, t, v.Reveal())
	}
	cleaner, err := s.cleaner(sum(v.Reveal()), clearAfter)
	if err != nil {
		return "", err
	}
	if err := s.put(ctx, t, v.Reveal()); err != nil {
		return "", err
	}
	if err := cleaner.Start(); err != nil {
		_ = s.clear(context.WithoutCancel(ctx), t)
		return "", fault.Wrap(err, fault.Unavailable, "nothing was copied, because nothing could be started that clears the clipboard later")
	}
	return t.place, cleaner.Process.Release()
}

// Clear implements credential.Clipboard.
func (s System) Clear(ctx context.Context, want string) error {
	t, err := s.tool()
	if err != nil {
		return err
	}
	held, err := s.run(ctx, t.read, "")
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare([]byte(sum(held)), []byte(strings.ToLower(want))) != 1 {
		return nil // something else was copied meanwhile, or nothing is there
	}
	return s.clear(ctx, t)
}

// sum is the SHA-256 of a value in hex. Some tools read it back with a line end.
func sum(text string) string {
	h := sha256.Sum256([]byte(strings.TrimRight(text, "\r\n")))
	return hex.EncodeToString(h[:])
}

// put gives the clipboard a text. Where that fails, or is interrupted, the text
// may be there all the same, and nobody would clear it: so it is cleared at once.
func (s System) put(ctx context.Context, t tool, text string) error {
	err := s.set(ctx, t, t.write, text)
	if err != nil {
		_, _ = s.run(context.WithoutCancel(ctx), t.clear, "")
	}
	return err
}

func (s System) clear(ctx context.Context, t tool) error {
	return s.set(ctx, t, t.clear, "")
}

// set gives the clipboard a text, or empties it. Tools that leave a process behind
// are done before that has taken the clipboard, so it is looked at until the text
// is there: otherwise what somebody does next could be undone by it.
func (s System) set(ctx context.Context, t tool, c command, text string) error {
	if _, err := s.run(ctx, c, text); err != nil || !t.serves {
		return err
	}
	for end := time.Now().Add(deadline); ; time.Sleep(pause) {
		held, err := s.run(ctx, t.read, "")
		switch {
		case err == nil && held == text, err != nil && text == "": // some call an empty one an error
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case time.Now().After(end):
			return fault.New(fault.Unavailable, "the clipboard cannot be used: %s did not keep what it was given", filepath.Base(c.path))
		}
	}
}

// run runs a tool with a text as its input and returns what it prints. Tools of
// X11 and Wayland leave a process behind that serves the clipboard and keeps
// their streams open: so only a reading one is given a pipe, and stderr none. That
// process has to outlive the terminal, or the clipboard would be lost with it.
func (s System) run(ctx context.Context, c command, input string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.path, c.args...)
	cmd.Env = s.environment()
	cmd.Stdin = strings.NewReader(input)
	cmd.WaitDelay = time.Second
	cmd.SysProcAttr = apart()
	var out limited
	if c.reads {
		cmd.Stdout = &out
	}
	err := cmd.Run()
	name := filepath.Base(c.path)
	switch {
	case err == nil:
		return out.String(), nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", fault.New(fault.Unavailable, "the clipboard cannot be used: %s did not answer within %s", name, deadline)
	case ctx.Err() != nil:
		return "", ctx.Err()
	}
	// Not what it prints, which may be what it was given.
	return "", fault.Wrap(err, fault.Unavailable, "the clipboard cannot be used: %s failed", name)
}

// limited keeps the beginning of what is written to it.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if room := maxRead - l.Len(); room > 0 {
		l.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// environment is what tools need to find the desktop, and nothing else: among
// the rest there may be secrets.
func (s System) environment() []string {
	var env []string
	for _, key := range []string{
		"PATH", "HOME", "USER", "LANG", "TMPDIR",
		"DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR",
		"SystemRoot", "SystemDrive", "windir", "PATHEXT", "TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
	} {
		if v := s.Getenv(key); v != "" {
			env = append(env, key+"="+v)
		}
	}
	return env
}

// cleaner is the process that clears the clipboard. It outlives this one and
// its terminal, and holds none of its streams.
func (s System) cleaner(sum string, after time.Duration) (*exec.Cmd, error) {
	file, args, err := s.Clearing()
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "nothing was copied, because nothing can be started that clears the clipboard later")
	}
	cmd := &exec.Cmd{
		Path: file, Args: append(args, "--after", after.String(), "--sha256", sum),
		Env: s.environment(), Dir: filepath.Dir(file), SysProcAttr: detached(),
	}
	return cmd, nil
}
