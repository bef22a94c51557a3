package script

import (
	"slices"
	"strings"
	"testing"
)

// pairs tell the story: each names the rule that makes the spellings agree. The
// names are invented.
var pairs = []struct{ rule, a, b string }{
	{"ICAO 9303: ю iu, я ia, щ shch", "юлия щербина", "iuliia shcherbina"},
	{"BGN: ю yu, я ya", "юлия щербина", "yuliya shcherbina"},
	{"scholarly without accents: ж z, ш s, ч c", "жанна шишкина", "zanna siskina"},
	{"Ukraine 2010: г h, и y, ї i", "григорій їжак", "hryhorii yizhak"},
	{"Bulgaria 2009: щ sht, ъ a, ц ts", "цветан щърбов", "tsvetan shtarbov"},
	{"Serbia: љ lj, ђ dj, ћ c", "ђура љубић", "djura ljubic"},
	{"Kazakhstan: қ k or q, ә a", "әсия қасенова", "assiya kassenova"},
	{"doubled letters once on both sides", "анна коссонен", "ana kosonen"},
	{"foreign names by ear: дж j, у w", "джон уайтинг", "john whiting"},
	{"Polivanov: си shi, ти chi", "мити сигэмацу", "michi shigematsu"},
	{"ELOT 743: ου ou, ευ ef, μπ b", "ευθυμια μπουρα", "efthymia boura"},
	{"ELOT 743: γγ ng, ντ d, χ ch", "χαρησ ντανγγασ", "charis dangas"},
	{"Hebrew: vowel letters, no short vowels", "נועה ברקן", "noa barkan"},
	{"Hebrew: ת th, ג j, צ ch", "גודית צרלסון", "judith charleson"},
	{"Hebrew: וו w", "וולטר וינר", "walter winer"},
	{"Arabic: vowels unwritten, ة a", "فاطمة الخطيب", "fatima al khatib"},
	{"French and English Arabic: ou, dj, el", "جمال يوسفي", "djamel yousfi"},
	{"abd al joined or apart", "عبد الرحمن صالح", "abdulrahman salih"},
	{"abd al apart on the Latin side", "عبدالرحمن صالح", "abd al rahman salih"},
	{"the article takes on the next sound", "عبد الرحمن صالح", "abdur rahman saleh"},
	{"ICAO 9303 Arabic: خ XKH, ش XSH", "شاكر خليلي", "xshakr xkhlyly"},
	{"Persian: پ p, چ ch, گ g", "پرویز چنگیزی", "parviz changizi"},
	{"Armenian", "անահիտ գաբրիելյան", "anahit gabrielyan"},
	{"Georgian national system", "დავით ჯავახაძე", "davit javakhadze"},
	{"Revised Romanisation", "정하늘", "jeong haneul"},
	{"McCune-Reischauer and customary spelling", "정하늘", "chung ha nul"},
	{"family names as used: Lee, Rhee, Yi", "이서준", "rhee seo joon"},
	{"family name last on the Latin side", "이서준", "seojun lee"},
	{"family names of two syllables", "남궁서준", "namkoong seojun"},
	{"foreign names in Hangul: f ㅍ, r unheard", "피터 카터", "peter carter"},
	{"Hepburn", "タケシタ ショウジ", "takeshita shoji"},
	{"Kunrei and long vowels", "タケシタ ショウジ", "takesita syouzi"},
	{"hiragana", "たけした ゆうこ", "takeshita yuko"},
	{"foreign names in kana: l r, v b, th s", "ベラ スミソン", "vera smithson"},
	{"pinyin", "王晓娜", "wang xiaona"},
	{"Wade-Giles", "張玉珠", "chang yu chu"},
	{"Hong Kong", "黃志強", "wong chi keung"},
	{"Chinese characters read in Korean", "金秀美", "kim su mi"},
	{"Chinese characters read in Japanese, voiced inside", "山田梅子", "umeko yamada"},
	{"Vietnamese", "阮文山", "nguyen van son"},
	{"foreign names in characters by sound", "玛丽娜 卡尔森", "marina carlsen"},
	{"Hunterian", "अनिता वर्मा", "anita verma"},
	{"Bengali through the common layout of India's scripts", "রিনা দাস", "rina das"},
	{"Thai: spoken order, silenced letters", "สมชาย ใจดี", "somchai jaidee"},
}

func score(a, b string) (float64, string) { return Score(strings.Fields(a), strings.Fields(b)) }

func TestSamePerson(t *testing.T) {
	for _, p := range pairs {
		if got, method := score(p.a, p.b); got < .85 {
			t.Errorf("%s: %s and %s score %.2f by %s", p.rule, p.a, p.b, got, method)
		}
	}
}

// TestNeighbours pairs each name with the others: none of them is the same.
func TestNeighbours(t *testing.T) {
	for i, p := range pairs {
		for j, q := range pairs {
			if i == j || p.a == q.a || slices.ContainsFunc(strings.Fields(p.b), func(w string) bool { return strings.Contains(q.b, w[:2]) }) {
				continue
			}
			if got, method := score(p.a, q.b); got >= .7 {
				t.Errorf("%s and %s score %.2f by %s", p.a, q.b, got, method)
			}
		}
	}
}

func TestOneWordAgrees(t *testing.T) {
	for _, p := range []struct{ rule, a, b string }{
		{"same given name", "юлия щербина", "yuliya kovalenko"},
		{"same surname", "юлия щербина", "oksana shcherbina"},
		{"same given name in Hebrew", "נועה ברקן", "noa lifshitz"},
		{"same given name in Arabic", "فاطمة الخطيب", "fatima al mansouri"},
		{"same Korean family", "정하늘", "jeong minseo"},
		{"same Chinese family", "王晓娜", "wang dawei"},
		{"same given name in kana", "タケシタ ショウジ", "nakamura shoji"},
	} {
		if got, method := score(p.a, p.b); got >= .6 {
			t.Errorf("%s: %s and %s score %.2f by %s", p.rule, p.a, p.b, got, method)
		}
	}
}

func TestExtraWords(t *testing.T) {
	full, _ := score("олена шевчук", "olena shevchuk")
	middle, _ := score("олена петрівна шевчук", "olena shevchuk")
	first, _ := score("марта олена шевчук", "olena shevchuk")
	particle, _ := score("олена шевчук", "olena von shevchuk")
	alone, _ := score("олена", "olena shevchuk")
	initial, _ := score("олена шевчук", "o shevchuk")
	wrong, _ := score("олена шевчук", "m shevchuk")
	if !(full >= particle && particle > middle && middle > .85) {
		t.Errorf("full %.2f, particle %.2f, middle %.2f", full, particle, middle)
	}
	if first >= .85 || first < .5 {
		t.Errorf("another given name in front: %.2f", first)
	}
	if alone >= .85 || alone < .4 {
		t.Errorf("one name of two: %.2f", alone)
	}
	if initial >= .85 || initial < .6 {
		t.Errorf("an initial: %.2f", initial)
	}
	if wrong >= .5 {
		t.Errorf("another initial: %.2f", wrong)
	}
}

func TestBounds(t *testing.T) {
	if got, _ := score("анна", "анна"); got > SameScriptMost {
		t.Errorf("one script: %.2f", got)
	}
	if got, _ := score("ሰላም ተስፋዬ", "selam tesfaye"); got > LastResortMost || got < .5 {
		t.Errorf("last resort: %.2f", got)
	}
	for _, p := range [][2]string{{"", "anna"}, {"анна", ""}, {"123", "anna"}, {"ᚠᚢᚦ", "anna"}, {"анна", "---"}} {
		if got, method := score(p[0], p[1]); got != 0 {
			t.Errorf("%q: %.2f by %s", p, got, method)
		}
	}
}

func TestTwoScriptsNeitherLatin(t *testing.T) {
	if got, _ := score("марина соколова", "마리나 소콜로바"); got < .7 {
		t.Errorf("Cyrillic and Hangul: %.2f", got)
	}
	if got, _ := score("山田 梅子", "ヤマダ ウメコ"); got < .85 {
		t.Errorf("kanji and kana: %.2f", got)
	}
}

// TestFirstWordLast: the order of family and given name does not matter.
func TestFirstWordLast(t *testing.T) {
	for _, p := range pairs {
		want, _ := score(p.a, p.b)
		words := strings.Fields(p.b)
		if strings.Contains(p.b, " al ") || strings.HasPrefix(p.b, "abd") {
			continue // al and abd belong before their word
		}
		words = append(words[1:], words[0])
		if got, _ := Score(strings.Fields(p.a), words); got < want-.1 {
			t.Errorf("%s: %.2f, first word last %.2f", p.rule, want, got)
		}
	}
}

func TestScorerIsReusable(t *testing.T) {
	var s Scorer
	for _, p := range pairs {
		want, _ := score(p.a, p.b)
		if got, _ := s.Score(strings.Fields(p.a), strings.Fields(p.b)); got != want {
			t.Errorf("%s: %v, with used memory %v", p.rule, want, got)
		}
	}
}

func FuzzScore(f *testing.F) {
	for _, p := range pairs {
		f.Add(p.a, p.b)
	}
	f.Add("عبد عبد عبد", "abd abd al")
	f.Add("김", "k")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, m := score(a, b)
		y, n := score(b, a)
		if x < 0 || x > Most || x != y || m != n {
			t.Errorf("%q and %q: %v by %s, exchanged %v by %s", a, b, x, m, y, n)
		}
	})
}

// TestNearNames: given names that differ in a sound are not a clear match.
func TestNearNames(t *testing.T) {
	for _, p := range []struct{ rule, a, b string }{
		{"a long vowel that Arabic would write", "محمد صالح", "mahmoud salih"},
		{"a vowel letter that Latin lacks", "حسين صالح", "hassan salih"},
		{"a vowel of Korean", "정수진", "jeong seojin"},
		{"the last syllable of a Korean name", "정수진", "jeong sumin"},
		{"the last vowel of a Japanese name", "タケシタ ユウコ", "takeshita yuki"},
		{"the last sound of a Chinese name", "王娜", "wang nan"},
		{"the first consonant", "дарья савина", "maria savina"},
	} {
		if got, method := score(p.a, p.b); got >= .85 {
			t.Errorf("%s: %s and %s score %.2f by %s", p.rule, p.a, p.b, got, method)
		}
	}
}

// BenchmarkLoad measures what the first name in Chinese characters pays.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		readHanData()
	}
}

func BenchmarkScore(b *testing.B) {
	long := ""
	for i := range maxWords {
		long += strings.Repeat(string(rune('a'+i)), 2) + strings.Repeat("on", maxLetters/2) + " "
	}
	for _, p := range []struct{ name, a, b string }{
		{"hostile", strings.Repeat(strings.Repeat("нобу", maxLetters/4)+" ", maxWords), long},
		{"cyrillic", "юлия щербина", "yuliya shcherbina"},
		{"cyrillic stranger", "юлия щербина", "marta kowalski"},
		{"arabic", "عبد الرحمن محمد صالح الخطيب", "abd al rahman mohammed salih al khatib"},
		{"hebrew", "נועה ברקן", "noa barkan"},
		{"hangul", "정하늘", "jeong haneul"},
		{"hangul foreign", "피터 카터", "peter carter"},
		{"kana", "タケシタ ショウジ", "takeshita shoji"},
		{"han", "王晓娜", "wang xiaona"},
		{"han foreign", "玛丽娜 卡尔森", "marina carlsen"},
	} {
		b.Run(p.name, func(b *testing.B) {
			var s Scorer
			x, y := strings.Fields(p.a), strings.Fields(p.b)
			b.ReportAllocs()
			for b.Loop() {
				s.Score(x, y)
			}
		})
	}
}
