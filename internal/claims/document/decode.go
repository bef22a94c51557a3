package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/rawjson"
)

// value is one JSON value, checked, without space around it. Absent and null
// are nil.
type value []byte

// object is a JSON object in the order of the document. encoding/json's own
// decoding keeps the last of two equal keys and matches keys regardless of case;
// either would let one document say two things.
type object []member

type member struct {
	key   []byte // decoded
	value value
}

// decode checks a document whole and takes its outermost object apart.
func decode(data []byte) (object, error) {
	if !rawjson.Valid(data) {
		return nil, syntaxError(data)
	}
	data = bytes.TrimSpace(data)
	if data[0] != '{' {
		return nil, refuse("is %s, not an object", kindOf(data))
	}
	var c checker
	if err := c.check(data, 1); err != nil {
		return nil, err
	}
	return objectOf(data), nil
}

// syntaxError says where a document stops being JSON.
func syntaxError(data []byte) error {
	if nesting(data) > maxDepth {
		return refuse("is nested more than %d deep", maxDepth)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	var first json.RawMessage
	switch err := dec.Decode(&first); {
	case err == nil:
		rest := bytes.TrimLeft(data[dec.InputOffset():], " \t\r\n")
		return refuse("has something after the end of the JSON object (%s)", place(data, int64(len(data)-len(rest)))).
			WithHint("pass one document; many people, one a line, are for --batch")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return refuse("ends in the middle (%s)", place(data, int64(len(data)))).
			WithHint("the file was cut off, or a quotation mark or bracket is missing")
	default:
		at := dec.InputOffset()
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			at = syntax.Offset - 1
		}
		return refuse("is not JSON (%s)", place(data, at))
	}
}

// place names the byte at an offset by line and column, both from 1; columns
// count characters, as editors do.
func place(data []byte, at int64) string {
	before := data[:max(0, min(at, int64(len(data))))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Sprintf("line %d, column %d", line, column)
}

// nesting counts how deep brackets go, outside of strings.
func nesting(data []byte) int {
	depth, deepest := 0, 0
	inString := false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

// checker bounds how much there is and finds keys that are there twice.
type checker struct {
	values int
	keys   [][]byte // of the objects being looked at
}

func (c *checker) check(raw []byte, depth int) (err error) {
	if depth > maxDepth {
		return refuse("is nested more than %d deep", maxDepth)
	}
	base := len(c.keys)
	rawjson.Walk(raw, func(key, v []byte) {
		if err != nil {
			return
		}
		if c.values++; c.values > maxValues {
			err = refuse("has more than %d JSON values", maxValues)
			return
		}
		if key != nil {
			c.keys = append(c.keys, keyOf(key))
		}
		if v[0] == '{' || v[0] == '[' {
			err = c.check(v, depth+1)
		}
	})
	if err != nil {
		return err
	}
	keys := c.keys[base:]
	slices.SortFunc(keys, bytes.Compare)
	for i := 1; i < len(keys); i++ {
		if bytes.Equal(keys[i-1], keys[i]) {
			return refuse("has the key %q twice", short(string(keys[i]))).
				WithHint("remove one of the two: which of them counts must not depend on who reads the document")
		}
	}
	c.keys = c.keys[:base]
	return nil
}

// keyOf decodes a key, in place where it has no escapes.
func keyOf(raw []byte) []byte {
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1]
	}
	return []byte(unquote(raw))
}

func unquote(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return "" // cannot be: the document was checked
	}
	return s
}

func objectOf(raw []byte) object {
	o := make(object, 0, min(64, 2+len(raw)/24)) // as many members as documents of that size have
	rawjson.Walk(raw, func(key, v []byte) {
		if !rawjson.IsNull(v) {
			o = append(o, member{keyOf(key), v})
		}
	})
	return o
}

// get returns a member's value: nil for an absent key and null.
func (o object) get(key string) value {
	for _, m := range o {
		if string(m.key) == key {
			return m.value
		}
	}
	return nil
}

// firstOf returns the first of the keys that has a value, or "".
func (o object) firstOf(keys ...string) string {
	for _, k := range keys {
		if o.get(k) != nil {
			return k
		}
	}
	return ""
}

func kindOf(v value) string {
	switch v[0] {
	case '"':
		return "a text"
	case '{':
		return "an object"
	case '[':
		return "an array"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}
