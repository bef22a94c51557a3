package claims

import "strings"

// Meant returns the standard claim that another word stands for, "" for none,
// and whether the word is only a part of it. Case and separators do not count.
// The list is short on purpose: a word that may well be a custom claim, such as
// work_phone, is not on it. The parts of an address never are custom claims,
// since a document's are read into its address (OpenID Connect Core 1.0, 5.1.1).
func Meant(word string) (claim string, part bool) {
	word = strings.ToLower(word)
	if strings.HasPrefix(word, Address+".") {
		return Address, true
	}
	switch strings.NewReplacer("_", "", "-", "", " ", "").Replace(word) {
	case "name", "fullname":
		return Name, false
	case "givenname", "firstname", "middlename", "familyname", "lastname", "surname", "suffix",
		"paternalfamilyname", "maternalfamilyname", "mrzname":
		return Name, true
	case "birthdate", "birthday", "dateofbirth", "dob":
		return Birthdate, false
	case "address", "addr":
		return Address, false
	case "streetaddress", "locality", "region", "postalcode", "postcode", "zip", "zipcode", "country":
		return Address, true
	case "email", "emailaddress", "mail":
		return Email, false
	case "phonenumber", "phone", "telephone":
		return Phone, false
	}
	return "", false
}
