package sandbox

import (
	"time"
	"unicode/utf8"
)

// JSON is written by appending to one buffer: a page of people costs neither
// reflection nor garbage, so the sandbox leaves the processor to the client
// that is being tried or measured.

const hexDigits = "0123456789abcdef"

// appendString appends s as a JSON string (RFC 8259, 7).
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		ch := s[i]
		if ch >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				b = append(append(b, s[from:i]...), `\ufffd`...)
				from = i + 1
			}
			i += n
			continue
		}
		if ch >= 0x20 && ch != '"' && ch != '\\' {
			i++
			continue
		}
		b = append(b, s[from:i]...)
		switch ch {
		case '"', '\\':
			b = append(b, '\\', ch)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[ch>>4], hexDigits[ch&15])
		}
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}

// appendField appends "key":"value" after a comma unless it opens the object.
// The key needs no escaping.
func appendField(b []byte, key, value string) []byte {
	return appendString(appendKey(b, key), value)
}

// appendOptional is appendField for values that may be missing, as null.
func appendOptional(b []byte, key, value string) []byte {
	b = appendKey(b, key)
	if value == "" {
		return append(b, "null"...)
	}
	return appendString(b, value)
}

// appendKey appends the comma where one is due, and the key.
func appendKey(b []byte, key string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(b, '"')
	b = append(b, key...)
	return append(b, '"', ':')
}

// appendTime appends a quoted RFC 3339 time in UTC, with milliseconds as Okta
// writes it or without as Graph does.
func appendTime(b []byte, t time.Time, millis bool) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	b = append(b, '"')
	b = appendDigits(b, year, 4)
	b = appendDigits(append(b, '-'), int(month), 2)
	b = appendDigits(append(b, '-'), day, 2)
	b = appendDigits(append(b, 'T'), hour, 2)
	b = appendDigits(append(b, ':'), minute, 2)
	b = appendDigits(append(b, ':'), second, 2)
	if millis {
		b = appendDigits(append(b, '.'), t.Nanosecond()/int(time.Millisecond), 3)
	}
	return append(b, 'Z', '"')
}

// appendDigits appends n with leading zeros, at least width digits.
func appendDigits(b []byte, n, width int) []byte {
	var d [20]byte
	i := len(d)
	for n > 0 || width > 0 {
		i--
		d[i] = byte('0' + n%10)
		n /= 10
		width--
	}
	return append(b, d[i:]...)
}
