package address

// coreWords adds the words from from to to to the name of the street.
func (l *line) coreWords(from, to int) {
	pending := 0 // tens of a number in words: twenty-first
	for i := from; i < to; i++ {
		t := &l.toks[i]
		if t.used || t.s == "#" {
			continue
		}
		t.used = true
		if v := l.numberWord(t); v > 0 {
			if pending > 0 && v < 10 {
				v += pending
				l.parts.core = l.parts.core[:len(l.parts.core)-1]
			}
			l.parts.core = append(l.parts.core, itoa(v%100))
			pending = 0
			if v%10 == 0 {
				pending = v
			}
			continue
		}
		pending = 0
		l.addCore(t)
	}
	l.dropFiller()
}

// numberWord is the value of a number in words or of an ordinal below 100.
func (l *line) numberWord(t *token) int {
	if t.is(cardinal) && !t.is(filler) && !t.is(plain) {
		return t.e.num
	}
	return 0
}

func (l *line) addCore(t *token) {
	p := l.parts
	switch {
	case t.num || hasDigit(t.s):
		w := t.s
		if isOrdinal(w) {
			w = w[:digitsIn(w)]
		}
		p.core = append(p.core, trimNumber(w))
	case t.is(plain) && (len(p.core) == 0 || !t.is(strong) || l.prefixed):
		p.core = append(p.core, t.e.plain)
	case t.is(direction) && (len(t.s) == 2 || len(t.s) == 1 && len(p.core) == 0):
		p.core = append(p.core, directionName(t.e.dirs))
	case t.is(weak|strong) && !t.is(filler):
		p.core = append(p.core, t.e.kind)
	case t.e == nil && roman(t.s) > 0: // Via XX Settembre
		p.core = append(p.core, itoa(roman(t.s)))
	default:
		l.addPlain(t)
	}
}

// addPlain splits the kind off German and Dutch street names.
func (l *line) addPlain(t *token) {
	p := l.parts
	if t.e == nil && p.kind == "" {
		if name, kind, ok := dict().suffixKind(t.s); ok {
			p.core, p.kind = append(p.core, name), kind
			return
		}
	}
	p.core = append(p.core, t.s)
}

// roman is the value of a Roman numeral of two to six letters below 40, 0 for
// anything else.
func roman(w string) int {
	v := 0
	if len(w) < 2 || len(w) > 6 {
		return 0
	}
	for i := range len(w) {
		n := romanDigit(w[i])
		if n == 0 {
			return 0
		}
		if i+1 < len(w) && n < romanDigit(w[i+1]) {
			n = -n
		}
		v += n
	}
	return max(v, 0)
}

func romanDigit(c byte) int {
	switch c {
	case 'i':
		return 1
	case 'v':
		return 5
	case 'x':
		return 10
	}
	return 0
}

func digitsIn(w string) int {
	n := 0
	for n < len(w) && isDigit(w[n]) {
		n++
	}
	return n
}

// dropFiller drops articles and the like, unless nothing else is left.
func (l *line) dropFiller() {
	kept := 0
	for _, w := range l.parts.core {
		if !isFiller(w) {
			kept++
		}
	}
	if kept == 0 || kept == len(l.parts.core) {
		return
	}
	out := l.parts.core[:0]
	for _, w := range l.parts.core {
		if !isFiller(w) {
			out = append(out, w)
		}
	}
	l.parts.core = out
}

func isFiller(w string) bool {
	e := dict().words[w]
	return e != nil && e.is&filler != 0
}

func isLight(w string) bool {
	e := dict().words[w]
	return e != nil && e.is&light != 0
}
