package email

import (
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"Ada@Corp.Example":         "ada@corp.example",
		" mailto:ada@corp.example": "ada@corp.example",
		"<ada@corp.example>":       "ada@corp.example",
		"ada@corp.example.":        "ada@corp.example",
		"ada@BÜCHER.example":       "ada@xn--bcher-kva.example",
		"ada+x@corp.example":       "ada+x@corp.example",
		"ada":                      "",
		"@corp.example":            "",
		"ada@":                     "",
		"a b@corp.example":         "",
		"a@b@corp.example":         "",
		"ada@corp..example":        "",
		"ada@.example":             "",
		"ada\u200b@corp.example":   "",
		"\"a\"@corp.example":       "",
		strings.Repeat("a", 250) + "@corp.example": "",
	} {
		got, ok := Parse(in)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("Parse(%q) = %q, %v", in, got, ok)
		}
	}
}

func TestCompare(t *testing.T) {
	tests := []struct {
		name, doc, dir string
		verdict        claims.Verdict
		reasons        []claims.Reason
	}{
		{"case and IDNA", "ADA@bücher.example", "ada@xn--bcher-kva.example", claims.Match, nil},
		{"one letter is another mailbox", "ada@corp.example", "adb@corp.example", claims.Mismatch, []claims.Reason{claims.MailboxDiffers, claims.PossibleTypo}},
		{"other domain", "ada@corp.example", "ada@evil.example", claims.Mismatch, []claims.Reason{claims.DomainDiffers}},
		{"plus tag", "ada+hr@corp.example", "ada@corp.example", claims.Review, []claims.Reason{claims.PlusTagDiffers}},
		{"a tag alone is no mailbox", "+a@corp.example", "+b@corp.example", claims.Mismatch, []claims.Reason{claims.MailboxDiffers, claims.PossibleTypo}},
		// The o is Cyrillic.
		{"homoglyph", "ada@cоrp.example", "ada@corp.example", claims.Mismatch, []claims.Reason{claims.DomainDiffers, claims.Homoglyph}},
		{"unreadable", "ada", "ada@corp.example", claims.Invalid, []claims.Reason{claims.NotAnEmail}},
		{"missing goes before unreadable", "", "ada", claims.MissingID, nil},
		{"missing directory", "ada@corp.example", "", claims.MissingDirectory, nil},
		{"missing both", "", "", claims.MissingID, []claims.Reason{claims.MissingBoth}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Compare(claims.Set{claims.Email: tt.doc}, claims.Set{claims.Email: tt.dir})
			if got.Verdict != tt.verdict || !slices.Equal(got.Reasons, tt.reasons) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Ada+x@Bücher.example")
	f.Add("<mailto:@@>")
	f.Fuzz(func(t *testing.T, s string) {
		a, ok := Parse(s)
		if !ok {
			return
		}
		if b, ok := Parse(a.String()); !ok || a != b {
			t.Errorf("Parse(%q) = %q, again %q %v", s, a, b, ok)
		}
	})
}
