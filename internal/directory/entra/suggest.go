package entra

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

// suggestClaim returns the claim that a property's name speaks for, or "". Only
// the name is looked at, so it is for a person to confirm.
func suggestClaim(path string) string {
	name := path
	if directoryExtension.MatchString(path) {
		name = strings.SplitN(path, "_", 3)[2]
	}
	return namesOfClaims()[foldName(name)]
}

// foldName leaves the letters and digits of a name, in lower case, so that
// dateOfBirth, Date_Of_Birth and DATEOFBIRTH are one.
func foldName(name string) string {
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

// namesOfClaims are folded names of properties as Microsoft Graph and people
// who make directory extensions spell them.
func namesOfClaims() map[string]string {
	return map[string]string{
		"birthdate": claims.Birthdate, "birthday": claims.Birthdate, "dateofbirth": claims.Birthdate, "dob": claims.Birthdate,
		"birthdt": claims.Birthdate, "geburtsdatum": claims.Birthdate, "fechanacimiento": claims.Birthdate, "datenaissance": claims.Birthdate,
		"givenname": claims.GivenName, "firstname": claims.GivenName, "legalfirstname": claims.GivenName, "forename": claims.GivenName,
		"surname": claims.FamilyName, "familyname": claims.FamilyName, "lastname": claims.FamilyName, "legallastname": claims.FamilyName,
		"middlename": claims.MiddleName, "legalmiddlename": claims.MiddleName,
		"displayname": claims.Name, "fullname": claims.Name, "legalname": claims.Name,
		"mail": claims.Email, "email": claims.Email, "emailaddress": claims.Email,
		"mobilephone": claims.Phone, "mobile": claims.Phone, "phonenumber": claims.Phone, "cellphone": claims.Phone,
		"streetaddress": claims.AddressStreet, "homestreet": claims.AddressStreet,
		"city": claims.AddressLocality, "homecity": claims.AddressLocality,
		"state": claims.AddressRegion, "homestate": claims.AddressRegion,
		"postalcode": claims.AddressPostalCode, "zipcode": claims.AddressPostalCode, "homepostalcode": claims.AddressPostalCode,
		"country": claims.AddressCountry, "homecountry": claims.AddressCountry,
		"employeeid": claims.EmployeeID, "employeenumber": claims.EmployeeID, "personnelnumber": claims.EmployeeID,
	}
}
