package match

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims/document"
	"github.com/incodectl/incodectl/internal/fault"
)

// maxRecord bounds a record of CSV that goes over several lines, in bytes. A
// quotation mark that is never closed would otherwise swallow the rest.
const maxRecord = 64 << 10

var (
	errOpenQuote  = errors.New("a quotation mark is opened and never closed")
	errAfterQuote = errors.New("there is text after a closing quotation mark; double the marks within a quoted field")
)

// openCSV reads the header: the names of claims, login_hint, and id if there are IDs.
func openCSV(lines *lineReader) (batchSource, error) {
	r := &recordReader{lines: lines, separator: ','}
	const hint = "the first line names the columns, e.g. login_hint,given_name,family_name,birthdate"
	first, err := r.header()
	if err != nil {
		return batchSource{}, err
	}
	columns := make([]string, len(first))
	for i, name := range first {
		name = strings.ToLower(strings.TrimSpace(name))
		switch {
		case name == "":
			continue // a column without a name is not read
		case slices.Contains(columns, name):
			return batchSource{}, fault.New(fault.Usage, "--batch: two columns are called %q", name)
		case name != keyHint && name != keyID:
			if _, err := document.FromValues(map[string]string{name: "x"}); err != nil {
				return batchSource{}, fault.New(fault.Usage, "--batch: column %d: %s", i+1, err.Error()).WithHint("%s", hint)
			}
		}
		columns[i] = name
	}
	if !slices.Contains(columns, keyHint) {
		return batchSource{}, fault.New(fault.Usage, "--batch: there is no column login_hint").WithHint("%s", hint)
	}
	return batchSource{
		next: r.batch,
		read: func(l batchLine) (request, error) { return readFields(columns, l.fields) },
	}, nil
}

// readFields makes a request of the fields of a record.
func readFields(columns, fields []string) (request, error) {
	if len(fields) != len(columns) {
		return request{}, fmt.Errorf("it has %d fields, the header has %d", len(fields), len(columns))
	}
	var req request
	values := make(map[string]string, len(columns))
	for i, name := range columns {
		switch v := fields[i]; {
		case name == "" || v == "":
		case name == keyHint:
			req.hint = v
		case name == keyID:
			id, err := json.Marshal(v)
			if err != nil {
				return req, err
			}
			req.id = id
		default:
			values[name] = v
		}
	}
	var err error
	req.doc, err = document.FromValues(values)
	return req, err
}

// recordReader reads records of CSV (RFC 4180), separated by comma, semicolon or
// tab. A quotation mark inside an unquoted field is a character like any other.
type recordReader struct {
	lines     *lineReader
	separator byte
	pending   []pairLine // read ahead for a record that was none
	end       error      // what followed them
}

// header reads the first record and tells the separator by it.
func (r *recordReader) header() ([]string, error) {
	for {
		line, err := r.line()
		if len(strings.TrimSpace(string(line.text))) == 0 && line.err == nil && err == nil {
			continue
		}
		r.pending, r.end = append([]pairLine{line}, r.pending...), err
		for _, c := range line.text {
			if c == ',' || c == ';' || c == '\t' {
				r.separator = c
				break
			}
		}
		rec, _ := r.record()
		if rec.err == nil && len(rec.fields) == 0 {
			return nil, fault.New(fault.Usage, "--batch is empty")
		}
		if rec.err != nil {
			return nil, fault.New(fault.Usage, "--batch: the header cannot be read: %s", rec.err.Error())
		}
		return rec.fields, nil
	}
}

// batch returns records as lineReader.batch does lines.
func (r *recordReader) batch() ([]batchLine, error) {
	var out []batchLine
	for size := 0; len(out) < batchLines && size < batchBytes; {
		rec, err := r.record()
		if rec.err != nil || len(rec.fields) > 0 {
			out = append(out, rec)
		}
		for _, f := range rec.fields {
			size += len(f)
		}
		if err != nil {
			return out, err
		}
		if len(out) > 0 && len(r.pending) == 0 && r.lines.r.Buffered() == 0 {
			break
		}
	}
	return out, nil
}

func (r *recordReader) line() (pairLine, error) {
	if len(r.pending) == 0 {
		if r.end != nil {
			return pairLine{}, r.end
		}
		return r.lines.line()
	}
	line := r.pending[0]
	r.pending = r.pending[1:]
	if len(r.pending) == 0 {
		return line, r.end
	}
	return line, nil
}

// record reads one record; one without fields was a blank line. Of a record that
// cannot be read the first line is given up, and reading goes on behind it.
func (r *recordReader) record() (batchLine, error) {
	first, err := r.line()
	rec := batchLine{number: first.number, err: first.err}
	if first.err != nil || len(strings.TrimSpace(string(first.text))) == 0 {
		return rec, err
	}
	s := scanner{separator: r.separator}
	size := len(first.text)
	more := s.scan(first.text)
	var ahead []pairLine
	for end := err; more && s.err == nil; {
		if end != nil || size > maxRecord {
			s.err = errOpenQuote
			break
		}
		var line pairLine
		line, end = r.line()
		ahead = append(ahead, line)
		if size += len(line.text); line.err != nil {
			s.err = errOpenQuote
			break
		}
		err = end
		more = s.scan(line.text)
	}
	if s.err == nil {
		rec.fields = s.fields
		return rec, err
	}
	rec.err = s.err
	if len(ahead) == 0 {
		return rec, err
	}
	if err != nil {
		r.end = err
	}
	r.pending = append(ahead, r.pending...)
	return rec, nil
}

// scanner takes the lines of one record apart.
type scanner struct {
	separator byte
	fields    []string
	field     []byte
	quoted    bool // the last line ended within quotation marks
	err       error
}

// scan reads one line and reports whether the record goes on in the next.
func (s *scanner) scan(line []byte) (more bool) {
	text := strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r")
	for {
		if !s.quoted {
			if rest, ok := strings.CutPrefix(text, `"`); ok {
				s.quoted, text = true, rest
			}
		}
		if s.quoted {
			value, rest, ok := strings.Cut(text, `"`)
			s.field = append(s.field, value...)
			if !ok {
				s.field = append(s.field, '\n')
				return true
			}
			if rest, ok := strings.CutPrefix(rest, `"`); ok {
				s.field, text = append(s.field, '"'), rest
				continue
			}
			s.quoted, text = false, rest
			if text != "" && text[0] != s.separator {
				s.err = errAfterQuote
				return false
			}
		}
		value, rest, ok := strings.Cut(text, string(s.separator))
		s.fields = append(s.fields, string(append(s.field, value...)))
		s.field, text = s.field[:0], rest
		if !ok {
			return false
		}
	}
}
