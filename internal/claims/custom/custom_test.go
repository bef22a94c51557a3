package custom

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/labelled"
)

func TestCompare(t *testing.T) {
	tests := []struct {
		name     string
		mode     Mode
		doc, dir string
		verdict  claims.Verdict
		reasons  []claims.Reason
	}{
		{"exact equal", Exact, " AB-12 ", "AB-12", claims.Match, nil},
		{"exact is the default", "", "AB-12", "AB-12", claims.Match, nil},
		{"exact keeps case", Exact, "ab-12", "AB-12", claims.Mismatch, r(claims.TextDiffers)},
		{"exact evens out Unicode forms", Exact, "e\u0301", "é", claims.Match, nil},
		{"exact evens out spaces", Exact, "AB  12", "AB 12", claims.Match, nil},
		{"exact differs", Exact, "AB-12", "AB-13", claims.Mismatch, r(claims.TextDiffers)},

		{"digits ignore separators", Digits, "12.345.678-9", "123456789", claims.Match, nil},
		{"digits ignore letters", Digits, "No. X123", "123", claims.Match, nil},
		{"digits of another script", Digits, "١٢٣", "123", claims.Match, nil},
		{"digits differ", Digits, "12345", "99887", claims.Mismatch, r(claims.DigitsDiffer)},
		{"one digit", Digits, "12345", "12346", claims.Mismatch, r(claims.DigitsDiffer, claims.PossibleTypo)},
		{"leading zeros", Digits, "0012345", "12345", claims.Review, r(claims.LeadingZeros)},
		{"digits missing", Digits, "abc", "123", claims.Invalid, r(claims.DigitsMissing)},

		{"fuzzy equal", Fuzzy, "Café  Niño", "CAFE NINO", claims.Match, nil},
		{"fuzzy order", Fuzzy, "Sales North", "north, sales", claims.Match, r(claims.WordOrderDiffer)},
		{"fuzzy split", Fuzzy, "Cost Centre", "Costcentre", claims.Match, r(claims.JoinedDifferently)},
		{"fuzzy similar", Fuzzy, "Engineering", "Enginering", claims.Review, r(claims.SimilarSpelling)},
		{"fuzzy similar, in another order", Fuzzy, "Engineering Berlin", "Berlin Enginering", claims.Review, r(claims.SimilarSpelling)},
		{"short words are no misspellings", Fuzzy, "Red", "Rod", claims.Mismatch, r(claims.TextDiffers)},
		{"a word left out", Fuzzy, "Engineering Team", "Engineering", claims.Review, r(claims.WordsMissing)},
		{"most words left out", Fuzzy, "Engineering", "Engineering and Product Management", claims.Mismatch, r(claims.TextDiffers)},
		{"words that contradict", Fuzzy, "North Sales Team", "South Sales Team", claims.Mismatch, r(claims.TextDiffers)},
		{"a digit is no misspelling", Fuzzy, "Centre 4100", "Centre 4200", claims.Mismatch, r(claims.TextDiffers)},
		{"a digit more", Fuzzy, "Engineering 4", "Engineering", claims.Mismatch, r(claims.TextDiffers)},
		{"fuzzy script", Fuzzy, "Москва", "Moscow", claims.Review, r(claims.ScriptDiffers)},
		{"far too many words", Fuzzy, strings.Repeat("ab ", 65) + "cd", strings.Repeat("ab ", 66) + "cd", claims.Mismatch, r(claims.TextDiffers)},
		{"far too long a word", Fuzzy, strings.Repeat("a", 2000), strings.Repeat("a", 1999) + "b", claims.Mismatch, r(claims.TextDiffers)},
		{"unreadable", Fuzzy, "...", "x", claims.Invalid, r(claims.Unreadable)},

		{"missing both", Exact, "", " ", claims.MissingID, r(claims.MissingBoth)},
		{"missing id", Exact, "", "x", claims.MissingID, nil},
		{"missing directory", Exact, "x", "", claims.MissingDirectory, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{Claim: "c", Mode: tt.mode}
			got := Compare(set(tt.doc), set(tt.dir), o)
			if got.Verdict != tt.verdict || !slices.Equal(got.Reasons, tt.reasons) || got.Claim != "c" {
				t.Errorf("got %+v", got)
			}
			labelled.Check(t, got)
			if back := Compare(set(tt.dir), set(tt.doc), o); math.Abs(back.Score-got.Score) > 1e-12 {
				t.Errorf("score %v one way, %v the other", got.Score, back.Score)
			}
		})
	}
}

// TestGrades says that more agreement never scores less.
func TestGrades(t *testing.T) {
	last := 1.1
	for _, s := range []string{
		"Research and Development", "Development and Research", "Reserch and Development", "Research Development",
		"Reserch and Develpment", "Research and Marketing", "Legal and Marketing", "Kitchen",
	} {
		got := Compare(set("Research and Development"), set(s), Options{Claim: "c", Mode: Fuzzy})
		if got.Score >= last {
			t.Errorf("%s: %v, want below %v", s, got.Score, last)
		}
		last = got.Score
	}
}

func TestExplain(t *testing.T) {
	for _, mode := range []Mode{Exact, Fuzzy, Digits} {
		doc, dir := set("Engineering 12"), set("Enginering 12")
		plain := Compare(doc, dir, Options{Claim: "c", Mode: mode})
		got := Compare(doc, dir, Options{Claim: "c", Mode: mode, Explain: true})
		sum := 0.0
		for _, s := range got.Steps {
			sum += s.Score * s.Weight
		}
		if plain.Steps != nil || len(got.Steps) == 0 || math.Abs(sum-got.Score) > 1e-9 || got.Score != plain.Score {
			t.Errorf("%s: got %+v", mode, got)
		}
	}
}

func r(list ...claims.Reason) []claims.Reason { return list }

func set(s string) claims.Set { return claims.Set{"c": s} }

func FuzzCompare(f *testing.F) {
	f.Add("Café 12", "cafe 12")
	f.Add("\xff", "٣")
	f.Add("anna anne hanna", "anne hanna hannah")
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, m := range []Mode{Exact, Digits, Fuzzy} {
			x := Compare(set(a), set(b), Options{Claim: "c", Mode: m})
			y := Compare(set(b), set(a), Options{Claim: "c", Mode: m, Explain: true})
			labelled.Check(t, x)
			if math.Abs(x.Score-y.Score) > 1e-12 {
				t.Errorf("%s: scores %v and %v", m, x.Score, y.Score)
			}
			if again := Compare(set(x.Document), set(b), Options{Claim: "c", Mode: m}); x.Document != "" && again.Document != x.Document {
				t.Errorf("%s: %q became %q, then %q", m, a, x.Document, again.Document)
			}
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	for _, m := range []Mode{Exact, Digits, Fuzzy} {
		b.Run(string(m), func(b *testing.B) {
			b.ReportAllocs()
			doc, dir := set("Research and Develpment 12"), set("12 Research & Development")
			for b.Loop() {
				Compare(doc, dir, Options{Claim: "c", Mode: m})
			}
		})
	}
}
