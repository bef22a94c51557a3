package mrz

import (
	"slices"
	"strings"
)

// digitsFor lists the digits that a letter may be a misreading of. In a field
// of digits a letter cannot be right.
func digitsFor(c byte) string {
	switch c {
	case 'O', 'Q', 'D':
		return "0"
	case 'I', 'L':
		return "1"
	case 'Z':
		return "2"
	case 'A':
		return "4"
	case 'S':
		return "5"
	case 'G':
		return "6"
	case 'T':
		return "7"
	case 'B':
		return "8"
	case 'C':
		return "06"
	}
	return ""
}

// letterFor returns the letter that a digit is a misreading of, or 0. In a
// field of letters a digit cannot be right.
func letterFor(c byte) byte {
	switch c {
	case '0':
		return 'O'
	case '1':
		return 'I'
	case '2':
		return 'Z'
	case '5':
		return 'S'
	case '6':
		return 'G'
	case '8':
		return 'B'
	}
	return 0
}

// options lists what the character of a digit may be: itself, or the digits its
// letter looks like.
func (r *reading) options(line, at int, filler bool) []byte {
	switch c := r.text[line][at]; {
	case isDigit(c), c == '<' && filler:
		return []byte{c}
	default:
		return []byte(digitsFor(c))
	}
}

// letters turns digits in a field of letters into the letters they look like.
func (r *reading) letters(f Field, s span) {
	for i := s.from; i < s.to; i++ {
		if c := letterFor(r.text[s.line][i]); c != 0 {
			r.set(f, s.line, i, c)
		}
	}
}

// fillers mends a K in the fillers at the end of a field: the two look alike,
// and their values are equal modulo 10.
func (r *reading) fillers(f Field, s span) {
	v := r.at(s)
	i := strings.IndexByte(v, '<')
	if i < 0 || strings.Trim(v[i:], "<K") != "" {
		return
	}
	for ; i < len(v); i++ {
		r.set(f, s.line, s.from+i, '<')
	}
}

// nameFillers mends fillers behind the names that were read as K or C. Two
// fillers stand once, between surname and given names; behind two more there
// can be no name (ICAO 9303-3, 4.6).
func (r *reading) nameFillers() {
	v := r.at(r.name)
	i := strings.Index(v, "<<")
	if i < 0 {
		return
	}
	if second := strings.TrimLeft(v[i:], "<"); len(v)-len(second)-i == 2 {
		j := strings.Index(second, "<<")
		if j < 0 {
			return
		}
		i = len(v) - len(second) + j
	}
	if strings.Trim(v[i:], "<KC") != "" {
		return
	}
	for ; i < len(v); i++ {
		r.set(FieldName, r.name.line, r.name.from+i, '<')
	}
}

// readDate reads a date and its check digit. Letters become digits when exactly
// one way of doing so gives a date of the calendar and the right check digit.
func (r *reading) readDate(f Field, s span) date {
	blank := strings.Trim(r.at(s), "<") == ""
	var options [7][]byte
	for i := range options {
		options[i] = r.options(s.line, s.from+i, i < 6 || blank)
	}
	var found string
	for _, c := range combinations(options[:]) {
		if _, ok := readDate(c[:6]); !ok || c[6] != CheckDigit(c[:6]) && c[6] != '<' {
			continue
		}
		if found != "" {
			found = ""
			break
		}
		found = c
	}
	r.check(f, found != "")
	if found == "" {
		return date{}
	}
	for i := range len(found) {
		r.set(f, s.line, s.from+i, found[i])
	}
	d, _ := readDate(found)
	return d
}

// combinations lists the strings with one character of each place. Dates have
// seven places with at most two options each.
func combinations(options [][]byte) []string {
	all := []string{""}
	for _, o := range options {
		var next []string
		for _, s := range all {
			for _, c := range o {
				next = append(next, s+string(rune(c)))
			}
		}
		all = next
	}
	return all
}

// place is one character of the text.
type place struct{ line, at int }

// overflows reports whether the document number goes on in the optional data:
// it then has a filler for a check digit (9303-5, 4.2.2; 9303-6, 4.2.2).
func (r *reading) overflows() bool {
	if !r.overflow {
		return false
	}
	line, rest := r.text[r.number.line], r.at(r.optional[0])
	return line[r.number.to-1] != '<' && line[r.number.to] == '<' && strings.IndexByte(rest, '<') >= 2
}

// mayOverflow reports whether the document number could go on in the optional
// data if its check digit were a misread filler.
func (r *reading) mayOverflow() bool {
	return r.overflow && r.text[r.number.line][r.number.to-1] != '<' && r.text[r.optional[0].line][r.optional[0].from] != '<'
}

// numberAt lists where the document number is, its check digit last.
func (r *reading) numberAt() []place {
	out := make([]place, 0, 24)
	for i := r.number.from; i < r.number.to; i++ {
		out = append(out, place{r.number.line, i})
	}
	if !r.overflows() {
		return append(out, place{r.number.line, r.number.to})
	}
	o := r.optional[0]
	for i := range strings.IndexByte(r.at(o), '<') {
		out = append(out, place{o.line, o.from + i})
	}
	return out
}

// readNumber reads the document number and its check digit; "" when there is
// none or it cannot be right. Nothing in it is repaired: letters and digits are
// both possible everywhere, and one check digit cannot tell which was misread.
func (r *reading) readNumber() string {
	places := r.numberAt()
	last := places[len(places)-1]
	body := make([]byte, 0, len(places))
	for _, p := range places[:len(places)-1] {
		body = append(body, r.text[p.line][p.at])
	}
	number, want := strings.ReplaceAll(string(body), "<", ""), CheckDigit(string(body))
	ok := number != "" && slices.Contains(r.options(last.line, last.at, false), want)
	r.check(FieldNumber, ok)
	if !ok {
		return ""
	}
	r.set(FieldNumber, last.line, last.at, want)
	return number
}
