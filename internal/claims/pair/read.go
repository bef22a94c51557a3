package pair

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

// Bounds of one pair, so that no line can keep a comparator busy for long: no
// claim of a person comes near them.
const (
	maxValue  = 4 << 10 // bytes of one value
	maxClaims = 128     // values of one side, the parts of an address among them
)

// Line is one line of a file of pairs.
type Line struct {
	ID          json.RawMessage // a JSON string or number as it was written; nil when there is none
	Left, Right claims.Set      // the document's side and the directory's
	Label       string          // what the pair is in truth, "" when it is not said
	Kind        string          // how it came about, to slice reports by; may be ""
}

// ReadLine reads
//
//	{"id": "1", "left": {"name": "Ada King"}, "right": {"name": "King, Ada"}, "label": "same", "kind": "order"}
//
// Claims carry their OpenID Connect names; the usual other words for them (dob,
// surname, zip) are understood. An address is an object or one string. Numbers
// and truth values are taken as their text, null as not known; a list or an
// object of another claim as its values with commas between. Other members of
// the line are left alone.
//
// The ID of a line that cannot be used is returned with the error where it can
// be read.
func ReadLine(data []byte) (Line, error) {
	var raw struct {
		ID    json.RawMessage `json:"id"`
		Left  json.RawMessage `json:"left"`
		Right json.RawMessage `json:"right"`
		Label *string         `json:"label"`
		Kind  *string         `json:"kind"`
	}
	var l Line
	if err := json.Unmarshal(data, &raw); err != nil {
		return l, plain(err)
	}
	if !isScalar(raw.ID) {
		return l, errors.New("id: want text or a number")
	}
	if !bytes.Equal(raw.ID, []byte("null")) {
		l.ID = raw.ID
	}
	if raw.Label != nil {
		l.Label = *raw.Label
	}
	if raw.Kind != nil {
		l.Kind = *raw.Kind
	}
	var err error
	if l.Left, err = readSet(raw.Left); err != nil {
		return l, fmt.Errorf("left: %w", err)
	}
	if l.Right, err = readSet(raw.Right); err != nil {
		return l, fmt.Errorf("right: %w", err)
	}
	return l, nil
}

// plain says what is wrong with JSON without the names of Go's types.
func plain(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if wrong.Field == "" {
			return fmt.Errorf("want an object, not a JSON %s", wrong.Value)
		}
		return fmt.Errorf("%s: want text, not a JSON %s", wrong.Field, wrong.Value)
	}
	return fmt.Errorf("not JSON: %w", err)
}

// isScalar reports valid JSON that is no list and no object.
func isScalar(raw json.RawMessage) bool {
	return len(raw) == 0 || raw[0] != '{' && raw[0] != '['
}

func readSet(raw json.RawMessage) (claims.Set, error) {
	if len(raw) == 0 || raw[0] != '{' {
		return nil, errors.New("want an object of claims")
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber() // an ID or a phone number does not survive as a float
	var values map[string]any
	if err := dec.Decode(&values); err != nil {
		return nil, plain(err)
	}
	set := make(claims.Set, len(values)+4)
	for _, key := range inOrder(values) {
		claim := claimOf(key)
		var err error
		parts, isObject := values[key].(map[string]any)
		switch {
		case claim == claims.Address && isObject:
			err = putAddress(set, parts)
		case claim == claims.Address:
			err = put(set, claims.AddressFormatted, textOf(values[key]))
		default:
			err = put(set, claim, textOf(values[key]))
		}
		if err != nil {
			return nil, err
		}
	}
	return set, nil
}

// inOrder lists keys so that a claim's own name comes before other words for
// it, and otherwise by the alphabet: which of two wins is no accident.
func inOrder(values map[string]any) []string {
	keys := slices.Sorted(maps.Keys(values))
	slices.SortStableFunc(keys, func(a, b string) int { return rank(a) - rank(b) })
	return keys
}

func rank(key string) int {
	if claimOf(key) == key {
		return 0
	}
	return 1
}

// put keeps the first value of a claim.
func put(set claims.Set, claim, value string) error {
	switch {
	case value == "" || set[claim] != "":
		return nil
	case len(value) > maxValue:
		return fmt.Errorf("%.64q is longer than %d KiB", claim, maxValue>>10)
	case len(set) == maxClaims:
		return fmt.Errorf("more than %d claims", maxClaims)
	}
	set[claim] = value
	return nil
}

// textOf is the value of a claim as text.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		return fmt.Sprint(v)
	case []any:
		return join(slices.Values(v))
	case map[string]any:
		return join(func(yield func(any) bool) {
			for _, k := range slices.Sorted(maps.Keys(v)) {
				if !yield(v[k]) {
					return
				}
			}
		})
	}
	return ""
}

func join(values func(yield func(any) bool)) string {
	var parts []string
	size := 0
	for v := range values {
		if s := textOf(v); s != "" {
			parts = append(parts, s)
			size += len(s)
		}
		if size > maxValue {
			break // too long already, whatever follows
		}
	}
	return strings.Join(parts, ", ")
}
