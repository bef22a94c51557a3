package rawjson

import "bytes"

// maxDepth is how deep values may be nested, as for encoding/json.
const maxDepth = 10000

// Valid reports whether raw is one JSON value (RFC 8259) with nothing but space
// around it. It agrees with json.Valid and takes a fraction of its time, which
// is the largest part of reading a directory.
func Valid(raw []byte) bool {
	v := validator{raw: raw}
	return v.value(0) && v.space() == len(raw)
}

// validator reads a document from i on. After a method returned false, i means
// nothing.
type validator struct {
	raw []byte
	i   int
}

// space skips space and returns where it ends.
func (v *validator) space() int {
	for v.i < len(v.raw) {
		switch v.raw[v.i] {
		case ' ', '\n', '\r', '\t':
			v.i++
		default:
			return v.i
		}
	}
	return v.i
}

// next skips space and takes c, if that is what follows.
func (v *validator) next(c byte) bool {
	if v.space() < len(v.raw) && v.raw[v.i] == c {
		v.i++
		return true
	}
	return false
}

func (v *validator) value(depth int) bool {
	if v.space() == len(v.raw) {
		return false
	}
	switch c := v.raw[v.i]; c {
	case '"':
		return v.text()
	case '{':
		return depth < maxDepth && v.members(depth+1)
	case '[':
		return depth < maxDepth && v.elements(depth+1)
	case 't':
		return v.word("true")
	case 'f':
		return v.word("false")
	case 'n':
		return v.word("null")
	default:
		return v.number()
	}
}

func (v *validator) members(depth int) bool {
	v.i++
	if v.next('}') {
		return true
	}
	for {
		if v.space() == len(v.raw) || v.raw[v.i] != '"' || !v.text() || !v.next(':') || !v.value(depth) {
			return false
		}
		if !v.next(',') {
			return v.next('}')
		}
	}
}

func (v *validator) elements(depth int) bool {
	v.i++
	if v.next(']') {
		return true
	}
	for {
		if !v.value(depth) {
			return false
		}
		if !v.next(',') {
			return v.next(']')
		}
	}
}

func (v *validator) word(w string) bool {
	ok := bytes.HasPrefix(v.raw[v.i:], []byte(w))
	v.i += len(w)
	return ok
}

// text reads a string. Like encoding/json it leaves it to the decoder to mend
// what is not UTF-8.
func (v *validator) text() bool {
	raw := v.raw
	for i := v.i + 1; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '"':
			v.i = i + 1
			return true
		case c < ' ':
			return false
		case c == '\\':
			if i++; i == len(raw) {
				return false
			}
			switch raw[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				if !hex4(raw[i+1:]) {
					return false
				}
				i += 4
			default:
				return false
			}
		}
	}
	return false
}

func hex4(raw []byte) bool {
	if len(raw) < 4 {
		return false
	}
	for _, c := range raw[:4] {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}

func (v *validator) number() bool {
	if v.raw[v.i] == '-' {
		v.i++
	}
	if v.i < len(v.raw) && v.raw[v.i] == '0' {
		v.i++
	} else if !v.digits() {
		return false
	}
	if v.i < len(v.raw) && v.raw[v.i] == '.' {
		v.i++
		if !v.digits() {
			return false
		}
	}
	if v.i < len(v.raw) && (v.raw[v.i] == 'e' || v.raw[v.i] == 'E') {
		v.i++
		if v.i < len(v.raw) && (v.raw[v.i] == '+' || v.raw[v.i] == '-') {
			v.i++
		}
		return v.digits()
	}
	return true
}

// digits reads one or more.
func (v *validator) digits() bool {
	start := v.i
	for v.i < len(v.raw) && v.raw[v.i] >= '0' && v.raw[v.i] <= '9' {
		v.i++
	}
	return v.i > start
}
