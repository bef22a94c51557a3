package address

import (
	"strings"
	"unicode"
)

// splitCJK makes words of an address in Chinese, Japanese or Korean characters,
// which are written without spaces: numbers stand alone, and the counters
// between the numbers of a Japanese block (1丁目2番3号) become the hyphens of
// its short form (1-2-3). Room and floor counters become words.
func splitCJK(s string) string {
	if !strings.ContainsFunc(s, isCJK) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	rs := []rune(strings.ReplaceAll(strings.ReplaceAll(s, "'", ""), "`", ""))
	last := ' '
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		if v, n := kanjiNumber(rs[i:]); n > 0 {
			b.WriteString(" " + v)
			i, last = i+n-1, '0'
			continue
		}
		if isNumeral(last) && isCJK(r) {
			word, n := counter(rs[i:])
			if n > 0 {
				if word == "-" && (i+n >= len(rs) || !isNumeral(rs[i+n])) {
					word = " "
				}
				b.WriteString(word)
				i, last = i+n-1, '-'
				continue
			}
			b.WriteByte(' ')
		}
		switch {
		case isNumeral(r) && isCJK(last):
			b.WriteByte(' ')
		case r == '、' || r == '。':
			r = ','
		case r == '〒':
			r = ' '
		case r == '−' || r == '‐' || r == '–' || r == '—' || r == 'ー' && isNumeral(last):
			r = '-'
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

func isNumeral(r rune) bool { return r >= '0' && r <= '9' }

func isCJK(r rune) bool {
	return r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// counter reads what counts the number before it: a hyphen for the parts of a
// block number, else the word for floor or room; n is its length.
func counter(rs []rune) (word string, n int) {
	two := ""
	if len(rs) > 1 {
		two = string(rs[:2])
	}
	switch two {
	case "丁目", "番地":
		return "-", 2
	case "号室", "號室":
		return " ", 2
	case "번지":
		return " ", 2
	}
	switch rs[0] {
	case '番', '号', '號', '번':
		if two == "번길" { // part of a road's name
			return "", 0
		}
		return "-", 1
	case '室', '호':
		return " ", 1
	}
	return "", 0
}

// kanjiNumber reads the number before 丁目, which is often written in
// characters.
func kanjiNumber(rs []rune) (string, int) {
	const digits = "一二三四五六七八九"
	n, v := 0, 0
	for n < len(rs) && n < 3 {
		if rs[n] == '十' {
			v = max(v, 1) * 10
		} else if i := strings.IndexRune(digits, rs[n]); i >= 0 {
			v += i/3 + 1
		} else {
			break
		}
		n++
	}
	if n == 0 || n+1 >= len(rs) || rs[n] != '丁' || rs[n+1] != '目' {
		return "", 0
	}
	return itoa(v), n
}

func itoa(v int) string {
	if v < 10 {
		return string([]byte{byte('0' + v)})
	}
	return string([]byte{byte('0' + v/10%10), byte('0' + v%10)})
}

// cjkSim compares names written without spaces: one may leave out the province
// and town that the other begins with.
func cjkSim(x, y []string) float64 {
	if !anyCJK(x) || !anyCJK(y) {
		return 0
	}
	var bufA, bufB [96]byte
	s, t := string(glue(bufA[:0], x, "")), string(glue(bufB[:0], y, ""))
	if len(s) < len(t) {
		s, t = t, s
	}
	switch {
	case s == t:
		return 1
	case strings.HasSuffix(s, t) && len(t) >= 6:
		return 0.95
	}
	return 0
}

func anyCJK(list []string) bool {
	for _, w := range list {
		if strings.ContainsFunc(w, isCJK) {
			return true
		}
	}
	return false
}
