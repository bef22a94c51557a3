package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// timeLayout is RFC 3339 in UTC at a fixed width, so that text sorts by time.
const timeLayout = "2006-01-02T15:04:05.000000000Z"

// timeText returns t as stored; the zero time is "".
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// timeOf reads what timeText wrote.
func timeOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(timeLayout, s)
}

// times reads several stored times into their places.
func times(pairs ...timePair) error {
	for _, p := range pairs {
		t, err := timeOf(p.text)
		if err != nil {
			return fmt.Errorf("reading a stored time: %w", err)
		}
		*p.into = t
	}
	return nil
}

type timePair struct {
	text string
	into *time.Time
}

// fold makes text comparable ignoring case, by Unicode's rules: SQLite itself
// only knows the case of ASCII letters.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return norm.NFC.String(cases.Fold().String(s))
		}
	}
	return strings.ToLower(s)
}

// jsonText encodes v. The types stored here always can be encoded.
func jsonText(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}
