package document

import (
	"maps"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
)

const valuesHint = `expected claims such as name="Ada Lovelace", given_name, family_name, birthdate=1990-12-10, address, email, phone_number, ` +
	`or a claim of your own that the policy names, such as document_number`

// FromValues makes a document of claims given one by one, under their OpenID
// Connect names. The parts of an address go by "locality" as well as by
// "address.locality". Empty values mean not known; something must be.
func FromValues(values map[string]string) (Document, error) {
	doc := Document{Format: FormatFlags, Claims: claims.Set{}}
	if len(values) > maxCustom {
		return Document{}, refuseValue("more than %d claims are given", maxCustom)
	}
	for _, k := range slices.Sorted(maps.Keys(values)) {
		claim := claimOf(k)
		if claim == "" {
			err := refuseValue("there is no claim %q", short(k))
			if meant, _ := claims.Meant(k); meant != "" {
				err = err.WithHint("the standard claims are name, given_name, middle_name, family_name, suffix, birthdate, address, email and phone_number")
			}
			return Document{}, err
		}
		if p := problemOf(values[k]); p != "" {
			return Document{}, refuseValue("the claim %s has %s", short(k), p)
		}
		v := strings.TrimSpace(values[k])
		if v == "" {
			continue
		}
		if old := doc.Claims[claim]; old != "" && old != v {
			return Document{}, refuseValue("the claim %s is given twice with different values", claim)
		}
		doc.Claims[claim] = v
	}
	if len(doc.Claims) == 0 {
		return Document{}, refuseValue("no claim is given")
	}
	return doc, nil
}

func refuseValue(format string, args ...any) *fault.Error {
	return fault.New(fault.Usage, format, args...).WithHint(valuesHint)
}

// claimOf returns the claim that a name stands for, or "".
func claimOf(name string) string {
	if name == claims.Address {
		return claims.AddressFormatted
	}
	for _, p := range addressParts {
		if name == p[1] || name == p[0] && p[0] != "formatted" {
			return p[1]
		}
	}
	if slices.Contains(openIDText[:], name) {
		return name
	}
	if meant, _ := claims.Meant(name); meant == "" && claims.IsCustom(name) {
		return name
	}
	return ""
}
