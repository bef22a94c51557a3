package okta

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

// suggest returns the claim that an attribute's variable name speaks for, ""
// where it speaks for none. Case and separators do not count. Only names that
// leave no doubt are here: workPhone or manager's email are somebody else's, or
// not on any document.
func suggest(name string) string {
	switch strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(strings.ToLower(name)) {
	case "dateofbirth", "birthdate", "birthday", "dob", "birthdt", "geburtsdatum", "geburtstag",
		"datedenaissance", "datenaissance", "fechanacimiento", "fechadenacimiento", "datadinascita", "datanascimento":
		return claims.Birthdate
	case "firstname", "givenname", "legalfirstname", "vorname", "prenom", "nombre":
		return claims.GivenName
	case "middlename", "middlenames", "legalmiddlename", "zweitername":
		return claims.MiddleName
	case "lastname", "familyname", "surname", "legallastname", "nachname", "familienname", "nomdefamille", "apellido", "apellidos":
		return claims.FamilyName
	case "honorificsuffix", "namesuffix":
		return claims.Suffix
	case "displayname", "fullname", "legalname", "legalfullname", "formattedname":
		return claims.Name
	case "email", "emailaddress", "mail":
		return claims.Email
	case "mobilephone", "mobile", "mobilenumber", "mobilephonenumber", "cellphone", "cell", "handynummer",
		"phonenumber", "phone", "telephone":
		return claims.Phone
	case "employeenumber", "employeeid", "employeeno", "personnelnumber", "personalnummer", "staffid", "workerid":
		return claims.EmployeeID
	case "streetaddress", "street", "strasse", "homestreet":
		return claims.AddressStreet
	case "city", "locality", "town", "stadt", "homecity":
		return claims.AddressLocality
	case "state", "region", "province", "homestate":
		return claims.AddressRegion
	case "zipcode", "zip", "postalcode", "postcode", "plz", "homezip":
		return claims.AddressPostalCode
	case "countrycode", "country", "homecountry":
		return claims.AddressCountry
	case "postaladdress", "formattedaddress", "homeaddress":
		return claims.AddressFormatted
	}
	return ""
}
