package text

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                  "",
		"  Ada  LOVELACE\t": "ada lovelace",
		"O'Brien-Smith":     "obrien smith",
		"O’Brien":           "obrien",
		"Łukasz Żółć":       "lukasz zolc",
		"Straße":            "strasse",
		"Ærøskøbing":        "aeroskobing",
		"Þórður":            "thordur",
		"Mu\u0308ller":      "muller",
		"ＡＤＡ":               "ada",
		"ﬁn":                "fin",
		"a\u200bb":          "ab",
		"٣٤":                "34",
		"ΣΊΣΥΦΟΣ":           "σισυφοσ",
		"김철수":               "김철수",
		"が":                 "が",
		"मुकेश":             "मुकेश",
		"İstanbul ışık":     "istanbul isik",
		"...":               "",
		"10 µm":             "10 m", // the micro sign is no Greek letter
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Ada O'Brien-Müller")
	f.Add("e\u0345\u0301ς ß")
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, again %q", s, once, twice)
		}
		if !utf8.ValidString(once) || strings.TrimSpace(once) != once {
			t.Errorf("Fold(%q) = %q", s, once)
		}
	})
}

// Text may be appended to what is there, and takes the short way for Latin
// letters; both ways must agree.
func TestAppendFold(t *testing.T) {
	if got := string(AppendFold([]byte("ada "), " Müller-Łoś ")); got != "ada muller los" {
		t.Errorf("got %q", got)
	}
	for r := range rune(latinEnd) {
		s := "a" + string(r) + "b"
		short, long := Fold(s), Fold(s+" я")
		if short+" я" != long {
			t.Errorf("%U: %q by the short way, %q by the long", r, short, long)
		}
	}
	buf := make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() { buf = AppendFold(buf[:0], "José María García-López") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestSpellings(t *testing.T) {
	for in, want := range map[string][]string{
		"Ada":       nil,
		"José":      nil,
		"Jörg":      {"joerg"},
		"Müller":    {"mueller", "muxxller"},
		"Ågård":     {"aagaard"},
		"Bjørn Å":   {"bjoern aa", "bjoern a"},
		"Núñez":     {"nunxxez", "nunyez"},
		"Đoković":   {"djokovich"},
		"Erdoğan":   {"erdoghan"},
		"Go\u0308k": {"goek"},
		"Ада":       nil,
	} {
		if got := Spellings(in); !slices.Equal(got, want) {
			t.Errorf("Spellings(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b        string
		limit, want int
	}{
		{"", "", 0, 0},
		{"", "ab", 5, 2},
		{"smith", "smyth", 3, 1},
		{"brian", "brain", 3, 1},
		{"kitten", "sitting", 5, 3},
		{"abc", "xyz", 1, 2},
		{"a", "abcdef", 2, 3},
		{"größe", "grosse", 5, 3},
	}
	for _, tt := range tests {
		if got := Distance(tt.a, tt.b, tt.limit); got != tt.want {
			t.Errorf("Distance(%q, %q, %d) = %d, want %d", tt.a, tt.b, tt.limit, got, tt.want)
		}
		if got := Distance(tt.b, tt.a, tt.limit); got != tt.want {
			t.Errorf("Distance(%q, %q) is not symmetric: %d", tt.b, tt.a, got)
		}
	}
}

func TestSimilar(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{{"lee", "lea", false}, {"anna", "anne", true}, {"maria", "marai", true}, {"katherine", "catharine", true}, {"maria", "merio", false}} {
		if _, got := Similar(tt.a, tt.b); got != tt.want {
			t.Errorf("Similar(%s, %s) = %v", tt.a, tt.b, got)
		}
	}
}

func TestScripts(t *testing.T) {
	for in, want := range map[string]Scripts{
		"Ada 1": Latin, "Ада": Cyrillic, "Αδα": Greek, "王": Han, "タ": Kana, "김": Hangul, "עדה": Hebrew,
		"آدا": Arabic, "Ա": Armenian, "ა": Georgian, "अ": Devanagari, "ก": Thai, "ꓤ": OtherScript, "12": 0,
	} {
		if got := ScriptsOf(in); got != want {
			t.Errorf("ScriptsOf(%q) = %b, want %b", in, got, want)
		}
	}
	if !ScriptsOf("аda").Mixed() || ScriptsOf("なつ美").Mixed() || ScriptsOf("Ada").Mixed() {
		t.Error("Mixed tells look-alike alphabets wrongly")
	}
}
