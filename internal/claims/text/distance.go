package text

// Distance returns the number of letters to change, add, drop or swap with
// their neighbour to turn a into b (optimal string alignment), or limit+1 as
// soon as it must exceed limit.
func Distance(a, b string, limit int) int {
	return DistanceOf([]rune(a), []rune(b), limit)
}

// stackLetters is the length up to which DistanceOf needs no memory of its own.
const stackLetters = 63

// DistanceOf is Distance of letters, or of the bytes of words that are ASCII.
func DistanceOf[T byte | rune](x, y []T, limit int) int {
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > limit {
		return limit + 1
	}
	var room [3][stackLetters + 1]int
	prev2, prev, cur := room[0][:], room[1][:], room[2][:]
	if len(x) > stackLetters {
		prev2, prev, cur = make([]int, len(x)+1), make([]int, len(x)+1), make([]int, len(x)+1)
	}
	for i := range len(x) + 1 {
		prev[i] = i
	}
	for j := 1; j <= len(y); j++ {
		cur[0] = j
		best := j
		for i := 1; i <= len(x); i++ {
			d := prev[i-1]
			if x[i-1] != y[j-1] {
				d++
			}
			d = min(d, prev[i]+1, cur[i-1]+1)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d = min(d, prev2[i-2]+1)
			}
			cur[i] = d
			best = min(best, d)
		}
		if best > limit {
			return limit + 1
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return min(prev[len(x)], limit+1)
}

// Similar reports whether two folded words may be misspellings of each other,
// and how similar they are (0..1). Short words must be equal: a letter in "Lee"
// makes another name.
func Similar(a, b string) (float64, bool) {
	if a == b {
		return 1, true
	}
	n, m := runeLen(a), runeLen(b)
	limit := 0
	switch shorter := min(n, m); {
	case shorter >= 8:
		limit = 2
	case shorter >= 4:
		limit = 1
	}
	if limit == 0 {
		return 0, false
	}
	d := Distance(a, b, limit)
	if d > limit {
		return 0, false
	}
	return 1 - float64(d)/float64(max(n, m)), true
}

func runeLen(s string) int {
	n := 0
	for range s {
		n++
	}
	return n
}
