package email

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/labelled"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"Ada@Corp.Example":                         "ada@corp.example",
		" mailto:ada@corp.example":                 "ada@corp.example",
		"mailto:ada@corp.example?subject=hi":       "ada@corp.example", // RFC 6068
		"<ada@corp.example>":                       "ada@corp.example",
		"Ada L. <ada@corp.example>":                "ada@corp.example", // RFC 5322, 3.4
		"ada@corp.example.":                        "ada@corp.example",
		"ada@BÜCHER.example":                       "ada@xn--bcher-kva.example",
		"ada@xn--BCHER-KVA.example":                "ada@xn--bcher-kva.example",
		"ada@faß.example":                          "ada@xn--fa-hia.example", // IDNA2008 keeps ß
		"ada+x@corp.example":                       "ada+x@corp.example",
		"\"ada\"@corp.example":                     "ada@corp.example", // RFC 5321, 4.1.2
		"\"a\\da\"@corp.example":                   "ada@corp.example",
		"\"a@b\"@corp.example":                     "\"a@b\"@corp.example",
		"Jos\u0065\u0301@corp.example":             "josé@corp.example", // RFC 6531
		"ada":                                      "",
		"@corp.example":                            "",
		"ada@":                                     "",
		"a b@corp.example":                         "",
		"a@b@corp.example":                         "",
		"ada@corp..example":                        "",
		"ada@corp.example..":                       "",
		"ada@.example":                             "",
		"ada@-corp.example":                        "",
		"ada\u200b@corp.example":                   "",
		"ada(comment)@corp.example":                "", // RFC 5322, 3.2.2
		"ada@(comment)corp.example":                "",
		"\"\"@corp.example":                        "",
		"\"a\\\"@corp.example":                     "",
		"ada@evil.example <ada@corp.example>":      "",
		strings.Repeat("a", 250) + "@corp.example": "",
	} {
		got, ok := Parse(in)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("Parse(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
}

func TestCompare(t *testing.T) {
	differs := []claims.Reason{claims.MailboxDiffers}
	tests := []struct {
		name, doc, dir string
		verdict        claims.Verdict
		reasons        []claims.Reason
	}{
		{"case and IDNA", "ADA@bücher.example", "ada@xn--bcher-kva.example", claims.Match, nil},
		{"ß is not ss", "ada@faß.example", "ada@fass.example", claims.Mismatch, []claims.Reason{claims.DomainDiffers}},
		{"one letter is another mailbox", "ada@corp.example", "adb@corp.example", claims.Mismatch, []claims.Reason{claims.MailboxDiffers, claims.PossibleTypo}},
		{"neighbours swapped", "ada@corp.example", "daa@corp.example", claims.Mismatch, []claims.Reason{claims.MailboxDiffers, claims.PossibleTypo}},
		{"a digit more", "ada.king@corp.example", "ada.king1@corp.example", claims.Mismatch, []claims.Reason{claims.MailboxDiffers, claims.PossibleTypo}},
		{"other domain", "ada@corp.example", "ada@evil.example", claims.Mismatch, []claims.Reason{claims.DomainDiffers}},
		{"subdomain", "ada@corp.example", "ada@mail.corp.example", claims.Mismatch, []claims.Reason{claims.DomainDiffers}},
		{"colleagues", "ada.king@corp.example", "bob.stone@corp.example", claims.Mismatch, differs},

		// Tags.
		{"plus tag", "ada+hr@corp.example", "ada@corp.example", claims.Review, []claims.Reason{claims.PlusTagDiffers}},
		{"two plus tags", "ada+hr@corp.example", "ada+it@corp.example", claims.Review, []claims.Reason{claims.PlusTagDiffers}},
		{"a tag alone is no mailbox", "+a@corp.example", "+b@corp.example", claims.Mismatch, []claims.Reason{claims.MailboxDiffers, claims.PossibleTypo}},
		{"plus tag, other domain", "ada+hr@corp.example", "ada@evil.example", claims.Mismatch, []claims.Reason{claims.MailboxDiffers, claims.DomainDiffers}},

		// What providers document.
		{"Gmail ignores dots and tags", "A.da.K+x@gmail.com", "adak@googlemail.com", claims.Match, []claims.Reason{claims.SameMailbox}},
		{"dots matter elsewhere", "a.da@corp.example", "ada@corp.example", claims.Mismatch, []claims.Reason{claims.MailboxDiffers, claims.PossibleTypo}},
		{"Outlook ignores tags", "ada+x@hotmail.co.uk", "ada@hotmail.co.uk", claims.Match, []claims.Reason{claims.SameMailbox}},
		{"Outlook heeds dots", "a.da.king@outlook.com", "ada.king@outlook.com", claims.Mismatch, []claims.Reason{claims.MailboxDiffers, claims.PossibleTypo}},
		{"Outlook is not Hotmail", "ada.king@outlook.com", "ada.king@hotmail.com", claims.Mismatch, []claims.Reason{claims.DomainDiffers}},
		{"iCloud has three domains", "ada@me.com", "ada+x@icloud.com", claims.Match, []claims.Reason{claims.SameMailbox}},
		{"Yahoo tags with a hyphen", "ada-x@yahoo.fr", "ada@yahoo.fr", claims.Match, []claims.Reason{claims.SameMailbox}},
		{"Yahoo in another country", "ada@yahoo.fr", "ada@yahoo.com", claims.Mismatch, []claims.Reason{claims.DomainDiffers}},
		{"Proton ignores dots and hyphens", "a.d-a_k@proton.me", "adak@pm.me", claims.Match, []claims.Reason{claims.SameMailbox}},
		{"Fastmail ignores tags", "ada+x@fastmail.com", "ada@fastmail.com", claims.Match, []claims.Reason{claims.SameMailbox}},
		{"Yandex has many domains", "ada.king@ya.ru", "ada-king@yandex.com", claims.Match, []claims.Reason{claims.SameMailbox}},
		{"a domain that only looks like a family", "ada+x@live.evil.example", "ada@live.evil.example", claims.Review, []claims.Reason{claims.PlusTagDiffers}},

		// What the company configures.
		{"configured tags", "ada+hr@tags.example", "ada@tags.example", claims.Match, []claims.Reason{claims.SameMailbox}},
		{"configured dots", "a.da@dots.example", "ada@dots.example", claims.Match, []claims.Reason{claims.SameMailbox}},
		{"configured alias", "ada@old.example", "ada@new.example", claims.Match, []claims.Reason{claims.SameMailbox}},
		{"configured alias in Unicode", "ada@xn--bcher-kva.example", "ada@new.example", claims.Match, []claims.Reason{claims.SameMailbox}},
		{"an alias is no licence for other names", "ada@old.example", "bob.stone@new.example", claims.Mismatch, differs},

		// Look-alikes. The o is Cyrillic; then all letters are; then ASCII only.
		{"homoglyph", "ada@cоrp.example", "ada@corp.example", claims.Mismatch, []claims.Reason{claims.DomainDiffers, claims.Homoglyph}},
		{"homoglyphs throughout", "ada@сор.example", "ada@cop.example", claims.Mismatch, []claims.Reason{claims.DomainDiffers, claims.Homoglyph}},
		{"rn for m", "ada@exarnple.com", "ada@example.com", claims.Mismatch, []claims.Reason{claims.DomainDiffers, claims.Homoglyph}},
		{"0 for o", "ada@c0rp.example", "ada@corp.example", claims.Mismatch, []claims.Reason{claims.DomainDiffers, claims.Homoglyph}},
		{"homoglyph in the mailbox", "аda@corp.example", "ada@corp.example", claims.Mismatch, []claims.Reason{claims.MailboxDiffers, claims.Homoglyph}},

		{"unreadable", "ada", "ada@corp.example", claims.Invalid, []claims.Reason{claims.NotAnEmail}},
		{"missing goes before unreadable", "", "ada", claims.MissingID, nil},
		{"missing directory", "ada@corp.example", "", claims.MissingDirectory, nil},
		{"missing both", "", "", claims.MissingID, []claims.Reason{claims.MissingBoth}},
	}
	o := Options{
		PlusDomains: []string{"Tags.example"}, DotDomains: []string{"dots.example"},
		DomainAliases: map[string]string{"OLD.example": "new.example", "bücher.example": "new.example"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Compare(set(tt.doc), set(tt.dir), o)
			if got.Verdict != tt.verdict || !slices.Equal(got.Reasons, tt.reasons) {
				t.Errorf("got %+v", got)
			}
			labelled.Check(t, got)
			if back := Compare(set(tt.dir), set(tt.doc), o); back.Score != got.Score {
				t.Errorf("score %v one way, %v the other", got.Score, back.Score)
			}
		})
	}
}

// TestRank says in which order mismatches are taken, where several claims are
// weighed together.
func TestRank(t *testing.T) {
	last := 0.5
	for _, s := range []string{"ada.kin@corp.example", "ada.ki@corp.example", "ada.king@other.test", "ada.kng@crp.xample", "bob.stone@corp.example"} {
		got := Compare(set("ada.king@corp.example"), set(s), Options{})
		if got.Verdict != claims.Mismatch || got.Score >= last {
			t.Errorf("%s: %+v, want below %v", s, got, last)
		}
		last = got.Score
	}
	if last != 0 {
		t.Errorf("a stranger at the same company scores %v", last)
	}
}

// TestSpelling says that how an address is spelt never worsens a verdict.
func TestSpelling(t *testing.T) {
	for _, s := range []string{"ADA.KING@CORP.EXAMPLE", " ada.king@corp.example\t", "<ada.king@corp.example>", "MailTo:ada.king@corp.example", "\"ada.king\"@corp.example", "ada.king@corp.example."} {
		if got := Compare(set(s), set("ada.king@corp.example"), Options{}); got.Score != 1 {
			t.Errorf("%q: %+v", s, got)
		}
	}
}

func TestExplain(t *testing.T) {
	doc, dir := set("ada+x@corp.example"), set("ada@corp.example")
	plain := Compare(doc, dir, Options{})
	got := Compare(doc, dir, Options{Explain: true})
	sum := 0.0
	for _, s := range got.Steps {
		sum += s.Score * s.Weight
	}
	if plain.Steps != nil || len(got.Steps) != 3 || math.Abs(sum-got.Score) > 1e-9 || got.Score != plain.Score {
		t.Errorf("got %+v", got)
	}
}

func set(s string) claims.Set { return claims.Set{claims.Email: s} }

func FuzzParse(f *testing.F) {
	f.Add("Ada+x@Bücher.example")
	f.Add("<mailto:@@>")
	f.Add("\"a\\\\b@\"@x.example")
	f.Fuzz(func(t *testing.T, s string) {
		a, ok := Parse(s)
		if !ok {
			return
		}
		if b, ok := Parse(a.String()); !ok || a != b {
			t.Errorf("Parse(%q) = %q, again %q %v", s, a, b, ok)
		}
		if m := mailbox(a, Options{}); mailbox(m, Options{}) != m {
			t.Errorf("mailbox of %q is %q, of which it is %q", a, m, mailbox(m, Options{}))
		}
	})
}

func FuzzCompare(f *testing.F) {
	f.Add("ada.k+x@gmail.com", "adak@googlemail.com")
	f.Add("ada@cоrp.example", "ada@corp.example")
	f.Fuzz(func(t *testing.T, a, b string) {
		x := Compare(set(a), set(b), Options{})
		y := Compare(set(b), set(a), Options{Explain: true})
		labelled.Check(t, x)
		if x.Score != y.Score {
			t.Errorf("%q, %q: scores %v and %v", a, b, x.Score, y.Score)
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	for name, pair := range map[string][2]claims.Set{
		"equal":    {set("ada.king@corp.example"), set("Ada.King@corp.example")},
		"mismatch": {set("ada.king@corp.example"), set("robert.stone@other.test")},
		"IDNA":     {set("ada.king@bücher.example"), set("ada.king@xn--bcher-kva.example")},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Compare(pair[0], pair[1], Options{})
			}
		})
	}
}
