package custom

import (
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/labelled"
)

func TestCanonicalForms(t *testing.T) {
	tests := []struct {
		claim, doc, dir string
		verdict         claims.Verdict
	}{
		{claims.Gender, "F", "female", claims.Match},
		{claims.Gender, "MALE", "m", claims.Match},
		{claims.Gender, "X", "non-binary", claims.Match},
		{claims.Gender, "1", "M", claims.Match}, // ISO/IEC 5218
		{claims.Gender, "F", "M", claims.Mismatch},
		{claims.Gender, "H", "M", claims.Mismatch},
		{claims.Nationality, "DEU", "DE", claims.Match},
		{claims.Nationality, "D", "Germany", claims.Match}, // ICAO 9303-3, 5
		{claims.Nationality, "D<<", "deutschland", claims.Match},
		{claims.Nationality, "GBD", "United Kingdom", claims.Match},
		{claims.Nationality, "DEU", "AUT", claims.Mismatch},
		{claims.Nationality, "XXA", "xxa", claims.Match}, // stateless
		{claims.Nationality, "Freedonia", "DE", claims.Mismatch},
		{claims.IssuingCountry, "USA", "us", claims.Match},
		{claims.Nationalities, "DE GB", "GBR DEU", claims.Match},
		{claims.Nationalities, "United Kingdom", "GB", claims.Match},
		{claims.Nationalities, "DE GB", "DE", claims.Mismatch},
	}
	for _, tt := range tests {
		for _, mode := range []Mode{Exact, Fuzzy} {
			got := Compare(claims.Set{tt.claim: tt.doc}, claims.Set{tt.claim: tt.dir}, Options{Claim: tt.claim, Mode: mode})
			want := tt.verdict
			if mode == Fuzzy && tt.doc == "DE GB" && tt.dir == "DE" {
				want = claims.Review // a word left out
			}
			if got.Verdict != want || want == claims.Match && (got.Score != 1 || len(got.Reasons) > 0) {
				t.Errorf("%s %s: %q and %q: %s %v %v", tt.claim, mode, tt.doc, tt.dir, got.Verdict, got.Score, got.Reasons)
			}
			labelled.Check(t, got)
		}
	}
	// Any other claim is text: a cost centre F is not female.
	if got := Compare(set("F"), set("female"), Options{Claim: "c"}); got.Verdict != claims.Mismatch {
		t.Errorf("%+v", got)
	}
}
