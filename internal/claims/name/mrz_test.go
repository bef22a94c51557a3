package name

import (
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

// The names of a machine-readable zone and what they match (ICAO 9303-3, 4.6
// and 6; invented people).
func TestMachineReadableName(t *testing.T) {
	tests := []struct {
		rule     string
		field    string
		dir      string
		verdict  claims.Verdict
		reason   claims.Reason
		document string
	}{
		{"primary before secondary", "LOVELOCK<<ADA<KING<<<<<<<<<<<<<<<<<<<<<", "Ada King|Lovelock", claims.Match, "", "ada king lovelock"},
		{"letters spelt out", "MUELLER<<JOERG<<<<<<<<<<<<<<<<<<<<<<<<<", "Jörg|Müller", claims.Match, claims.SpellingFolded, ""},
		{"plain letters, as some issuers write", "MULLER<<JORG<<<<<<<<<<<<<<<<<<<<<<<<<<<", "Jörg|Müller", claims.Match, "", ""},
		{"both ways in one name", "AAGAARD<<BJORN<<<<<<<<<<<<<<<<<<<<<<<<<", "Bjørn|Ågård", claims.Match, claims.SpellingFolded, ""},
		{"ñ as nxx", "NUNXXEZ<<ANA<<<<<<<<<<<<<<<<<<<<<<<<<<<", "Ana|Núñez", claims.Match, claims.SpellingFolded, ""},
		{"an apostrophe dropped", "OBRIEN<<DARA<<<<<<<<<<<<<<<<<<<<<<<<<<<", "Dara|O'Brien", claims.Match, "", ""},
		{"an apostrophe as filler", "O<BRIEN<<DARA<<<<<<<<<<<<<<<<<<<<<<<<<<", "Dara|O'Brien", claims.Match, claims.JoinedDifferently, ""},
		{"cut off in a TD1 field of 30", "PAPADOPOULOU<STAVRIDOU<<ALEXAND", "Alexandra|Papadopoulou Stavridou", claims.Match, claims.NameCutOff, ""},
		{"further names cut off", "OBERSCHLEGELSTEINHAUSENS<<HUBE", "Hubert Blasius|Oberschlegelsteinhausens", claims.Match, claims.NameCutOff, ""},
		{"a field that is not full is not cut off", "STAVRIDOU<<ALEX<<<<<<<<<<<<<<<<<<<<<<<<", "Alexopoulos|Stavridou", claims.Review, "", ""},
		{"issuers that swap the parts", "ADA<<LOVELOCK<<<<<<<<<<<<<<<<<<<<<<<<<<", "Ada|Lovelock", claims.Match, claims.PartsSwapped, ""},
		{"somebody else", "LOVELOCK<<GRACE<<<<<<<<<<<<<<<<<<<<<<<<", "Ada|Lovelock", claims.Mismatch, claims.GivenNameDiffers, ""},
		{"nothing in it", "<<", "Ada|Lovelock", claims.Invalid, claims.Unreadable, ""},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			got := Compare(claims.Set{claims.MRZName: tt.field}, n(tt.dir), Options{})
			if got.Verdict != tt.verdict || tt.reason != "" && !slices.Contains(got.Reasons, tt.reason) {
				t.Errorf("%s | %s: %s %v %v", got.Document, got.Directory, got.Verdict, got.Score, got.Reasons)
			}
			if tt.document != "" && got.Document != tt.document {
				t.Errorf("reads %q", got.Document)
			}
			if !slices.Contains(got.Reasons, claims.MRZNameUsed) {
				t.Errorf("reasons %v do not say which name was used", got.Reasons)
			}
		})
	}
}

// Where both are there the printed name is compared, and the machine-readable
// one helps where it agrees better and is the same person's.
func TestPrintedAndMachineReadableName(t *testing.T) {
	smudged := claims.Set{claims.GivenName: "Olcna", claims.FamilyName: "Shevchenk0", claims.MRZName: "SHEVCHENKO<<OLENA<<<<<<<<<<<<<<<<<<<<<<"}
	got := Compare(smudged, n("Olena|Shevchenko"), Options{})
	if got.Verdict != claims.Match || !slices.Contains(got.Reasons, claims.MRZNameUsed) || got.Document != "olena shevchenko" {
		t.Errorf("the machine-readable name helps: %+v", got)
	}
	cyrillic := claims.Set{claims.GivenName: "Олена", claims.FamilyName: "Шевченко", claims.MRZName: "SHEVCHENKO<<OLENA<<<<<<<<<<<<<<<<<<<<<<"}
	if got := Compare(cyrillic, n("Олена|Шевченко"), Options{}); got.Score != 1 || slices.Contains(got.Reasons, claims.MRZNameUsed) {
		t.Errorf("Cyrillic directory: %+v", got)
	}
	if got := Compare(cyrillic, n("Olena|Shevchenko"), Options{}); got.Verdict != claims.Match {
		t.Errorf("Latin directory: %+v", got)
	}
	other := claims.Set{claims.GivenName: "Ada", claims.FamilyName: "Lovelock", claims.MRZName: "HOLLOWAY<<GRACE"}
	if got := Compare(other, n("Grace|Holloway"), Options{}); got.Verdict != claims.Mismatch {
		t.Errorf("a machine-readable name of somebody else: %+v", got)
	}
	suffix := claims.Set{claims.GivenName: "John", claims.FamilyName: "Sm1th", claims.Suffix: "Jr", claims.MRZName: "SMITH<<JOHN"}
	if got := Compare(suffix, n("John|Smith Sr"), Options{}); got.Verdict != claims.Mismatch {
		t.Errorf("the printed suffix counts: %+v", got)
	}
	forged := claims.Set{claims.GivenName: "Олена", claims.FamilyName: "Шевченко", claims.MRZName: "HOLLOWAY<<GRACE"}
	if got := Compare(forged, n("Grace|Holloway"), Options{}); got.Verdict == claims.Match {
		t.Errorf("a machine-readable name of somebody else in another script: %+v", got)
	}
}

// Three letters and fewer are the beginning of too many first names.
func TestFewLettersLeftOfAFirstName(t *testing.T) {
	for field, want := range map[string]claims.Verdict{
		"WOLFESCHLEGELSTEINHAUSENBERGERDORF<<MAR": claims.Review,
		"WOLFESCHLEGELSTEINHAUSENBERGERDO<<MARIA": claims.Match,
	} {
		given, surname := "Mariana", "Wolfeschlegelsteinhausenbergerdorf"
		if want == claims.Match {
			surname = "Wolfeschlegelsteinhausenbergerdo"
		}
		doc := claims.Set{claims.MRZName: field}
		if got := Compare(doc, n(given+"|"+surname), Options{}); got.Verdict != want || !slices.Contains(got.Reasons, claims.NameCutOff) {
			t.Errorf("%s: %s %v %v", field, got.Verdict, got.Score, got.Reasons)
		}
	}
}
