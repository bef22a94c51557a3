package entra

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// Source of the lists in this file:
// https://learn.microsoft.com/graph/api/resources/user and
// https://learn.microsoft.com/graph/api/user-list (v1.0).

// listable are the user properties that GET /users returns when selected and
// that hold a value or a list of values. Graph compares names case-sensitively.
func listable() []string {
	return []string{
		"accountEnabled", "ageGroup", "businessPhones", "city", "companyName", "consentProvidedForMinor", "country",
		"createdDateTime", "creationType", "deletedDateTime", "department", "displayName", "employeeHireDate", "employeeId",
		"employeeType", "externalUserState", "externalUserStateChangeDateTime", "faxNumber", "givenName", "id", "imAddresses",
		"isResourceAccount", "jobTitle", "lastPasswordChangeDateTime", "legalAgeGroupClassification", "mail", "mailNickname",
		"mobilePhone", "officeLocation", "onPremisesDistinguishedName", "onPremisesDomainName", "onPremisesImmutableId",
		"onPremisesLastSyncDateTime", "onPremisesSamAccountName", "onPremisesSecurityIdentifier", "onPremisesSyncEnabled",
		"onPremisesUserPrincipalName", "otherMails", "postalCode", "preferredDataLocation", "preferredLanguage", "proxyAddresses",
		"securityIdentifier", "showInAddressList", "state", "streetAddress", "surname", "usageLocation", "userPrincipalName", "userType",
	}
}

// singleOnly are properties that Graph returns for one user at a time only. If
// one is selected in a listing, the whole listing fails with 501.
func singleOnly() []string {
	return []string{
		"aboutMe", "birthday", "hireDate", "interests", "mailboxSettings", "mySite", "pastProjects", "preferredName",
		"responsibilities", "schools", "skills",
	}
}

// refusal is a property that cannot be mapped although Graph has it, and why.
type refusal struct{ name, why, way string }

func refused() []refusal {
	const extension = "copy it to an onPremisesExtensionAttributes value or a directory extension"
	return []refusal{
		{"customSecurityAttributes", "custom security attributes are not supported in this version; reading them takes the permission CustomSecAttributeAssignment.Read.All besides", extension},
		{"signInActivity", "it is not about the person, and takes the permission AuditLog.Read.All and a premium license", "leave it out"},
		{"employeeLeaveDateTime", "reading it takes the permission User-LifeCycleInfo.Read.All, which incodectl does not ask for", extension},
		{"manager", "it is another person, not a property", "leave it out"},
	}
}

// Names of properties with parts.
const (
	propExtensions = "onPremisesExtensionAttributes"
	propOrgData    = "employeeOrgData"
)

var (
	// directoryExtension is a property that an app registered in the tenant:
	// extension_{app ID without dashes}_{name}.
	directoryExtension = regexp.MustCompile(`^extension_[0-9a-f]{32}_[A-Za-z0-9_]+$`)
	extensionAttribute = regexp.MustCompile(`^extensionAttribute([1-9]|1[0-5])$`)
)

// DefaultMapping returns the claims read when nothing else is said. There is no
// birthdate: Graph lists none, so it has to be mapped to where the organisation
// keeps it.
func DefaultMapping() directory.Mapping {
	return directory.Mapping{
		"given_name":             "givenName",
		"family_name":            "surname",
		"name":                   "displayName",
		"email":                  propMail,
		"phone_number":           "mobilePhone",
		"address.street_address": "streetAddress",
		"address.locality":       "city",
		"address.region":         "state",
		"address.postal_code":    "postalCode",
		"address.country":        "country",
		"employee_id":            "employeeId",
	}
}

// CheckMapping reports whether Graph can list every property the mapping names.
// An empty path switches a claim off. It needs no network, so that a mistake shows when an integration is created
// and not in the middle of a sync. Failures are fault.Usage.
func CheckMapping(m directory.Mapping) error {
	if err := m.Validate(); err != nil {
		return err
	}
	for _, claim := range slices.Sorted(maps.Keys(m)) {
		path := m[claim]
		if path == "" {
			continue // switched off
		}
		if why, way := checkPath(path); why != "" {
			return fault.New(fault.Usage, "%s cannot be mapped to %q: %s", claim, path, why).WithHint("%s", way)
		}
	}
	return nil
}

// checkPath returns why Microsoft Graph cannot list path, and the way out.
func checkPath(path string) (why, way string) {
	head, rest, dotted := strings.Cut(path, ".")
	for _, r := range refused() {
		if strings.EqualFold(head, r.name) {
			return r.why, r.way
		}
	}
	if containsFold(singleOnly(), head) {
		return "Microsoft Graph returns it for one user at a time only, never in a listing",
			"copy it to an onPremisesExtensionAttributes value or a directory extension, and map that: claim=onPremisesExtensionAttributes.extensionAttribute1"
	}
	switch {
	case head == propExtensions:
		if !extensionAttribute.MatchString(rest) {
			return "it has the parts extensionAttribute1 to extensionAttribute15", "write it as onPremisesExtensionAttributes.extensionAttribute1"
		}
		return "", ""
	case head == propOrgData:
		if rest != "division" && rest != "costCenter" {
			return "it has the parts division and costCenter", "write it as employeeOrgData.division"
		}
		return "", ""
	case strings.HasPrefix(strings.ToLower(head), "extension_"):
		if dotted || !directoryExtension.MatchString(head) {
			return "that is not how a directory extension is written", "write it as extension_{app ID: 32 hex digits, no dashes}_{name}"
		}
		return "", ""
	case !slices.Contains(listable(), head):
		return "a user of Microsoft Graph has no such property that can be listed", suggest(head)
	case dotted:
		return head + " has no parts", "map " + head
	}
	return "", ""
}

func containsFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(v string) bool { return strings.EqualFold(v, s) })
}

// suggest names the property that was probably meant.
func suggest(name string) string {
	if extensionAttribute.MatchString(name) {
		return "did you mean " + propExtensions + "." + name + "?"
	}
	best, least := "", 3 // two slips of the pen at most
	for _, p := range append(listable(), propExtensions, propOrgData) {
		if d := distance(strings.ToLower(name), strings.ToLower(p)); d < least {
			best, least = p, d
		}
	}
	if best != "" {
		return "did you mean " + best + "? upper and lower case count"
	}
	return "use a property of https://learn.microsoft.com/graph/api/resources/user, onPremisesExtensionAttributes.extensionAttribute1 to 15, or extension_{app ID}_{name}"
}

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
