package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
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
	c := make(claims.Set, 16)
	return c, readRecord(c, text)
}

// readRecord adds the claims of a record to c. Like the encoder it is written
// out here: every person that is listed, indexed or looked up comes by.
func readRecord(c claims.Set, text string) error {
	rest, ok := strings.CutPrefix(text, "{")
	for ok && rest != "}" {
		var key, value string
		if key, rest, ok = cutString(rest, ":"); !ok {
			break
		}
		if value, rest, ok = cutString(rest, ",}"); ok {
			c[key] = value
		}
	}
	if ok {
		return nil
	}
	// Not as an encoder writes it; what is JSON nevertheless is read.
	var flat map[string]string // not claims.Set, whose own JSON nests addresses
	if err := json.Unmarshal([]byte(text), &flat); err != nil {
		return fmt.Errorf("reading a stored record: %w", err)
	}
	clear(c)
	maps.Copy(c, flat)
	return nil
}

// cutString takes the JSON string at the start of s off, with what separates it
// from the next: the first byte of ends. The second, of the last, stays.
func cutString(s, ends string) (value, rest string, ok bool) {
	if len(s) < 2 || s[0] != '"' {
		return "", s, false
	}
	end := 1 + strings.IndexByte(s[1:], '"')
	if end == 0 {
		return "", s, false
	}
	value = s[1:end]
	if strings.IndexByte(value, '\\') >= 0 {
		if value, end, ok = unescape(s); !ok {
			return "", s, false
		}
	}
	rest = s[end+1:]
	switch {
	case rest == "":
		return "", s, false
	case rest[0] == ends[0]:
		return value, rest[1:], true
	case len(ends) > 1 && rest == ends[1:]:
		return value, rest, true
	}
	return "", s, false
}

// unescape reads the JSON string at the start of s and returns where it ends.
func unescape(s string) (value string, end int, ok bool) {
	for end = 1; end < len(s) && s[end] != '"'; end++ {
		if s[end] == '\\' {
			end++
		}
	}
	if end >= len(s) || json.Unmarshal([]byte(s[:end+1]), &value) != nil {
		return "", 0, false
	}
	return value, end, true
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
