package address

import (
	"math"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

var seeds = [...]string{
	"12 Market St\nSan Francisco CA 94102", "PO BOX 5, Reno", "#,,\n", "12345 12345 SW1A 2AA", "Flat 3/1 12-14 High St", "1/2/3/4-5",
	"〒100-0001 東京都千代田区千代田一丁目2番3号", "C/ Mayor 5, 3º B, 28013 Madrid", "\xff\xfe\x00", "1O2 0ak 5t", "& & @ c/o", "one two three four five six",
	"St St St St", "n s e w ne", "floor floor floor 2nd and 3rd and", "calle calle 5", "12 a a a a", "xx iv ii", "１２番", "º\x81", "3.º\xffB", "l l l 5 5 5",
}

// No input panics, scores stay in their band, and it does not matter which side
// is which.
func FuzzCompare(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, seeds[(i+1)%len(seeds)], uint8(i))
	}
	modes := [...]Mode{"", Full, Street, PostalCode, Locality}
	countries := [...]string{"", "US", "GB", "AU", "DE", "ES", "JP", "CA", "PL", "NL", "IT"}
	f.Fuzz(func(t *testing.T, a, b string, n uint8) {
		o := Options{Mode: modes[int(n)%len(modes)], DefaultCountry: countries[int(n/5)%len(countries)], Explain: true}
		printed := claims.Set{claims.AddressFormatted: a}
		for _, dir := range [...]claims.Set{
			{claims.AddressFormatted: b},
			{claims.AddressStreet: b, claims.AddressLocality: b, claims.AddressRegion: b, claims.AddressPostalCode: b, claims.AddressCountry: b},
			{claims.AddressStreet: a, claims.AddressLocality: b},
		} {
			x, y := Compare(printed, dir, o), Compare(dir, printed, o)
			if x.Score < 0 || x.Score > 1 || math.Abs(x.Score-y.Score) > 1e-12 {
				t.Errorf("%q, %v: scores %v and %v", a, dir, x.Score, y.Score)
			}
			if x.Score > 0 && x.Verdict != claims.VerdictOf(x.Score) {
				t.Errorf("%q, %v: %s at %v", a, dir, x.Verdict, x.Score)
			}
			for _, r := range x.Reasons {
				if r.Text() == "" {
					t.Errorf("reason %q is not in the vocabulary", r)
				}
			}
		}
	})
}

// Words are clean once they are read, and stay so.
func FuzzClean(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := clean(s)
		if strings.ContainsAny(once, ".;\n'\"()|&@_") || once != strings.ToLower(once) {
			t.Errorf("%q: %q", s, once)
		}
		var a, b []string
		for _, tok := range tokenize(nil, s, 0) {
			a = append(a, tok.s)
		}
		for _, tok := range tokenize(nil, strings.Join(a, " "), 0) {
			b = append(b, tok.s)
		}
		if len(a) < maxWords && len(s) < maxBytes/2 && strings.Join(a, " ") != strings.Join(b, " ") {
			t.Errorf("%q: %q, read again %q", s, a, b)
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	for name, pair := range map[string][2]string{
		"printed and structured": {"12 MARKET STREET APT 4\nSAN FRANCISCO, CA 94102-1234", "12 Market St # 4|San Francisco|CA|94102|US"},
		"printed with slips":     {"31 wattl e srteet, oakwood vlge, bundoora, VIC 3083", "31 wattle street, oakwo od vlge, bundoora, VIC 3083"},
		"accents":                {"Königstr. 12a, 70173 Stuttgart", "Koenigstrasse 12 a|Stuttgart||70173|DE"},
		"strangers":              {"12 Market St|San Francisco|CA|94102|US", "7 Pine Ave|Reno|NV|89501|US"},
	} {
		b.Run(name, func(b *testing.B) {
			doc, dir := addr(pair[0]), addr(pair[1])
			b.ReportAllocs()
			for b.Loop() {
				Compare(doc, dir, Options{})
			}
		})
	}
}

func BenchmarkCompareParts(b *testing.B) {
	doc, dir := addr("12 MARKET STREET APT 4|SAN FRANCISCO|CA|94102-1234|US"), addr("12 Market St # 4|San Francisco|CA|94102|US")
	b.ReportAllocs()
	for b.Loop() {
		CompareParts(doc, dir, Options{})
	}
}
