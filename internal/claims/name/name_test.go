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
	{"a whole name and its parts", "Ada|Lovelock", "Ada Lovelock", claims.Match, nil},
	{"LAST, First", "LOVELOCK, ADA", "Ada|Lovelock", claims.Match, nil},
	{"family name first", "Nagy Anna", "Anna|Nagy", claims.Match, []claims.Reason{claims.PartsSwapped}},
	{"some issuers swap the fields", "Lovelock|Ada", "Ada|Lovelock", claims.Match, []claims.Reason{claims.PartsSwapped}},
	{"a middle name on one side", "Ada King|Lovelock", "Ada|Lovelock", claims.Match, []claims.Reason{claims.MiddleNameMissing}},
	{"a middle initial", "Ada King|Lovelock", "Ada K.|Lovelock", claims.Match, []claims.Reason{claims.InitialOnly}},
	{"contradicting middle initials", "Ada K|Lovelock", "Ada M|Lovelock", claims.Review, []claims.Reason{claims.MiddleNameDiffers}},
	{"contradicting middle names", "Ada King|Lovelock", "Ada Ruth|Lovelock", claims.Review, []claims.Reason{claims.MiddleNameDiffers}},
	{"an initial for the first name", "Ada|Lovelock", "A.|Lovelock", claims.Review, []claims.Reason{claims.InitialOnly}},
	{"known by the middle name", "Paul|Harding", "Alison Paul|Harding", claims.Review, []claims.Reason{claims.GivenNameOrder}},
	{"two surnames make up for a first name left out", "Luisa|García López", "Ana Luisa|García López", claims.Match, []claims.Reason{claims.GivenNameOrder}},
	{"José María is not María José", "José María|Gil", "María José|Gil", claims.Review, []claims.Reason{claims.GivenNameOrder}},
	{"words glued", "Mary Jane|Vanderbilt", "Maryjane|van der Bilt", claims.Match, []claims.Reason{claims.JoinedDifferently}},
	{"a particle dropped", "Jan|van Dijk", "Jan|Dijk", claims.Match, []claims.Reason{claims.ParticleDiffers}},
	{"a particle is no agreement", "Jan|van Dijk", "Piet|van Berg", claims.Mismatch, []claims.Reason{claims.NothingInCommon}},
	{"Ben is a name when it comes first", "Ben|Ali", "Adam|Ali", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"titles do not count", "Dr. Ada|Lovelock", "Ada|Lovelock", claims.Match, nil},

	{"one of two surnames", "María|García López", "María|García", claims.Match, []claims.Reason{claims.SurnameSubset}},
	{"hyphen between surnames", "María|García-López", "María|García López", claims.Match, nil},
	{"contradicting second surname", "María|García López", "María|García Pérez", claims.Review, []claims.Reason{claims.SurnamePartlyDiffer}},
	{"surnames exchanged", "María|García López", "María|López García", claims.Review, []claims.Reason{claims.WordOrderDiffer}},
	{"abbreviated second surname", "María|García L.", "María|García López", claims.Match, []claims.Reason{claims.InitialOnly}},
	{"twins with a man's and a woman's name", "Michel|Garcia", "Michelle|Garcia", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"twins, one letter doubled", "Daniel|Garcia", "Danielle|Garcia", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"a number behind a name", "Muster01|Anna", "Muster|Anna", claims.Match, []claims.Reason{claims.SpellingFolded}},
	{"two numbers behind a name", "Muster01|Anna", "Muster02|Anna", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"siblings share both surnames", "Ana|García López", "Luis|García López", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"siblings sharing a second given name", "Ana María|García", "Ruth María|García", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"a division that is only guessed", "John Paul Jensen", "John|Paul", claims.Review, []claims.Reason{claims.SurnameSubset}},
	{"a word left over on each side", "Sergei Ivanovich Petrov", "Sergei Borisovich Petrov", claims.Review, nil},
	{"words in other parts, all there", "Ada King|Lovelock", "Ada Lovelock|King", claims.Review, nil},
	{"words in other parts, some missing", "Maria Jose Garcia|Lopez", "Maria|Garcia", claims.Review, []claims.Reason{claims.PartsMoved}},
	{"a middle name that one side counts as a surname", "Maria Jose|Garcia Lopez", "Maria|Jose Garcia Lopez", claims.Match, nil},

	{"same given name: people marry", "Ada|Lovelock", "Ada|Bryant", claims.Review, []claims.Reason{claims.SurnameChanged}},
	{"another surname, and another middle name", "Robert King|Lovelock", "Robert Ruth|Bryant", claims.Mismatch, []claims.Reason{claims.FamilyNameDiffers, claims.MiddleNameDiffers}},
	{"same surname", "Ada|Lovelock", "Grace|Lovelock", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"nothing in common", "Ada|Lovelock", "Grace|Holloway", claims.Mismatch, []claims.Reason{claims.NothingInCommon}},
	{"one letter off", "Martin|Lovelock", "Marlin|Lovelock", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"a misspelling, since only one of the two is a name", "Gilbertto|Lovelock", "Gilberto|Lovelock", claims.Match, []claims.Reason{claims.SimilarSpelling}},
	{"two names, a letter apart", "Jillian|Lovelock", "Julian|Lovelock", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"two surnames, a letter apart", "Ada|Barton", "Ada|Burton", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"an abbreviation", "MA. LUISA|LOVELOCK", "María Luisa|Lovelock", claims.Match, []claims.Reason{claims.SpellingVariant}},
	{"a man's and a woman's name", "Alessandro|Rossi", "Alessandra|Rossi", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"a man's and a woman's surname", "Sacha|Kowalski", "Sacha|Kowalska", claims.Match, []claims.Reason{claims.SpellingVariant}},
	{"a listed pet name", "Robert|Lovelock", "Bob|Lovelock", claims.Match, []claims.Reason{claims.Nickname}},
	{"two pet names are one hop too far", "Ned|Lovelock", "Ted|Lovelock", claims.Review, nil},
	{"a pet name beside another surname", "Robert|Lovelock", "Bob|Bryant", claims.Review, []claims.Reason{claims.SurnameChanged}},
	{"one name in two languages", "John|Lovelock", "Giovanni|Lovelock", claims.Review, []claims.Reason{claims.SpellingVariant}},
	{"a transliteration", "Mohammed|Haddad", "Muhammad|Haddad", claims.Match, []claims.Reason{claims.SpellingVariant}},
	{"digits read for letters", "R0BERT|L0VELOCK", "Robert|Lovelock", claims.Match, []claims.Reason{claims.Misread}},
	{"son and father the other way round", "Salim bin Hamad", "Hamad bin Salim", claims.Mismatch, []claims.Reason{claims.FatherAndSon}},
	{"initials as one word", "JB|Lovelock", "Jeffrey B.|Lovelock", claims.Review, []claims.Reason{claims.InitialOnly}},
	{"an initial and a middle name", "J. King|Lovelock", "Jane King|Lovelock", claims.Match, []claims.Reason{claims.InitialOnly}},
	{"a title for the first name", "Colonel|Lovelock", "Ada|Lovelock", claims.Review, []claims.Reason{claims.GivenNameDiffers}},
	{"one letter off a short name", "Lee|Wong", "Lea|Wong", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"two letters off a short name make another name", "Lee|Wong", "Tia|Wong", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"father and son", "John|Smith Jr.", "John|Smith Sr", claims.Mismatch, []claims.Reason{claims.SuffixDiffers}},
	{"a suffix on one side", "John|Smith, Jr.", "John|Smith", claims.Match, []claims.Reason{claims.SuffixMissing}},
	{"a comma before a suffix", "Timmy Dawes, Jr.", "Timmy|Dawes Junior", claims.Match, nil},

	{"one name on both sides", "Sumarno", "SUMARNO", claims.Match, []claims.Reason{claims.SingleName}},
	{"placeholders for a missing name", "FNU|Sumarno", "Sumarno", claims.Match, []claims.Reason{claims.SingleName}},
	{"one name within a longer one", "Maria", "Maria|Garcia", claims.Review, []claims.Reason{claims.SingleName}},
	{"given names alone", "Ada|", "ADA|", claims.Match, []claims.Reason{claims.SingleName}},
	{"given names alone, a pet name", "Robert|", "Bob|", claims.Review, []claims.Reason{claims.SingleName, claims.Nickname}},
	{"given names alone, two of them", "Robert|", "Quentin|", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"a given name and a surname", "Kim|", "|Kim", claims.Review, []claims.Reason{claims.SingleName}},
	{"two titles, each with one name", "Mrs. Lovelock", "Mrs. Ada", claims.Review, []claims.Reason{claims.SingleName}},
	{"initials alone", "A. L.", "Ada Lovelock", claims.Review, []claims.Reason{claims.InitialOnly}},
	{"initials alone, of somebody else", "B. K.", "Ada Lovelock", claims.Mismatch, []claims.Reason{claims.NothingInCommon}},
	{"a title and one name", "Sir Lovelock", "Lovelock", claims.Review, []claims.Reason{claims.SingleName}},
	{"surnames alone", "|Garcia Lopez", "Maria|Garcia Lopez", claims.Review, []claims.Reason{claims.SingleName}},
	{"one name, another person", "Sumarno", "Suwarti", claims.Mismatch, []claims.Reason{claims.NothingInCommon}},

	{"another script is compared by sound", "Ада|Лавлок", "Ada|Lovelock", claims.Match, []claims.Reason{claims.ScriptDiffers}},
	{"a script without a table", "ᚨᛞᚨ|ᛚᛟᚹ", "Ada|Lovelock", claims.Review, []claims.Reason{claims.ScriptDiffers}},
	{"same script compares", "Ада|Лавлок", "АДА|ЛАВЛОК", claims.Match, nil},
	{"an initial in another alphabet", "Анна Петровна|Иванова", "Анна П.|Иванова", claims.Match, []claims.Reason{claims.InitialOnly}},
	{"a pet name in another alphabet", "Мария|Иванова", "Маша|Иванова", claims.Match, []claims.Reason{claims.Nickname}},
	{"another first name in the same script", "Пётр|Иванов", "Борис|Иванов", claims.Review, []claims.Reason{claims.GivenNameDiffers}},
	{"look-alike letters within a word", "Аda|Lovelock", "Ada|Lovelock", claims.Review, []claims.Reason{claims.MixedScript}},
	{"both scripts in one name", "Wang Xiaoming 王小明", "Xiaoming|Wang", claims.Match, nil},
	{"both scripts, Latin part contradicts", "Wang Xiaoming 王小明", "Grace|Holloway", claims.Mismatch, nil},
	{"one part in another script", "Ada|Лавлок", "Ada|Lovelock", claims.Review, []claims.Reason{claims.ScriptDiffers}},
	{"East Asian names have no spaces", "王小明", "小明|王", claims.Match, nil},
	{"another Chinese name", "王小明", "大偉|王", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"traditional and simplified characters", "劉國榮", "刘国荣", claims.Match, nil},
	{"hiragana and katakana", "たなか", "タナカ", claims.Match, nil},
	{"kanji and kana are compared by sound", "田中", "タナカ", claims.Match, []claims.Reason{claims.ScriptDiffers}},
	{"kanji and kana of another name", "田中", "スズキ", claims.Review, []claims.Reason{claims.ScriptDiffers}},
	{"another Korean of the same family", "김철수", "김영희", claims.Mismatch, []claims.Reason{claims.GivenNameDiffers}},
	{"one character of a Chinese given name", "王小明", "王小红", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"a misspelling in kana", "スミスジョナサン", "スミスジョナサソ", claims.Review, []claims.Reason{claims.SimilarSpelling}},

	// Brothers, sisters, fathers and namesakes.
	{"a vowel makes another given name", "Hamad|Lovelock", "Hamid|Lovelock", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"a consonant makes another given name", "Serkan|Lovelock", "Serhan|Lovelock", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"a vowel makes another surname", "Ada|Lindstrom", "Ada|Lundstrom", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"a vowel at the end makes another surname", "Ada|Mansur", "Ada|Mansuri", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"scanners take one letter for another", "Ada|Loveiock", "Ada|Lovelock", claims.Match, []claims.Reason{claims.SimilarSpelling}},
	{"a pet name that is a name of its own", "Anna|Lovelock", "Hannah|Lovelock", claims.Review, nil},
	{"a listed pet name that is a name of its own", "John|Lovelock", "Ian|Lovelock", claims.Review, []claims.Reason{claims.Nickname}},
	{"a pet name made into the other sex", "Carl|Lovelock", "Carla|Lovelock", claims.Review, nil},
	{"a pet name of the other sex", "Joseph|Lovelock", "Josie|Lovelock", claims.Review, []claims.Reason{claims.GivenNameDiffers}},
	{"a pet name of the same sex", "Josephine|Lovelock", "Josie|Lovelock", claims.Match, []claims.Reason{claims.Nickname}},
	{"a French woman's form", "Desire|Lovelock", "Desiree|Lovelock", claims.Review, nil},
	{"two names are not two spellings", "Nathan|Lovelock", "Nathaniel|Lovelock", claims.Review, nil},
	{"two common surnames that sound alike", "Ada|Smith", "Ada|Smyth", claims.Review, []claims.Reason{claims.SpellingVariant}},
	{"long vowels are Japanese only", "Ada|Rose", "Ada|Rouse", claims.Review, nil},
	{"short surnames of East Asia", "Wei|Zhu", "Wei|Chu", claims.Review, []claims.Reason{claims.SpellingVariant}},
	{"Mc is short for Mac", "Ada|McDonald", "Ada|MacDonald", claims.Match, []claims.Reason{claims.SpellingVariant}},
	{"Suzuki is no Slavic adjective", "Ada|Suzuki", "Ada|Suzuka", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"both words are given names: the fields tell them apart", "James|Thomas", "Thomas|James", claims.Review, []claims.Reason{claims.PartsSwapped}},
	{"a chain of fathers, rotated", "Ahmed Hassan Ali", "Hassan Ali Ahmed", claims.Review, []claims.Reason{claims.PartsSwapped}},
	{"a chain of fathers, in another order", "Ahmed Hassan Ali", "Hassan Ahmed Ali", claims.Review, []claims.Reason{claims.WordOrderDiffer}},
	{"the fifth and the third of a line", "John Lovelock V", "John Lovelock III", claims.Review, []claims.Reason{claims.SuffixDiffers}},
	{"son and grandson in Portuguese", "Joao|Souza Filho", "Joao|Souza Neto", claims.Mismatch, []claims.Reason{claims.SuffixDiffers}},
	{"father and son in Spanish", "Juan|Perez hijo", "Juan|Perez padre", claims.Mismatch, []claims.Reason{claims.SuffixDiffers}},
	{"Neto as the only surname", "Ana|Neto", "Ana|Costa", claims.Review, []claims.Reason{claims.SurnameChanged}},
	{"glued across given name and surname", "Jo|Anna Lovelock", "Joanna|Lovelock", claims.Review, nil},
	{"another particle where there is no more of a surname", "Jan|van der", "Jan|van den", claims.Review, []claims.Reason{claims.SimilarSpelling}},
	{"a surname that is a particle elsewhere", "Mai Linh|Van", "Mai Linh|Lê", claims.Review, []claims.Reason{claims.SurnameChanged}},
	{"a surname against a particle that is one", "Mai Linh|Al-Farsi", "Mai Linh|Lê", claims.Review, nil},
	{"a given name in another script", "伟|del Pozo San José", "Lena|del Pozo San José", claims.Review, []claims.Reason{claims.ScriptDiffers}},
	{"a particle does not glue a given name", "Roberto|de León", "Roberta|de León", claims.Review, nil},
	{"no given name but a placeholder", "FNU|del Pozo San José", "Lena|del Pozo San José", claims.Review, []claims.Reason{claims.SingleName}},
	{"an Italian man's name, a French woman's", "Michele|Berg", "Michelle|Berg", claims.Review, nil},
	{"a title alone", "Dr", "Dr", claims.Review, []claims.Reason{claims.SingleName}},
	{"initials alone, the same", "A. L.", "A L", claims.Review, []claims.Reason{claims.InitialOnly}},
	{"not available is no name", "not available", "Not Available", claims.Invalid, []claims.Reason{claims.Unreadable}},
	{"not available is no part of a name", "N/A|Sumarno", "Sumarno", claims.Match, []claims.Reason{claims.SingleName}},

	{"a list tells apart what is written without vowels", "عمر|خالد", "Omar|Khalid", claims.Match, []claims.Reason{claims.ScriptDiffers}},
	{"another name with the same consonants", "عمر|خالد", "Amir|Khalid", claims.Review, []claims.Reason{claims.GivenNameDiffers}},
	{"another name with the same consonants, Hebrew", "רן|כהן", "Ron|Cohen", claims.Review, []claims.Reason{claims.GivenNameDiffers}},
	{"the other sex in another alphabet", "Иван|Петров", "Ivana|Petrova", claims.Review, []claims.Reason{claims.GivenNameDiffers}},
	{"a woman's surname in another alphabet", "Петрова Мария", "Maria Petrova", claims.Match, []claims.Reason{claims.ScriptDiffers}},
	{"a name drawn with the letters of another alphabet", "РЕТО|СОХ", "Peto|Cox", claims.Review, []claims.Reason{claims.MixedScript}},
	{"letters that look and sound alike", "ТОМ|МАК", "Tom|Mak", claims.Match, []claims.Reason{claims.ScriptDiffers}},
	{"another vowel in kana", "ゆき|おおの", "Yuko|Ono", claims.Review, nil},
	{"a vowel more is another Chinese syllable", "李洋", "Yang Liu", claims.Review, []claims.Reason{claims.ScriptDiffers}},

	{"nothing to read", "***", "Ada|Lovelock", claims.Invalid, []claims.Reason{claims.Unreadable}},
	{"missing on the document", "", "Ada|Lovelock", claims.MissingID, nil},
	{"missing in the directory", "Ada|Lovelock", "", claims.MissingDirectory, nil},
	{"missing on both", "", "|", claims.MissingID, []claims.Reason{claims.MissingBoth}},
}

func TestCompare(t *testing.T) {
	for _, tt := range cases {
		t.Run(tt.rule, func(t *testing.T) {
			got := Compare(n(tt.doc), n(tt.dir), Options{})
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
	want := claims.Mismatch
	switch {
	case r.Score >= 0.85:
		want = claims.Match
	case r.Score >= 0.5:
		want = claims.Review
	}
	if r.Verdict != want && (r.Score != 0 || r.Verdict == claims.Match || r.Verdict == claims.Review) {
		t.Errorf("%s | %s: %s with score %v", r.Document, r.Directory, r.Verdict, r.Score)
	}
	if !(r.Score >= 0 && r.Score <= 1) {
		t.Errorf("%s | %s: score %v", r.Document, r.Directory, r.Score)
	}
}

func TestOnlyEqualNamesScoreOne(t *testing.T) {
	for _, tt := range cases {
		got := Compare(n(tt.doc), n(tt.dir), Options{})
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
		if got := Compare(doc, n(dir), Options{}); got.Verdict != want.verdict || !slices.Contains(got.Reasons, want.reason) {
			t.Errorf("%s: %s %v", dir, got.Verdict, got.Reasons)
		}
	}
	// The parts alone make the family name.
	delete(doc, claims.FamilyName)
	if got := Compare(doc, n("María|García López"), Options{}); got.Verdict != claims.Match {
		t.Errorf("surnames apart: %+v", got)
	}
}

func TestDocumentThatContradictsItself(t *testing.T) {
	doc := claims.Set{claims.Name: "Grace Holloway", claims.GivenName: "Ada", claims.FamilyName: "Lovelock"}
	if got := Compare(doc, n("Ada|Lovelock"), Options{}); got.Verdict != claims.Review || !slices.Contains(got.Reasons, claims.PartsDisagree) {
		t.Errorf("got %+v", got)
	}
	doc[claims.Name] = "LOVELOCK ADA KING"
	if got := Compare(doc, n("Ada|Lovelock"), Options{}); got.Verdict != claims.Match {
		t.Errorf("got %+v", got)
	}
	// Nor does the directory's display name matter while its parts are there.
	dir := n("Ada|Lovelock")
	dir[claims.Name] = "Contractor 17"
	if got := Compare(n("Ada|Lovelock"), dir, Options{}); got.Verdict != claims.Match {
		t.Errorf("display name: %+v", got)
	}
}

func TestSuffixClaim(t *testing.T) {
	doc, dir := n("John|Smith"), n("John|Smith III")
	doc[claims.Suffix] = "Jr."
	if got := Compare(doc, dir, Options{}); got.Verdict != claims.Mismatch {
		t.Errorf("Jr against III: %+v", got)
	}
}

// In Portuguese names the last surname is the one in use, elsewhere the first
// of two: what may be left out follows the country of the document.
func TestWhichSurnameIsKept(t *testing.T) {
	for country, want := range map[string]claims.Verdict{"BRA": claims.Match, "PRT": claims.Match, "ESP": claims.Review, "": claims.Review} {
		doc := n("Joana|Pereira Santos")
		doc[claims.IssuingCountry] = country
		if got := Compare(doc, n("Joana|Santos"), Options{}); got.Verdict != want {
			t.Errorf("%q: %s %v %v", country, got.Verdict, got.Score, got.Reasons)
		}
		if got := Compare(doc, n("Joana|Pereira"), Options{}); country != "BRA" && country != "PRT" && got.Verdict != claims.Match {
			t.Errorf("%q, first surname: %s %v %v", country, got.Verdict, got.Score, got.Reasons)
		}
	}
}

// Every word of the vocabulary that is about names is given for something.
func TestEveryReasonIsGiven(t *testing.T) {
	given := map[claims.Reason]bool{
		// These have tests of their own.
		claims.PaternalOnly: true, claims.MaternalOnly: true, claims.PartsDisagree: true, claims.MRZNameUsed: true,
		claims.NameCutOff: true, claims.NameTooLong: true,
	}
	for _, tt := range cases {
		for _, r := range Compare(n(tt.doc), n(tt.dir), Options{}).Reasons {
			given[r] = true
		}
	}
	for _, r := range []claims.Reason{
		claims.NothingInCommon, claims.GivenNameDiffers, claims.FamilyNameDiffers, claims.MiddleNameMissing, claims.MiddleNameDiffers,
		claims.GivenNameOrder, claims.InitialOnly, claims.SimilarSpelling, claims.SurnameSubset, claims.SurnamePartlyDiffer,
		claims.ParticleDiffers, claims.SpellingFolded, claims.JoinedDifferently, claims.PartsSwapped, claims.PartsMoved, claims.SingleName,
		claims.SuffixDiffers, claims.SuffixMissing, claims.Nickname, claims.SpellingVariant, claims.Misread, claims.FatherAndSon,
		claims.SurnameChanged, claims.PaternalOnly, claims.MaternalOnly, claims.PartsDisagree, claims.MRZNameUsed, claims.NameCutOff,
		claims.NameTooLong,
	} {
		if !given[r] {
			t.Errorf("no case gives %s", r)
		}
	}
}
