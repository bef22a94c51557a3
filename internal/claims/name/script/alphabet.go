package script

import (
	"sync"
	"unicode"
)

// An alphabet is one script as the comparison reads it.
type alphabet struct {
	method string
	rank   int // of two scripts the higher one is read, the other romanised
	table  table
	// insert is the price of a Latin letter that answers to nothing in the
	// source, by the letter's place; it is also what the letter weighs.
	insert *[places]int32
	// vowel is what a vowel weighs where a consonant weighs 100: less, the less
	// the script tells about vowels.
	vowel int32
	// otherVowel is the price of a vowel read as another.
	otherVowel int32
	// half is the price per unit of weight at which two words are half alike:
	// more where a script has fewer sounds to write names with. These few numbers
	// are tuned so that one threshold serves all scripts.
	half float64
}

// consonant is the weight of a consonant and the price of leaving one out.
const consonant = 100

// tooFar is where likeness is taken for none, in multiples of half.
const tooFar = 2

// likeness turns the price of an alignment and the weight aligned into 0..1.
func (a *alphabet) likeness(price int32, weight float64) float64 {
	x := float64(price) / weight / a.half
	if x >= tooFar {
		return 0
	}
	return 1 / (1 + x*x)
}

// Places of a Latin letter that decide what it costs to leave it unread.
const (
	plainConsonant = iota
	loneVowel      // a vowel with consonants around it
	highVowel      // i, o or u there: full Hebrew spelling writes them
	nextVowel      // a vowel after a vowel
	firstVowel     // at the beginning of a word
	finalVowel     // at the end of a word: even scripts without vowels write it
	finalE         // silent in English and French
	silentH        // after a consonant or at the end
	firstH         // at the beginning: silent in the Romance languages
	softR          // r not before a vowel: unheard in British English
	silentG        // gh, as in Hughes and Wright, and kn
	finalConsonant // s, t, d, p, z: silent in French
	glide          // w, and y before a vowel
	article        // the Arabic al before a name
	doubled        // the end of a word where the next begins with the same letter
	places
)

// Prices by place for scripts that write all vowels, for names that are native to
// such a script, for scripts that leave vowels out, and for those that write
// foreign names by ear, without the English r.
var (
	fullVowels = [places]int32{
		plainConsonant: 100, loneVowel: 50, highVowel: 50, nextVowel: 20, firstVowel: 55, finalVowel: 50, finalE: 15, silentH: 25, firstH: 60,
		softR: 90, silentG: 30, finalConsonant: 55, glide: 45, article: 10, doubled: 10,
	}
	nameVowels = [places]int32{
		plainConsonant: 100, loneVowel: 80, highVowel: 80, nextVowel: 60, firstVowel: 80, finalVowel: 80, finalE: 40,
		silentH: 25, firstH: 100, softR: 90, silentG: 60, finalConsonant: 100, glide: 90, article: 10, doubled: 10,
	}
	hebrewVowels = [places]int32{
		plainConsonant: 100, loneVowel: 4, highVowel: 18, nextVowel: 15, firstVowel: 40, finalVowel: 45, finalE: 8,
		silentH: 25, firstH: 65, softR: 95, silentG: 30, finalConsonant: 60, glide: 40, article: 10, doubled: 10,
	}
	arabicVowels = [places]int32{
		plainConsonant: 100, loneVowel: 4, highVowel: 6, nextVowel: 80, firstVowel: 40, finalVowel: 45, finalE: 8, silentH: 25, firstH: 65,
		softR: 95, silentG: 30, finalConsonant: 60, glide: 40, article: 10, doubled: 10,
	}
	byEar = [places]int32{
		plainConsonant: 100, loneVowel: 50, highVowel: 50, nextVowel: 20, firstVowel: 55, finalVowel: 50, finalE: 12, silentH: 25, firstH: 60,
		softR: 25, silentG: 30, finalConsonant: 50, glide: 45, article: 10, doubled: 10,
	}
)

// Alphabets are built when a name first needs them.
var (
	sounds = sync.OnceValue(func() map[string][]spelling { return parseSounds(soundSpellings) })

	latin = sync.OnceValue(func() *alphabet {
		return &alphabet{byLetters, 0, parse(latinTable), &fullVowels, 50, 35, .3}
	})
	cyrillic = sync.OnceValue(func() *alphabet {
		return &alphabet{byLetters, 1, parse(cyrillicTable), &fullVowels, 50, 35, .52}
	})
	greek = sync.OnceValue(func() *alphabet {
		return &alphabet{byLetters, 2, parse(greekTable), &fullVowels, 50, 35, .52}
	})
	georgian = sync.OnceValue(func() *alphabet {
		return &alphabet{byLetters, 3, parse(georgianTable), &fullVowels, 50, 35, .52}
	})
	armenian = sync.OnceValue(func() *alphabet {
		return &alphabet{byLetters, 4, parse(armenianTable), &fullVowels, 50, 35, .52}
	})
	indic = sync.OnceValue(func() *alphabet {
		return &alphabet{byLetters, 5, parse(indicTable), &fullVowels, 50, 35, .45}
	})
	thai = sync.OnceValue(func() *alphabet {
		return &alphabet{byLetters, 6, parse(thaiTable), &arabicVowels, 30, 35, .45}
	})
	other = sync.OnceValue(func() *alphabet {
		return &alphabet{byLetters, 7, parseOther(), &fullVowels, 40, 35, .45}
	})
	hebrew = sync.OnceValue(func() *alphabet {
		return &alphabet{byConsonants, 8, parse(hebrewTable), &hebrewVowels, 30, 50, .46}
	})
	arabic = sync.OnceValue(func() *alphabet {
		return &alphabet{byConsonants, 9, parse(arabicTable), &arabicVowels, 30, 85, .5}
	})
	kana = sync.OnceValue(func() *alphabet {
		return &alphabet{byKana, 10, parse(kanaTable), &byEar, 45, 35, .55}
	})
	kanaName = sync.OnceValue(func() *alphabet {
		return &alphabet{byKana, 10, parse(kanaNameTable), &nameVowels, 60, 80, .28}
	})
	hangul = sync.OnceValue(func() *alphabet {
		return &alphabet{byHangul, 11, withSurnames(parse(hangulTable)), &byEar, 50, 35, .56}
	})
	hangulName = sync.OnceValue(func() *alphabet {
		return &alphabet{byHangul, 11, withSurnames(parse(hangulNameTable)), &nameVowels, 60, 80, .25}
	})
	hanRead = sync.OnceValue(func() *alphabet {
		return &alphabet{byReadings, 12, nil, &nameVowels, 60, 80, .3}
	})
	hanSound = sync.OnceValue(func() *alphabet {
		return &alphabet{bySounds, 12, parse(hanSoundTable), &byEar, 40, 35, .54}
	})
)

func parse(text string) table { return parseTable(text, sounds()) }

// alphabetOf returns how the words are read: by the first letter that is not
// Latin, else as Latin, nil when there is nothing to read.
func alphabetOf(words []string) *alphabet {
	var found *alphabet
	for _, w := range words {
		for _, r := range w {
			switch a := alphabetOfLetter(r); a {
			case nil:
			case latin():
				found = a
			default:
				return a
			}
		}
	}
	return found
}

func alphabetOfLetter(r rune) *alphabet {
	switch {
	case r < 0x80:
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return latin()
		}
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic()
	case unicode.Is(unicode.Greek, r):
		return greek()
	case unicode.Is(unicode.Arabic, r):
		return arabic()
	case unicode.Is(unicode.Hebrew, r):
		return hebrew()
	case unicode.Is(unicode.Hangul, r):
		return hangul()
	case unicode.Is(unicode.Han, r):
		return hanRead()
	case unicode.In(r, unicode.Hiragana, unicode.Katakana), r == 'ー':
		return kana()
	case unicode.Is(unicode.Armenian, r):
		return armenian()
	case unicode.Is(unicode.Georgian, r):
		return georgian()
	case r >= devanagari && r < malayalamEnd:
		return indic()
	case unicode.Is(unicode.Thai, r):
		return thai()
	case r >= otherFirst && r <= otherLast && other().table[r] != nil:
		return other()
	}
	return nil
}
