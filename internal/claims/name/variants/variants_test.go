package variants

import (
	"strings"
	"testing"
)

type pair struct{ a, b string }

// both calls f with the arguments in both orders and fails if it matters.
func both[T comparable](t *testing.T, f func(a, b string) T, p pair) T {
	t.Helper()
	x, y := f(p.a, p.b), f(p.b, p.a)
	if x != y {
		t.Errorf("(%s, %s) gives %v one way and %v the other", p.a, p.b, x, y)
	}
	return x
}

func want(t *testing.T, f func(a, b string) bool, yes, no []pair) {
	t.Helper()
	for _, p := range yes {
		if !both(t, f, p) {
			t.Errorf("%s and %s: got false", p.a, p.b)
		}
	}
	for _, p := range no {
		if both(t, f, p) {
			t.Errorf("%s and %s: got true", p.a, p.b)
		}
	}
}

func TestNickname(t *testing.T) {
	yes := []pair{
		{"bob", "robert"},
		{"peggy", "margaret"},
		{"ted", "edward"},
		{"ted", "theodore"},
		{"kate", "kathryn"},
		{"bobbi", "robert"}, // spellings of the formal name and of the pet form
		{"paco", "francisco"},
		{"pepe", "jose"},
		{"lupe", "guadalupe"},
		{"chuy", "jesus"},
		{"nacho", "ignacio"},
		{"ze", "jose"},
		{"chico", "francisco"},
		{"beto", "alberto"},
		{"beto", "roberto"},
		{"beppe", "giuseppe"},
		{"gigi", "luigi"},
		{"jojo", "georges"},
		{"manu", "emmanuel"},
		{"hans", "johannes"},
		{"fritz", "friedrich"},
		{"sepp", "josef"},
		{"kees", "cornelis"},
		{"jan", "johannes"},
		{"kasia", "katarzyna"},
		{"gosia", "malgorzata"},
		{"tomek", "tomasz"},
		{"honza", "jan"},
		{"sasha", "aleksandr"},
		{"sascha", "aleksandra"},
		{"vova", "vladimir"},
		{"vova", "volodymyr"},
		{"misha", "mikhail"},
		{"dima", "dmitrij"},
		{"pista", "istvan"},
		{"gabi", "gabor"},
		{"kalle", "karl"},
		{"lasse", "lars"},
		{"jussi", "juhani"},
		{"giannis", "ioannis"},
		{"kostas", "konstantinos"},
		{"memo", "mehmet"},
		{"yossi", "yosef"},
		{"mitica", "dumitru"},
	}
	no := []pair{
		// Two steps: Ed and Ted share Edward, Theodore and Edward share Ted.
		{"ed", "ted"},
		{"theodore", "edward"},
		{"ned", "ted"},
		{"bill", "will"},
		{"sasha", "shura"},
		{"jan", "jana"},
		{"paul", "paula"},
		{"alexander", "alexandra"},
		{"christian", "christopher"},
		{"mark", "marcus"},
		{"eric", "erica"},
		{"daniel", "danielle"},
		{"marcus", "martin"},
		{"michael", "michelle"},
		{"julie", "julian"},
		{"robert", "robert"},
		{"", "robert"},
		{"", ""},
		{"john", "juan"},
	}
	want(t, Nickname, yes, no)
}

// TestEveryListedPair looks up all pairs of the file, both ways.
func TestEveryListedPair(t *testing.T) {
	pairs := 0
	for line := range dataLines(nicknamesFile) {
		formal, pets, _ := strings.Cut(line, ": ")
		for f := range strings.FieldsSeq(formal) {
			for p := range strings.FieldsSeq(pets) {
				pairs++
				if !both(t, Nickname, pair{f, p}) {
					t.Errorf("%s is listed under %s", p, f)
				}
			}
		}
	}
	if pairs < 15_000 {
		t.Errorf("only %d pairs", pairs)
	}
}

func TestShareFormal(t *testing.T) {
	want(t, ShareFormal,
		[]pair{{"ed", "ted"}, {"bill", "will"}, {"sasha", "shura"}, {"paco", "pancho"}, {"jola", "jolka"}},
		[]pair{{"bob", "bill"}, {"robert", "bob"}, {"bill", "bill"}, {"theodore", "edward"}, {"", ""}})
}

func TestSameGiven(t *testing.T) {
	want(t, SameGiven,
		[]pair{
			{"mohammed", "muhammad"},
			{"mohamad", "mehmet"},
			{"yusuf", "youssef"},
			{"sergey", "serhii"},
			{"sergei", "sergej"},
			{"yevgeny", "evgeni"},
			{"katherine", "catherine"},
			{"kathryn", "katharine"},
			{"aleksandr", "oleksandr"},
			{"hussein", "hossain"},
			{"sara", "sarah"},
			{"katja", "katya"},
			{"dmitry", "dmitrii"},
			{"philip", "filip"},
			{"tatjana", "tatyana"},
			{"nikolas", "nicolas"},
			{"ana", "ana"},
		},
		[]pair{
			{"john", "juan"},
			{"paul", "paula"},
			{"jan", "jana"},
			{"daniele", "danielle"},
			{"rene", "renee"},
			{"andre", "andree"},
			{"simon", "simone"},
			{"amir", "amer"},
			{"jamal", "jamil"},
			{"salim", "salem"},
			{"marcus", "martin"},
			{"erik", "erika"},
			{"colin", "colleen"},
			{"anna", "hannah"},
			{"", "anna"},
		})
}

func TestCognate(t *testing.T) {
	want(t, Cognate,
		[]pair{{"john", "juan"}, {"ivan", "giovanni"}, {"jean", "johannes"}, {"william", "guillermo"}, {"jacob", "diego"}, {"mary", "maria"}},
		[]pair{{"john", "paul"}, {"mohammed", "muhammad"}, {"john", "john"}, {"", ""}, {"alexander", "alexandra"}})
}

func TestSameSurname(t *testing.T) {
	yes := []pair{
		{"kim", "gim"},
		{"lee", "yi"},
		{"lee", "rhee"},
		{"park", "bak"},
		{"choi", "choe"},
		{"jung", "jeong"},
		{"jeong", "chung"}, // Korean
		{"zhang", "chang"},
		{"zhang", "cheung"},
		{"zhang", "teo"},
		{"wang", "wong"},
		{"wang", "ong"},
		{"li", "lee"},
		{"chen", "tan"},
		{"chen", "chan"},
		{"huang", "ng"},
		{"huang", "wong"},
		{"xu", "hsu"},
		{"zheng", "tay"}, // Chinese
		{"sato", "satoh"},
		{"ono", "ohno"},
		{"kondou", "kondo"},
		{"ryuzaki", "ryuuzaki"}, // Japanese
		{"ivanov", "ivanova"},
		{"kowalski", "kowalska"},
		{"tolstoiskiy", "tolstoiskaya"},
		{"novak", "novakova"},
		{"svoboda", "svobodova"},
		{"chernoff", "tschernow"},
		{"petrovsky", "petrovskiy"},
		{"cerny", "cerna"},
		{"pushkin", "pushkina"}, // Slavic
		{"kazlauskas", "kazlauskiene"},
		{"kazlauskas", "kazlauskaite"},
		{"kalnins", "kalnina"},
		{"pappadopoulos", "papadopoulou"},
		{"macdonald", "mcdonald"},
		{"mackenzie", "mckenzie"},
		{"elmasri", "almasri"},
		{"alhassan", "elhasan"},
		{"chaudhry", "chowdhury"},
		{"shapiro", "szapiro"},
		{"smith", "smith"},
	}
	no := []pair{
		{"cheung", "chen"},
		{"teo", "wong"},
		{"park", "peng"}, // one word in two lines joins nothing
		{"koo", "ko"},
		{"choo", "cho"},
		{"sato", "saito"},
		{"lin", "lina"},
		{"martin", "martins"},
		{"smith", "jones"},
		{"", "smith"},
		{"ivanov", "ivankova"},
		{"macho", "mcho"},
		{"mckay", "kay"},
		{"eldridge", "aldridge"},
		{"vang", "wang"},
		{"elfred", "alfred"},
		{"rossi", "rosso"},
	}
	want(t, SameSurname, yes, no)
}

func TestHypocorism(t *testing.T) {
	for _, c := range []struct {
		pair
		least, most float64
	}{
		{pair{"maximino", "maxi"}, .85, 1},      // clipped to four letters
		{pair{"tancrede", "tan"}, .5, .85},      // to three
		{pair{"leandro", "leandrinho"}, .85, 1}, // the whole name and an ending
		{pair{"rigobert", "rigi"}, .5, .85},
		{pair{"drahoslava", "drahoslavka"}, .85, 1},
		{pair{"theudobald", "dobald"}, .5, .85}, // the end
		{pair{"zlatomir", "zlatko"}, .5, .85},
		{pair{"ludger", "lulu"}, .5, .6}, // one syllable twice
		{pair{"carl", "carrie"}, 0, .5},  // listed, but for Caroline
		// Strangers with the same first letters, men and women.
		{pair{"marcus", "martin"}, 0, .5},
		{pair{"jan", "jana"}, 0, 0},
		{pair{"paul", "paula"}, 0, 0},
		{pair{"alexander", "alexandra"}, 0, 0},
		{pair{"christian", "christopher"}, 0, .5},
		{pair{"mark", "marcus"}, 0, 0},
		{pair{"eric", "erica"}, 0, 0},
		{pair{"daniel", "danielle"}, 0, 0},
		{pair{"julia", "juliana"}, 0, .5},
		{pair{"maria", "mariana"}, 0, .5},
		{pair{"marcel", "marcella"}, 0, 0},
		{pair{"andrew", "andrea"}, 0, .5},
		{pair{"carlo", "carletta"}, 0, .5},
		{pair{"joseph", "joshua"}, 0, .5},
		{pair{"peter", "walter"}, 0, .5},
		{pair{"sara", "sarah"}, 0, 0},
		{pair{"", "anna"}, 0, 0},
		{pair{"a", "anna"}, 0, 0},
	} {
		if got := both(t, Hypocorism, c.pair); got < c.least || got > c.most {
			t.Errorf("%s and %s: got %.2f, want %.2f to %.2f", c.a, c.b, got, c.least, c.most)
		}
	}
}

func TestRanks(t *testing.T) {
	for name, f := range map[string]func(string) float64{"surname": SurnameRank, "given": GivenRank} {
		common, rarer, unknown := "smith", "patterson", "xqzt"
		if name == "given" {
			common, rarer = "michael", "beatrice"
		}
		if c, r := f(common), f(rarer); c <= r || r <= 0 || c > 1 {
			t.Errorf("%s: %s %.2f, %s %.2f", name, common, c, rarer, r)
		}
		if got := f(unknown); got != 0 {
			t.Errorf("%s: %s %.2f", name, unknown, got)
		}
	}
	if got := SurnameRank("smith"); got != 1 {
		t.Errorf("the most common surname: got %.2f", got)
	}
}

func FuzzPairs(f *testing.F) {
	f.Add("jose", "pepe")
	f.Add("tschaikowsky", "chaykovskaya")
	f.Add("x", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
	f.Add("\xff\x00ü", "hh")
	f.Fuzz(func(t *testing.T, a, b string) {
		p := pair{a, b}
		for _, g := range []func(a, b string) bool{Nickname, ShareFormal, SameGiven, Cognate, SameSurname} {
			both(t, g, p)
		}
		if s := both(t, Hypocorism, p); s < 0 || s > 1 {
			t.Errorf("(%q, %q) scores %v", a, b, s)
		}
		if !SameGiven(a, a) || !SameSurname(b, b) || Cognate(a, a) || Nickname(a, a) && SameGiven(a, a) && Hypocorism(a, a) > 0 {
			t.Errorf("%q or %q against itself", a, b)
		}
		if s := GivenRank(a) + SurnameRank(b); s < 0 || s > 2 {
			t.Errorf("ranks of %q and %q: %v", a, b, s)
		}
	})
}
