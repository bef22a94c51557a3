// Package iostreams holds the three standard streams and all that is known about
// them: whether each is a terminal, how wide it is, whether colour is wanted,
// whether a person may be asked. stdout is for data; every word meant for a
// person goes to stderr through this package.
package iostreams

import (
	"bytes"
	"io"
	"os"
	"strconv"
	"sync"
	"time"

	"golang.org/x/term"
)

// defaultWidth is the width, in columns, assumed when nothing tells it.
const defaultWidth = 80

// IOStreams is the program's view of the outside. Make one with System or Test.
// Out and Err may be written to from several goroutines.
type IOStreams struct {
	In  io.Reader
	Out io.Writer // data only
	Err io.Writer // words for people

	stdin, stdout, stderr stream
	screen                *screen
	getenv                func(string) string
	color                 string // "always", "never", or anything else for auto
	neverPrompt           bool
	quiet                 bool
	pager                 func() string // the command, "" for none; nil where nothing is paged
	paging                *later
}

// stream is what is known about one of the three streams.
type stream struct {
	tty   bool
	ansi  bool       // understands escape sequences when it is a terminal
	width func() int // columns now, 0 when unknown
}

// System returns the process's own streams. getenv (os.Getenv, or a stand-in)
// is asked for COLUMNS and the colour variables.
func System(getenv func(string) string) *IOStreams {
	s := assemble(os.Stdin, os.Stdout, os.Stderr, getenv)
	s.stdin, s.stdout, s.stderr = inspect(os.Stdin), inspect(os.Stdout), inspect(os.Stderr)
	s.screen.tick = redrawEvery
	s.pager = func() string { return pagerOf(getenv) }
	return s
}

// Test returns streams that are buffers and no terminals, with an empty
// environment. Writing is safe from several goroutines; read the buffers when
// the writers are done. Progress is drawn by Update only, never by a timer.
func Test() (ios *IOStreams, in, out, err *bytes.Buffer) {
	in, out, err = new(bytes.Buffer), new(bytes.Buffer), new(bytes.Buffer)
	ios = assemble(in, out, err, func(string) string { return "" })
	ios.stdout.ansi, ios.stderr.ansi = true, true
	return ios, in, out, err
}

func assemble(in io.Reader, out, err io.Writer, getenv func(string) string) *IOStreams {
	s := &IOStreams{In: in, getenv: getenv, paging: &later{}}
	s.screen = &screen{raw: err, width: s.errWidth}
	s.Err = errWriter{s.screen}
	s.Out = &outWriter{ios: s, raw: out}
	return s
}

func inspect(f *os.File) stream {
	fd := int(f.Fd())
	if !term.IsTerminal(fd) {
		return stream{}
	}
	return stream{tty: true, ansi: enableANSI(f.Fd()), width: func() int {
		w, _, err := term.GetSize(fd)
		if err != nil {
			return 0
		}
		return w
	}}
}

// IsStdinTTY reports whether stdin is a terminal.
func (s *IOStreams) IsStdinTTY() bool { return s.stdin.tty }

// IsStdoutTTY reports whether stdout is a terminal.
func (s *IOStreams) IsStdoutTTY() bool { return s.stdout.tty }

// IsStderrTTY reports whether stderr is a terminal.
func (s *IOStreams) IsStderrTTY() bool { return s.stderr.tty }

// SetStdinTTY overrides what was detected for stdin.
func (s *IOStreams) SetStdinTTY(tty bool) { s.stdin.tty = tty }

// SetStdoutTTY overrides what was detected for stdout.
func (s *IOStreams) SetStdoutTTY(tty bool) { s.stdout.tty = tty }

// SetStderrTTY overrides what was detected for stderr.
func (s *IOStreams) SetStderrTTY(tty bool) { s.stderr.tty = tty }

// SetWidth overrides the width of stdout and stderr, in columns.
func (s *IOStreams) SetWidth(columns int) {
	fixed := func() int { return columns }
	s.stdout.width, s.stderr.width = fixed, fixed
}

// Width returns the width of stdout in columns: that of its terminal now, else
// COLUMNS, else 80.
func (s *IOStreams) Width() int { return s.widthOf(s.stdout) }

func (s *IOStreams) errWidth() int { return s.widthOf(s.stderr) }

func (s *IOStreams) widthOf(st stream) int {
	if st.width != nil {
		if w := st.width(); w > 0 {
			return w
		}
	}
	if w, err := strconv.Atoi(s.getenv("COLUMNS")); err == nil && w > 0 {
		return w
	}
	return defaultWidth
}

// SetNeverPrompt forbids (or allows again) asking a person anything: --no-input.
func (s *IOStreams) SetNeverPrompt(never bool) { s.neverPrompt = never }

// CanPrompt reports whether a person may be asked: stdin and stdout are
// terminals and prompting was not forbidden.
func (s *IOStreams) CanPrompt() bool { return s.WhyNoPrompt() == "" }

// WhyNoPrompt says in words why nobody can be asked, "" when CanPrompt.
func (s *IOStreams) WhyNoPrompt() string {
	switch {
	case s.neverPrompt:
		return "prompts are switched off"
	case !s.stdin.tty:
		return "stdin is not a terminal"
	case !s.stdout.tty:
		return "stdout is not a terminal"
	}
	return ""
}

// SetQuiet mutes (or unmutes) notes, success lines and progress: --quiet.
func (s *IOStreams) SetQuiet(quiet bool) { s.quiet = quiet }

// outWriter is stdout. When stdout and stderr share the terminal it takes the
// progress lines off the screen while data is printed.
type outWriter struct {
	ios *IOStreams
	mu  sync.Mutex
	raw io.Writer
}

func (w *outWriter) Write(p []byte) (int, error) {
	if w.ios.stdout.tty && w.ios.stderr.tty {
		return w.ios.screen.around(w.raw, p)
	}
	// A lock of its own: a reader of stdout that pauses must not stop stderr.
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.raw.Write(p)
}

// redrawEvery is the shortest time between two drawings of the progress lines.
const redrawEvery = 100 * time.Millisecond
