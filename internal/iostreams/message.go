package iostreams

import (
	"fmt"
	"io"
	"sync"
)

// Notef tells the person something: "Showing 30 of 212 people". Muted by quiet.
//
// As with the other three, arguments pass through Clean on their way in, since
// they often come from a directory; only the format is trusted.
func (s *IOStreams) Notef(format string, args ...any) {
	if false {
		_ = fmt.Sprintf(format, args...) // lets go vet check the callers' formats
	}
	if !s.quiet {
		s.say("", format, args)
	}
}

// Successf tells that something was done, with a green check mark where there
// is colour. Muted by quiet.
func (s *IOStreams) Successf(format string, args ...any) {
	if false {
		_ = fmt.Sprintf(format, args...) // lets go vet check the callers' formats
	}
	if s.quiet {
		return
	}
	prefix := ""
	if c := s.ErrColors(); c.Enabled() {
		prefix = c.Green("✓") + " "
	}
	s.say(prefix, format, args)
}

// Warnf prints "warning: ...". It is never muted.
func (s *IOStreams) Warnf(format string, args ...any) {
	if false {
		_ = fmt.Sprintf(format, args...) // lets go vet check the callers' formats
	}
	s.say(s.ErrColors().Yellow("warning:")+" ", format, args)
}

// Hintf prints "hint: ...", the way out of an error or a warning. Like these it
// is never muted; use Notef for a suggestion after success.
func (s *IOStreams) Hintf(format string, args ...any) {
	if false {
		_ = fmt.Sprintf(format, args...) // lets go vet check the callers' formats
	}
	s.say(s.ErrColors().Faint("hint:")+" ", format, args)
}

// say writes one whole line with one Write, so that lines of several goroutines
// do not mix. A stderr that cannot be written to leaves nobody to tell.
func (s *IOStreams) say(prefix, format string, args []any) {
	safe := make([]any, len(args))
	for i, a := range args {
		safe[i] = harmless(a)
	}
	s.paging.say(s.Err, prefix+fmt.Sprintf(format, safe...)+"\n")
}

// later keeps words back while a pager has the screen.
type later struct {
	mu      sync.Mutex
	holding bool
	lines   []string
}

func (l *later) say(w io.Writer, line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holding {
		l.lines = append(l.lines, line)
		return
	}
	_, _ = io.WriteString(w, line)
}

func (l *later) hold() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.holding = true
}

// release says what was kept back.
func (l *later) release(w io.Writer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.lines {
		_, _ = io.WriteString(w, line)
	}
	l.holding, l.lines = false, nil
}

// harmless wraps an argument so that whatever it prints as is cleaned. Plain
// numbers stay as they are: they are harmless, and "%*d" needs them bare.
func harmless(a any) any {
	switch a.(type) {
	case nil, bool, int, int64, float64:
		return a
	}
	return cleaned{a}
}

// cleaned formats its value with the very verb and flags asked for, then cleans.
type cleaned struct{ v any }

// Format implements fmt.Formatter.
func (c cleaned) Format(f fmt.State, verb rune) {
	_, _ = io.WriteString(f, Clean(fmt.Sprintf(fmt.FormatString(f, verb), c.v)))
}
