package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// genesis is what the first entry has as the hash of the one before.
var genesis = strings.Repeat("0", 2*sha256.Size)

// Line is the entry as it is stored and exported: compact JSON, its fields in
// the order of the struct. There is one way only to write an entry, so that
// whatever is changed of a stored one, be it a space, shows.
func (e Entry) Line() ([]byte, error) {
	e.At = e.At.UTC()
	line, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("writing an audit entry: %w", err)
	}
	return line, nil
}

// Sum returns what the entry's Hash must be: the SHA-256, in hex, of its Line
// with an empty Hash.
func (e Entry) Sum() (string, error) {
	e.Hash = ""
	line, err := e.Line()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:]), nil
}

// parse reads an entry from its Line. same reports whether the line is exactly
// as Line writes it.
func parse(line []byte) (e Entry, same bool, err error) {
	if err := json.Unmarshal(line, &e); err != nil {
		return Entry{}, false, err
	}
	again, err := e.Line()
	return e, err == nil && bytes.Equal(line, again), err
}
