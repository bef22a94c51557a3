package text

// Distance returns the number of letters to change, add, drop or swap with
// their neighbour to turn a into b (optimal string alignment), or limit+1 as
// soon as it must exceed limit.
func Distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > limit {
		return limit + 1
	}
	prev2 := make([]int, 3*(len(x)+1))
	prev := prev2[len(x)+1 : 2*(len(x)+1)]
	cur := prev2[2*(len(x)+1):]
	prev2 = prev2[:len(x)+1]
	for i := range prev {
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
