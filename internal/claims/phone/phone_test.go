package phone

import (
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
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
		{"international prefix", num("0044 20 7946 0018"), num("+442079460018"), "", claims.Match, nil, "+442079460018"},
		{"country from the other side", num("+14155550134"), at("(415) 555-0134", "US"), "", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+14155550134"},
		{"country of the own side first", at("020 7946 0018", "United Kingdom"), at("+442079460018", "US"), "", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+442079460018"},
		{"country from the policy", num("020 7946 0018"), num("+442079460018"), "GB", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+442079460018"},
		{"no country known", num("(415) 555-0134"), num("+14155550134"), "", claims.Review, []claims.Reason{claims.CountryCodeMissing}, "(415) 555-0134"},
		{"no country known, other digits", num("(415) 555-0135"), num("+14155550134"), "", claims.Mismatch, []claims.Reason{claims.NumberDiffers}, "(415) 555-0135"},
		{"Italy keeps its zero", num("+39 06 1234 5678"), at("06 1234 5678", "IT"), "", claims.Match, []claims.Reason{claims.CountryCodeAssumed}, "+390612345678"},
		{"one digit differs", num("+14155550134"), num("+14155550135"), "", claims.Mismatch, []claims.Reason{claims.NumberDiffers}, "+14155550134"},
		{"extension", num("+14155550134 ext. 5"), num("+14155550134"), "", claims.Review, []claims.Reason{claims.ExtensionDiffers}, "+14155550134;ext=5"},
		{"not a number", num("call me"), num("+14155550134"), "", claims.Invalid, []claims.Reason{claims.NotAPhoneNumber}, "call me"},
		{"too long", num("+1415555013412345678"), num("+14155550134"), "", claims.Invalid, []claims.Reason{claims.NotAPhoneNumber}, "+1415555013412345678"},
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
		})
	}
}

func num(n string) claims.Set { return claims.Set{claims.Phone: n} }

func at(n, country string) claims.Set {
	return claims.Set{claims.Phone: n, claims.AddressCountry: country}
}

func FuzzCompare(f *testing.F) {
	f.Add("+1 415 555 0134", "(415) 555-0134", "US")
	f.Add("tel:00;ext=", "+", "ZZ")
	f.Fuzz(func(t *testing.T, a, b, region string) {
		x := Compare(num(a), num(b), Options{Region: region})
		y := Compare(num(b), num(a), Options{Region: region})
		if x.Score < 0 || x.Score > 1 || x.Score != y.Score {
			t.Errorf("%q, %q: scores %v and %v", a, b, x.Score, y.Score)
		}
	})
}
