package mrz

// CheckDigit returns the check digit of characters A to Z, 0 to 9 and "<": the
// weights 7, 3 and 1 in turn, letters counting 10 to 35 and fillers 0, modulo
// 10 (ICAO 9303-3, 4.9). Any other character counts 0.
func CheckDigit(s string) byte {
	return digitOf(sum(s, 0))
}

// sum adds the weighted characters of s, the first of which is at index i.
func sum(s string, i int) int {
	weights := [...]int{7, 3, 1}
	total := 0
	for j := range len(s) {
		total += value(s[j]) * weights[(i+j)%3]
	}
	return total
}

func digitOf(sum int) byte { return '0' + byte(sum%10) }

func value(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case isLetter(c):
		return int(c-'A') + 10
	}
	return 0
}
