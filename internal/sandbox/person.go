package sandbox

import (
	"strings"
	"time"
)

// Status is a person's status in Okta's words (Users API). Graph knows only
// accountEnabled; see Enabled.
type Status string

// The statuses.
const (
	StatusActive          Status = "ACTIVE"
	StatusStaged          Status = "STAGED"
	StatusProvisioned     Status = "PROVISIONED"
	StatusRecovery        Status = "RECOVERY"
	StatusLockedOut       Status = "LOCKED_OUT"
	StatusPasswordExpired Status = "PASSWORD_EXPIRED"
	StatusSuspended       Status = "SUSPENDED"
	StatusDeprovisioned   Status = "DEPROVISIONED"
)

// Enabled is Graph's accountEnabled for the status.
func (s Status) Enabled() bool {
	return s != StatusStaged && s != StatusSuspended && s != StatusDeprovisioned
}

// Missing is a set of attributes that the directory does not record, though
// the person has them.
type Missing uint8

// The attributes that may be missing.
const (
	MissingBirthdate Missing = 1 << iota
	MissingAddress
	MissingPhone
	MissingMail // in Graph only: Okta demands an e-mail address
)

// Has reports whether any of the attributes is missing.
func (m Missing) Has(what Missing) bool { return m&what != 0 }

// Address is a postal address in its parts.
type Address struct {
	Street        string // with the house number, in the country's order
	Neighbourhood string // colonia or bairro, where the country uses one
	City          string
	Region        string // code or name, as people there write it
	RegionName    string // full name where Region is a code
	PostalCode    string
	Country       string // ISO 3166-1 alpha-2
	CountryName   string

	layout []layoutPart // of the line with the city
}

// StreetAddress is the street line as a directory keeps it.
func (a Address) StreetAddress() string {
	if a.Neighbourhood == "" {
		return a.Street
	}
	return a.Street + ", " + a.Neighbourhood
}

// Lines returns the address as printed on an envelope, without the country.
func (a Address) Lines() []string {
	lines := []string{a.Street}
	if a.Neighbourhood != "" {
		lines = append(lines, a.Neighbourhood)
	}
	var b strings.Builder
	for _, p := range a.layout {
		switch p.field {
		case 'c':
			b.WriteString(a.City)
		case 'r':
			b.WriteString(a.Region)
		case 'z':
			b.WriteString(a.PostalCode)
		default:
			b.WriteString(p.text)
		}
	}
	return append(lines, strings.Split(strings.Trim(b.String(), " ,\n"), "\n")...)
}

// Person is one invented employee, as they are at the moment of asking.
type Person struct {
	Index      int
	OktaID     string
	GraphID    string
	EmployeeID string
	Login      string // Okta login, Graph userPrincipalName
	Email      string
	// SecondEmail is a private address, "" for most; Graph's otherMails.
	SecondEmail string

	Given, Middle, Family     string
	Paternal, Maternal        string // the parts of Family where the culture has two
	Prefix, Suffix            string // "Dr.", "Jr.", rarely
	GivenLatin, FamilyLatin   string // in Latin letters, for people written in another script
	Gender                    string // "F" or "M"
	Birthdate                 string // YYYY-MM-DD
	Phone                     string // international, spaced or not
	Address                   Address
	Title, Department, Locale string
	Contractor                bool

	Status  Status
	Missing Missing
	Deleted bool
	// Custom are further directory attributes set at run time.
	Custom map[string]string

	Created, LastUpdated, StatusChanged time.Time

	company     *Company
	familyFirst bool
}

// Name is the full name in the order of the person's culture.
func (p *Person) Name() string {
	var room [96]byte
	b := room[:0]
	if p.familyFirst {
		b = append(append(append(b, p.Family...), ' '), p.Given...)
		return string(b)
	}
	b = append(b, p.Given...)
	for _, part := range [...]string{p.Middle, p.Family, p.Suffix} {
		if part != "" {
			b = append(append(b, ' '), part...)
		}
	}
	return string(b)
}

// Claims returns what an identity check established about the person, as
// OpenID Connect claims (OpenID Connect Core 1.0, 5.1). It is what is true of
// them, also where the directory records nothing.
func (p *Person) Claims() map[string]any {
	claims := map[string]any{
		"given_name":   p.Given,
		"family_name":  p.Family,
		"name":         p.Name(),
		"birthdate":    p.Birthdate,
		"email":        p.Email,
		"phone_number": strings.ReplaceAll(p.Phone, " ", ""),
		"address": map[string]any{
			"formatted":      strings.Join(append(p.Address.Lines(), p.Address.CountryName), "\n"),
			"street_address": p.Address.StreetAddress(),
			"locality":       p.Address.City,
			"region":         p.Address.Region,
			"postal_code":    p.Address.PostalCode,
			"country":        p.Address.Country,
		},
	}
	if p.Middle != "" {
		claims["middle_name"] = p.Middle
	}
	if p.Suffix != "" {
		claims["suffix"] = p.Suffix
	}
	return claims
}
