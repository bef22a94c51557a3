package name

import (
	"math"
	"strings"
	"testing"
	"unicode"

	"github.com/incodectl/incodectl/internal/claims"
)

// FuzzCompare: no panic, scores in the band of the verdict, the sides exchanged
// give the same answer, and a used Comparer answers like a new one.
func FuzzCompare(f *testing.F) {
	for _, c := range cases {
		f.Add(c.doc, c.dir)
	}
	f.Add("SPECIMEN<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "Anna Maria Specimen")
	f.Add("\xff\x00|ß", "ǅ, ﷺ")
	var used Comparer
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := Compare(n(a), n(b), Options{Explain: true}), Compare(n(b), n(a), Options{})
		inBand(t, x)
		inBand(t, y)
		if z := used.Compare(n(a), n(b), Options{}); z.Score != x.Score || z.Verdict != x.Verdict {
			t.Errorf("%q against %q: %v, with a used comparer %v", a, b, x.Score, z.Score)
		}
		if x.Verdict == claims.MissingID || x.Verdict == claims.MissingDirectory {
			return
		}
		if math.Abs(x.Score-y.Score) > 1e-9 {
			t.Errorf("%q against %q: %v %v; exchanged: %v %v", a, b, x.Score, x.Reasons, y.Score, y.Reasons)
		}
	})
}

// FuzzRead: what is shown of a name reads as the same name again.
func FuzzRead(f *testing.F) {
	for _, c := range cases {
		f.Add(c.doc)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var r reader
		var once, twice person
		r.read(&once, claims.Set{claims.Name: s})
		if once.suffix != "" || once.dropped || strings.Contains(s, ",") || strings.Contains(s, "<<") {
			return // a title dropped makes room for the next one, parts change places
		}
		r.read(&twice, claims.Set{claims.Name: once.canonical})
		if twice.canonical != once.canonical {
			t.Errorf("%q reads %q, that %q", s, once.canonical, twice.canonical)
		}
	})
}

// Case, spaces, accents written as marks, order and punctuation say nothing
// about a person: none of them may make a verdict worse.
func TestHarmlessChanges(t *testing.T) {
	changes := map[string]func(string) string{
		"upper case":     strings.ToUpper,
		"lower case":     strings.ToLower,
		"spaces":         func(s string) string { return "  " + strings.ReplaceAll(s, " ", "   ") + "\t" },
		"hyphens":        func(s string) string { return strings.ReplaceAll(s, " ", "-") },
		"full stop":      func(s string) string { return s + "." },
		"accents":        func(s string) string { return strings.NewReplacer("e", "é", "a", "á").Replace(s) },
		"wide letters":   wide,
		"combining mark": func(s string) string { return strings.ReplaceAll(s, "o", "o\u0308") },
	}
	for _, c := range cases {
		before := Compare(n(c.doc), n(c.dir), Options{})
		if before.Verdict != claims.Match && before.Verdict != claims.Review {
			continue
		}
		for what, change := range changes {
			if strings.Contains(c.doc, ",") || strings.ContainsFunc(c.doc, notPlain) && what != "spaces" {
				continue // a mark may be a letter of its own in another script
			}
			doc := n(c.doc)
			for k, v := range doc {
				doc[k] = change(v)
			}
			after := Compare(doc, n(c.dir), Options{})
			if order(after.Verdict) < order(before.Verdict) {
				t.Errorf("%s: %s turns %s %v into %s %v %v", c.rule, what, before.Verdict, before.Score, after.Verdict, after.Score, after.Reasons)
			}
		}
	}
}

func TestOrderOfAWholeName(t *testing.T) {
	for _, s := range []string{"Ada Lovelock", "Maria Garcia Lopez", "Kim Chol Su"} {
		w := strings.Fields(s)
		turned := strings.Join(append(w[1:], w[0]), " ")
		if r := Compare(n(s), n(turned), Options{}); r.Verdict != claims.Match {
			t.Errorf("%s | %s: %s %v %v", s, turned, r.Verdict, r.Score, r.Reasons)
		}
	}
}

func order(v claims.Verdict) int {
	switch v {
	case claims.Match:
		return 2
	case claims.Review:
		return 1
	}
	return 0
}

func notPlain(r rune) bool { return r > unicode.MaxASCII }

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xFEE0
		}
		return r
	}, s)
}

// Whatever is put into a name field, it takes bounded time and is no match.
func TestHugeNames(t *testing.T) {
	for what, huge := range map[string]string{
		"a million words": strings.Repeat("ada ", 1<<20), "one long word": strings.Repeat("a", 1<<22),
		"filler": strings.Repeat("<", 1<<20) + "A", "marks": strings.Repeat("\u0301", 1<<20), "commas": strings.Repeat("a,", 1<<20),
	} {
		for _, other := range []string{huge, "Ada Lovelock"} {
			r := Compare(claims.Set{claims.Name: huge}, claims.Set{claims.Name: other}, Options{Explain: true})
			if r.Verdict == claims.Match || len(r.Document) > 2*maxBytes {
				t.Errorf("%s: %s, %d bytes shown", what, r.Verdict, len(r.Document))
			}
		}
	}
}
