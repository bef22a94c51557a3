package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/claims"
)

// encoder encodes mapped claims as directory_user.record: one flat JSON object
// with its keys in order. It is written out here because it is done for
// everybody in every sync, and encoding/json takes several times as long.
type encoder struct {
	keys []string // all keys seen so far, in order: people have much the same
	text []byte   // used again for the next person
}

// record encodes one person's claims.
func (e *encoder) record(c claims.Set) string {
	b := append(e.text[:0], '{')
	found := 0
	for _, k := range e.keys {
		v, ok := c[k]
		if !ok {
			continue
		}
		if found++; found > 1 {
			b = append(b, ',')
		}
		b = append(appendJSON(b, k), ':')
		b = appendJSON(b, v)
	}
	e.text = append(b, '}')
	if found == len(c) {
		return string(e.text)
	}
	for k := range c {
		if i, known := slices.BinarySearch(e.keys, k); !known {
			e.keys = slices.Insert(e.keys, i, k)
		}
	}
	return e.record(c)
}

// recordOf reads what an encoder wrote.
func recordOf(text string) (claims.Set, error) {
	var flat map[string]string // not claims.Set, whose own JSON nests addresses
	if err := json.Unmarshal([]byte(text), &flat); err != nil {
		return nil, fmt.Errorf("reading a stored record: %w", err)
	}
	return flat, nil
}

// appendJSON appends s as a JSON string; what is not UTF-8 becomes U+FFFD, as
// encoding/json has it.
func appendJSON(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	start := 0 // of what is not yet appended
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' {
				i++
				continue
			}
			b = append(b, s[start:i]...)
			if c == '"' || c == '\\' {
				b = append(b, '\\', c)
			} else {
				b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			b = append(b, s[start:i]...)
			b = append(b, "\uFFFD"...)
			start = i + 1
		}
		i += size
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}
