package claims

// Further keys of a Set. They are read from documents and never compared on
// their own unless a policy names them as a custom claim.
const (
	// PaternalName and MaternalName keep the two surnames of a document apart
	// where it prints them apart; FamilyName holds both.
	PaternalName = "paternal_family_name"
	MaternalName = "maternal_family_name"
	// MRZName is the name as the machine-readable zone carries it: A to Z only,
	// the surname before "<<" (ICAO 9303-3, 4.6). It is compared only where the
	// visual name cannot be.
	MRZName = "mrz_name"
	// IssuingCountry is the country of the document, not of the person's address.
	IssuingCountry = "issuing_country"
	DocumentNumber = "document_number"
	PersonalNumber = "personal_number"
	TaxIDNumber    = "tax_id_number"
	CURP           = "curp" // Mexico's population register key
	Gender         = "gender"
	Nationality    = "nationality"
	// Groups is the mapped claim that holds a person's groups, one a line. It is
	// how a policy with rules for groups knows them.
	Groups = "groups"
	// DocumentExpiry is when the document ends to be valid, YYYY-MM-DD.
	DocumentExpiry = "document_expiry"
	// Locale is the person's language and region (OpenID Connect Core 1.0, 5.1),
	// such as en-US.
	Locale = "locale"
)

// Claims of OpenID Connect for Identity Assurance (Claims Registration 1.0,
// section 4) that are more than a text kept under its own name.
const (
	BirthFamilyName = "birth_family_name" // tells a married name from another person's
	PlaceOfBirth    = "place_of_birth"    // as one text
	Nationalities   = "nationalities"     // codes, with spaces between
	MSISDN          = "msisdn"            // E.164 digits without the plus
)

// Has reports whether any of the keys has a value.
func (s Set) Has(keys ...string) bool {
	for _, k := range keys {
		if s[k] != "" {
			return true
		}
	}
	return false
}

// First returns the value of the first key that has one, or "".
func (s Set) First(keys ...string) string {
	for _, k := range keys {
		if v := s[k]; v != "" {
			return v
		}
	}
	return ""
}

// IsCustom reports whether a claim is none of those with a comparator of its
// own, nor a part of one: a policy may then name it as a custom claim.
func IsCustom(claim string) bool {
	switch claim {
	case Name, GivenName, MiddleName, FamilyName, Suffix, Birthdate, Email, Phone, EmployeeID, Address,
		PaternalName, MaternalName, MRZName:
		return false
	}
	return ValidName(claim)
}

// ValidName reports whether a claim may be called this: a lower-case letter,
// then up to 63 lower-case letters, digits or underscores. Dots are left to
// address parts, so that a name is the same in a mapping, a policy and JSON.
func ValidName(claim string) bool {
	if claim == "" || len(claim) > 64 || claim[0] < 'a' || claim[0] > 'z' {
		return false
	}
	for _, c := range []byte(claim) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}
