package mrz

import "strings"

// maxText bounds the text of a zone; the longest has 90 characters.
const maxText = 1024

// split brings text into two or three lines of capitals, digits, fillers and
// spaces.
func split(text string) ([]string, error) {
	if len(text) > maxText {
		return nil, refuse("is longer than %d bytes", maxText)
	}
	lines, err := linesOf(text)
	if err != nil {
		return nil, err
	}
	if len(lines) != 2 && len(lines) != 3 {
		return nil, refuse("must have two or three lines; it has %d", len(lines))
	}
	return lines, nil
}

// linesOf is split for any number of lines.
func linesOf(text string) ([]string, error) {
	text, err := normalise(text)
	if err != nil {
		return nil, err
	}
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) == 1 {
		lines = cut(strings.ReplaceAll(lines[0], " ", ""))
	}
	return lines, nil
}

// normalise knows what copying and character recognition make of fillers,
// spaces and line breaks.
func normalise(text string) (string, error) {
	var b strings.Builder
	b.Grow(len(text))
	line := 1
	for _, r := range strings.ReplaceAll(text, "&lt;", "<") {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteByte(byte(r) - 'a' + 'A')
		case r == '<' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			b.WriteByte(byte(r))
		case r == '\n' || r == '\r':
			b.WriteByte('\n')
			if r == '\n' {
				line++
			}
		case r == ' ' || r == '\t' || r == '\u00a0':
			b.WriteByte(' ')
		case r == '«':
			b.WriteString("<<")
		case r == '‹' || r == '＜' || r == '〈' || r == '⟨':
			b.WriteByte('<')
		case r == '\ufeff' || r == '\u200b': // invisible
		default:
			return "", refuse("has a character in line %d that such lines do not have", line)
		}
	}
	return b.String(), nil
}

// cut takes lines apart that were joined into one, if they are complete.
func cut(s string) []string {
	switch len(s) {
	case 72, 88:
		return []string{s[:len(s)/2], s[len(s)/2:]}
	case 90:
		return []string{s[:30], s[30:60], s[60:]}
	}
	return []string{s}
}

// fit brings a line to its length. Spaces are either strays or fillers that were
// not recognised. Fillers at the end may be missing or too many; a line that
// ends in a check digit has them before it, and zone says where. ok is false
// when the line cannot be that long.
func fit(line string, width int, zone span) (out string, mended, ok bool) {
	if strings.Contains(line, " ") {
		bare := strings.ReplaceAll(line, " ", "")
		if filled := strings.ReplaceAll(line, " ", "<"); len(bare) != width && len(filled) == width {
			return filled, true, true
		}
		line = bare
	}
	missing := width - len(line)
	if missing == 0 {
		return line, false, true
	}
	at, run := len(line), 0
	if zone.to > 0 {
		at, run = longestRun(line, zone.from)
	} else {
		run = len(line) - len(strings.TrimRight(line, "<"))
		at -= run
	}
	switch {
	case missing > 0 && (run > 0 || zone.to == 0):
		return line[:at] + strings.Repeat("<", missing) + line[at:], true, true
	case missing < 0 && run >= -missing:
		return line[:at] + line[at-missing:], true, true
	}
	return "", false, false
}

// longestRun returns where the longest run of fillers behind from begins, and
// its length.
func longestRun(line string, from int) (at, run int) {
	for i := from; i < len(line); i++ {
		n := 0
		for i+n < len(line) && line[i+n] == '<' {
			n++
		}
		if n > run {
			at, run = i, n
		}
		i += n
	}
	return at, run
}
