package document

import (
	"fmt"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/mrz"
)

// readMRZ reads the lines of a machine-readable zone.
func readMRZ(text string, o Options) (Document, error) {
	z, err := mrz.Parse(text, o.Now)
	if err != nil {
		return Document{}, err
	}
	doc := Document{Format: "mrz-" + string(z.Format), Type: typeOf(z.Code), Claims: claims.Set{}}
	s := doc.Claims
	set(s, claims.MRZName, z.NameField)
	if z.GivenNames == "" {
		set(s, claims.Name, z.Surname) // one name: which of the two it is, nobody can say
	} else {
		set(s, claims.GivenName, z.GivenNames)
		set(s, claims.FamilyName, z.Surname)
	}
	set(s, claims.Birthdate, z.Birth)
	set(s, claims.DocumentNumber, z.Number)
	set(s, claims.DocumentExpiry, z.Expiry)
	set(s, claims.Gender, z.Sex)
	set(s, claims.Nationality, mrz.Alpha3(z.Nationality))
	set(s, claims.IssuingCountry, mrz.Alpha3(z.Issuer))
	if z.Format == mrz.TD3 {
		set(s, claims.PersonalNumber, strings.ReplaceAll(z.Optional[0], "<", "")) // 9303-4, 4.2.2
	}
	noteZone(&doc, z)
	return doc, nil
}

// typeOf names the kind of document as Incode does. ICAO 9303, parts 4 to 7:
// P is a passport, V a visa, A, C and I are cards.
func typeOf(code string) string {
	switch code[0] {
	case 'P':
		return "Passport"
	case 'V':
		return "Visa"
	case 'A', 'C', 'I':
		return "IdentificationCard"
	}
	return ""
}

// noteZone says how well the lines could be read.
func noteZone(doc *Document, z mrz.Document) {
	noteChecks(doc, z)
	var repaired []string
	for _, r := range z.Repairs {
		what := string(r.Field)
		if r.Field == mrz.FieldLine {
			what = fmt.Sprintf("length of line %d", r.Line)
		}
		if len(repaired) == 0 || repaired[len(repaired)-1] != what {
			repaired = append(repaired, what)
		}
	}
	if len(repaired) > 0 {
		doc.note("the machine-readable zone was misread and repaired: " + strings.Join(repaired, ", "))
	}
	if z.Truncated {
		doc.note("the names fill the machine-readable zone and may have been cut off")
	}
	if z.CenturyOpen {
		doc.note("the machine-readable zone has two digits for the year of birth; the century before is possible")
	}
	switch {
	case z.Issuer == mrz.Specimen:
		doc.note("the document is a specimen: its issuer is Utopia")
	case !mrz.Known(z.Issuer):
		doc.note("the machine-readable zone has an issuer whose code is not in use")
	}
}

// noteChecks names the check digits that are wrong.
func noteChecks(doc *Document, z mrz.Document) {
	for _, c := range z.Checks {
		switch {
		case c.OK:
		case c.Field == mrz.FieldComposite:
			doc.note("the composite check digit of the machine-readable zone is wrong")
		default:
			doc.note(fmt.Sprintf("the check digit of the %s in the machine-readable zone is wrong; it was left out", c.Field))
		}
	}
}
