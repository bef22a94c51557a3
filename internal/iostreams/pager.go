package iostreams

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// usualPager is what shows long lists when nothing else is asked for: it ends by
// itself when all fits on the screen (F), passes colour through (R) and leaves
// what was shown on the screen (X).
const usualPager = "less -FRX"

// pagerOf finds the pager: INCODECTL_PAGER, then PAGER, then less. A variable
// that is "cat" switches it off; so does an INCODECTL_PAGER of blanks.
func pagerOf(getenv func(string) string) string {
	command := usualPager
	for _, name := range []string{"PAGER", "INCODECTL_PAGER"} { // the later one wins
		if value := getenv(name); value != "" {
			command = strings.TrimSpace(value)
		}
	}
	if command == "cat" || getenv("TERM") == "dumb" {
		return ""
	}
	return command
}

// SetPager overrides which command pages; "" pages nothing.
func (s *IOStreams) SetPager(command string) { s.pager = func() string { return command } }

// StartPager shows what is written to Out until stop is called one screen at a
// time, where stdout is a terminal and a pager is there; elsewhere it does
// nothing. A reader who leaves early makes writing fail as a closed pipe does;
// words for people wait until then. stop waits for the reader and must be called.
func (s *IOStreams) StartPager(ctx context.Context) (stop func()) {
	out, ok := s.Out.(*outWriter)
	if !ok || !s.CanPrompt() || s.pager == nil {
		return func() {}
	}
	words := strings.Fields(s.pager())
	if len(words) == 0 {
		return func() {}
	}
	pager := exec.CommandContext(ctx, words[0], words[1:]...)
	pager.Stdout, pager.Stderr = out.raw, os.Stderr
	// Asked to end, a pager puts the terminal right; killed, it would not.
	pager.Cancel = func() error { return pager.Process.Signal(syscall.SIGTERM) }
	pager.WaitDelay = time.Second
	in, err := pager.StdinPipe()
	if err != nil {
		return func() {}
	}
	if err := pager.Start(); err != nil {
		if !errors.Is(err, exec.ErrNotFound) || words[0] != "less" {
			s.Warnf("the pager %s cannot be started: %v", words[0], err)
		}
		_ = in.Close()
		return func() {}
	}
	raw := out.swap(in)
	s.paging.hold()
	return func() {
		out.swap(raw)
		_ = in.Close()
		_ = pager.Wait() // how the reader left is nobody's business
		s.paging.release(s.Err)
	}
}

// swap puts another writer below Out and returns the one before.
func (w *outWriter) swap(raw io.Writer) (before io.Writer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before, w.raw = w.raw, raw
	return before
}
