package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

// addressParts are the members of the address claim (OpenID Connect Core
// 1.0, 5.1.1) and their keys in a Set.
var addressParts = [...][2]string{
	{"formatted", claims.AddressFormatted},
	{"street_address", claims.AddressStreet},
	{"locality", claims.AddressLocality},
	{"region", claims.AddressRegion},
	{"postal_code", claims.AddressPostalCode},
	{"country", claims.AddressCountry},
}

var openIDText = [...]string{
	claims.Name, claims.GivenName, claims.MiddleName, claims.FamilyName, claims.Suffix, claims.Birthdate,
	claims.Email, claims.Phone, claims.MRZName, claims.PaternalName, claims.MaternalName,
}

// readOpenID reads OpenID Connect claims.
func readOpenID(root object) (Document, error) {
	doc := Document{Format: FormatOpenID}
	var err error
	if doc.Claims, err = openIDClaims(root, "", &doc); err != nil {
		return Document{}, err
	}
	if len(doc.Claims) == 0 {
		if raw := root.get("id_token"); raw != nil && isToken(raw) {
			return Document{}, refuseToken()
		}
		return Document{}, refuseNames(root)
	}
	return doc, customClaims(root, doc.Claims, &doc)
}

// openIDClaims reads the standard claims: texts, the birth date also as a number
// (seconds or milliseconds since 1970), the address as an object, as one text or
// as flat keys.
func openIDClaims(o object, path string, doc *Document) (claims.Set, error) {
	all := Document{Claims: claims.Set{}}
	for _, k := range openIDText {
		if err := all.putOpenID(o, path, k); err != nil {
			return nil, err
		}
	}
	doc.Notes = append(doc.Notes, all.Notes...)
	return all.Claims, openIDAddress(o, path, all.Claims)
}

// putOpenID stores one standard claim. An address or a number that its own
// document calls unverified is left out.
func (d *Document) putOpenID(o object, path, k string) error {
	v := o.get(k)
	if v == nil {
		return nil
	}
	if flag := string(o.get(k + "_verified")); flag == "false" || flag == `"false"` {
		d.note(k + " is left out: " + k + "_verified is false")
		return nil
	}
	if k == claims.Birthdate && isNumber(v) {
		text, why := birthNumber(v)
		if why != "" {
			return refuse("has %s that is %s", path+k, why)
		}
		d.Claims[k] = text
		return nil
	}
	text, err := o.text(path, k)
	set(d.Claims, k, text)
	return err
}

func openIDAddress(o object, path string, s claims.Set) error {
	if v := o.get(claims.Address); v != nil && v[0] == '{' {
		parts := objectOf(v)
		for _, p := range addressParts {
			if err := putText(s, p[1], parts, path+"address.", p[0]); err != nil {
				return err
			}
		}
	} else if v != nil && v[0] != '"' {
		return refuse("has %saddress that is %s, not an object or a text", path, kindOf(v))
	} else if err := putText(s, claims.AddressFormatted, o, path, claims.Address); err != nil {
		return err
	}
	for _, p := range addressParts {
		if err := putText(s, p[1], o, path, p[1]); err != nil { // "address.locality"
			return err
		}
		if p[0] == "formatted" {
			continue
		}
		if err := putText(s, p[1], o, path, p[0]); err != nil { // "locality"
			return err
		}
	}
	return nil
}

// putText stores a text; the same claim given twice in different spellings of
// its key must not differ.
func putText(s claims.Set, claim string, o object, path, key string) error {
	v, err := o.text(path, key)
	if err != nil || v == "" {
		return err
	}
	if old, ok := s[claim]; ok && old != v {
		return refuse("gives %s%s twice with different values", path, claim)
	}
	s[claim] = v
	return nil
}

// customClaims keeps what a policy might name: texts and numbers under their own
// names, and the claims of identity assurance that are no text. Other fields
// cannot be compared and are counted only.
func customClaims(o object, s claims.Set, doc *Document) error {
	kept, skipped := 0, 0
	keys := make([]string, 0, len(o))
	for _, m := range o {
		keys = append(keys, string(m.key))
	}
	slices.Sort(keys)
	for _, k := range keys {
		if isStandard(k) || k == claims.EmployeeID || strings.HasSuffix(k, "_verified") {
			continue
		}
		if meant, _ := claims.Meant(k); meant != "" && !strings.Contains(k, ".") {
			doc.note(fmt.Sprintf("%s is not the name of a claim; it is not compared as %s", short(k), meant))
		}
		if !claims.IsCustom(k) {
			continue
		}
		// An unknown field may be as long as it likes, but is no claim then.
		v, ok := custom(o.get(k), k)
		switch {
		case !ok:
			skipped++
		case v == "":
		case kept == maxCustom:
			return refuse("has more than %d claims", maxCustom)
		default:
			kept++
			s[k] = v
		}
	}
	if list, ok := o.get(claims.Nationalities).list(); ok && len(list) == 1 && s[claims.Nationality] == "" {
		set(s, claims.Nationality, list[0])
	}
	if skipped > 0 {
		doc.note(fmt.Sprintf("%d fields that are no short text were ignored", skipped))
	}
	return nil
}

// isStandard reports whether a key is one that openIDClaims reads.
func isStandard(k string) bool {
	return k == claims.Address || slices.Contains(openIDText[:], k) ||
		slices.ContainsFunc(addressParts[:], func(p [2]string) bool { return p[0] == k && k != "formatted" || p[1] == k })
}

// custom returns the text of a claim: of the place of birth and of nationalities
// on one line.
func custom(v value, key string) (string, bool) {
	switch {
	case key == claims.Nationalities:
		list, ok := v.list()
		text := strings.Join(list, " ")
		return text, ok && problemOf(text) == ""
	case key == claims.PlaceOfBirth && v[0] == '{':
		var parts []string
		place := objectOf(v)
		for _, k := range [...]string{"locality", "region", "country"} {
			if part, ok := place.get(k).scalar(); ok && part != "" {
				parts = append(parts, part)
			}
		}
		text := strings.Join(parts, ", ")
		return text, problemOf(text) == ""
	}
	return v.scalar()
}
