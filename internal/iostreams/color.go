package iostreams

import "github.com/incodectl/incodectl/internal/fault"

// SetColor sets what --color asked for: "always", "never" or "auto".
func (s *IOStreams) SetColor(mode string) error {
	switch mode {
	case "always", "never", "auto":
		s.color = mode
		return nil
	}
	return fault.New(fault.Usage, "unknown colour mode %q", mode).WithHint("use always, never or auto")
}

// OutColors returns the colours for stdout, OutColors().Green("ok") and the like.
func (s *IOStreams) OutColors() Colors { return Colors{on: s.useColor(s.stdout)} }

// ErrColors returns the colours for stderr.
func (s *IOStreams) ErrColors() Colors { return Colors{on: s.useColor(s.stderr)} }

// useColor applies, in this order: --color, NO_COLOR (no-color.org: any value
// but the empty one), CLICOLOR_FORCE or FORCE_COLOR (any value but "", "0" and
// "false"), CLICOLOR=0 (bixense.com/clicolors), TERM=dumb, and whether the
// stream is a terminal.
func (s *IOStreams) useColor(st stream) bool {
	switch {
	case s.color == "always":
		return true
	case s.color == "never", s.getenv("NO_COLOR") != "":
		return false
	case forced(s.getenv("CLICOLOR_FORCE")), forced(s.getenv("FORCE_COLOR")):
		return true
	case s.getenv("CLICOLOR") == "0", s.getenv("TERM") == "dumb":
		return false
	}
	return st.tty && st.ansi
}

func forced(v string) bool { return v != "" && v != "0" && v != "false" }

// Colors wraps text in the escape sequences of a stream, or leaves it alone
// when that stream shall have no colour.
type Colors struct{ on bool }

// Enabled reports whether there is any colour.
func (c Colors) Enabled() bool { return c.on }

// Green marks success.
func (c Colors) Green(s string) string { return c.wrap("32", s) }

// Red marks failure.
func (c Colors) Red(s string) string { return c.wrap("31", s) }

// Yellow marks a warning.
func (c Colors) Yellow(s string) string { return c.wrap("33", s) }

// Bold marks a heading.
func (c Colors) Bold(s string) string { return c.wrap("1", s) }

// Faint marks what matters less.
func (c Colors) Faint(s string) string { return c.wrap("2", s) }

func (c Colors) wrap(code, s string) string {
	if !c.on || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
