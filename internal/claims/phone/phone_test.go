package phone

import (
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/labelled"
)

func TestCompare(t *testing.T) {
	tests := []struct {
		name       string
		doc, dir   claims.Set
		region     string
		verdict    claims.Verdict
		reasons    []claims.Reason
		normalised string
	}{
		{"same number, other spelling", num("+1 (415) 555-0134"), num("+14155550134"), "", claims.Match, nil, "+14155550134"},
		{"vanity letters", num("1-800-FLOWERS"), num("+1 800 356 9377"), "US", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+18003569377"},
		{"a vanity word with letters to spare", num("+1 800 FLOWERSX"), num("+1 800 3569 3779"), "", claims.Match, nil, "+1 800 FLOWERSX"},
		{"RFC 3966", num("tel:+1-415-555-0134"), num("+14155550134"), "", claims.Match, nil, "+14155550134"},
		{"digits of another script", num("+١٤١٥٥٥٥٠١٣٤"), num("+14155550134"), "", claims.Match, nil, "+14155550134"},

		// Prefixes.
		{"international prefix", num("0044 20 7946 0018"), num("+442079460018"), "", claims.Match, nil, "+442079460018"},
		{"international prefix of the country", at("011 44 20 7946 0018", "US"), num("+442079460018"), "", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+442079460018"},
		{"trunk zero in brackets", num("+44 (0)20 7946 0018"), num("+442079460018"), "", claims.Match, nil, "+442079460018"},
		{"trunk zero where the country has none", num("+57 (0) 321 1234567"), num("+573211234567"), "", claims.Match, nil, "+573211234567"},
		{"Italy keeps its zero", num("+39 06 1234 5678"), at("06 1234 5678", "IT"), "", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+390612345678"},
		{"an Italian number without it", num("+39 06 1234 5678"), num("+39 6 1234 5678"), "", claims.Review, []claims.Reason{claims.AreaCodeMissing}, "+390612345678"},
		{"Argentine mobile, called at home", num("+54 9 11 2345 6789"), at("011 15 2345 6789", "AR"), "", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+5491123456789"},
		{"Argentine mobile without its 9", num("+54 9 11 2345 6789"), num("+54 11 2345 6789"), "", claims.Match, []claims.Reason{claims.MobilePrefixDiffers}, "+5491123456789"},
		{"Mexican mobile with the old 1", num("+52 1 55 1234 5678"), num("+52 55 1234 5678"), "", claims.Match, nil, "+525512345678"},

		// Countries of numbers that don't say.
		{"country from the other side", num("+14155550134"), at("(415) 555-0134", "US"), "", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+14155550134"},
		{"country of the own side first", at("020 7946 0018", "United Kingdom"), at("+442079460018", "US"), "", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+442079460018"},
		{"country of the other side where the own has no such number", at("(415) 555-0134", "FR"), at("+14155550134", "US"), "", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+14155550134"},
		{"country from the policy", num("020 7946 0018"), num("+442079460018"), "GB", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+442079460018"},
		{"no country known", num("(415) 555-0134"), num("+14155550134"), "", claims.Review, []claims.Reason{claims.CountryCodeMissing}, "(415) 555-0134"},
		{"no country known, with a trunk prefix", num("020 7946 0018"), num("+442079460018"), "", claims.Review, []claims.Reason{claims.CountryCodeMissing}, "020 7946 0018"},
		{"no country known, other digits", num("(415) 555-0189"), num("+14155550134"), "", claims.Mismatch, []claims.Reason{claims.NumberDiffers}, "(415) 555-0189"},
		{"country code without a plus", num("+62218350123"), at("62218350123", "ID"), "", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+62218350123"},
		{"country code without a plus, few digits", num("+3726001234"), at("3726001234", "EE"), "", claims.Review, []claims.Reason{claims.CountryCodeAssumed, claims.CountryCodeUnmarked}, "+3726001234"},
		{"other country code", num("+4791234567"), num("+6591234567"), "", claims.Mismatch, []claims.Reason{claims.CountryCodeDiffers}, "+4791234567"},

		// libphonenumber's isNumberMatch: SHORT_NSN_MATCH.
		{"without the area code", num("+1 415 555 0134"), num("555 0134"), "", claims.Review, []claims.Reason{claims.AreaCodeMissing}, "+14155550134"},
		{"too short to say anything", num("+1 415 555 0134"), num("50134"), "", claims.Mismatch, []claims.Reason{claims.NumberDiffers}, "+14155550134"},
		{"extension missing", num("+14155550134 ext. 5"), num("+14155550134"), "", claims.Review, []claims.Reason{claims.ExtensionMissing}, "+14155550134;ext=5"},
		{"the same extension", num("+14155550134 x5"), num("+1 415 555 0134#5"), "", claims.Match, nil, "+14155550134;ext=5"},
		{"extensions differ", num("+14155550134 x5"), num("+14155550134 x6"), "", claims.Mismatch, []claims.Reason{claims.ExtensionDiffers}, "+14155550134;ext=5"},

		// Numbers are identifiers: no digit is nearly another.
		{"one digit differs", num("+14155550134"), num("+14155550135"), "", claims.Mismatch, []claims.Reason{claims.PossibleTypo}, "+14155550134"},
		{"neighbours swapped", num("+14155550134"), num("+14155550143"), "", claims.Mismatch, []claims.Reason{claims.PossibleTypo}, "+14155550134"},
		{"two digits differ", num("+14155550134"), num("+14155550189"), "", claims.Mismatch, []claims.Reason{claims.NumberDiffers}, "+14155550134"},

		{"not a number", num("call me"), num("+14155550134"), "", claims.Invalid, []claims.Reason{claims.NotAPhoneNumber}, "call me"},
		{"too long", num("+1415555013412345678"), num("+14155550134"), "", claims.Invalid, []claims.Reason{claims.NotAPhoneNumber}, "+1415555013412345678"},
		{"far too long", num(strings.Repeat("1", 200)), num(strings.Repeat("1", 200)), "", claims.Invalid, []claims.Reason{claims.NotAPhoneNumber}, strings.Repeat("1", 200)},
		{"missing", num(""), num("+14155550134"), "", claims.MissingID, nil, ""},
		{"missing directory", num("+14155550134"), num(" "), "", claims.MissingDirectory, nil, "+14155550134"},
		{"missing both", num(""), num(""), "", claims.MissingID, []claims.Reason{claims.MissingBoth}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Compare(tt.doc, tt.dir, Options{Region: tt.region})
			if got.Verdict != tt.verdict || !slices.Equal(got.Reasons, tt.reasons) || got.Document != tt.normalised {
				t.Errorf("got %+v", got)
			}
			labelled.Check(t, got)
			if back := Compare(tt.dir, tt.doc, Options{Region: tt.region}); back.Score != got.Score {
				t.Errorf("score %v one way, %v the other", got.Score, back.Score)
			}
		})
	}
}

// TestSpelling says that how a number is spelt never worsens a verdict.
func TestSpelling(t *testing.T) {
	const e164 = "+442079460018"
	for _, s := range []string{
		"+44 20 7946 0018", "+44-20-7946-0018", "+44.20.7946.0018", " +44 (20) 79460018 ", "0044 20 7946 0018",
		"＋４４２０７９４６００１８", "tel:+44-20-7946-0018", "(020) 7946 0018", "44 20 7946 0018", "+44 (0) 20 7946 0018",
	} {
		if got := Compare(at(s, "GB"), num(e164), Options{}); got.Verdict != claims.Match || got.Document != e164 {
			t.Errorf("%q: %+v", s, got)
		}
	}
}

func TestExplain(t *testing.T) {
	plain := Compare(num("+14155550134 x5"), num("+14155550134"), Options{})
	if plain.Steps != nil {
		t.Error("steps that nobody asked for")
	}
	got := Compare(num("+14155550134 x5"), num("+14155550134"), Options{Explain: true})
	sum := 0.0
	for _, s := range got.Steps {
		sum += s.Score * s.Weight
	}
	if len(got.Steps) != 4 || sum != got.Score || got.Score != plain.Score {
		t.Errorf("got %+v", got)
	}
}

func num(n string) claims.Set { return claims.Set{claims.Phone: n} }

func at(n, country string) claims.Set {
	return claims.Set{claims.Phone: n, claims.AddressCountry: country}
}

func FuzzCompare(f *testing.F) {
	f.Add("+1 415 555 0134", "(415) 555-0134", "US")
	f.Add("tel:00;ext=", "+", "ZZ")
	f.Add("+57 (0) 321 1234567", "+57 0321 1234567", "IT")
	f.Fuzz(func(t *testing.T, a, b, region string) {
		x := Compare(num(a), num(b), Options{Region: region})
		y := Compare(num(b), num(a), Options{Region: region, Explain: true})
		if x.Score != y.Score || x.Verdict != y.Verdict && x.Verdict != claims.MissingID && x.Verdict != claims.MissingDirectory {
			t.Errorf("%q, %q: %+v and %+v", a, b, x, y)
		}
		labelled.Check(t, x)
		if x.Verdict == claims.Match && strings.HasPrefix(x.Document, "+") {
			if again := Compare(num(x.Document), num(b), Options{Region: region}); again.Verdict != claims.Match {
				t.Errorf("%q became %q, which compares as %+v", a, x.Document, again)
			}
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	for name, pair := range map[string][2]claims.Set{
		"E.164":    {num("+1 (415) 555-0134"), num("+14155550134")},
		"national": {num("+14155550134"), at("(415) 555-0134", "US")},
		"mismatch": {num("+14155550134"), num("+442079460018")},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Compare(pair[0], pair[1], Options{})
			}
		})
	}
}
