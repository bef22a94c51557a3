package pair

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
)

var now = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

func checkPair(t *testing.T, p Pair) {
	t.Helper()
	band := claims.Mismatch
	switch {
	case p.Score >= 0.85:
		band = claims.Match
	case p.Score >= 0.5:
		band = claims.Review
	}
	if !(p.Score >= 0 && p.Score <= 1) || p.Verdict != band {
		t.Errorf("score %v, verdict %s", p.Score, p.Verdict)
	}
	sum := 0.0
	for _, c := range p.Claims {
		sum += c.Bits
	}
	if math.Abs(sum-p.Bits) > 1e-6 {
		t.Errorf("the claims add up to %v bits, the pair has %v", sum, p.Bits)
	}
}

func TestCompare(t *testing.T) {
	mara := claims.Set{claims.GivenName: "Mara", claims.FamilyName: "Lindqvist", claims.Birthdate: "1990-05-13"}
	with := func(more claims.Set) claims.Set {
		out := claims.Set{}
		maps.Copy(out, mara)
		maps.Copy(out, more)
		return out
	}
	for _, tt := range []struct {
		name        string
		left, right claims.Set
		want        claims.Verdict
		claims      string
	}{
		{"name and birth date agree", mara, claims.Set{claims.Name: "LINDQVIST, Mara", claims.Birthdate: "13 May 1990"}, claims.Match, "name birthdate"},
		{"two strangers", mara, claims.Set{claims.Name: "Olaf Brandt", claims.Birthdate: "1971-11-02"}, claims.Mismatch, "name birthdate"},
		{"a namesake", mara, with(claims.Set{claims.Birthdate: "1962-11-02"}), claims.Review, "name birthdate"},
		{"a twin", with(claims.Set{claims.Phone: "+442079460001"}), with(claims.Set{claims.GivenName: "Edith", claims.Phone: "+442079460001"}), claims.Review, "name birthdate phone_number"},
		{"father and son", with(claims.Set{claims.Suffix: "Sr"}), with(claims.Set{claims.Suffix: "Jr"}), claims.Mismatch, "name birthdate"},
		{"only on one side", mara, with(claims.Set{claims.Email: "m@corp.example"}), claims.Match, "name birthdate email"},
		{"a name alone", claims.Set{claims.Name: "Mara Lindqvist"}, claims.Set{claims.Name: "Mara Lindqvist"}, claims.Match, "name"},
		{"custom claims last, by name", with(claims.Set{"town": "Ely", "occupation": "Baker"}), with(claims.Set{"town": "Ely"}), claims.Match, "name birthdate occupation town"},
		{"a given name here, a family name there", claims.Set{claims.GivenName: "Mara", claims.Birthdate: "1990-05-13"}, claims.Set{claims.FamilyName: "Lindqvist", claims.Birthdate: "1990-05-13"}, claims.Match, "name birthdate"},
		{"two family names", claims.Set{claims.FamilyName: "Brandt", claims.Birthdate: "1990-05-13"}, claims.Set{claims.FamilyName: "Lindqvist", claims.Birthdate: "1990-05-13"}, claims.Review, "name birthdate"},
		{"nothing in common", claims.Set{claims.Name: "Mara"}, claims.Set{claims.Email: "m@corp.example"}, claims.Review, "name email"},
		{"nothing", claims.Set{}, nil, claims.Review, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := Compare(tt.left, tt.right, Options{Now: now})
			checkPair(t, p)
			var got []string
			for _, c := range p.Claims {
				got = append(got, c.Claim)
			}
			if p.Verdict != tt.want || strings.Join(got, " ") != tt.claims {
				t.Errorf("%s %.3f of %v, want %s of %s", p.Verdict, p.Score, got, tt.want, tt.claims)
			}
			if back := Compare(tt.right, tt.left, Options{Now: now}); back.Verdict != p.Verdict || math.Abs(back.Score-p.Score) > 1e-6 {
				t.Errorf("%s %v, turned round %s %v", p.Verdict, p.Score, back.Verdict, back.Score)
			}
		})
	}
}

// TestAlone: one claim on both sides keeps its own score.
func TestAlone(t *testing.T) {
	p := Compare(claims.Set{claims.Name: "Mara Lindqvist", claims.Email: "m@corp.example"}, claims.Set{claims.Name: "Mara Lindquist"}, Options{})
	if p.Score != p.Claims[0].Score || p.Verdict != p.Claims[0].Verdict {
		t.Errorf("%+v", p)
	}
}

// TestDatesOfLongAgo: records may be of people who are long dead.
func TestDatesOfLongAgo(t *testing.T) {
	for _, tt := range []struct {
		left, right string
		want        claims.Verdict
	}{
		{"1741-03-09", "9 March 1741", claims.Match},
		{"1741-03-09", "1741-09-03", claims.Review},
		{"1741-03-09", "1752-11-24", claims.Mismatch},
		{"2741-03-09", "2741-03-09", claims.Invalid}, // not born yet
		{"1741-03-09", "1990-03-09", claims.Invalid}, // one of the two is no date of birth
	} {
		p := Compare(claims.Set{claims.Birthdate: tt.left}, claims.Set{claims.Birthdate: tt.right}, Options{Now: now})
		if got := p.Claims[0].Verdict; got != tt.want {
			t.Errorf("%s and %s: %s, want %s", tt.left, tt.right, got, tt.want)
		}
	}
	for s, want := range map[string]int{"": 0, "1741-03-09": 1741, "9.3.1741": 1741, "17410309": 0, "12345": 0, "in 1741, or 1742": 1741} {
		if got := yearIn(s); got != want {
			t.Errorf("year in %q: %d, want %d", s, got, want)
		}
	}
}

func TestMasked(t *testing.T) {
	left := claims.Set{claims.Name: "Mara Lindqvist", claims.Birthdate: "1990-05-13", claims.AddressFormatted: "1 Hillside Road, Ely CB7 4AA", "occupation": "Baker"}
	p := Compare(left, left, Options{Now: now, Explain: true})
	before, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	masked, err := json.Marshal(p.Masked())
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"mara", "lindqvist", "1990", "05-13", "hillside", "4aa", "baker"} {
		if !strings.Contains(strings.ToLower(string(before)), secret) {
			t.Errorf("%s is not there to begin with: %s", secret, before)
		}
		if strings.Contains(strings.ToLower(string(masked)), secret) {
			t.Errorf("%s is not masked: %s", secret, masked)
		}
	}
	if after, _ := json.Marshal(p); string(after) != string(before) {
		t.Error("masking changed the pair itself")
	}
}

func TestExplain(t *testing.T) {
	s := claims.Set{claims.Name: "Mara Lindqvist", claims.Birthdate: "1990-05-13", claims.AddressFormatted: "1 Hillside Road, Ely CB7 4AA"}
	steps := func(explain bool) bool {
		return slices.ContainsFunc(Compare(s, s, Options{Explain: explain}).Claims, func(c Claim) bool { return len(c.Steps) > 0 || c.Why != "" })
	}
	if steps(false) || !steps(true) {
		t.Errorf("steps without being asked: %v, when asked: %v", steps(false), steps(true))
	}
	for _, c := range Compare(s, s, Options{Now: now, Explain: true}).Claims {
		if c.Why == "" || len(c.Steps) == 0 {
			t.Errorf("%s is not explained: %+v", c.Claim, c)
		}
	}
}

// TestHarmless: case, spaces and accents never change a verdict for the worse.
func TestHarmless(t *testing.T) {
	left := claims.Set{claims.Name: "Mara Lindqvist", claims.Birthdate: "1990-05-13", claims.Email: "mara@corp.example", claims.AddressFormatted: "1 Hillside Road, Ely CB7 4AA"}
	plain := Compare(left, left, Options{Now: now})
	for name, change := range map[string]func(string) string{
		"upper case": strings.ToUpper,
		"spaces":     func(s string) string { return "  " + strings.ReplaceAll(s, " ", "   ") + " " },
		"accents":    func(s string) string { return strings.ReplaceAll(s, "Mara", "M\u00e1ra") },
	} {
		right := claims.Set{}
		for k, v := range left {
			right[k] = change(v)
		}
		if p := Compare(left, right, Options{Now: now}); p.Verdict != plain.Verdict || p.Score < 0.99*plain.Score {
			t.Errorf("%s: %s %.3f, plain %s %.3f", name, p.Verdict, p.Score, plain.Verdict, plain.Score)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	left := claims.Set{
		claims.GivenName: "Mara", claims.FamilyName: "Lindqvist", claims.Birthdate: "1990-05-13",
		claims.AddressStreet: "12 Hillside Road", claims.AddressLocality: "Ely", claims.AddressPostalCode: "CB7 4AA", claims.AddressCountry: "GB",
		claims.Email: "mara.lindqvist@corp.example", claims.Phone: "+442079460001", "place_of_birth": "Uppsala",
	}
	right := claims.Set{
		claims.Name: "Lindquist, Maria", claims.Birthdate: "1990-03-15",
		claims.AddressFormatted: "12 Hillside Rd, Ely CB7 4AB", claims.Email: "m.lindqvist@home.test", claims.Phone: "020 7946 0002", "place_of_birth": "Upsala",
	}
	b.ReportAllocs()
	for b.Loop() {
		Compare(left, right, Options{Now: now})
	}
}

func BenchmarkLine(b *testing.B) {
	line := []byte(`{"id":"1","left":{"given_name":"Mara","family_name":"Lindqvist","birthdate":"1990-05-13","address":{"street_address":"12 Hillside Road","locality":"Ely","postal_code":"CB7 4AA"},"place_of_birth":"Uppsala"},"right":{"name":"Lindquist, Maria","birthdate":"1990-03-15","address":"12 Hillside Rd, Ely CB7 4AB","place_of_birth":"Upsala"}}`)
	b.ReportAllocs()
	for b.Loop() {
		l, err := ReadLine(line)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := json.Marshal(Compare(l.Left, l.Right, Options{Now: now})); err != nil {
			b.Fatal(err)
		}
	}
}
