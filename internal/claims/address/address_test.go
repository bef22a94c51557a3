package address

import (
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

// at makes a structured address.
func at(street, city, region, postal, country string) claims.Set {
	return claims.Set{
		claims.AddressStreet: street, claims.AddressLocality: city, claims.AddressRegion: region,
		claims.AddressPostalCode: postal, claims.AddressCountry: country,
	}
}

func printed(s string) claims.Set { return claims.Set{claims.AddressFormatted: s} }

var market = at("12 Market St", "San Francisco", "CA", "94102", "US")

var cases = []struct {
	rule     string
	doc, dir claims.Set
	verdict  claims.Verdict
	reasons  []claims.Reason
}{
	{"the same", market, market, claims.Match, nil},
	{"abbreviations (USPS Pub. 28 C1)", at("12 MARKET STREET", "SF", "California", "94102", "USA"), market, claims.Match, nil},
	{"ZIP+4 and nine digits without a dash", at("12 Market St", "San Francisco", "CA", "941020000", ""), market, claims.Match, nil},
	{"as printed on a licence", printed("12 MARKET ST\nSAN FRANCISCO, CA 94102-1234"), market, claims.Match, nil},
	{"one line", printed("12 Market Street San Francisco CA 94102"), market, claims.Match, nil},
	{"two lines with the country", printed("12 Market St\nSan Francisco, CA 94102\nUnited States"), market, claims.Match, nil},
	{"number after the street", printed("Hauptstraße 5\n10115 Berlin\nDeutschland"), at("Hauptstr. 5", "Berlin", "", "10115", "DE"), claims.Match, nil},
	{"United Kingdom", printed("10 Downing Street, London SW1A 2AA"), at("10 Downing St", "London", "", "SW1A2AA", "GB"), claims.Match, nil},
	{"ordinal streets", at("350 5th Ave", "New York", "NY", "10118", "US"), printed("350 5TH AVENUE\nNEW YORK NY 10118"), claims.Match, nil},
	{"post office box", at("P.O. Box 77", "Reno", "NV", "89501", "US"), at("PO BOX 77", "Reno", "NV", "89501", "US"), claims.Match, nil},
	{"unit by any word", at("12 Market St Apt 4B", "San Francisco", "CA", "94102", "US"), at("12 Market St #4B", "San Francisco", "CA", "94102", "US"), claims.Match, nil},
	{"12 A is 12A", at("12 A Market St", "", "", "94102", ""), at("12a Market St", "", "", "94102", ""), claims.Match, nil},
	{"the town does not matter when the code agrees", at("12 Market St", "Civic Center", "CA", "94102", "US"), market, claims.Match, nil},

	{"another door", at("14 Market St", "San Francisco", "CA", "94102", "US"), market, claims.Mismatch, []claims.Reason{claims.HouseDiffers}},
	{"a digit more is another door", at("120 Market St", "San Francisco", "CA", "94102", "US"), market, claims.Mismatch, []claims.Reason{claims.HouseDiffers}},
	{"another flat", at("12 Market St Apt 4", "", "", "94102", ""), at("12 Market St Apt 5", "", "", "94102", ""), claims.Mismatch, []claims.Reason{claims.UnitDiffers}},
	{"another box", at("PO Box 77", "", "", "89501", ""), at("PO Box 78", "", "", "89501", ""), claims.Mismatch, []claims.Reason{claims.HouseDiffers}},
	{"a box does not hide the door", at("430 Oak St, PO Box 7", "", "", "95437", ""), at("440 Oak St, PO Box 7", "", "", "95437", ""), claims.Mismatch, []claims.Reason{claims.HouseDiffers}},
	{"a suite is no postal code", printed("12 Market St Suite 2002\nSan Francisco CA 94102"), at("12 Market St Ste 2002", "", "", "94102", ""), claims.Match, nil},
	{"another street", at("12 Pine St", "San Francisco", "CA", "94102", "US"), market, claims.Mismatch, []claims.Reason{claims.StreetDiffers}},
	{"another country", at("12 Market St", "San Francisco", "CA", "94102", "MX"), market, claims.Mismatch, []claims.Reason{claims.CountryDiffers}},
	{"another town", at("12 Market St", "Oakland", "CA", "", "US"), at("12 Market St", "San Francisco", "CA", "", "US"), claims.Mismatch, []claims.Reason{claims.LocalityDiffers}},
	{"the town of another state", at("12 Market St", "Portland", "OR", "", ""), at("12 Market St", "Portland", "ME", "", ""), claims.Mismatch, []claims.Reason{claims.LocalityDiffers}},

	{"another postal code alone", at("12 Market St", "San Francisco", "CA", "94103", "US"), market, claims.Review, []claims.Reason{claims.PostalCodeDiffers}},
	{"no postal code", at("12 Market St", "San Francisco", "CA", "", "US"), market, claims.Review, []claims.Reason{claims.PostalCodeMissing}},
	{"a flat on one side", at("12 Market St Apt 4", "", "", "94102", ""), market, claims.Review, []claims.Reason{claims.UnitMissing}},
	{"no house number", at("Market St", "", "", "94102", ""), market, claims.Review, []claims.Reason{claims.HouseMissing}},
	{"town and code alone", at("", "San Francisco", "CA", "94102", "US"), market, claims.Review, []claims.Reason{claims.StreetMissing}},
	{"a letter off", at("12 Markte St", "", "", "94102", ""), market, claims.Review, []claims.Reason{claims.StreetPartly}},
	{"another kind of street", at("12 Market Ave", "", "", "94102", ""), market, claims.Review, []claims.Reason{claims.StreetPartly}},

	{"a lone country is no address", claims.Set{claims.AddressCountry: "US"}, market, claims.MissingID, []claims.Reason{claims.AddressIncomplete}},
	{"nor in the directory", market, claims.Set{claims.AddressCountry: "US", claims.AddressRegion: "CA"}, claims.MissingDirectory, []claims.Reason{claims.AddressIncomplete}},
	{"missing on the document", claims.Set{}, market, claims.MissingID, nil},
	{"missing in the directory", market, claims.Set{}, claims.MissingDirectory, nil},
	{"missing on both", claims.Set{}, claims.Set{}, claims.MissingID, []claims.Reason{claims.MissingBoth}},
}

func TestCompare(t *testing.T) {
	for _, tt := range cases {
		t.Run(tt.rule, func(t *testing.T) {
			got, back := Compare(tt.doc, tt.dir), Compare(tt.dir, tt.doc)
			if got.Verdict != tt.verdict {
				t.Errorf("%q | %q: %s %v %v", got.Document, got.Directory, got.Verdict, got.Score, got.Reasons)
			}
			for _, r := range tt.reasons {
				if !slices.Contains(got.Reasons, r) {
					t.Errorf("reasons %v lack %s", got.Reasons, r)
				}
			}
			if got.Score != back.Score {
				t.Errorf("scores %v and, exchanged, %v", got.Score, back.Score)
			}
		})
	}
}

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		"12 MARKET ST APT 4\nSAN FRANCISCO, CA 94102-1234\nUSA": "12 market street unit 4, san francisco, 94102, US",
		"Hauptstraße 5, 10115 Berlin, Germany":                  "5 hauptstr, berlin, 10115, DE",
		"10 Downing Street, London SW1A 2AA":                    "10 downing street, london, SW1A2AA",
		"":                                                      "",
	} {
		if got := read(printed(in)).canonical(); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("12 Market St\nSan Francisco CA 94102", "PO BOX 5, Reno")
	f.Add("#,,\n", "12345 12345 SW1A 2AA")
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, dir := range []claims.Set{printed(b), at(b, b, b, b, b)} {
			x, y := Compare(printed(a), dir), Compare(dir, printed(a))
			if x.Score < 0 || x.Score > 1 || x.Score != y.Score {
				t.Errorf("%q, %q: scores %v and %v", a, b, x.Score, y.Score)
			}
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	doc := printed("12 MARKET STREET\nSAN FRANCISCO, CA 94102-1234")
	b.ReportAllocs()
	for b.Loop() {
		Compare(doc, market)
	}
}
