package output

import (
	"io"
	"iter"
	"strings"

	"github.com/incodectl/incodectl/internal/iostreams"
)

// minValue is the narrowest space a value is wrapped into, whatever the
// terminal's width.
const minValue = 20

// writeFieldsPlain prints an object for programs: "Label<TAB>value", one a line.
func writeFieldsPlain(out io.Writer, v View) error {
	return eachField(v, func(label, value string) error {
		_, err := io.WriteString(out, label+"\t"+value+"\n")
		return err
	})
}

// writeFields prints an object for people: labels and values in two columns,
// long values wrapped between words and never cut.
func writeFields(out io.Writer, v View, width int, colors iostreams.Colors) error {
	labels := make([]string, len(v.columns))
	for i, c := range v.columns {
		labels[i] = c.title + ":"
	}
	column := labelColumn(labels)
	return eachField(v, func(label, value string) error {
		_, err := io.WriteString(out, labelled(label+":", value, column, width, colors))
		return err
	})
}

// eachField calls do for every field that has a value.
func eachField(v View, do func(label, value string) error) error {
	for it, err := range v.items {
		if err != nil {
			return err
		}
		for i, value := range cleanCells(it.cells()) {
			if value == "" {
				continue
			}
			if err := do(v.columns[i].title, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// wrap breaks s between words into lines of at most width columns. A longer
// word of plain ASCII keeps a line of its own, so that an ID or URL is copied in
// one piece. Any other is broken too: left to the terminal, blanks that are no
// spaces (U+2800, say) could make its end look like a line of its own, with
// another label.
func wrap(s string, width int) []string {
	if iostreams.TextWidth(s) <= width {
		return []string{s}
	}
	var lines []string
	line, used := "", 0
	for word := range pieces(s, width) {
		w := iostreams.TextWidth(word)
		switch {
		case line == "":
			line, used = word, w
		case used+1+w <= width:
			line, used = line+" "+word, used+1+w
		default:
			lines = append(lines, line)
			line, used = word, w
		}
	}
	return append(lines, line)
}

// pieces yields the words of s, those that may not stand alone in pieces.
func pieces(s string, width int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for word := range strings.FieldsSeq(s) {
			for !plain(word) && iostreams.TextWidth(word) > width {
				piece := iostreams.Prefix(word, width)
				if !yield(piece) {
					return
				}
				word = word[len(piece):]
			}
			if word != "" && !yield(word) {
				return
			}
		}
	}
}

// plain reports whether a word is ASCII only; it has no spaces anyway.
func plain(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return r > '~' })
}
