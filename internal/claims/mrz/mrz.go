// Package mrz reads the machine-readable zone of passports, identity cards and
// visas (ICAO Doc 9303, parts 3 to 7): the two or three lines of capitals,
// digits and "<" at the foot of a document.
//
// What a check digit covers is used only when that digit is right. Fields of
// digits are repaired where exactly one way of reading their letters as digits
// makes it right. Names have no check digit.
package mrz

import (
	"slices"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

// Format is the size of a document and with it the layout of its lines.
type Format string

// The formats.
const (
	TD1  Format = "td1"   // identity cards, 3 lines of 30 (part 5)
	TD2  Format = "td2"   // larger cards, 2 lines of 36 (part 6)
	TD3  Format = "td3"   // passports, 2 lines of 44 (part 4)
	MRVA Format = "mrv-a" // visas, 2 lines of 44 (part 7)
	MRVB Format = "mrv-b" // visas, 2 lines of 36 (part 7)
)

// Document is what the lines say. A field whose check digit is wrong is empty.
type Document struct {
	Format Format
	Lines  []string // complete and repaired, with all fillers
	Code   string   // document code: P, I, ID, AC, V ...
	// Issuer and Nationality are the codes of part 3, section 5, without fillers:
	// ISO 3166-1 alpha-3 and some of ICAO's own, such as D, XXA and UTO.
	Issuer, Nationality string
	Number              string // document number, also one longer than its field
	Birth               string // YYYY-MM-DD, or as much of it as is known; 0000-MM-DD without a year
	// CenturyOpen says that a birth 100 years before Birth is not out of the
	// question: the zone has two digits for a year.
	CenturyOpen bool
	Expiry      string // YYYY-MM-DD
	Sex         string // M, F, X, or "" where not stated
	// Optional are the optional data fields without fillers: two on a TD1.
	Optional []string
	// NameField is the whole name field with its fillers. Surname and GivenNames
	// have spaces instead; a person with one name has no given names.
	NameField           string
	Surname, GivenNames string
	// Truncated says that the name field is full to its last position, so that
	// names may have been cut off (part 3, 4.6).
	Truncated bool
	Checks    []Check
	Repairs   []Repair
}

// Field names what a check digit or a repair is about.
type Field string

// The fields.
const (
	FieldCode        Field = "document code"
	FieldIssuer      Field = "issuer"
	FieldNumber      Field = "document number"
	FieldNationality Field = "nationality"
	FieldBirth       Field = "birth date"
	FieldExpiry      Field = "expiry date"
	FieldOptional    Field = "optional data"
	FieldName        Field = "name"
	FieldComposite   Field = "composite"
	FieldLine        Field = "line" // fillers added or dropped
)

// Check is the result of one check digit, after repairs.
type Check struct {
	Field Field
	OK    bool
}

// Repair is one change to what was read. Position counts from 1 within the
// line; 0 stands for the line as a whole, whose length was mended.
type Repair struct {
	Field          Field
	Line, Position int
	From, To       byte
}

// Holds reports whether the check digit of a field was there and is right.
func (d Document) Holds(f Field) bool {
	for _, c := range d.Checks {
		if c.Field == f {
			return c.OK
		}
	}
	return false
}

const hint = "pass the machine-readable zone as printed: 3 lines of 30, or 2 lines of 36 or 44 characters A to Z, 0 to 9 and <"

// refuse never repeats what was read.
func refuse(format string, args ...any) error {
	return fault.New(fault.Usage, "the machine-readable zone "+format, args...).WithHint(hint)
}

// Parse reads the lines of a machine-readable zone: separated by line breaks or
// not at all, in any case, with stray spaces, and with fillers at the end of a
// line missing. now gives two-digit years their century; when it is zero, Birth
// and Expiry stay empty.
//
// An error is a fault.Usage: the lines are not such a zone, or so much of it
// was misread that fewer than two of the check digits of document number, birth
// date and expiry date are right.
func Parse(text string, now time.Time) (Document, error) {
	lines, err := split(text)
	if err != nil {
		return Document{}, err
	}
	var first error
	for _, l := range layoutsFor(lines) {
		d, err := parseAs(l, lines, now)
		if err == nil {
			return d, nil
		}
		if first == nil {
			first = err
		}
	}
	if first == nil {
		first = refuse("has lines of a length that no document has")
	}
	return Document{}, first
}

// Looks reports whether text may be a machine-readable zone, or one line of it,
// so that an error of Parse is worth showing.
func Looks(text string) bool {
	if len(text) > maxText {
		return false
	}
	lines, err := linesOf(text)
	if err != nil || len(lines) == 0 || !slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, "<") }) {
		return false
	}
	if len(lines) == 1 {
		return len(lines[0]) >= shortest
	}
	return isLetter(lines[0][0]) && max(len(lines[0]), len(lines[1])) >= shortest
}

// shortest is the length from which a line is taken for one of a zone, which has
// 30 and more; some of its fillers may be missing.
const shortest = 28

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
