package prompt

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
)

// pty returns both ends of a new pseudo terminal.
func pty(t *testing.T) (keyboard, terminal *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pseudo terminals here: ", err)
	}
	t.Cleanup(func() { _ = keyboard.Close() })
	fd := int(keyboard.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Skip("cannot unlock a pseudo terminal: ", err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Skip("cannot name a pseudo terminal: ", err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("cannot open a pseudo terminal: ", err)
	}
	t.Cleanup(func() { _ = terminal.Close() })
	return keyboard, terminal
}

// echoes reports whether the terminal shows what is typed.
func echoes(t *testing.T, fd int) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		t.Error(err)
		return false
	}
	return state.Lflag&unix.ECHO != 0
}

// untilHidden waits until the echo is off: the terminal is being read.
func untilHidden(t *testing.T, fd int) {
	t.Helper()
	for range 500 {
		if !echoes(t, fd) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the echo was never switched off")
}

func TestSecretOnATerminal(t *testing.T) {
	keyboard, term := pty(t)
	ios, _, _, said := iostreams.Test()
	ios.In = term
	fd := int(term.Fd())
	ios.SetStdinTTY(true)
	ios.SetStdoutTTY(true)
	go func() {
		untilHidden(t, fd)
		_, _ = keyboard.WriteString("s3cret\n")
	}()
	got, err := New(ios).Secret(t.Context(), Question{Label: "Token"})
	if err != nil || got.Reveal() != "s3cret" {
		t.Errorf("Secret = %q, %v", got.Reveal(), err)
	}
	if !echoes(t, fd) {
		t.Error("the echo was left off")
	}
	if bytes.Contains(said.Bytes(), []byte("s3cret")) {
		t.Errorf("the secret was printed: %q", said)
	}
}

func TestSecretCancelledOnATerminal(t *testing.T) {
	_, term := pty(t)
	ios, _, _, _ := iostreams.Test()
	ios.In = term
	fd := int(term.Fd())
	ios.SetStdinTTY(true)
	ios.SetStdoutTTY(true)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		untilHidden(t, fd)
		cancel()
	}()
	_, err := New(ios).Secret(ctx, Question{Label: "Token"})
	if !fault.Is(err, fault.Interrupted) {
		t.Errorf("err = %v", err)
	}
	if !echoes(t, fd) {
		t.Error("the echo was left off")
	}
}
