package pair

import (
	"maps"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/evidence"
)

// claimOf is the claim a key stands for: itself, or the claim it is another word
// for. The words are those that exports of directories, HR systems and databases
// use; case and separators do not count. Any other key is a custom claim.
func claimOf(key string) string {
	switch squeeze(key) {
	case "name", "fullname", "displayname":
		return claims.Name
	case "givenname", "given", "firstname", "forename":
		return claims.GivenName
	case "middlename", "middle":
		return claims.MiddleName
	case "familyname", "family", "surname", "lastname":
		return claims.FamilyName
	case "suffix", "honorificsuffix":
		return claims.Suffix
	case "mrzname":
		return claims.MRZName
	case "birthdate", "birthday", "dateofbirth", "dob":
		return claims.Birthdate
	case "email", "emailaddress", "mail":
		return claims.Email
	case "phonenumber", "phone", "telephone", "mobile":
		return claims.Phone
	case "address":
		return claims.Address
	case "placeofbirth", "birthplace":
		return evidence.PlaceOfBirth
	}
	if part := addressPart(key); part != "" {
		return part
	}
	return key
}

// addressPart is the address claim a key stands for, "" for none.
func addressPart(key string) string {
	switch strings.TrimPrefix(squeeze(key), "address.") {
	case "formatted":
		return claims.AddressFormatted
	case "streetaddress", "street":
		return claims.AddressStreet
	case "locality", "city", "town":
		return claims.AddressLocality
	case "region", "state", "province":
		return claims.AddressRegion
	case "postalcode", "postcode", "zip", "zipcode":
		return claims.AddressPostalCode
	case "country", "countrycode":
		return claims.AddressCountry
	}
	return ""
}

// squeeze is a key in lower case without separators.
func squeeze(key string) string {
	if strings.Trim(key, "abcdefghijklmnopqrstuvwxyz") == "" {
		return key // as most are
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '_' || r == '-' || r == ' ':
			return -1
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return r
	}, key)
}

// putAddress reads an address object. House number and further lines, which
// OpenID Connect Core 1.0, 5.1.1 puts into street_address, are accepted on their
// own and put there.
func putAddress(set claims.Set, parts map[string]any) error {
	var street [3][]string // house number, street, further lines
	for _, key := range slices.Sorted(maps.Keys(parts)) {
		value := textOf(parts[key])
		if value == "" {
			continue
		}
		switch squeeze(key) {
		case "housenumber", "streetnumber":
			street[0] = append(street[0], value)
			continue
		case "streetaddress", "street", "line1", "addressline1", "street1":
			street[1] = append(street[1], value)
			continue
		case "unit", "line2", "addressline2", "street2", "line3", "addressline3", "street3":
			street[2] = append(street[2], value)
			continue
		}
		// Anything else, such as a type or an identifier, is no part of the address.
		if part := addressPart(key); part != "" {
			if err := put(set, part, value); err != nil {
				return err
			}
		}
	}
	first := strings.Join(slices.Concat(street[0], street[1]), " ")
	return put(set, claims.AddressStreet, strings.TrimPrefix(strings.Join(append([]string{first}, street[2]...), ", "), ", "))
}
