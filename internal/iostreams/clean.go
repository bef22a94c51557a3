package iostreams

import (
	"strings"
	"unicode/utf8"
)

const esc = 0x1b

// Clean makes text from a directory, a document or a server safe to print on a
// terminal in one line. It removes ANSI escape sequences (ECMA-48, with the
// text inside OSC and DCS strings), C0 and C1 control characters and the
// bidirectional controls that reorder what is displayed (CVE-2021-42574). Tabs
// and line breaks become a space; bytes that are no UTF-8 become U+FFFD.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == esc, isIntroducer(r):
			size = sequenceLen(s[i:])
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
			// The line feed that follows makes the one space.
		case isBreak(r):
			b.WriteByte(' ')
		case isControl(r), isBidi(r):
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// isPlain reports whether s is printable ASCII, as nearly all text is.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// isBreak reports white space that would end or shift the line, among it the
// next line control U+0085 and the line and paragraph separators.
func isBreak(r rune) bool {
	return r >= '\t' && r <= '\r' || r == 0x85 || r == 0x2028 || r == 0x2029
}

// isControl reports C0, DEL and C1.
func isControl(r rune) bool { return r < 0x20 || r >= 0x7f && r <= 0x9f }

// isBidi reports the embeddings, overrides and isolates. The marks (U+200E,
// U+200F, U+061C) stay: Arabic and Hebrew names need them and they reorder
// nothing but themselves.
func isBidi(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }

// isIntroducer reports the C1 controls that begin a sequence: DCS, SOS, CSI,
// OSC, PM, APC.
func isIntroducer(r rune) bool {
	switch r {
	case 0x90, 0x98, 0x9b, 0x9d, 0x9e, 0x9f:
		return true
	}
	return false
}

// sequenceLen returns the length in bytes of the escape sequence s begins with.
// Of one that is malformed or never ends only the introducer counts, so that it
// cannot hide the text after it.
func sequenceLen(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if r == esc {
		if len(s) == 1 {
			return 1
		}
		switch c := s[1]; {
		case c == '[':
			r, n = 0x9b, 2
		case strings.IndexByte("PX]^_", c) >= 0:
			r, n = 0x9d, 2
		case c >= 0x20 && c <= 0x2f: // designates a character set, among others
			return scan(s, 1, 0x20, 0x2f, 0x30)
		case c >= 0x30 && c <= 0x7e:
			return 2
		default:
			return 1
		}
	}
	if r != 0x9b {
		return stringLen(s, n)
	}
	i := n
	for i < len(s) && s[i] >= 0x30 && s[i] <= 0x3f {
		i++
	}
	if end := scan(s, i, 0x20, 0x2f, 0x40); end > 1 {
		return end
	}
	return n
}

// scan skips the bytes between lo and hi from i on and returns the place after
// the final byte that must follow them, or 1 when it does not.
func scan(s string, i int, lo, hi, final byte) int {
	for i < len(s) && s[i] >= lo && s[i] <= hi {
		i++
	}
	if i < len(s) && s[i] >= final && s[i] <= 0x7e {
		return i + 1
	}
	return 1
}

// stringLen returns the length of a control string with its terminator (BEL,
// ESC \ or U+009C), or n when there is none.
func stringLen(s string, n int) int {
	end, size := -1, 0
	for _, t := range []string{"\a", "\x1b\\", "\u009c"} {
		if i := strings.Index(s[n:], t); i >= 0 && (end < 0 || i < end) {
			end, size = i, len(t)
		}
	}
	if end < 0 {
		return n
	}
	return n + end + size
}
