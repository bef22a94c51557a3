package name

import "strings"

// Capitals of Cyrillic and Greek that look like a Latin one but stand for
// another sound, and those that stand for the same (Unicode TR 39, confusables),
// in lower case as names are folded.
var (
	trueLookAlikes  = strings.NewReplacer("а", "a", "е", "e", "і", "i", "ј", "j", "к", "k", "м", "m", "о", "o", "т", "t", "ѕ", "s", "α", "a", "β", "b", "ε", "e", "ζ", "z", "ι", "i", "κ", "k", "μ", "m", "ν", "n", "ο", "o", "τ", "t")
	falseLookAlikes = strings.NewReplacer("в", "b", "с", "c", "н", "h", "р", "p", "у", "y", "х", "x", "η", "h", "ρ", "p", "χ", "x")
)

// drawn reports a name in one alphabet that is not written but drawn as the name
// in the other: letter by letter it looks the same, and read aloud it is another
// (РЕТО СОХ, which reads Reto Sokh, for PETO COX).
func drawn(a, b *person) bool {
	if len(a.tokens) != len(b.tokens) {
		return false
	}
	misused := false
	for i := range a.tokens {
		x, y := a.tokens[i].text, b.tokens[i].text
		if a.tokens[i].ascii {
			x, y = y, x
		}
		half := falseLookAlikes.Replace(x)
		misused = misused || half != x
		if trueLookAlikes.Replace(half) != y {
			return false
		}
	}
	return misused
}
