package okta

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// DefaultMapping is where Okta keeps each claim (Users API, the base profile).
// There is none for birthdate: Okta has no such attribute.
func DefaultMapping() directory.Mapping {
	return directory.Mapping{
		claims.GivenName:         "profile.firstName",
		claims.MiddleName:        "profile.middleName",
		claims.FamilyName:        "profile.lastName",
		claims.Suffix:            "profile.honorificSuffix",
		claims.Name:              "profile.displayName",
		claims.Email:             "profile.email",
		claims.Phone:             "profile.mobilePhone",
		claims.AddressStreet:     "profile.streetAddress",
		claims.AddressLocality:   "profile.city",
		claims.AddressRegion:     "profile.state",
		claims.AddressPostalCode: "profile.zipCode",
		claims.AddressCountry:    "profile.countryCode",
		claims.AddressFormatted:  "profile.postalAddress",
		claims.EmployeeID:        "profile.employeeNumber",
	}
}

// CheckMapping reports whether New takes the mapping: every path must name an
// attribute of the profile. An empty path switches a claim off. It needs no
// network. The error is fault.Usage.
func CheckMapping(m directory.Mapping) error {
	_, err := effective(m)
	return err
}

// effective puts the mapping over the default one. Every path must be under
// profile: nothing else of a user is an attribute of the person.
func effective(m directory.Mapping) (directory.Mapping, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	out := m.Over(DefaultMapping())
	for _, e := range out.Entries() {
		claim, path, _ := strings.Cut(e, "=")
		if key, ok := strings.CutPrefix(path, profilePrefix); !ok || key == "" {
			return nil, fault.New(fault.Usage, "%s is mapped to %q, which is not a profile attribute of Okta", claim, path).
				WithHint("write %s=%s, with the attribute's variable name from the Okta profile editor", claim, profilePath(path))
		}
	}
	return out, nil
}

// profilePath is what was probably meant by a path that is not under profile:
// dateOfBirth, user.dateOfBirth (Okta's expression language) and
// Profile.dateOfBirth are all written profile.dateOfBirth here.
func profilePath(path string) string {
	name := path[strings.LastIndexByte(path, '.')+1:]
	if strings.EqualFold(name+".", profilePrefix) {
		name = "NAME"
	}
	return profilePrefix + name
}
