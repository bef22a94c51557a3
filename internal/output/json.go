package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"
)

// writeJSON prints the one object, or an array that grows as the items arrive.
func writeJSON(out io.Writer, v View) error {
	n := 0
	for it, err := range v.items {
		if err != nil {
			return endLine(out, n > 0, err)
		}
		prefix, before := "  ", ",\n  "
		switch {
		case v.single:
			prefix, before = "", ""
		case n == 0:
			before = "[\n  "
		}
		begun, err := writeDoc(out, before, it.object(), prefix, "  ")
		if err != nil {
			return endLine(out, begun || n > 0, err)
		}
		n++
	}
	closing := "\n]\n"
	switch {
	case v.single:
		closing = "\n"
	case n == 0:
		closing = "[]\n"
	}
	_, err := io.WriteString(out, closing)
	return err
}

// endLine ends the line an error cut short and returns that error.
func endLine(out io.Writer, begun bool, err error) error {
	if begun {
		_, _ = io.WriteString(out, "\n")
	}
	return err
}

func writeJSONL(out io.Writer, v View) error {
	for it, err := range v.items {
		if err != nil {
			return err
		}
		if begun, err := writeDoc(out, "", it.object(), "", ""); err != nil {
			return endLine(out, begun, err)
		}
		if _, err := io.WriteString(out, "\n"); err != nil {
			return err
		}
	}
	return nil
}

// encode returns value as JSON without a line break at the end. <, > and & stay
// readable: this is no HTML. What a terminal could act upon is escaped.
func encode(value any, prefix, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, indent)
	if err := e.Encode(value); err != nil {
		return nil, fmt.Errorf("encoding the result: %w", err)
	}
	return escapeUnsafe(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// escapeUnsafe writes the control characters that JSON allows inside a string
// (DEL, C1) and the bidirectional controls as \uXXXX: the same data, but
// harmless when it lands on a terminal. It suits any document whose unsafe
// runes are all inside double quotes.
func escapeUnsafe(doc []byte) []byte {
	if bytes.IndexFunc(doc, isUnsafe) < 0 {
		return doc
	}
	out := make([]byte, 0, len(doc)+32)
	for len(doc) > 0 {
		r, n := utf8.DecodeRune(doc)
		if isUnsafe(r) {
			out = fmt.Appendf(out, `\u%04x`, r)
		} else {
			out = append(out, doc[:n]...)
		}
		doc = doc[n:]
	}
	return out
}

func isUnsafe(r rune) bool {
	return r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
