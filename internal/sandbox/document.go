package sandbox

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Variation says how a document differs from what is true of its holder.
type Variation int

// The variations.
const (
	Right          Variation = iota // the person's own, up to date
	MovedAddress                    // shows an address they have moved away from
	WrongBirthdate                  // shows another date of birth
)

// Document returns the person's identity document as Incode's OCR data, in the
// shape of GET /omni/get/ocr-data: dates of birth in epoch milliseconds
// (negative before 1970, now and then with a stray time of day), names in
// capitals, the address in lines. Documents of some people are passports,
// which carry no address; those of the steady people are plain.
func (p *Person) Document(v Variation) []byte {
	r := newRNG(p.company.seed, streamDocument, p.Index)
	plain := p.Index < len(p.company.steady)
	cu := p.company.cultureOf(p.Address.Country)
	if cu == nil {
		cu = &p.company.cultures[0]
	}
	passport := !plain && v != MovedAddress && r.chance(100)
	doc := map[string]any{
		"name":           p.documentName(cu),
		"birthDate":      p.birthMillis(&r, v, plain),
		"gender":         p.Gender,
		"documentNumber": strings.ToUpper(string(append62(nil, r.next()%3521614606208, 7))), // 62^7
		"issuingCountry": cu.iso3,
		"nationality":    cu.iso3,
		"fullNameMrz":    p.company.fold.mrz(p.GivenLatin) + " " + p.company.fold.mrz(p.FamilyLatin),
		"ocrDataConfidence": map[string]any{
			"birthDateConfidence": 0.95 + float64(r.intn(50))/1000, "nameConfidence": 0.9 + float64(r.intn(100))/1000,
		},
	}
	p.documentDates(&r, doc)
	switch {
	case passport:
		doc["typeOfId"] = "Passport"
		return marshal(doc)
	case cu.code == "US" || cu.code == "GB" || cu.code == "CA":
		doc["typeOfId"] = "DriversLicense"
	default:
		doc["typeOfId"] = "IdentificationCard"
	}
	a := p.Address
	if v == MovedAddress {
		a = p.oldAddress(cu)
	}
	if a.RegionName != "" {
		doc["issuingState"] = strings.ToUpper(a.RegionName)
	}
	doc["address"] = upper(cu, strings.Join(a.Lines(), "\n"))
	doc["addressFields"] = addressFields(cu, a, !plain && r.chance(150))
	return marshal(doc)
}

// documentName is the name as printed, in capitals, with the two surnames apart
// where the culture has two, and as in the machine readable zone.
func (p *Person) documentName(cu *culture) map[string]string {
	given := p.Given
	if p.Middle != "" {
		given += " " + p.Middle
	}
	n := map[string]string{
		"fullName":                upper(cu, p.Name()),
		"firstName":               upper(cu, p.Given),
		"givenName":               upper(cu, given),
		"paternalLastName":        upper(cu, p.Paternal),
		"givenNameMrz":            p.company.fold.mrz(p.GivenLatin),
		"lastNameMrz":             p.company.fold.mrz(p.FamilyLatin),
		"machineReadableFullName": p.company.fold.mrz(p.GivenLatin + " " + p.FamilyLatin),
	}
	for key, value := range map[string]string{"maternalLastName": p.Maternal, "middleName": p.Middle, "nameSuffix": p.Suffix} {
		if value != "" {
			n[key] = upper(cu, value)
		}
	}
	return n
}

// birthMillis is the date of birth in epoch milliseconds, UTC. Readers must
// take the UTC date: real data carries times of day.
func (p *Person) birthMillis(r *rng, v Variation, plain bool) any {
	t, err := time.Parse(time.DateOnly, p.Birthdate)
	if err != nil {
		return nil // set to something that is no date at run time
	}
	if v == WrongBirthdate {
		t = t.AddDate(3, 1, 4)
	}
	stray := time.Duration(r.intn(24*60)) * time.Minute
	if !plain && r.chance(100) {
		t = t.Add(stray)
	}
	return t.UnixMilli()
}

// documentDates adds when the document was issued and expires: epoch
// milliseconds in strings, and years in numbers, as Incode writes them.
func (p *Person) documentDates(r *rng, doc map[string]any) {
	issued := p.company.start.AddDate(0, 0, -r.intn(5*365)).Truncate(24 * time.Hour)
	expires := issued.AddDate(10, 0, 0)
	doc["issuedAt"] = strconv.FormatInt(issued.UnixMilli(), 10)
	doc["expireAt"] = strconv.FormatInt(expires.UnixMilli(), 10)
	doc["issueDate"], doc["expirationDate"] = issued.Year(), expires.Year()
}

// oldAddress is where the person lived before: another city where there is one.
func (p *Person) oldAddress(cu *culture) Address {
	r := newRNG(p.company.seed, streamOldAddress, p.Index)
	var w pen
	for {
		a := drawAddress(&r, &w, cu, true)
		if a.City != p.Address.City && a.Street != p.Address.Street {
			return a
		}
	}
}

// addressFields are the parts of an address. Some American documents give a
// postal code of nine digits without a dash.
func addressFields(cu *culture, a Address, long bool) map[string]string {
	postal := a.PostalCode
	if long && cu.code == "US" && len(postal) == 5 {
		postal += "0000"
	}
	fields := map[string]string{}
	for key, value := range map[string]string{
		"street": a.Street, "colony": a.Neighbourhood, "postalCode": postal, "city": a.City, "state": a.Region,
	} {
		if value != "" {
			fields[key] = upper(cu, value)
		}
	}
	return fields
}

// upper writes s in capitals by the culture's rules.
func upper(cu *culture, s string) string {
	if cu.code == "TR" {
		return strings.ToUpperSpecial(unicode.TurkishCase, s)
	}
	return strings.ToUpper(s)
}

// mrz spells a Latin name as a machine readable zone does once its fillers are
// read as spaces (ICAO Doc 9303-3, 4.6).
func (f folder) mrz(latin string) string {
	s := strings.ToUpper(f.Replace(latin))
	return strings.NewReplacer("'", "", "-", " ", ".", "").Replace(s)
}

// marshal cannot fail: the documents hold strings, numbers and maps of them.
func marshal(v any) []byte {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		panic(err)
	}
	return append(b, '\n')
}
