package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/fault"
)

// object is a decoded JSON object. Values are string, json.Number, bool, nil,
// object or list.
type object map[string]any

// list stands for a JSON array, whose content no claim needs.
type list struct{}

// decoder builds objects from tokens. encoding/json's own decoding keeps the
// last of two equal keys and matches keys regardless of case; either would let
// one document say two things.
type decoder struct {
	dec    *json.Decoder
	tokens int
}

func decode(data []byte) (object, error) {
	d := decoder{dec: json.NewDecoder(bytes.NewReader(data))}
	d.dec.UseNumber()
	t, err := d.next()
	if err != nil {
		return nil, err
	}
	if t != json.Delim('{') {
		return nil, refuse("is %s, not an object", kindOf(t))
	}
	root, err := d.object(1)
	if err != nil {
		return nil, err
	}
	if _, err := d.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, refuse("has something after the end of the JSON object (at offset %d); pass one document", d.dec.InputOffset())
	}
	return root, nil
}

func (d *decoder) next() (json.Token, error) {
	if d.tokens++; d.tokens > maxTokens {
		return nil, refuse("has more than %d JSON values", maxTokens)
	}
	t, err := d.dec.Token()
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, refuse("ends in the middle (at offset %d)", d.dec.InputOffset())
		}
		return nil, fault.Wrap(err, fault.Usage, "the claims document is not JSON (at offset %d)", d.dec.InputOffset()).WithHint("%s", accepted)
	}
	return t, nil
}

// object reads up to the closing brace.
func (d *decoder) object(depth int) (object, error) {
	if depth > maxDepth {
		return nil, refuse("is nested more than %d deep", maxDepth)
	}
	o := object{}
	for d.dec.More() {
		t, err := d.next()
		if err != nil {
			return nil, err
		}
		key, ok := t.(string)
		if !ok {
			return nil, refuse("is not JSON (at offset %d)", d.dec.InputOffset())
		}
		if _, twice := o[key]; twice {
			return nil, refuse("has the key %q twice", short(key))
		}
		if o[key], err = d.value(depth); err != nil {
			return nil, err
		}
	}
	_, err := d.next()
	return o, err
}

func (d *decoder) value(depth int) (any, error) {
	t, err := d.next()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		return d.object(depth + 1)
	case json.Delim('['):
		return list{}, d.skip(depth + 1)
	}
	return t, nil
}

// skip reads an array up to its closing bracket.
func (d *decoder) skip(depth int) error {
	if depth > maxDepth {
		return refuse("is nested more than %d deep", maxDepth)
	}
	for d.dec.More() {
		if _, err := d.value(depth); err != nil {
			return err
		}
	}
	_, err := d.next()
	return err
}

func kindOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return "a text"
	case json.Number:
		return "a number"
	case bool:
		return "true or false"
	case object:
		return "an object"
	case json.Delim:
		if v == '{' {
			return "an object"
		}
	}
	return "an array"
}

// short cuts a key for an error message and drops what could disturb a terminal.
func short(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	if utf8.RuneCountInString(s) > 40 {
		return string([]rune(s)[:40]) + "..."
	}
	return s
}

// text returns a text value: "" for an absent key, null and white space.
func (o object) text(path, key string) (string, error) {
	switch v := o[key].(type) {
	case nil:
		return "", nil
	case string:
		return v, checkValue(path+key, v)
	default:
		return "", refuse("has %s that is %s, not a text", path+short(key), kindOf(v))
	}
}

// child returns a nested object: nil for an absent key and null.
func (o object) child(key string) (object, error) {
	switch v := o[key].(type) {
	case nil:
		return nil, nil
	case object:
		return v, nil
	default:
		return nil, refuse("has %s that is %s, not an object", short(key), kindOf(v))
	}
}

func checkValue(name, v string) error {
	switch {
	case len(v) > maxValue:
		return refuse("has more than %d bytes in %s", maxValue, short(name))
	case strings.ContainsRune(v, utf8.RuneError):
		// Broken surrogates arrive here as well: the text was damaged on its way.
		return refuse("has damaged characters in %s", short(name))
	case strings.ContainsFunc(v, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }):
		return refuse("has control characters in %s; only line breaks and tabs are allowed", short(name))
	}
	return nil
}
