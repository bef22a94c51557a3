package manifest

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/fault"
)

// readable refuses bytes that are no text, with where they stand: the YAML
// package says of them only that they are there. A file in UTF-16, as some
// editors and shells write, begins with a mark and is left to that package.
func readable(data []byte, file string) error {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return nil
	}
	p := Pos{Line: 1, Column: 1}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			return fault.New(fault.Usage, "%s: the file is not UTF-8 from here on", place(file, p)).
				WithHint("save it as UTF-8; some character there was written in another encoding")
		case r == '\n':
			p = Pos{Line: p.Line + 1}
		case unicode.IsControl(r) && r != '\t' && r != '\r' && r != '\u0085':
			return fault.New(fault.Usage, "%s: the file has a control character (%U)", place(file, p), r).
				WithHint("remove it; is it a text file at all?")
		}
		p.Column++
		i += n
	}
	return nil
}

var (
	lineOfError   = regexp.MustCompile(`^line (\d+): `)
	unknownAnchor = regexp.MustCompile(`^unknown anchor '(.+)' referenced$`)
)

// notYAML puts an error of the YAML package into words, with the line.
func notYAML(err error, data []byte, file string) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	where := file + ":1" // what stands in the first line comes without a line
	if m := lineOfError.FindStringSubmatch(text); m != nil {
		where, text = file+":"+m[1], text[len(m[0]):]
	} else if m := unknownAnchor.FindStringSubmatch(text); m != nil {
		where = file
		if line := lineOfAlias(data, m[1]); line > 0 {
			where += ":" + strconv.Itoa(line)
		}
	}
	return fault.New(fault.Usage, "%s: the file is not YAML: %s", where, text).
		WithHint("correct the line, or the one before it; text with special characters needs quotes, and the indentation must be spaces")
}

// lineOfAlias finds the line of an alias that is no part of a text or a comment,
// 0 when there is none like that.
func lineOfAlias(data []byte, name string) int {
	alias := regexp.MustCompile(fmt.Sprintf(`(?m)^[^#"'\n]*[\s,\[{]\*%s(?:[\s,\]}]|$)`, regexp.QuoteMeta(name)))
	found := alias.FindIndex(data)
	if found == nil {
		return 0
	}
	end := bytes.IndexByte(data[found[0]:], '*') + found[0]
	return 1 + bytes.Count(data[:end], []byte("\n"))
}
