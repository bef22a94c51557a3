package evidence

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

func result(claim string, v claims.Verdict, score float64, why ...claims.Reason) claims.Result {
	return claims.Result{Claim: claim, Verdict: v, Score: score, Reasons: why}
}

// values is a result whose level depends on what was compared.
func values(claim string, v claims.Verdict, score float64, doc, dir string, why ...claims.Reason) claims.Result {
	res := result(claim, v, score, why...)
	res.Document, res.Directory = doc, dir
	return res
}

func bits(t *testing.T, res claims.Result) float64 {
	t.Helper()
	w := Weigh(res)
	if w.Level != "" && w.Why == "" {
		t.Errorf("%+v has no sentence", w)
	}
	return w.Bits
}

// TestLines holds what the lines promise: a name alone is not enough for a
// match, a name and a birth date are.
func TestLines(t *testing.T) {
	if Most(claims.Name) >= MatchBits {
		t.Errorf("a name alone is worth %v bits, the line is at %v", Most(claims.Name), MatchBits)
	}
	weakest := bits(t, result(claims.Name, claims.Match, claims.MatchFrom)) +
		bits(t, values(claims.Birthdate, claims.Match, 1, "1990-05-01", "1990-05-01"))
	if weakest < MatchBits {
		t.Errorf("the weakest match of a name and an equal birth date are %v bits", weakest)
	}
	for _, claim := range []string{claims.Birthdate, claims.Email, claims.Phone, claims.Address, claims.DocumentNumber, "occupation"} {
		if m := Most(claim); m <= 0 || m >= MatchBits {
			t.Errorf("%s alone is worth %v bits", claim, m)
		}
	}
}

func TestWeigh(t *testing.T) {
	const ann, sue = "ann.berg@corp.example", "sue.olsen@other.example"
	for _, tt := range []struct {
		name  string
		res   claims.Result
		level Level
	}{
		{"equal names", result(claims.Name, claims.Match, 1), Match},
		{"a slip", result(claims.Name, claims.Review, 0.8, claims.SimilarSpelling), Similar},
		{"half a name", result(claims.Name, claims.Review, 0.55), Doubtful},
		{"a single name", result(claims.Name, claims.Review, 0.7, claims.SingleName), Level(claims.SingleName)},
		{"two equal single names", result(claims.Name, claims.Match, 1, claims.SingleName), Level(claims.SingleName)},
		{"two different single names", result(claims.Name, claims.Mismatch, 0, claims.SingleName), Mismatch},
		{"another surname", result(claims.Name, claims.Review, 0.5, claims.SurnameChanged), Level(claims.SurnameChanged)},
		{"father and son", result(claims.Name, claims.Mismatch, 0.4, claims.SuffixDiffers), Level(claims.SuffixDiffers)},
		{"two names", result(claims.Name, claims.Mismatch, 0.1), Mismatch},
		{"a title for a name", values(claims.Name, claims.Match, 0.84, "baronet", "baronet", claims.SingleName), TitleOnly},
		{"a title on one side", values(claims.Name, claims.Mismatch, 0, "1st bt", "oddvar quillfeather"), TitleOnly},
		{"a title and a name", values(claims.Name, claims.Match, 1, "sir oddvar quillfeather", "sir oddvar quillfeather"), Match},
		{"a misread letter is no ordinal", values(claims.Name, claims.Mismatch, 0, "0lsen", "oddvar"), Mismatch},
		{"no name", result(claims.Name, claims.MissingID, 0), ""},
		{"an unreadable name", result(claims.Name, claims.Invalid, 0), ""},

		{"equal dates", values(claims.Birthdate, claims.Match, 1, "1990-05-01", "1990-05-01"), Equal},
		{"both 1 January", values(claims.Birthdate, claims.Match, 1, "1990-01-01", "1990-01-01"), NewYear},
		{"swapped", result(claims.Birthdate, claims.Review, 0.8, claims.DayMonthSwapped), Level(claims.DayMonthSwapped)},
		{"misread digit in the day", result(claims.Birthdate, claims.Review, 0.76, claims.DigitMisread, claims.DayDiffers), Level(claims.DigitMisread)},
		{"a reason without a row", result(claims.Birthdate, claims.Review, 0.6), Level(claims.PartialDate)},
		{"same year", result(claims.Birthdate, claims.Mismatch, 0.2, claims.DateDiffers), Near},
		{"two digits, one in the year", values(claims.Birthdate, claims.Mismatch, 0.3, "1985-04-03", "1958-04-03"), TwoDigits},
		{"two digits in one year", values(claims.Birthdate, claims.Mismatch, 0.3, "1985-04-03", "1985-09-08"), Near},
		{"half a year", values(claims.Birthdate, claims.Mismatch, 0, "1985-12-20", "1986-06-14"), Mismatch},
		{"two slips, one of which makes it impossible", values(claims.Birthdate, claims.Invalid, 0, "1990-02-31", "1990-03-21"), TwoDigits},
		{"two dates", result(claims.Birthdate, claims.Mismatch, 0, claims.DateDiffers), Mismatch},
		{"the same impossible date", values(claims.Birthdate, claims.Invalid, 0, "1990-02-31", "1990-02-31"), SameText},
		{"a slip that makes it impossible", values(claims.Birthdate, claims.Invalid, 0, "1990-02-31", "1990-02-21"), Typo},
		{"two impossible dates that differ", values(claims.Birthdate, claims.Invalid, 0, "1990-02-31", "1874-11-09"), Mismatch},
		{"unreadable", values(claims.Birthdate, claims.Invalid, 0, "spring", "1990-02-21"), ""},

		{"equal mailboxes", values(claims.Email, claims.Match, 1, ann, ann), Equal},
		{"a plus tag", values(claims.Email, claims.Review, 0.6, "ann+hr@corp.example", "ann@corp.example"), Review},
		{"a letter, or a colleague", values(claims.Email, claims.Mismatch, 0, ann, "ann.bergh@corp.example"), MailboxTypo},
		{"a letter in the domain", values(claims.Email, claims.Mismatch, 0, ann, "ann.berg@corp.exmaple"), Typo},
		{"another host", values(claims.Email, claims.Mismatch, 0, ann, "ann.berg@home.test"), SameMailbox},
		{"initials at another host", values(claims.Email, claims.Mismatch, 0, "ab@corp.example", "ab@home.test"), ShortMailbox},
		{"nearly, elsewhere", values(claims.Email, claims.Mismatch, 0, ann, "anna.berg@home.test"), SimilarMailbox},
		{"others", values(claims.Email, claims.Mismatch, 0, ann, sue), Mismatch},
		{"a look-alike is no slip", values(claims.Email, claims.Mismatch, 0, ann, "ann.berg@c\u043erp.example", claims.Homoglyph), Mismatch},
		{"one initial differs", values(claims.Email, claims.Mismatch, 0, "f.k@north.test", "f.m@south.test"), Mismatch},
		{"no addresses", values(claims.Email, claims.Invalid, 0, "none", "n/a"), ""},

		{"an identifier", result(claims.PersonalNumber, claims.Match, 1), Match},
		{"a custom claim", result("occupation", claims.Review, 0.6), Review},
		{"the issuer says nothing of the person", result(claims.IssuingCountry, claims.Match, 1), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := Weigh(tt.res)
			if w.Level != tt.level {
				t.Errorf("level %q, want %q", w.Level, tt.level)
			}
			if (w.Level == "") != (w.Why == "") || w.Level == "" && w.Bits != 0 {
				t.Errorf("%+v", w)
			}
		})
	}
}

// TestBySum redoes a sum by hand: the straight line within a row, then the total.
func TestBySum(t *testing.T) {
	// Similar goes from 12 bits at 0.7 to 13 at 0.85: 0.76 is two fifths of the way.
	if got := bits(t, result(claims.Name, claims.Review, 0.76)); got != 12.4 {
		t.Errorf("name at 0.76: %v bits", got)
	}
	weights := []Weight{
		Weigh(result(claims.Name, claims.Review, 0.76)),                                       // 12.4
		Weigh(result(claims.Birthdate, claims.Review, 0.52, claims.DayDiffers)),               // -2
		Weigh(values(claims.Email, claims.Mismatch, 0, "ann@corp.example", "sue@other.test")), // -7
		Weigh(result(claims.Phone, claims.MissingDirectory, 0)),                               // nothing
	}
	got := Combine(weights)
	// The score is 1 / (1 + 2^(-3.4/8)), and 2^-0.425 is 0.745.
	want := Total{Bits: 3.4, Probability: 1 / (1 + math.Exp2(6.6)), Score: 0.573, Verdict: claims.Review}
	if got.Bits != want.Bits || math.Abs(got.Probability-want.Probability) > 1e-9 || math.Abs(got.Score-want.Score) > 1e-3 || got.Verdict != want.Verdict {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestCommonNames: an equal name is worth less when many people have it.
func TestCommonNames(t *testing.T) {
	equal := func(name string) float64 { return bits(t, values(claims.Name, claims.Match, 1, name, name)) }
	if got := equal("oddvar quillfeather"); got != 13 {
		t.Errorf("a rare name: %v bits", got)
	}
	if got := equal("j oddvar quillfeather"); got != 13 {
		t.Errorf("an initial is no word: %v bits", got)
	}
	if got := equal("james smith"); got > 8 || got < 13-mostCommon {
		t.Errorf("a common name: %v bits", got)
	}
	if got := equal("oddvar smith"); got != 10 {
		t.Errorf("a rare given and the most common family name: %v bits", got)
	}
	slip := bits(t, values(claims.Name, claims.Match, 0.9, "james smith", "james smiht"))
	if slip > equal("james smith") {
		t.Errorf("a misspelt common name is %v bits, an equal one %v", slip, equal("james smith"))
	}
	whole := 13 - equal("james smith")
	for name, res := range map[string]claims.Result{
		"a mismatch":        values(claims.Name, claims.Mismatch, 0.2, "james smith", "john smith"),
		"hardly any name":   values(claims.Name, claims.Review, 0.5, "james smith", "john smith"),
		"half of the match": values(claims.Name, claims.Review, 0.6, "james smith", "john smith"),
	} {
		plain := res
		plain.Document, plain.Directory = "oddvar quillfeather", "oddvar quillfeather"
		lost := bits(t, plain) - bits(t, res)
		if want := map[string]float64{"hardly any name": 1.0 / 3, "half of the match": 2.0 / 3}[name] * whole; math.Abs(lost-want) > 0.01 {
			t.Errorf("%s loses %v bits, want %v", name, lost, want)
		}
	}
}

// TestWeighParts redoes the sum of an address by hand.
func TestWeighParts(t *testing.T) {
	step := func(part string, score float64) claims.Step {
		return claims.Step{Part: part, Score: score, Method: "equal"}
	}
	review := result(claims.Address, claims.Review, 0.7)
	for _, tt := range []struct {
		name  string
		steps []claims.Step
		want  float64
	}{
		{"a town", []claims.Step{step("locality", 1)}, 3},
		{"a town in part", []claims.Step{step("locality", 0.65)}, 1.5},
		{"another town", []claims.Step{step("locality", 0)}, -8},
		{"another house in the street", []claims.Step{step("house_number", 0), step("street", 1), step("postal_code", 1)}, 10},
		{"a neighbouring postal code", []claims.Step{step("postal_code", 0.4)}, 2},
		{"all there is", []claims.Step{step("house_number", 1), step("street", 1), step("locality", 1), step("region", 1), step("postal_code", 1)}, maxAddress},
		{"nothing agrees", []claims.Step{step("house_number", 0), step("street", 0), step("locality", 0), step("postal_code", 0)}, minAddress},
		{"on one side only", []claims.Step{step("locality", 1), {Part: "house_number", Method: oneSided}}, 3},
		{"without a row", []claims.Step{step("locality", 1), step("country", 0)}, 3},
	} {
		if w := WeighParts(review, tt.steps); w.Bits != tt.want || w.Level != Parts {
			t.Errorf("%s: %+v, want %v bits", tt.name, w, tt.want)
		}
	}
	if got, want := WeighParts(review, nil), Weigh(review); got != want {
		t.Errorf("without steps: %+v, want %+v", got, want)
	}
	if w := WeighParts(result(claims.Address, claims.MissingID, 0), []claims.Step{step("locality", 1)}); w.Level != "" || w.Bits != 0 {
		t.Errorf("missing: %+v", w)
	}
	if maxAddress >= MatchBits {
		t.Error("an address alone is enough for a match")
	}
}

func TestScoreAtTheLines(t *testing.T) {
	sum := func(bits float64) Total {
		return Combine([]Weight{{Claim: claims.Email, Level: "x", Bits: bits}, {Claim: claims.Phone, Level: "y"}})
	}
	for _, tt := range []struct {
		bits, score float64
		verdict     claims.Verdict
	}{
		{-40, 0.0302, claims.Mismatch},
		{ReviewBits - 0.01, 0.4998, claims.Mismatch},
		{ReviewBits, 0.5, claims.Review},
		{MatchBits - 0.01, 0.8499, claims.Review},
		{MatchBits, 0.85, claims.Match},
		{40, 0.9698, claims.Match},
	} {
		if got := sum(tt.bits); math.Abs(got.Score-tt.score) > 1e-4 || got.Verdict != tt.verdict || claims.VerdictOf(got.Score) != tt.verdict {
			t.Errorf("%v bits: %+v, want %+v", tt.bits, got, tt)
		}
	}
	if got := sum(500); got.Score >= 1 {
		t.Errorf("only equal values score 1: %+v", got)
	}
}

// TestAlone: one claim keeps its own score, so that names alone rank as names.
func TestAlone(t *testing.T) {
	for _, score := range []float64{0, 0.31, 0.5, 0.77, 0.85, 1} {
		v := claims.VerdictOf(score)
		if got := Combine([]Weight{Weigh(result(claims.Name, v, score)), Weigh(result(claims.Email, claims.MissingID, 0))}); got.Score != score || got.Verdict != v {
			t.Errorf("%v: %+v", score, got)
		}
	}
	nothing := Combine([]Weight{Weigh(result(claims.Email, claims.MissingID, 0))})
	if nothing.Score != 0.5 || nothing.Verdict != claims.Review || nothing.Bits != 0 {
		t.Errorf("nothing to compare: %+v", nothing)
	}
	same := Combine([]Weight{Weigh(values(claims.Birthdate, claims.Invalid, 0, "1990-02-31", "1990-02-31"))})
	if same.Verdict != claims.Review {
		t.Errorf("equal but unreadable: %+v", same)
	}
}

// TestHardRules: what no sum outweighs.
func TestHardRules(t *testing.T) {
	rest := []Weight{
		Weigh(values(claims.Email, claims.Match, 1, "a@b.test", "a@b.test")),
		Weigh(result(claims.Phone, claims.Match, 1)),
		Weigh(result(claims.DocumentNumber, claims.Match, 1)),
	}
	for _, tt := range []struct {
		name string
		res  claims.Result
		want claims.Verdict
	}{
		{"the same name", result(claims.Name, claims.Match, 1), claims.Match},
		{"a slip in the name", result(claims.Name, claims.Review, 0.8), claims.Review},
		{"half the name, as twins and newlyweds have", result(claims.Name, claims.Review, 0.55), claims.Review},
		{"another name", result(claims.Name, claims.Mismatch, 0.1), claims.Review},
		{"father and son", result(claims.Name, claims.Mismatch, 0.4, claims.SuffixDiffers), claims.Mismatch},
		{"a title for a name", values(claims.Name, claims.Match, 0.84, "baronet", "baronet", claims.SingleName), claims.Review},
		{"another birth date", result(claims.Birthdate, claims.Mismatch, 0), claims.Review},
		{"nearly the birth date", result(claims.Birthdate, claims.Mismatch, 0.3), claims.Review},
	} {
		got := Combine(append(slices.Clone(rest), Weigh(tt.res)))
		if got.Verdict != tt.want || claims.VerdictOf(got.Score) != tt.want {
			t.Errorf("%s: %+v, want %s", tt.name, got, tt.want)
		}
	}
}

// TestBounded: a bound keeps the order of what it bounds.
func TestBounded(t *testing.T) {
	for _, best := range []claims.Verdict{claims.Match, claims.Review, claims.Mismatch} {
		before := -1.0
		for i := range 1000 {
			got := bounded(float64(i)/1000, best)
			if got <= before {
				t.Fatalf("%s: %v at %v is not above %v", best, got, float64(i)/1000, before)
			}
			if v := claims.VerdictOf(got); best == claims.Review && v == claims.Match || best == claims.Mismatch && v != claims.Mismatch {
				t.Fatalf("%s: %v", best, got)
			}
			before = got
		}
	}
}

// TestTextIsCut: custom claims are not independent of each other.
func TestTextIsCut(t *testing.T) {
	many := func(v claims.Verdict, score float64) []Weight {
		var w []Weight
		for _, c := range []string{"a", "b", "c", "d"} {
			w = append(w, Weigh(result(c, v, score)))
		}
		return w
	}
	agree := append(many(claims.Match, 1), Weigh(result(PlaceOfBirth, claims.Match, 1)))
	if got := Combine(agree); got.Bits != maxText || agree[0].Bits != 6 || agree[4].Bits != 0 {
		t.Errorf("five agree: %+v, one by one %+v", got, agree)
	}
	if got := Combine(many(claims.Mismatch, 0)); got.Bits != -maxText {
		t.Errorf("four differ: %+v", got)
	}
}

// TestTable: rows make sense one by one and follow each other without a step.
func TestTable(t *testing.T) {
	before := Row{}
	for _, r := range Table() {
		if r.Why == "" || r.From >= r.To || r.Low > r.High {
			t.Errorf("%+v", r)
		}
		if r.at(r.From) != r.Low || r.at(r.To) != r.High || r.at(-1) < r.Low || r.at(2) > r.High {
			t.Errorf("%s %s: from %v to %v", r.Claim, r.Level, r.at(r.From), r.at(r.To))
		}
		if r.Claim == before.Claim && r.Level == before.Level && (r.From != before.To || r.Low != before.High) {
			t.Errorf("%+v does not go on where %+v ends", r, before)
		}
		before = r
	}
	// A better score of the same kind never weighs less.
	for _, claim := range []string{claims.Name, claims.Address, claims.Phone, claims.DocumentNumber, "occupation"} {
		before := math.Inf(-1)
		for i := range 101 {
			score := float64(i) / 100
			got := bits(t, result(claim, claims.VerdictOf(score), score))
			if got < before {
				t.Errorf("%s: %v bits at %v, %v below", claim, got, score, before)
			}
			before = got
		}
	}
}

func TestExplain(t *testing.T) {
	step := func(part string, score float64) claims.Step { return claims.Step{Part: part, Score: score} }
	for _, tt := range []struct {
		name  string
		res   claims.Result
		steps []claims.Step
		want  string
	}{
		{"a range", values(claims.Name, claims.Review, 0.8, "oddvar quillfeather", ""), nil, " 12 bits at score 0.7, 13 at 0.85."},
		{"a common name", values(claims.Name, claims.Match, 1, "oddvar smith", ""), nil, " 13 bits, less 3 for how common the name is."},
		{"a level", result(claims.Birthdate, claims.Mismatch, 0), nil, "The dates differ; records of one person rarely do. -11 bits."},
		{"an address", result(claims.Address, claims.Review, 0.6), []claims.Step{step("locality", 1), step("street", 0.65), step("country", 1)}, "The parts add up: locality 3, street 3."},
		{"a whole address", result(claims.Address, claims.Match, 1), []claims.Step{step("postal_code", 1), step("street", 1), step("house_number", 1)}, "The parts add up: postal_code 7, street 7, house_number 5; cut to 18 bits."},
		{"an address without steps", result(claims.Address, claims.Match, 1), nil, "share them. 9 bits at score 0.85, 11 at 1."},
		{"nothing", result(claims.Address, claims.MissingID, 0), []claims.Step{step("locality", 1)}, ""},
	} {
		if got := Explain(tt.res, tt.steps); !strings.HasSuffix(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func FuzzCombine(f *testing.F) {
	f.Add(uint8(0), 1.0, uint8(3), 0.5, "1990-01-01", "a@b.test")
	f.Add(uint8(2), 0.2, uint8(5), 0.0, "", "\xff")
	verdicts := []claims.Verdict{claims.Match, claims.Review, claims.Mismatch, claims.MissingID, claims.MissingDirectory, claims.Invalid, "odd"}
	names := []string{claims.Name, claims.Birthdate, claims.Address, claims.Email, claims.Phone, claims.Gender, "x"}
	f.Fuzz(func(t *testing.T, v uint8, s float64, w uint8, u float64, doc, dir string) {
		if math.IsNaN(s) || math.IsNaN(u) || s < 0 || s > 1 || u < 0 || u > 1 {
			return
		}
		for _, a := range names {
			for _, b := range names {
				x := values(a, verdicts[int(v)%len(verdicts)], s, doc, dir)
				y := values(b, verdicts[int(w)%len(verdicts)], u, dir, doc)
				got := Combine([]Weight{Weigh(x), Weigh(y)})
				if !(got.Score >= 0 && got.Score <= 1) || !(got.Probability >= 0 && got.Probability <= 1) {
					t.Fatalf("%+v", got)
				}
				if other := Combine([]Weight{Weigh(y), Weigh(x)}); a != b && other != got {
					t.Fatalf("%+v, turned round %+v", got, other)
				}
			}
		}
	})
}

func BenchmarkWeigh(b *testing.B) {
	all := []claims.Result{
		result(claims.Name, claims.Match, 0.97),
		values(claims.Birthdate, claims.Match, 1, "1990-05-01", "1990-05-01"),
		values(claims.Email, claims.Mismatch, 0, "ann.berg@corp.example", "sue.olsen@other.example"),
		result("occupation", claims.Mismatch, 0),
	}
	weights := make([]Weight, len(all))
	b.ReportAllocs()
	for b.Loop() {
		for i, r := range all {
			weights[i] = Weigh(r)
		}
		Combine(weights)
	}
}

// TestHeld: what no sum of bits settles without a person looking.
func TestHeld(t *testing.T) {
	name := func(v claims.Verdict, score float64) Weight { return Weigh(result(claims.Name, v, score)) }
	born := Weigh(result(claims.Birthdate, claims.Match, 1))
	mail := Weigh(result(claims.Email, claims.Match, 1))
	phone := Weigh(result(claims.Phone, claims.Match, 1))
	moved := Weigh(result(claims.Address, claims.Mismatch, 0.3))
	for _, tt := range []struct {
		about   string
		weights []Weight
		want    claims.Verdict
	}{
		{"a name for review, all else equal", []Weight{name(claims.Review, 0.8), born, mail, phone}, claims.Review},
		{"a digit of the birth date, all else equal", []Weight{name(claims.Match, 1), Weigh(result(claims.Birthdate, claims.Review, 0.7, claims.OneDigitDiffers)), mail, phone}, claims.Review},
		{"moved, same name and birth date", []Weight{name(claims.Match, 1), born, mail, moved}, claims.Match},
		{"another house, no birth date", []Weight{name(claims.Match, 1), mail, phone, moved}, claims.Review},
	} {
		if got := Combine(tt.weights); got.Verdict != tt.want || claims.VerdictOf(got.Score) != tt.want {
			t.Errorf("%s: %+v", tt.about, got)
		}
	}
}
