package iostreams

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Ada Lovelace", "Ada Lovelace"},
		{"empty", "", ""},
		{"other scripts stay", "Žofia 李小龙 علي 👩‍👩‍👧", "Žofia 李小龙 علي 👩‍👩‍👧"},
		{"tabs and line breaks", "a\tb\nc\r\nd\re\u0085f\u2028g", "a b c d e f g"},
		{"NUL, BEL, DEL", "a\x00b\x07c\x7fd", "abcd"},
		{"colour", "\x1b[31;1mred\x1b[0m", "red"},
		{"window title", "\x1b]0;owned\x07Ada", "Ada"},
		{"hyperlink", "\x1b]8;;https://evil.example\x1b\\Ada\x1b]8;;\x1b\\", "Ada"},
		{"device control string", "\x1bP1$r0m\x1b\\Ada", "Ada"},
		{"character set", "\x1b(0Ada", "Ada"},
		{"reset", "\x1bcAda", "Ada"},
		{"C1 CSI", "\u009b31mAda", "Ada"},
		{"C1 OSC", "\u009d0;owned\u009cAda", "Ada"},
		{"an unfinished string hides nothing", "\x1b]0;Ada", "0;Ada"},
		{"a malformed CSI hides nothing", "\x1b[31\u00e9Ada", "31éAda"},
		{"escape at the end", "Ada\x1b", "Ada"},
		{"escapes cannot be nested into one", "\x1b\x1b[31m[31mAda", "[31mAda"},
		{"bidi override", "Ada\u202egnp.exe\u202c", "Adagnp.exe"},
		{"bidi isolate", "\u2066Ada\u2069", "Ada"},
		{"raw 8-bit CSI is not UTF-8", "\x9b31mAda", "\ufffd31mAda"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in); got != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"Ada", "\x1b[3", "\x1b]0;x\x07y", "\u009b\u202e\x1bP", "\x1b \x1b(", "\xff\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := Clean(in)
		if !utf8.ValidString(got) {
			t.Errorf("Clean(%q) = %q is not UTF-8", in, got)
		}
		if i := strings.IndexFunc(got, func(r rune) bool { return unicode.IsControl(r) || isBidi(r) }); i >= 0 {
			t.Errorf("Clean(%q) = %q keeps a control character", in, got)
		}
		if again := Clean(got); again != got {
			t.Errorf("Clean(%q) = %q, cleaned again %q", in, got, again)
		}
	})
}

func TestTruncate(t *testing.T) {
	tests := []struct {
		in    string
		width int
		want  string
	}{
		{"Ada", 3, "Ada"},
		{"Ada Lovelace", 6, "Ada L…"},
		{"李小龙", 6, "李小龙"},
		{"李小龙", 5, "李小…"},
		{"李小龙", 4, "李…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"},
		{"Ada", 0, ""},
	}
	for _, tt := range tests {
		got := Truncate(tt.in, tt.width)
		if got != tt.want {
			t.Errorf("Truncate(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
		if w := TextWidth(got); w > tt.width {
			t.Errorf("Truncate(%q, %d) is %d columns wide", tt.in, tt.width, w)
		}
	}
}
