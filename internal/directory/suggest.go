package directory

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

// SuggestClaim returns the claim that the name of a source's attribute speaks
// for, "" where it speaks for none. Case and separators do not count, so that
// dateOfBirth, Date_Of_Birth and DATEOFBIRTH are one. Only names that leave no
// doubt are known: workPhone or manager's email are somebody else's, or not on any
// document. It is for a person to confirm.
func SuggestClaim(attribute string) string { return namesOfClaims()[foldAttribute(attribute)] }

// foldAttribute leaves the letters and digits of a name, in lower case.
func foldAttribute(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, name)
}

// namesOfClaims are folded names of attributes, as Okta and Microsoft Graph and
// the people who extend their schemas spell them.
func namesOfClaims() map[string]string {
	names := map[string][]string{
		claims.Birthdate: {
			"dateofbirth", "birthdate", "birthday", "dob", "birthdt", "geburtsdatum", "geburtstag", "datedenaissance", "datenaissance",
			"fechanacimiento", "fechadenacimiento", "datadinascita", "datanascimento",
		},
		claims.GivenName:  {"firstname", "givenname", "legalfirstname", "forename", "vorname", "prenom", "nombre"},
		claims.MiddleName: {"middlename", "middlenames", "legalmiddlename", "zweitername"},
		claims.FamilyName: {
			"lastname", "familyname", "surname", "legallastname", "nachname", "familienname", "nomdefamille", "apellido", "apellidos",
		},
		claims.Suffix: {"honorificsuffix", "namesuffix"},
		claims.Name:   {"displayname", "fullname", "legalname", "legalfullname", "formattedname"},
		claims.Email:  {"email", "emailaddress", "mail"},
		claims.Phone: {
			"mobilephone", "mobile", "mobilenumber", "mobilephonenumber", "cellphone", "cell", "handynummer", "phonenumber", "phone", "telephone",
		},
		claims.EmployeeID:        {"employeenumber", "employeeid", "employeeno", "personnelnumber", "personalnummer", "staffid", "workerid"},
		claims.AddressStreet:     {"streetaddress", "street", "strasse", "homestreet"},
		claims.AddressLocality:   {"city", "locality", "town", "stadt", "homecity"},
		claims.AddressRegion:     {"state", "region", "province", "homestate"},
		claims.AddressPostalCode: {"zipcode", "zip", "postalcode", "postcode", "plz", "homezip", "homepostalcode"},
		claims.AddressCountry:    {"countrycode", "country", "homecountry"},
		claims.AddressFormatted:  {"postaladdress", "formattedaddress", "homeaddress"},
	}
	out := make(map[string]string, 100)
	for claim, spelled := range names {
		for _, name := range spelled {
			out[name] = claim
		}
	}
	return out
}
