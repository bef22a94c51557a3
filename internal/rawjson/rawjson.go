// Package rawjson takes JSON apart without decoding it: members and elements
// stay bytes of the document, and no copies are made. Decoding every person of a
// directory into a map with encoding/json costs as much as all the rest of a
// sync.
//
// Except for Valid, the functions must be given JSON that was checked already,
// whole or as a part of a document that was: they look no further than they
// have to and may panic on anything else.
package rawjson

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// IsNull reports whether raw is null, or nothing: a member that is not there.
func IsNull(raw []byte) bool { return len(raw) == 0 || string(raw) == "null" }

// IsObject reports whether raw is an object.
func IsObject(raw []byte) bool { return len(raw) > 0 && raw[0] == '{' }

// Is reports whether a JSON string stands for text.
func Is(raw []byte, text string) bool {
	if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return string(inner) == text
	}
	return Unquote(raw) == text
}

// Walk calls fn with each member of an object or, without key, each element of
// an array. Keys come as JSON strings.
func Walk(raw []byte, fn func(key, value []byte)) {
	i := skipSpace(raw, 0)
	object := raw[i] == '{'
	for i++; ; {
		switch i = skipSpace(raw, i); raw[i] {
		case '}', ']':
			return
		case ',':
			i++
			continue
		}
		var key []byte
		if object {
			end := skipString(raw, i)
			key = raw[i:end]
			i = skipSpace(raw, skipSpace(raw, end)+1) // past the colon
		}
		end := skipValue(raw, i)
		fn(key, raw[i:end])
		i = end
	}
}

func skipSpace(raw []byte, i int) int {
	for raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\r' || raw[i] == '\t' {
		i++
	}
	return i
}

// skipString returns the index behind the string that starts at i.
func skipString(raw []byte, i int) int {
	for i++; ; i++ {
		i += bytes.IndexByte(raw[i:], '"')
		escapes := 0
		for raw[i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
}

// skipValue returns the index behind the value that starts at i.
func skipValue(raw []byte, i int) int {
	switch raw[i] {
	case '"':
		return skipString(raw, i)
	case '{', '[':
		for depth := 0; ; {
			switch raw[i] {
			case '"':
				i = skipString(raw, i)
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			if i++; depth == 0 {
				return i
			}
		}
	default:
		for i < len(raw) && strings.IndexByte(",]} \n\r\t", raw[i]) < 0 {
			i++
		}
		return i
	}
}

// Unquote decodes a JSON string. NUL, which only an escape can bring in, is
// dropped: nothing behind expects it.
func Unquote(raw []byte) string {
	if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return string(inner)
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return "" // cannot be: the string was checked with the page
	}
	return strings.ReplaceAll(s, "\x00", "")
}
