package document

import (
	"strings"
	"unicode"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/mrz"
)

// ocrMRZName keeps the machine-readable name, in whichever of its fields it
// arrives.
func ocrMRZName(o object, doc *Document) error {
	top, err := o.text("", "fullNameMrz")
	if err != nil {
		return err
	}
	name, err := o.child("name")
	if err != nil {
		return err
	}
	v, err := name.texts("name.", "givenNameMrz", "lastNameMrz", "machineReadableFullName")
	if err != nil {
		return err
	}
	given, last := inZone(v[0]), inZone(v[1])
	switch {
	case given != "" && last != "":
		set(doc.Claims, claims.MRZName, last+"<<"+given)
	case v[2] != "":
		set(doc.Claims, claims.MRZName, v[2])
	case top != "":
		set(doc.Claims, claims.MRZName, top)
	default: // a person with one name has it in either field
		set(doc.Claims, claims.MRZName, last+given)
	}
	return nil
}

// inZone writes a name as the machine-readable zone does.
func inZone(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '<' }), "<")
}

// ocrZone reads the lines of the machine-readable zone where Incode sends them.
// Their name field is better than the names taken from it, which have lost where
// it ends. What else they say only fills gaps: a reviewer is told where they
// contradict the printed side of the document.
func ocrZone(o object, doc *Document, opts Options) error {
	v, err := o.texts("", "mrz1", "mrz2", "mrz3")
	if err != nil || v[0] == "" {
		return err
	}
	z, err := mrz.Parse(strings.Join(v, "\n"), opts.Now)
	if err != nil {
		doc.note("the machine-readable zone could not be read")
		return nil
	}
	noteZone(doc, z)
	s := doc.Claims
	set(s, claims.MRZName, z.NameField)
	if contradict(s[claims.Birthdate], z.Birth) {
		doc.note("the birth dates of the machine-readable zone and of the printed side differ; the printed one is used")
	}
	if number := plainNumber(s[claims.DocumentNumber]); number != "" && z.Number != "" && number != z.Number {
		doc.note("the document numbers of the machine-readable zone and of the printed side differ; the printed one is used")
	}
	var filled []string
	for _, f := range [...]struct{ claim, what, value string }{
		{claims.Birthdate, "birth date", z.Birth},
		{claims.DocumentNumber, "document number", z.Number},
		{claims.DocumentExpiry, "expiry date", z.Expiry},
		{claims.Gender, "gender", z.Sex},
		{claims.Nationality, "nationality", mrz.Alpha3(z.Nationality)},
		{claims.IssuingCountry, "issuing country", mrz.Alpha3(z.Issuer)},
	} {
		if s[f.claim] == "" && f.value != "" {
			s[f.claim] = f.value
			filled = append(filled, f.what)
		}
	}
	if len(filled) > 0 {
		doc.note("taken from the machine-readable zone: " + strings.Join(filled, ", "))
	}
	return nil
}

// plainNumber drops from a document number what the zone does not have.
func plainNumber(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// contradict reports whether two dates, or as much of them as both sides know,
// differ in more than the century, which the zone does not have.
func contradict(printed, zone string) bool {
	a, b := strings.Split(printed, "-"), strings.Split(zone, "-")
	for i := range min(len(a), len(b)) {
		if a[i] == "" || b[i] == "" || a[i] == "0000" || b[i] == "0000" {
			continue
		}
		if a[i][len(a[i])-2:] != b[i][len(b[i])-2:] {
			return true
		}
	}
	return false
}
