package address

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

// bases are addresses of several countries, each as two people write it.
var bases = [...][2]string{
	{"12 Market St Apt 4, San Francisco, CA 94102", "12 Market St Apt 4|San Francisco|CA|94102|US"},
	{"77 N Elm Ave, Suite 200, Reno, NV 89501", "77 N Elm Ave Ste 200|Reno|NV|89501|"},
	{"Flat 3, 12 High St, Leeds LS1 4AB", "12 High St, Flat 3|Leeds||LS1 4AB|GB"},
	{"Hauptstr. 5, 10115 Berlin", "Hauptstr. 5|Berlin||10115|DE"},
	{"Calle Mayor 5, 28013 Madrid", "Calle Mayor 5|Madrid||28013|ES"},
	{"12 rue de la Paix, 75002 Paris", "12 rue de la Paix|Paris||75002|FR"},
	{"14 Willow Cres, Bundoora VIC 3083", "14 Willow Cres|Bundoora|VIC|3083|AU"},
	{"PO Box 77, Reno, NV 89501", "PO Box 77|Reno|NV|89501|US"},
}

// rewrite applies f to every value.
func rewrite(s claims.Set, f func(string) string) claims.Set {
	out := claims.Set{}
	for k, v := range s {
		out[k] = f(v)
	}
	return out
}

// Case, punctuation, spaces and line breaks never make a verdict worse, nor
// does spelling an abbreviation out.
func TestWritingNeverWorsens(t *testing.T) {
	changes := map[string]func(string) string{
		"upper case":    strings.ToUpper,
		"lower case":    strings.ToLower,
		"double spaces": func(s string) string { return " " + strings.ReplaceAll(s, " ", "  ") + " " },
		"line breaks":   func(s string) string { return strings.ReplaceAll(s, ", ", "\n") },
		"windows lines": func(s string) string { return strings.ReplaceAll(s, ", ", "\r\n") },
		"dots": func(s string) string {
			return strings.NewReplacer(" St ", " St. ", " Ave", " Ave.", " Apt ", " Apt. ", " N ", " N. ", "PO ", "P.O. ").Replace(s)
		},
		"spelt out": func(s string) string {
			return strings.NewReplacer(" St ", " Street ", " St,", " Street,", " Ave", " Avenue", " Apt ", " Apartment ", " Ste ", " Suite ",
				" N ", " North ", "str.", "straße", " Cres", " Crescent", "PO Box", "Post Office Box").Replace(s)
		},
		"abbreviated": func(s string) string {
			return strings.NewReplacer("Calle", "C/", "rue", "r.", "Flat", "Flt", "Suite", "#").Replace(s)
		},
		"accents dropped":  func(s string) string { return strings.NewReplacer("ß", "ss").Replace(s) },
		"full width":       func(s string) string { return strings.Map(fullWidth, s) },
		"semicolons":       func(s string) string { return strings.ReplaceAll(s, ", ", "; ") },
		"no-break spaces":  func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
		"empty line first": func(s string) string { return "\n, " + s },
	}
	for _, base := range bases {
		doc, dir := addr(base[0]), addr(base[1])
		if got := Compare(doc, dir, Options{}); got.Verdict != claims.Match {
			t.Fatalf("%q and %q: %s %v", base[0], base[1], got.Verdict, got.Reasons)
		}
		for name, f := range changes {
			for _, pair := range [...][2]claims.Set{{rewrite(doc, f), dir}, {doc, rewrite(dir, f)}, {rewrite(doc, f), rewrite(dir, f)}} {
				if got := Compare(pair[0], pair[1], Options{}); got.Verdict != claims.Match {
					t.Errorf("%s: %q and %q: %s %.2f %v", name, got.Document, got.Directory, got.Verdict, got.Score, got.Reasons)
				}
			}
		}
	}
}

func fullWidth(r rune) rune {
	if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
		return r + 0xFEE0
	}
	return r
}

// Whatever else agrees, another house number, flat or box is never a match.
func TestIdentifiersDecide(t *testing.T) {
	changed := map[string]string{
		"12 Market St Apt 4|San Francisco|CA|94102|US": "12 Market St Apt 6|San Francisco|CA|94102|US",
		"77 N Elm Ave Ste 200|Reno|NV|89501|":          "79 N Elm Ave Ste 200|Reno|NV|89501|",
		"12 High St, Flat 3|Leeds||LS1 4AB|GB":         "12 High St, Flat 2|Leeds||LS1 4AB|GB",
		"Hauptstr. 5|Berlin||10115|DE":                 "Hauptstr. 51|Berlin||10115|DE",
		"Calle Mayor 5|Madrid||28013|ES":               "Calle Mayor 15|Madrid||28013|ES",
		"12 rue de la Paix|Paris||75002|FR":            "112 rue de la Paix|Paris||75002|FR",
		"14 Willow Cres|Bundoora|VIC|3083|AU":          "41 Willow Cres|Bundoora|VIC|3083|AU",
		"PO Box 77|Reno|NV|89501|US":                   "PO Box 177|Reno|NV|89501|US",
	}
	for _, base := range bases {
		other := changed[base[1]]
		for _, doc := range base {
			if got := Compare(addr(doc), addr(other), Options{}); got.Verdict != claims.Mismatch {
				t.Errorf("%q and %q: %s %.2f %v", doc, other, got.Verdict, got.Score, got.Reasons)
			}
		}
	}
}

// A gap never turns into an agreement: without a part the score is no higher.
func TestGapsNeverHelp(t *testing.T) {
	for _, base := range bases {
		full := Compare(addr(base[1]), addr(base[1]), Options{}).Score
		for _, part := range [...]string{claims.AddressStreet, claims.AddressLocality, claims.AddressPostalCode} {
			s := addr(base[1])
			delete(s, part)
			if got := Compare(s, addr(base[1]), Options{}); got.Score >= full {
				t.Errorf("%q without %s: %v of %v", base[1], part, got.Score, full)
			}
		}
	}
}

// Nothing in a hostile address takes long or is read beyond its bounds.
func TestHostile(t *testing.T) {
	for _, s := range [...]string{
		strings.Repeat("12 ", 1<<20), strings.Repeat(",", 1<<20), strings.Repeat("\x00", 1<<20), strings.Repeat("東", 1<<20),
		strings.Repeat("st ", 1<<18), strings.Repeat("12 elm st apt 4, ", 1<<16), strings.Repeat("é", 1<<20), "12" + strings.Repeat("/1", 1<<18),
	} {
		got := Compare(claims.Set{claims.AddressFormatted: s}, addr(market), Options{})
		if len(got.Document) > 4*maxBytes {
			t.Errorf("%d bytes are kept", len(got.Document))
		}
	}
}
