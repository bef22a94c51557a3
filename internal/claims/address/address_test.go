package address

import (
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

// addr makes an address: "street|town|region|postal code|country", or a printed
// one if there is no bar.
func addr(s string) claims.Set {
	if !strings.Contains(s, "|") {
		return claims.Set{claims.AddressFormatted: s}
	}
	f := append(strings.Split(s, "|"), "", "", "", "")
	return claims.Set{
		claims.AddressStreet: f[0], claims.AddressLocality: f[1], claims.AddressRegion: f[2],
		claims.AddressPostalCode: f[3], claims.AddressCountry: f[4],
	}
}

const market = "12 Market St|San Francisco|CA|94102|US"

// tale is a rule, two addresses that show it, and what it must say; reasons
// are those the result must give, whatever it gives besides.
type tale struct {
	rule, doc, dir string
	verdict        claims.Verdict
	reasons        []claims.Reason
}

func tell(t *testing.T, stories []tale) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.rule, func(t *testing.T) {
			got, back := Compare(addr(s.doc), addr(s.dir), Options{}), Compare(addr(s.dir), addr(s.doc), Options{})
			if got.Verdict != s.verdict {
				t.Errorf("%q | %q: %s %.3f %v, want %s", got.Document, got.Directory, got.Verdict, got.Score, got.Reasons, s.verdict)
			}
			for _, r := range s.reasons {
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

func why(r ...claims.Reason) []claims.Reason { return r }

func TestCompare(t *testing.T) {
	tell(t, []tale{
		{"the same", market, market, claims.Match, nil},
		{"the town does not matter when the code agrees", "12 Market St|Civic Center|CA|94102|US", market, claims.Match, why(claims.LocalityDiffers)},
		{"the town does when there is no code", "12 Market St|Oakland|CA||US", "12 Market St|San Francisco|CA||US", claims.Review, why(claims.LocalityDiffers)},
		{"the town of another state", "12 Market St|Portland|OR||", "12 Market St|Portland|ME||", claims.Mismatch, why(claims.RegionDiffers)},
		{"no postal code on one side", "12 Market St|San Francisco|CA||US", market, claims.Match, why(claims.PostalCodeMissing)},
		{"neither code nor town", "12 Market St||||", "12 Market St||||", claims.Review, why(claims.PostalCodeMissing)},

		{"another door", "14 Market St|San Francisco|CA|94102|US", market, claims.Mismatch, why(claims.HouseDiffers)},
		{"a digit more is another door", "120 Market St|San Francisco|CA|94102|US", market, claims.Mismatch, why(claims.HouseDiffers)},
		{"two digits are the house across the street", "21 Market St|San Francisco|CA|94102|US", market, claims.Mismatch, why(claims.HouseDiffers)},
		{"exchanged digits in a long number", "2431 Market St|San Francisco|CA|94102|US", "2341 Market St|San Francisco|CA|94102|US", claims.Review, why(claims.HousePartly)},
		{"no house number", "Market St|San Francisco|CA|94102|US", market, claims.Review, why(claims.HouseMissing)},
		{"a letter more", "12a Market St|San Francisco|CA|94102|US", market, claims.Review, why(claims.HousePartly)},
		{"12 A is 12A", "12 A Market St||||", "12a Market St||||", claims.Review, why(claims.PostalCodeMissing)},
		{"12A is flat A at 12", "12A Market St|San Francisco|CA|94102|US", "12 Market St Apt A|San Francisco|CA|94102|US", claims.Match, nil},

		{"another flat", "12 Market St Apt 4|||94102|", "12 Market St Apt 5|||94102|", claims.Mismatch, why(claims.UnitDiffers)},
		{"a flat on one side", "12 Market St Apt 4|||94102|", market, claims.Review, why(claims.UnitMissing)},
		{"a flat and the floor it is on", "12 Market St Floor 2 Apt 4|||94102|", "12 Market St Apt 4|||94102|", claims.Review, why(claims.UnitPartly)},
		{"unit by any word (USPS Pub. 28 C2)", "12 Market St Apt 4B|||94102|", "12 Market St #4B|||94102|", claims.Match, nil},
		{"unit glued to its word", "12 Market St Apt4B|||94102|", "12 Market St Unit 4-B|||94102|", claims.Match, nil},

		{"another box", "PO Box 77|||89501|", "PO Box 78|||89501|", claims.Mismatch, why(claims.BoxDiffers)},
		{"a box does not hide the door", "430 Oak St, PO Box 7|||95437|", "440 Oak St, PO Box 7|||95437|", claims.Mismatch, why(claims.HouseDiffers)},
		{"a box is no street", "PO Box 77|||89501|", "12 Elm St|||89501|", claims.Review, why(claims.StreetMissing)},

		{"another street", "12 Pine St|San Francisco|CA|94102|US", market, claims.Mismatch, why(claims.StreetDiffers)},
		{"a letter off", "12 Markte St|||94102|", market, claims.Review, why(claims.StreetPartly)},
		{"another kind of street", "12 Market Ave|||94102|", market, claims.Review, why(claims.StreetTypeDiffers)},
		{"5th Street is not 5th Avenue", "12 5th St|Reno|NV|89501|", "12 5th Ave|Reno|NV|89501|", claims.Mismatch, why(claims.StreetTypeDiffers)},
		{"nor is it 6th Street", "12 5th St|Reno|NV|89501|", "12 6th St|Reno|NV|89501|", claims.Mismatch, why(claims.StreetDiffers)},
		{"North is not South", "12 N Elm St|Reno|NV|89501|", "12 S Elm St|Reno|NV|89501|", claims.Mismatch, why(claims.DirectionDiffers)},
		{"a direction left out", "12 N Elm St|Reno|NV|89501|", "12 Elm St|Reno|NV|89501|", claims.Match, why(claims.DirectionMissing)},
		{"lines exchanged", "14 Willow Close, Mill House|Bundoora|VIC|3083|AU", "14 Mill House, Willow Close|Bundoora|VIC|3083|AU", claims.Match, nil},

		{"another country", "12 Market St|San Francisco|CA|94102|MX", market, claims.Mismatch, why(claims.CountryDiffers)},
		{"another postal code far off", "12 Market St|San Francisco|CA|94811|US", market, claims.Review, why(claims.PostalCodeDiffers)},
		{"one slip in the postal code", "12 Market St|San Francisco|CA|94103|US", market, claims.Review, why(claims.PostalCodeSimilar)},
		{"code and town differ", "12 Market St|Reno|CA|95811|US", market, claims.Mismatch, why(claims.LocalityDiffers, claims.PostalCodeDiffers)},
	})
}

func TestIncomplete(t *testing.T) {
	tell(t, []tale{
		{"town and code alone", "|San Francisco|CA|94102|US", market, claims.Review, why(claims.StreetMissing, claims.AddressIncomplete)},
		{"a town", "|Leeds|||", "|Leeds|||", claims.Review, why(claims.AddressIncomplete)},
		{"another town", "|Leeds|||", "|York|||", claims.Mismatch, why(claims.LocalityDiffers)},
		{"a code", "|||SE4 1JF|", "|||SE4 1JF|", claims.Review, why(claims.AddressIncomplete)},
		{"the same sector of a code", "|||SE4 1JF|", "|||SE4 1JQ|", claims.Review, why(claims.PostalCodeSimilar)},
		{"another code", "|||SE4 1JF|", "|||BR4 9EP|", claims.Mismatch, why(claims.PostalCodeDiffers)},
		{"a lone country is no address", "||||US", market, claims.MissingID, why(claims.AddressIncomplete)},
		{"nor is a region, in the directory", market, "||CA||US", claims.MissingDirectory, why(claims.AddressIncomplete)},
		{"a code against a street", "|||94102|", "12 Market St||||", claims.MissingID, why(claims.AddressIncomplete)},
	}[:8])
	full, none := addr(market), claims.Set{}
	for _, tt := range []struct {
		doc, dir claims.Set
		verdict  claims.Verdict
	}{{none, full, claims.MissingID}, {full, none, claims.MissingDirectory}, {none, none, claims.MissingID}, {addr("|||94102|"), addr("12 Market St||||"), claims.MissingID}} {
		if got := Compare(tt.doc, tt.dir, Options{}); got.Verdict != tt.verdict || got.Score != 0 {
			t.Errorf("%v | %v: %s %v", tt.doc, tt.dir, got.Verdict, got.Score)
		}
	}
}

// A town alone is worth less than a code alone, and that less than both.
func TestIncompleteIsGraded(t *testing.T) {
	score := func(a, b string) float64 { return Compare(addr(a), addr(b), Options{}).Score }
	list := []float64{
		score("|Leeds||LS1 4AB|", "|Leeds||LS1 4AB|"),
		score("|||LS1 4AB|", "|||LS1 4AD|"),
		score("|||LS1 4AB|", "|||LS1 5CD|"),
		score("|||LS1 4AB|", "|||LS9 5CD|"),
		score("|||LS1 4AB|", "|||YO1 7HH|"),
	}
	if !slices.IsSortedFunc(list, func(a, b float64) int {
		if a > b {
			return -1
		}
		return 1
	}) {
		t.Errorf("not falling: %v", list)
	}
}

func TestExactlyEqual(t *testing.T) {
	for _, s := range []string{market, "12 MARKET STREET|San Francisco|California|94102-1234|USA", "12 market st.|SAN FRANCISCO|ca|941021234|United States"} {
		if got := Compare(addr(s), addr(market), Options{}); got.Score != 1 {
			t.Errorf("%q: %v %v", s, got.Score, got.Reasons)
		}
	}
	for _, s := range []string{"12 Market St|San Francisco|CA|94102|", "12 Market St|Civic Center|CA|94102|US", "12 Markt St|San Francisco|CA|94102|US"} {
		if got := Compare(addr(s), addr(market), Options{}); got.Score == 1 {
			t.Errorf("%q scores 1", s)
		}
	}
}

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		"12 MARKET ST APT 4\nSAN FRANCISCO, CA 94102-1234\nUSA": "12 market street unit 4, san francisco, ca, 94102, US",
		"Hauptstraße 5, 10115 Berlin, Germany":                  "5 haupt street, berlin, 10115, DE",
		"10 Downing Street, London SW1A 2AA":                    "10 downing street, london, SW1A2AA",
		"Flat 3, Oak House, 12 High St, Leeds, LS1 4AB":         "oak house 12 high street unit 3, leeds, LS14AB",
		"": "",
	} {
		p := read(addr(in), "")
		if got := p.canonical(); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// The steps can be added up again: the weighted mean, times the factor, at most
// the limit.
func TestStepsAddUp(t *testing.T) {
	for _, dir := range []string{"12 Market St # 4|San Francisco|CA|94102|", market, "14 Market St|San Francisco|CA|94103|US", "12 N Market Ave Apt 3|Oakland|CA||US", "|San Francisco|CA|94102|US"} {
		got := Compare(addr("12 MARKET ST APT 4\nSAN FRANCISCO, CA 94102-1234"), addr(dir), Options{Explain: true})
		sum, weights := 0.0, 0.0
		for _, s := range got.Steps[:len(got.Steps)-1] {
			sum, weights = sum+s.Score*s.Weight, weights+s.Weight
		}
		last := got.Steps[len(got.Steps)-1]
		if want := min(sum/weights*last.Weight, last.Score); want != got.Score {
			t.Errorf("%q: %v, steps make %v", dir, got.Score, want)
		}
		if quiet := Compare(addr("12 MARKET ST APT 4\nSAN FRANCISCO, CA 94102-1234"), addr(dir), Options{}); quiet.Steps != nil || quiet.Score != got.Score {
			t.Errorf("%q: unasked steps, or another score", dir)
		}
	}
}

func TestCompareParts(t *testing.T) {
	_, steps := CompareParts(addr("12 Market St Apt 4|San Francisco|CA|94102|US"), addr("14 Market St|San Francisco|CA|94103|US"), Options{})
	want := map[string]float64{"country": 1, "house_number": 0, "street": 1, "unit": 0.5, "postal_code": 0.6, "locality": 1, "region": 1}
	for _, s := range steps {
		if w, ok := want[s.Part]; !ok || s.Score != w || s.Method == "" {
			t.Errorf("%+v, want score %v", s, w)
		}
		delete(want, s.Part)
	}
	if len(want) > 0 {
		t.Errorf("no step for %v", want)
	}
}

func TestModes(t *testing.T) {
	for _, tt := range []struct {
		mode     Mode
		doc, dir string
		verdict  claims.Verdict
		score    float64 // 0 for any
	}{
		{Street, market, "12 MARKET STREET|Oakland|NV|89501|US", claims.Match, 1},
		{Street, market, "14 Market St|San Francisco|CA|94102|US", claims.Mismatch, 0},
		{Street, market, "12 Market St Apt 4|San Francisco|CA|94102|US", claims.Review, 0},
		{Street, market, "|San Francisco|CA|94102|US", claims.MissingDirectory, 0},
		{PostalCode, market, "7 Pine Ave|Oakland|CA|94102-9999|US", claims.Match, 1},
		{PostalCode, market, "12 Market St|San Francisco|CA|94811|US", claims.Mismatch, 0},
		{PostalCode, market, "12 Market St|San Francisco|CA||US", claims.MissingDirectory, 0},
		{PostalCode, market, "|||94102|MX", claims.Mismatch, 0},
		{Locality, market, "7 Pine Ave|san francisco|California|94811|US", claims.Match, 1},
		{Locality, market, "7 Pine Ave|SF|CA||US", claims.Match, 0},
		{Locality, market, "12 Market St|Oakland|CA|94102|US", claims.Mismatch, 0},
		{Locality, "|Portland|OR||", "|Portland|ME||", claims.Mismatch, 0},
		{Locality, "||||US", market, claims.MissingID, 0},
	} {
		got := Compare(addr(tt.doc), addr(tt.dir), Options{Mode: tt.mode})
		if got.Verdict != tt.verdict || tt.score != 0 && got.Score != tt.score {
			t.Errorf("%s of %q and %q: %s %v %v", tt.mode, tt.doc, tt.dir, got.Verdict, got.Score, got.Reasons)
		}
	}
}

// A default country says how to read what names none.
func TestDefaultCountry(t *testing.T) {
	if p := read(addr("3/12 Smith St|Richmond|VIC|3121|"), "AU"); p.number != "12" || len(p.units) != 1 {
		t.Errorf("%+v", p)
	}
	if p := read(addr("3/12 Smith St|Richmond|VA|23219|"), "US"); p.number != "3/12" {
		t.Errorf("%+v", p)
	}
}

// Structured parts win over the formatted address, which fills their gaps.
func TestMixed(t *testing.T) {
	s := addr("|San Francisco|CA|94102|US")
	s[claims.AddressFormatted] = "12 Market St, Oakland, NV 89501"
	p := read(s, "")
	if got := p.canonical(); got != "12 market street, oakland, san francisco, ca, 94102, US" {
		t.Errorf("%q", got)
	}
}
