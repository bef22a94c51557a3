package document

import (
	"fmt"
	"maps"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
)

// readOCR reads Incode OCR data. The answer is dynamic: only the fields of the
// detected document are there, and absent, null and "" all mean not known.
// Fields not named here are ignored, whatever their type.
func readOCR(o object, format string, opts Options) (Document, error) {
	doc := Document{Format: format, Claims: make(claims.Set, 24)}
	var err error
	if doc.Type, err = o.text("", "typeOfId"); err != nil {
		return Document{}, err
	}
	doc.Type = short(doc.Type)
	for _, read := range [...]func(object, *Document) error{ocrName, ocrMRZName, ocrBirthdate, ocrAddress, ocrCustom} {
		if err := read(o, &doc); err != nil {
			return Document{}, err
		}
	}
	if err := ocrZone(o, &doc, opts); err != nil {
		return Document{}, err
	}
	if !doc.Claims.Has(claims.Name, claims.GivenName, claims.FamilyName, claims.MRZName, claims.Birthdate,
		claims.AddressFormatted, claims.AddressStreet, claims.AddressPostalCode) {
		return Document{}, refuse("is Incode OCR data without a name, a birth date or an address")
	}
	return doc, nil
}

// ocrBirthdate reads birthDate: milliseconds since 1970 in UTC, negative before,
// often with a time of day that means nothing, as a number or as text of digits.
func ocrBirthdate(o object, doc *Document) error {
	v := o.get("birthDate")
	if v == nil {
		return nil
	}
	s, ok := v.scalar()
	if !ok {
		return refuse("has birthDate that is %s, not epoch milliseconds", kindOf(v))
	}
	if s == "" {
		return nil
	}
	date, why := dateOf(s)
	if why != "" {
		return refuse("has birthDate that is %s", why)
	}
	set(doc.Claims, claims.Birthdate, date)
	return nil
}

// dateOf returns the UTC date of epoch milliseconds, and of an ISO date, which
// can be nothing else. why says what the text is instead.
func dateOf(s string) (date, why string) {
	if len(s) >= len(time.DateOnly) {
		day, rest := s[:len(time.DateOnly)], s[len(time.DateOnly):]
		if _, err := time.Parse(time.DateOnly, day); err == nil && (rest == "" || rest[0] == 'T' || rest[0] == ' ') {
			return day, ""
		}
	}
	ms, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		// Some writers of JSON put 660787200000 as 6.607872E11.
		f, err := strconv.ParseFloat(s, 64)
		if len(s) > 32 || err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return "", "not a whole number of epoch milliseconds"
		}
		ms = int64(f)
	}
	const year0001, year9999 = -62135596800000, 253402300799999
	if ms < year0001 || ms > year9999 {
		return "", "no date: epoch milliseconds out of range"
	}
	return time.UnixMilli(ms).UTC().Format(time.DateOnly), ""
}

// ocrAddress reads the address as printed and one set of its parts: those read
// from the document first (addressFields), else those looked up from it
// (checkedAddressBean, with checkedAddress as its text). The two are never
// mixed: they may be of two addresses.
func ocrAddress(o object, doc *Document) error {
	v, err := o.texts("", "address", "checkedAddress")
	if err != nil {
		return err
	}
	printed, err := addressOf(o, "addressFields")
	if err != nil {
		return err
	}
	looked, err := addressOf(o, "checkedAddressBean")
	if err != nil {
		return err
	}
	set(printed, claims.AddressFormatted, v[0])
	set(looked, claims.AddressFormatted, v[1])
	use := printed
	if !hasPlace(printed) {
		use = looked
		if v[0] != "" { // the text as printed stays: it is what the document says
			set(use, claims.AddressFormatted, v[0])
		}
	}
	maps.Copy(doc.Claims, use)
	if a, b := postal(printed), postal(looked); a != "" && b != "" && !strings.HasPrefix(a, b) && !strings.HasPrefix(b, a) {
		doc.note("the printed address and the one that was looked up have different postal codes; the printed one is used")
	}
	return nil
}

func addressOf(o object, key string) (claims.Set, error) {
	fields, err := o.child(key)
	if err != nil {
		return nil, err
	}
	v, err := fields.texts(key+".", "street", "colony", "city", "state")
	if err != nil {
		return nil, err
	}
	code, ok := fields.get("postalCode").scalar() // some come as numbers
	if !ok {
		return nil, refuse("has %s.postalCode that is no short text", key)
	}
	street := v[0]
	if street != "" && v[1] != "" {
		street += "\n" + v[1] // the colony, Mexico's neighbourhood
	}
	s := claims.Set{}
	set(s, claims.AddressStreet, street)
	set(s, claims.AddressPostalCode, code)
	set(s, claims.AddressLocality, v[2])
	set(s, claims.AddressRegion, v[3])
	return s, nil
}

// hasPlace reports whether parts say more than a town or a state.
func hasPlace(s claims.Set) bool { return s.Has(claims.AddressStreet, claims.AddressPostalCode) }

// postal returns the postal code without separators: US codes come with nine
// digits on the document and with five once looked up.
func postal(s claims.Set) string {
	return strings.ToUpper(strings.ReplaceAll(strings.ReplaceAll(s[claims.AddressPostalCode], " ", ""), "-", ""))
}

// ocrCustom keeps the identifiers a company may hold as well, under names a
// policy can use. They are no evidence unless it does, so one of another type
// than expected is left out.
func ocrCustom(o object, doc *Document) error {
	skipped := 0
	for _, f := range [...][2]string{
		{"documentNumber", claims.DocumentNumber},
		{"personalNumber", claims.PersonalNumber},
		{"taxIdNumber", claims.TaxIDNumber},
		{"curp", claims.CURP},
		{"gender", claims.Gender},
		{"nationality", claims.Nationality},
		{"nationalityMrz", claims.Nationality},
		{"issuingCountry", claims.IssuingCountry},
		{"birthPlace", claims.PlaceOfBirth},
		{"expireAt", claims.DocumentExpiry},
	} {
		v, ok := o.get(f[0]).scalar()
		if f[1] == claims.DocumentExpiry && ok && v != "" {
			date, why := dateOf(v)
			v, ok = date, why == ""
		}
		if !ok {
			skipped++
			continue
		}
		if doc.Claims[f[1]] == "" {
			set(doc.Claims, f[1], v)
		}
	}
	if skipped > 0 {
		doc.note(fmt.Sprintf("%d fields that are no short text were ignored", skipped))
	}
	return nil
}
