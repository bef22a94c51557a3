package document

import (
	"encoding/json"
	"fmt"
	"maps"
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

// readOpenID reads OpenID Connect claims: the standard ones, the address as an
// object, as one text or as flat keys, and any other text or number under its
// own name for custom claims.
func readOpenID(root object) (Document, error) {
	doc := Document{Format: FormatOpenID, Claims: claims.Set{}}
	for _, k := range openIDText {
		v, err := root.text("", k)
		if err != nil {
			return Document{}, err
		}
		if err := put(doc.Claims, k, v); err != nil {
			return Document{}, err
		}
	}
	if err := openIDAddress(root, doc.Claims); err != nil {
		return Document{}, err
	}
	if len(doc.Claims) == 0 {
		return Document{}, refuse("has none of the claims incodectl compares")
	}
	return doc, customClaims(root, &doc)
}

// put stores a value; the same claim given twice in different spellings of its
// key must not differ.
func put(s claims.Set, key, v string) error {
	v = strings.TrimSpace(v)
	if v == "" {
		return nil
	}
	if old, ok := s[key]; ok && old != v {
		return refuse("gives %s twice with different values", key)
	}
	s[key] = v
	return nil
}

func openIDAddress(root object, s claims.Set) error {
	switch v := root[claims.Address].(type) {
	case nil:
	case string:
		if err := checkValue(claims.Address, v); err != nil {
			return err
		}
		if err := put(s, claims.AddressFormatted, v); err != nil {
			return err
		}
	case object:
		for _, p := range addressParts {
			t, err := v.text("address.", p[0])
			if err != nil {
				return err
			}
			if err := put(s, p[1], t); err != nil {
				return err
			}
		}
	default:
		return refuse("has address that is %s, not an object or a text", kindOf(v))
	}
	for _, p := range addressParts {
		keys := []string{p[1], p[0]} // "address.locality" and "locality"
		if p[0] == "formatted" {
			keys = keys[:1]
		}
		for _, k := range keys {
			t, err := root.text("", k)
			if err != nil {
				return err
			}
			if err := put(s, p[1], t); err != nil {
				return err
			}
		}
	}
	return nil
}

// customClaims keeps what a policy might name. Fields that are neither text nor
// number cannot be compared and are counted only.
func customClaims(root object, doc *Document) error {
	kept, skipped := 0, 0
	for _, k := range slices.Sorted(maps.Keys(root)) {
		if !claims.IsCustom(k) || slices.ContainsFunc(addressParts[:], func(p [2]string) bool { return p[0] == k }) {
			continue
		}
		var v string
		switch t := root[k].(type) {
		case string:
			v = strings.TrimSpace(t)
		case json.Number:
			v = t.String()
		case nil:
		default:
			skipped++
		}
		if v == "" {
			continue
		}
		if kept++; kept > maxCustom {
			return refuse("has more than %d claims", maxCustom)
		}
		// An unknown field may be as long as it likes, but is no claim then.
		if checkValue(k, v) != nil {
			skipped++
			continue
		}
		doc.Claims[k] = v
	}
	if skipped > 0 {
		doc.Notes = append(doc.Notes, fmt.Sprintf("%d fields that are no short text were ignored", skipped))
	}
	return nil
}
