package mrz

import (
	"strings"
	"time"
)

// reading is one attempt to read lines as one format.
type reading struct {
	layout
	text [][]byte // the lines, repaired as reading goes on
	doc  Document
}

func parseAs(l layout, lines []string, now time.Time) (Document, error) {
	r := reading{layout: l, doc: Document{Format: l.format}}
	stretched, err := r.fitLines(lines)
	if err != nil {
		return Document{}, err
	}
	r.letters(FieldIssuer, l.issuer)
	r.letters(FieldNationality, l.nationality)
	r.letters(FieldName, l.name)
	r.nameFillers()
	r.fillers(FieldNumber, l.number)
	for _, s := range l.optional {
		r.fillers(FieldOptional, s)
	}

	r.doc.Number = r.readNumber()
	birth := r.readDate(FieldBirth, l.birth)
	expiry := r.readDate(FieldExpiry, l.expiry)
	r.readOptional()
	composite := r.checkComposite()
	if stretched && !composite {
		return Document{}, refuse("has a second line that is not %d characters long", l.width)
	}
	if right := r.count(); right < 2 {
		return Document{}, refuse("has wrong check digits: %d of those of document number, birth date and expiry date are right, and two must be", right)
	}
	if r.doc.Number != "" && !composite && r.mayOverflow() {
		r.doc.Number = ""
		r.doc.Checks[0].OK = false // that of the number, which is read first
	}
	r.finish(birth, expiry, now)
	return r.doc, nil
}

// fitLines brings the lines to their length. stretched says that fillers within
// the second line were added or dropped, which only the composite check digit
// can confirm.
func (r *reading) fitLines(lines []string) (stretched bool, err error) {
	if len(lines) != r.lines {
		return false, refuse("has %d lines; this kind has %d", len(lines), r.lines)
	}
	for i, line := range lines {
		zone := span{}
		if i == 1 && len(r.composite) > 0 {
			zone = r.optional[len(r.optional)-1]
		}
		out, mended, ok := fit(line, r.width, zone)
		if !ok || len(line) < r.shortest(i) {
			return false, refuse("has %d characters in line %d; that line has %d", len(line), i+1, r.width)
		}
		if mended {
			r.doc.Repairs = append(r.doc.Repairs, Repair{Field: FieldLine, Line: i + 1})
			stretched = stretched || zone.to > 0
		}
		r.text = append(r.text, []byte(out))
	}
	if !isLetter(r.text[0][0]) {
		return false, refuse("does not begin with the code of a document")
	}
	return stretched, nil
}

// shortest is how long a line is at least once the fillers at its end are gone.
func (r *reading) shortest(line int) int {
	switch {
	case line == r.number.line:
		return max(r.number.to, r.expiry.to) + 1
	case line == r.name.line && line > 0:
		return 1
	}
	return 6 // code, issuer and a letter of a name
}

// count returns how many of the three check digits every format has are right.
func (r *reading) count() int {
	n := 0
	for _, f := range [...]Field{FieldNumber, FieldBirth, FieldExpiry} {
		if r.doc.Holds(f) {
			n++
		}
	}
	return n
}

// finish fills in what needs no check digit, or had it checked.
func (r *reading) finish(birth, expiry date, now time.Time) {
	d := &r.doc
	for _, line := range r.text {
		d.Lines = append(d.Lines, string(line))
	}
	d.Code = strings.TrimRight(d.Lines[0][:2], "<")
	d.Issuer = strings.ReplaceAll(r.at(r.issuer), "<", "")
	d.Nationality = strings.ReplaceAll(r.at(r.nationality), "<", "")
	switch sex := r.at(r.sex); sex {
	case "M", "F", "X":
		d.Sex = sex
	}
	if d.Holds(FieldExpiry) && !now.IsZero() {
		d.Expiry = expires(expiry, now)
	}
	if d.Holds(FieldBirth) && !now.IsZero() {
		d.Birth, d.CenturyOpen = born(birth, d.Expiry, now)
	}
	d.NameField = r.at(r.name)
	d.Surname, d.GivenNames = names(d.NameField)
	d.Truncated = d.NameField[len(d.NameField)-1] != '<'
}

// readOptional takes the optional data, and checks it where it has a digit.
func (r *reading) readOptional() {
	for i, s := range r.optional {
		v := r.at(s)
		if i == 0 && r.overflows() {
			_, v, _ = strings.Cut(v, "<")
		}
		if i == 0 && r.optionalCheck && !r.checkOptional(v, s) {
			v = ""
		}
		r.doc.Optional = append(r.doc.Optional, strings.TrimRight(v, "<"))
	}
}

// checkOptional checks the optional data of a passport; when there is none, the
// digit may be a filler as well (9303-4, 4.2.2).
func (r *reading) checkOptional(v string, s span) bool {
	empty := strings.Trim(v, "<") == ""
	for _, c := range r.options(s.line, s.to, empty) {
		if c == CheckDigit(v) || empty && c == '<' {
			r.set(FieldOptional, s.line, s.to, c)
			r.check(FieldOptional, true)
			return true
		}
	}
	r.check(FieldOptional, false)
	return false
}

// checkComposite checks the last character of the second line.
func (r *reading) checkComposite() bool {
	if len(r.composite) == 0 {
		return false
	}
	total, at := 0, 0
	for _, s := range r.composite {
		total += sum(r.at(s), at)
		at += s.to - s.from
	}
	ok := false
	for _, c := range r.options(1, r.width-1, false) {
		if c == digitOf(total) {
			r.set(FieldComposite, 1, r.width-1, c)
			ok = true
			break
		}
	}
	r.check(FieldComposite, ok)
	return ok
}

func (r *reading) at(s span) string { return string(r.text[s.line][s.from:s.to]) }

func (r *reading) check(f Field, ok bool) { r.doc.Checks = append(r.doc.Checks, Check{f, ok}) }

// set changes a character and notes the repair.
func (r *reading) set(f Field, line, at int, c byte) {
	old := r.text[line][at]
	if old == c {
		return
	}
	r.text[line][at] = c
	r.doc.Repairs = append(r.doc.Repairs, Repair{Field: f, Line: line + 1, Position: at + 1, From: old, To: c})
}
