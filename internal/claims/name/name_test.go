package name

import (
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

// n makes a side from "given|family", or from a whole name without a bar.
func n(s string) claims.Set {
	if given, family, ok := strings.Cut(s, "|"); ok {
		return claims.Set{claims.GivenName: given, claims.FamilyName: family}
	}
	return claims.Set{claims.Name: s}
}

// Each case is a rule; where the rule has a source it stands in the comment.
var cases = []struct {
	rule     string
	doc, dir string
	verdict  claims.Verdict
	reasons  []claims.Reason
}{
	{"case, accents and apostrophes are folded", "ZOË|O'BRIEN-NÚÑEZ", "Zoe|OBrien Nunez", claims.Match, nil},
	{"passports spell letters out (ICAO 9303-3, 6 A)", "JOERG|MUELLER", "Jörg|Müller", claims.Match, []claims.Reason{claims.SpellingFolded}},
	{"a whole name and its parts", "Ada|Lovelace", "Ada Lovelace", claims.Match, nil},
	{"LAST, First", "LOVELACE, ADA", "Ada|Lovelace", claims.Match, nil},
	{"family name first", "Nagy Anna", "Anna|Nagy", claims.Match, []claims.Reason{claims.PartsSwapped}},
	{"some issuers swap the fields", "Lovelace|Ada", "Ada|Lovelace", claims.Match, []claims.Reason{claims.PartsSwapped}},
	{"a middle name on one side", "Ada King|Lovelace", "Ada|Lovelace", claims.Match, []claims.Reason{claims.MiddleNameMissing}},
	{"a middle initial", "Ada King|Lovelace", "Ada K.|Lovelace", claims.Match, []claims.Reason{claims.InitialOnly}},
	{"contradicting middle initials", "Ada K|Lovelace", "Ada M|Lovelace", claims.Review, []claims.Reason{claims.MiddleNameDiffers}},
	{"contradicting middle names", "Ada King|Lovelace", "Ada Ruth|Lovelace", claims.Review, []claims.Reason{claims.MiddleNameDiffers}},
	{"an initial for the first name", "Ada|Lovelace", "A.|Lovelace", claims.Review, []claims.Reason{claims.InitialOnly}},
	{"known by the middle name", "Paul|Hewson", "Alison Paul|Hewson", claims.Review, []claims.Reason{claims.GivenNameOrder, claims.MiddleNameMissing}},
	{"José María is not María José", "José María|Gil", "María José|Gil", claims.Review, []claims.Reason{claims.GivenNameOrder}},
	{"words glued", "Mary Jane|Vanderbilt", "Maryjane|van der Bilt", claims.Match, []claims.Reason{claims.JoinedDifferently}},
	{"a particle dropped", "Jan|van Dijk", "Jan|Dijk", claims.Match, []claims.Reason{claims.ParticleDiffers}},
	{"a particle is no agreement", "Jan|van Dijk", "Jan|van Berg", claims.Mismatch, []claims.Reason{claims.FamilyNameDiffers}},
	{"Ben is a name when it comes first", "Ben|Ali", "Adam|Ali", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"titles do not count", "Dr. Ada|Lovelace", "Ada|Lovelace", claims.Match, nil},

	{"one of two surnames", "María|García López", "María|García", claims.Match, []claims.Reason{claims.SurnameSubset}},
	{"hyphen between surnames", "María|García-López", "María|García López", claims.Match, nil},
	{"contradicting second surname", "María|García López", "María|García Pérez", claims.Review, []claims.Reason{claims.SurnamePartlyDiffer}},
	{"surnames exchanged", "María|García López", "María|López García", claims.Review, []claims.Reason{claims.WordOrderDiffer}},
	{"abbreviated second surname", "María|García L.", "María|García López", claims.Match, []claims.Reason{claims.InitialOnly}},
	{"siblings share both surnames", "Ana|García López", "Luis|García López", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"siblings sharing a second given name", "Ana María|García", "Eva María|García", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"a division that is only guessed", "John Paul Jones", "John|Paul", claims.Review, []claims.Reason{claims.SurnameSubset}},
	{"a word left over on each side", "Sergei Ivanovich Petrov", "Sergei Borisovich Petrov", claims.Review, nil},
	{"words in other parts, all there", "Ada King|Lovelace", "Ada Lovelace|King", claims.Review, nil},
	{"words in other parts, some missing", "Maria Jose Garcia|Lopez", "Maria|Garcia", claims.Review, []claims.Reason{claims.PartsMoved}},
	{"a middle name that one side counts as a surname", "Maria Jose|Garcia Lopez", "Maria|Jose Garcia Lopez", claims.Match, nil},

	{"same given name", "Ada|Lovelace", "Ada|Byron", claims.Mismatch, []claims.Reason{claims.FamilyNameDiffers}},
	{"same surname", "Ada|Lovelace", "Grace|Lovelace", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"nothing in common", "Ada|Lovelace", "Grace|Hopper", claims.Mismatch, []claims.Reason{claims.NothingInCommon}},
	{"one letter off", "Anna|Lovelace", "Anne|Lovelace", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"one letter off a short name is another name", "Lee|Wong", "Lea|Wong", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"father and son", "John|Smith Jr.", "John|Smith Sr", claims.Mismatch, []claims.Reason{claims.SuffixDiffers}},
	{"a suffix on one side", "John|Smith, Jr.", "John|Smith", claims.Match, []claims.Reason{claims.SuffixMissing}},
	{"a comma before a suffix", "Sammy Davis, Jr.", "Sammy|Davis Junior", claims.Match, nil},

	{"one name on both sides", "Sukarno", "SUKARNO", claims.Match, []claims.Reason{claims.SingleName}},
	{"placeholders for a missing name", "FNU|Sukarno", "Sukarno", claims.Match, []claims.Reason{claims.SingleName}},
	{"one name within a longer one", "Maria", "Maria|Garcia", claims.Review, []claims.Reason{claims.SingleName}},
	{"surnames alone", "|Garcia Lopez", "Maria|Garcia Lopez", claims.Review, []claims.Reason{claims.SingleName}},
	{"one name, another person", "Sukarno", "Suharto", claims.Mismatch, []claims.Reason{claims.NothingInCommon}},

	{"another script cannot be compared", "Ада|Лавлейс", "Ada|Lovelace", claims.Review, []claims.Reason{claims.ScriptDiffers}},
	{"same script compares", "Ада|Лавлейс", "АДА|ЛАВЛЕЙС", claims.Match, nil},
	{"look-alike letters within a word", "Аda|Lovelace", "Ada|Lovelace", claims.Review, []claims.Reason{claims.MixedScript}},
	{"both scripts in one name", "Wang Xiaoming 王小明", "Xiaoming|Wang", claims.Match, nil},
	{"both scripts, Latin part contradicts", "Wang Xiaoming 王小明", "Grace|Hopper", claims.Mismatch, nil},
	{"one part in another script", "Ada|Лавлейс", "Ada|Lovelace", claims.Review, []claims.Reason{claims.ScriptDiffers}},
	{"East Asian names have no spaces", "王小明", "小明|王", claims.Match, nil},
	{"another Chinese name", "王小明", "大偉|王", claims.Mismatch, []claims.Reason{claims.NothingInCommon}},
	{"traditional and simplified characters", "劉德華", "刘德华", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"hiragana and katakana", "たなか", "タナカ", claims.Match, nil},
	{"kanji and kana", "田中", "タナカ", claims.Review, []claims.Reason{claims.ScriptDiffers}},
	{"another Korean of the same family", "김철수", "김영희", claims.Mismatch, nil},

	{"nothing to read", "***", "Ada|Lovelace", claims.Invalid, []claims.Reason{claims.Unreadable}},
	{"missing on the document", "", "Ada|Lovelace", claims.MissingID, nil},
	{"missing in the directory", "Ada|Lovelace", "", claims.MissingDirectory, nil},
	{"missing on both", "", "|", claims.MissingID, []claims.Reason{claims.MissingBoth}},
}

func TestCompare(t *testing.T) {
	for _, tt := range cases {
		t.Run(tt.rule, func(t *testing.T) {
			got := Compare(n(tt.doc), n(tt.dir))
			if got.Verdict != tt.verdict {
				t.Errorf("%s | %s: %s %v %v", got.Document, got.Directory, got.Verdict, got.Score, got.Reasons)
			}
			for _, r := range tt.reasons {
				if !slices.Contains(got.Reasons, r) {
					t.Errorf("reasons %v lack %s", got.Reasons, r)
				}
			}
			inBand(t, got)
		})
	}
}

// inBand checks that the score never contradicts the verdict.
func inBand(t *testing.T, r claims.Result) {
	t.Helper()
	lo, hi := 0.0, 0.0
	switch r.Verdict {
	case claims.Match:
		lo, hi = matchFloor, 1
	case claims.Review:
		lo, hi = reviewFloor, matchFloor-0.01
	case claims.Mismatch:
		hi = reviewFloor - 0.01
	}
	if r.Score < lo || r.Score > hi {
		t.Errorf("%s | %s: %s with score %v", r.Document, r.Directory, r.Verdict, r.Score)
	}
}

func TestOnlyEqualNamesScoreOne(t *testing.T) {
	for _, tt := range cases {
		got := Compare(n(tt.doc), n(tt.dir))
		if (got.Score == 1) != (got.Verdict == claims.Match && got.Document == got.Directory) {
			t.Errorf("%s: %q | %q scores %v", tt.rule, got.Document, got.Directory, got.Score)
		}
	}
}

func TestTwoSurnamesOfADocument(t *testing.T) {
	doc := claims.Set{claims.GivenName: "María", claims.FamilyName: "García López", claims.PaternalName: "García", claims.MaternalName: "López"}
	for dir, want := range map[string]struct {
		verdict claims.Verdict
		reason  claims.Reason
	}{
		"María|García": {claims.Match, claims.PaternalOnly},
		"María|López":  {claims.Review, claims.MaternalOnly},
	} {
		if got := Compare(doc, n(dir)); got.Verdict != want.verdict || !slices.Contains(got.Reasons, want.reason) {
			t.Errorf("%s: %s %v", dir, got.Verdict, got.Reasons)
		}
	}
	// The parts alone make the family name.
	delete(doc, claims.FamilyName)
	if got := Compare(doc, n("María|García López")); got.Verdict != claims.Match {
		t.Errorf("surnames apart: %+v", got)
	}
}

func TestMachineReadableName(t *testing.T) {
	cyrillic := claims.Set{claims.GivenName: "Олена", claims.FamilyName: "Шевченко", claims.MRZName: "SHEVCHENKO<<OLENA<PETRIVNA"}
	got := Compare(cyrillic, n("Olena|Shevchenko"))
	if got.Verdict != claims.Match || !slices.Contains(got.Reasons, claims.MRZNameUsed) || got.Document != "olena petrivna shevchenko" {
		t.Errorf("Latin directory: %+v", got)
	}
	if got := Compare(cyrillic, n("Олена|Шевченко")); got.Verdict != claims.Match || slices.Contains(got.Reasons, claims.MRZNameUsed) {
		t.Errorf("Cyrillic directory: %+v", got)
	}
	// The visual name counts where it can be compared.
	latin := claims.Set{claims.GivenName: "Ada", claims.FamilyName: "Lovelace", claims.MRZName: "HOPPER<<GRACE"}
	if got := Compare(latin, n("Grace|Hopper")); got.Verdict != claims.Mismatch {
		t.Errorf("visual name first: %+v", got)
	}
	if got := Compare(claims.Set{claims.MRZName: "<<"}, n("Grace|Hopper")); got.Verdict != claims.Invalid {
		t.Errorf("empty machine-readable name: %+v", got)
	}
}

func TestDocumentThatContradictsItself(t *testing.T) {
	doc := claims.Set{claims.Name: "Grace Hopper", claims.GivenName: "Ada", claims.FamilyName: "Lovelace"}
	if got := Compare(doc, n("Ada|Lovelace")); got.Verdict != claims.Review || !slices.Contains(got.Reasons, claims.PartsDisagree) {
		t.Errorf("got %+v", got)
	}
	doc[claims.Name] = "LOVELACE ADA KING"
	if got := Compare(doc, n("Ada|Lovelace")); got.Verdict != claims.Match {
		t.Errorf("got %+v", got)
	}
	// Nor does the directory's display name matter while its parts are there.
	dir := n("Ada|Lovelace")
	dir[claims.Name] = "Contractor 17"
	if got := Compare(n("Ada|Lovelace"), dir); got.Verdict != claims.Match {
		t.Errorf("display name: %+v", got)
	}
}

func TestSuffixClaim(t *testing.T) {
	doc, dir := n("John|Smith"), n("John|Smith III")
	doc[claims.Suffix] = "Jr."
	if got := Compare(doc, dir); got.Verdict != claims.Mismatch {
		t.Errorf("Jr against III: %+v", got)
	}
}

// FuzzCompare: no panic, scores in the band of the verdict, and the sides
// exchanged give the same answer.
func FuzzCompare(f *testing.F) {
	for _, c := range cases {
		f.Add(c.doc, c.dir)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := Compare(n(a), n(b)), Compare(n(b), n(a))
		inBand(t, x)
		if x.Verdict == claims.MissingID || x.Verdict == claims.MissingDirectory {
			return
		}
		if x.Verdict != y.Verdict {
			t.Errorf("%q against %q: %s %v; exchanged: %s %v", a, b, x.Verdict, x.Reasons, y.Verdict, y.Reasons)
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	doc := n("MARIA JOSE|GARCIA LOPEZ")
	for name, dir := range map[string]claims.Set{"same": n("María José|García"), "stranger": n("Grace|Hopper"), "whole": n("Maria Jose Garcia Lopez")} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Compare(doc, dir)
			}
		})
	}
}
