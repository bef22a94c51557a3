package document

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/birthdate"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// readOCR reads Incode OCR data. The answer is dynamic: only the fields of the
// detected document are there, and absent, null and "" all mean not known.
// Fields not named here are ignored, whatever their type.
func readOCR(o object, format string) (Document, error) {
	doc := Document{Format: format, Claims: claims.Set{}}
	var err error
	if doc.Type, err = o.text("", "typeOfId"); err != nil {
		return Document{}, err
	}
	doc.Type = strings.TrimSpace(doc.Type)
	for _, read := range [...]func(object, *Document) error{ocrName, ocrMRZName, ocrBirthdate, ocrAddress, ocrCustom} {
		if err := read(o, &doc); err != nil {
			return Document{}, err
		}
	}
	if !doc.Claims.Has(claims.Name, claims.GivenName, claims.FamilyName, claims.MRZName, claims.Birthdate,
		claims.AddressFormatted, claims.AddressStreet, claims.AddressPostalCode) {
		return Document{}, refuse("is Incode OCR data without a name, a birth date or an address")
	}
	return doc, nil
}

// texts reads several text fields of one object at once, trimmed.
func (o object) texts(path string, keys ...string) ([]string, error) {
	out := make([]string, len(keys))
	for i, k := range keys {
		v, err := o.text(path, k)
		if err != nil {
			return nil, err
		}
		out[i] = strings.TrimSpace(v)
	}
	return out, nil
}

// ocrName reads the visual name. givenName holds all given names where Incode
// has them, firstName only the first; the surnames come apart and belong
// together.
func ocrName(o object, doc *Document) error {
	name, err := o.child("name")
	if err != nil || name == nil {
		return err
	}
	v, err := name.texts("name.", "fullName", "firstName", "givenName", "middleName", "paternalLastName", "maternalLastName", "nameSuffix")
	if err != nil {
		return err
	}
	full, first, given, middle, paternal, maternal, suffix := v[0], v[1], v[2], v[3], v[4], v[5], v[6]
	if given != "" && first != "" && !sharePrefix(given, first) {
		doc.Notes = append(doc.Notes, "givenName and firstName differ; givenName is used")
	}
	if given == "" {
		given = first
	}
	s := doc.Claims
	set(s, claims.Name, full)
	set(s, claims.GivenName, withoutMiddle(given, middle))
	set(s, claims.MiddleName, middle)
	set(s, claims.FamilyName, strings.TrimSpace(paternal+" "+maternal))
	set(s, claims.PaternalName, paternal)
	set(s, claims.MaternalName, maternal)
	set(s, claims.Suffix, suffix)
	return nil
}

func set(s claims.Set, k, v string) {
	if v != "" {
		s[k] = v
	}
}

// sharePrefix reports whether one list of words begins with the other.
func sharePrefix(a, b string) bool {
	x, y := text.Tokens(a), text.Tokens(b)
	n := min(len(x), len(y))
	return slices.Equal(x[:n], y[:n])
}

// withoutMiddle drops the middle name from given names that repeat it at the
// end, so that it is not counted twice.
func withoutMiddle(given, middle string) string {
	g, m := strings.Fields(given), strings.Fields(middle)
	if len(m) == 0 || len(g) <= len(m) {
		return given
	}
	if text.Fold(strings.Join(g[len(g)-len(m):], " ")) != text.Fold(middle) {
		return given
	}
	return strings.Join(g[:len(g)-len(m)], " ")
}

// ocrMRZName keeps the machine-readable name, in whichever of its fields it
// arrives. The comparison uses it only where the visual name is of no use.
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
	if v[0] != "" && v[1] != "" {
		set(doc.Claims, claims.MRZName, v[1]+"<<"+v[0])
		return nil
	}
	for _, s := range [...]string{v[2], strings.TrimSpace(top)} {
		if s != "" {
			doc.Claims[claims.MRZName] = s
			return nil
		}
	}
	return nil
}

// ocrBirthdate reads birthDate: milliseconds since 1970 in UTC, negative before,
// often with a time of day that means nothing, as a number or as text of digits.
func ocrBirthdate(o object, doc *Document) error {
	var digits string
	switch v := o["birthDate"].(type) {
	case nil:
		return nil
	case json.Number:
		digits = v.String()
	case string:
		digits = strings.TrimSpace(v)
		if digits == "" {
			return nil
		}
		if err := checkValue("birthDate", v); err != nil {
			return err
		}
	default:
		return refuse("has birthDate that is %s, not epoch milliseconds", kindOf(v))
	}
	ms, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return refuse("has birthDate that is not a whole number of epoch milliseconds")
	}
	const year0001, year9999 = -62135596800000, 253402300799999
	if ms < year0001 || ms > year9999 {
		return refuse("has birthDate that is no date: epoch milliseconds out of range")
	}
	doc.Claims[claims.Birthdate] = birthdate.FromMillis(ms).String()
	return nil
}

// ocrAddress reads the address as printed and one set of its parts: those read
// from the document first (addressFields), else those looked up from it
// (checkedAddressBean). The two are never mixed: they may be of two addresses.
func ocrAddress(o object, doc *Document) error {
	printed, err := o.texts("", "address", "checkedAddress")
	if err != nil {
		return err
	}
	if printed[0] == "" {
		printed[0] = printed[1]
	}
	set(doc.Claims, claims.AddressFormatted, printed[0])
	for _, key := range [...]string{"addressFields", "checkedAddressBean"} {
		fields, err := o.child(key)
		if err != nil {
			return err
		}
		v, err := fields.texts(key+".", "street", "colony", "postalCode", "city", "state")
		if err != nil {
			return err
		}
		if v[0] == "" && v[2] == "" {
			continue
		}
		street := v[0]
		if street != "" && v[1] != "" {
			street += "\n" + v[1] // the colony, Mexico's neighbourhood
		}
		set(doc.Claims, claims.AddressStreet, street)
		set(doc.Claims, claims.AddressPostalCode, v[2])
		set(doc.Claims, claims.AddressLocality, v[3])
		set(doc.Claims, claims.AddressRegion, v[4])
		return nil
	}
	return nil
}

// ocrCustom keeps the identifiers a company may hold as well, under names a
// policy can use. They are no evidence unless it does.
func ocrCustom(o object, doc *Document) error {
	for _, f := range [...][2]string{
		{"documentNumber", claims.DocumentNumber},
		{"personalNumber", claims.PersonalNumber},
		{"taxIdNumber", claims.TaxIDNumber},
		{"curp", claims.CURP},
		{"gender", claims.Gender},
		{"nationality", claims.Nationality},
		{"issuingCountry", claims.IssuingCountry},
	} {
		v, err := o.text("", f[0])
		if err != nil {
			return err
		}
		set(doc.Claims, f[1], strings.TrimSpace(v))
	}
	return nil
}
