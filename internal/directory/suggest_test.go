package directory

import "testing"

func TestSuggestClaim(t *testing.T) {
	for name, want := range map[string]string{
		"dateOfBirth": "birthdate", "Date_Of_Birth": "birthdate", "DATE-OF-BIRTH": "birthdate", "geburts.datum": "birthdate",
		"mobilePhone": "phone_number", "home postal code": "address.postal_code",
		"workPhone": "", "managerEmail": "", "": "",
	} {
		if got := SuggestClaim(name); got != want {
			t.Errorf("%q speaks for %q, want %q", name, got, want)
		}
	}
	for name, claim := range namesOfClaims() {
		if foldAttribute(name) != name || (Mapping{claim: "x"}).Validate() != nil {
			t.Errorf("%q for %q can never be suggested", name, claim)
		}
	}
}
