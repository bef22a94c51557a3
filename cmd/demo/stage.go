package demo

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
)

// pageWidth is how wide tables are made where no terminal says it.
const pageWidth = 120

// stage runs command lines before the audience.
type stage struct {
	f    *cmdutil.Factory
	run  func(ctx context.Context, args []string, io *iostreams.IOStreams) int
	vars map[string]string // what acts put into shell variables
}

// act is one command line of the story.
type act struct {
	input string // for stdin, never shown
	from  string // where the input comes from, as it would be written in a shell
	exit  int    // the exit code it must end with
	into  string // shell variable for what it prints, which is not shown then
}

// say prints what happens next.
func (s *stage) say(format string, args ...any) {
	c := s.f.IO.ErrColors()
	_, _ = fmt.Fprintf(s.f.IO.Err, "\n%s\n", c.Bold("# "+fmt.Sprintf(format, args...)))
}

// do shows a command line, runs it, and fails when it ends otherwise than it
// should. An argument like $id stands for what an act put into that variable.
func (s *stage) do(ctx context.Context, a act, args ...string) error {
	line := "$ incodectl " + strings.Join(quoted(args), " ")
	if a.from != "" {
		line += " < " + a.from
	}
	if a.into != "" {
		line = "$ " + a.into + "=$(" + strings.TrimPrefix(line, "$ ") + ")"
	}
	c := s.f.IO.ErrColors()
	_, _ = fmt.Fprintln(s.f.IO.Err, c.Green(line))

	var in io.Reader = strings.NewReader(a.input)
	ios := s.f.IO.Sub(in)
	if !ios.IsStdoutTTY() {
		// The demo is for a reader, also when it is piped into a pager.
		ios.SetStdoutTTY(true)
		ios.SetWidth(pageWidth)
	}
	var printed strings.Builder
	if a.into != "" {
		ios.Out = &printed
	}
	code := s.run(ctx, s.filledIn(args), ios)
	if err := ctx.Err(); err != nil {
		return err
	}
	if code != a.exit {
		return fault.New(fault.Internal, "the demo did not go as it should: the command ended with exit code %d instead of %d", code, a.exit).
			WithHint("this is a mistake in incodectl; please report it with the output above")
	}
	if code != 0 {
		_, _ = fmt.Fprintln(s.f.IO.Err, c.Faint(fmt.Sprintf("(exit code %d)", code)))
	}
	if a.into != "" {
		s.vars[a.into] = strings.TrimSpace(printed.String())
	}
	return nil
}

// filledIn returns arguments with variables replaced by their values.
func (s *stage) filledIn(args []string) []string {
	full := make([]string, len(args))
	for i, a := range args {
		full[i] = a
		if name, ok := strings.CutPrefix(a, "$"); ok {
			full[i] = s.vars[name]
		}
	}
	return full
}

// quoted writes arguments as a shell would need them.
func quoted(args []string) []string {
	q := make([]string, len(args))
	for i, a := range args {
		q[i] = a
		if strings.HasPrefix(a, "$") {
			q[i] = `"` + a + `"`
		} else if strings.ContainsAny(a, " '\"$&;()<>|*?") {
			q[i] = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
	}
	return q
}

func (s *stage) farewell(took time.Duration) {
	s.say("That was the main job, in %.1f seconds. Nothing is left behind.", took.Seconds())
	_, _ = fmt.Fprint(s.f.IO.Err, `
Where to go next:
  incodectl integrations create okta-directory --help    connect your Okta org
  incodectl integrations create entra-directory --help   connect your Entra tenant
  incodectl integrations templates                       every kind of integration
  incodectl sandbox serve                                a sandbox to try things on yourself
  incodectl help exit-codes                              for your scripts
`)
}
