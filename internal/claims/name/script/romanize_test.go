package script

import (
	"slices"
	"testing"
)

func TestRomanize(t *testing.T) {
	for _, tt := range []struct{ rule, word, best, also string }{
		{"Cyrillic", "щербина", "shcherbina", "scherbina"},
		{"Cyrillic ending", "жуковский", "zhukovsky", "zhukovskiy"},
		{"Greek", "μπουρας", "bouras", ""},
		{"Arabic consonants", "صالح", "salh", ""},
		{"Arabic article", "الخطيب", "alkhtyb", "elkhtyb"},
		{"Hebrew consonants", "ברקן", "brkn", ""},
		{"Armenian", "անահիտ", "anahit", ""},
		{"Georgian", "ჯავახაძე", "javakhadze", ""},
		{"Hangul", "하늘", "haneul", ""},
		{"a Korean family name", "박", "bak", "park"},
		{"Hepburn, long vowels", "サトウ", "sato", "satoh"},
		{"hiragana", "きょうこ", "kyoko", "kyouko"},
		{"pinyin, then Korean", "梅", "mei", "mae"},
		{"Devanagari", "अनिल", "anil", ""},
	} {
		got := Romanize(tt.word)
		if len(got) == 0 || got[0] != tt.best || tt.also != "" && !slices.Contains(got, tt.also) {
			t.Errorf("%s: %s is %v, want %s and %s", tt.rule, tt.word, got, tt.best, tt.also)
		}
	}
}

func FuzzRomanize(f *testing.F) {
	for _, p := range pairs {
		f.Add(p.a)
	}
	f.Fuzz(func(t *testing.T, word string) {
		got := Romanize(word)
		if len(got) > maxSpellings {
			t.Errorf("%d spellings", len(got))
		}
		for _, s := range got {
			for _, c := range []byte(s) {
				if c < 'a' || c > 'z' {
					t.Errorf("%q: %q", word, s)
				}
			}
		}
	})
}

func TestNormalize(t *testing.T) {
	for _, tt := range []struct{ rule, a, b string }{
		{"alef with and without hamza", "أحمد", "احمد"},
		{"Persian and Arabic kaf and yeh", "کریمی", "كريمي"},
		{"teh marbuta and heh", "فاطمة", "فاطمه"},
		{"alef maqsura and yeh", "مصطفى", "مصطفي"},
		{"tatweel and vowel signs", "مُحَـمَّد", "محمد"},
		{"Hebrew final letters and geresh", "ברק׳ץ", "ברקצ"},
		{"Greek final sigma and tonos", "Μπάρας", "μπαρασ"},
		{"ё and е", "Алёна", "алена"},
		{"half-width kana and hiragana", "ﾀｹｼﾀ", "たけした"},
		{"traditional and simplified characters", "張國華", "张国华"},
	} {
		if x, y := Normalize(tt.a), Normalize(tt.b); x != y {
			t.Errorf("%s: %s, %s", tt.rule, x, y)
		}
	}
	if Normalize("אבן") == Normalize("אבל") {
		t.Error("different words became equal")
	}
}

func FuzzNormalize(f *testing.F) {
	for _, p := range pairs {
		f.Add(p.a)
	}
	f.Fuzz(func(t *testing.T, word string) {
		once := Normalize(word)
		if twice := Normalize(once); twice != once {
			t.Errorf("%q: %q, then %q", word, once, twice)
		}
	})
}
