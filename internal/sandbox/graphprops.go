package sandbox

import (
	"strconv"
	"strings"
)

// graphProperty is one property of microsoft.graph.user.
type graphProperty struct {
	name   string
	text   bool // a string when present
	single bool // served for one user only: 501 on a collection
	append func(b []byte, p *Person) []byte
}

// graphProperties returns every property that $select may name. What the
// sandbox keeps no data for is null, or an empty list.
func graphProperties(extension string) map[string]graphProperty {
	props := map[string]graphProperty{}
	raw := func(name string, f func(b []byte, p *Person) []byte) {
		props[name] = graphProperty{name: name, append: func(b []byte, p *Person) []byte { return f(appendKey(b, name), p) }}
	}
	constant := func(value, names string) {
		for name := range strings.FieldsSeq(names) {
			raw(name, func(b []byte, _ *Person) []byte { return append(b, value...) })
		}
	}
	constant("null", `ageGroup authorizationInfo companyName consentProvidedForMinor creationType customSecurityAttributes
		deletedDateTime employeeHireDate employeeLeaveDateTime employeeOrgData externalUserState
		externalUserStateChangeDateTime faxNumber identityParentId isManagementRestricted isResourceAccount
		legalAgeGroupClassification officeLocation onPremisesDistinguishedName onPremisesDomainName
		onPremisesImmutableId onPremisesLastSyncDateTime onPremisesSamAccountName onPremisesSecurityIdentifier
		onPremisesSyncEnabled onPremisesUserPrincipalName passwordPolicies passwordProfile preferredDataLocation print
		securityIdentifier showInAddressList signInActivity`)
	constant("[]", `assignedLicenses assignedPlans businessPhones identities imAddresses licenseAssignmentStates
		onPremisesProvisioningErrors provisionedPlans serviceProvisioningErrors`)
	constant("5", "deviceEnrollmentLimit")
	raw("accountEnabled", func(b []byte, p *Person) []byte { return strconv.AppendBool(b, p.Status.Enabled()) })
	for _, name := range []string{"createdDateTime", "lastPasswordChangeDateTime", "signInSessionsValidFromDateTime"} {
		raw(name, func(b []byte, p *Person) []byte { return odataTime(b, p.Created) })
	}
	raw("otherMails", func(b []byte, p *Person) []byte { return appendList(b, p.SecondEmail) })
	raw("proxyAddresses", func(b []byte, p *Person) []byte {
		if graphMail(p) == "" {
			return append(b, "[]"...)
		}
		return appendList(b, "SMTP:"+p.Email, "smtp:"+p.EmployeeID+"@"+p.company.domain)
	})
	raw("onPremisesExtensionAttributes", appendExtensionAttributes)
	graphTexts(props)
	graphSingles(props)
	raw(extension+"badgeNumber", func(b []byte, p *Person) []byte { return appendDigits(b, badgeNumber(p), 1) })
	dateOfBirth := extension + "dateOfBirth"
	props[dateOfBirth] = graphProperty{name: dateOfBirth, text: true, append: func(b []byte, p *Person) []byte {
		if p.Missing.Has(MissingBirthdate) {
			return b // a directory extension that was never set is absent
		}
		return appendField(b, dateOfBirth, p.Birthdate)
	}}
	return props
}

// graphTexts adds the properties that are strings or null.
func graphTexts(props map[string]graphProperty) {
	profile := func(key string) func(p *Person) string {
		return func(p *Person) string { return oktaProfile(p, key) }
	}
	for name, get := range map[string]func(p *Person) string{
		"id":                func(p *Person) string { return p.GraphID },
		"userPrincipalName": func(p *Person) string { return p.Login },
		"mail":              graphMail,
		"mailNickname":      func(p *Person) string { local, _, _ := strings.Cut(p.Login, "@"); return local },
		"displayName":       profile("displayName"),
		"givenName":         profile("firstName"),
		"surname":           profile("lastName"),
		"employeeId":        profile("employeeNumber"),
		"employeeType":      profile("userType"),
		"jobTitle":          profile("title"),
		"department":        profile("department"),
		"mobilePhone":       profile("mobilePhone"),
		"streetAddress":     profile("streetAddress"),
		"city":              profile("city"),
		"state":             profile("state"),
		"postalCode":        profile("zipCode"),
		"preferredLanguage": profile("locale"),
		"usageLocation":     func(p *Person) string { return p.Address.Country },
		"userType":          func(*Person) string { return "Member" },
		"country": func(p *Person) string {
			if p.Missing.Has(MissingAddress) {
				return ""
			}
			return p.Address.CountryName
		},
	} {
		props[name] = graphProperty{name: name, text: true, append: func(b []byte, p *Person) []byte {
			return appendOptional(b, name, get(p))
		}}
	}
}

// graphSingles adds the properties that live outside the directory and are
// served for a single user only (List users, "Properties not returned").
func graphSingles(props map[string]graphProperty) {
	for name, value := range map[string]string{
		"aboutMe": "null", "mySite": "null", "preferredName": "null", "mailboxSettings": "null",
		"interests": "[]", "pastProjects": "[]", "responsibilities": "[]", "schools": "[]", "skills": "[]",
		"hireDate": `"0001-01-01T00:00:00Z"`,
	} {
		props[name] = graphProperty{name: name, single: true, append: func(b []byte, _ *Person) []byte {
			return append(appendKey(b, name), value...)
		}}
	}
	props["birthday"] = graphProperty{name: "birthday", single: true, append: func(b []byte, p *Person) []byte {
		day := p.Birthdate
		if p.Missing.Has(MissingBirthdate) {
			day = "0001-01-01" // what Graph says for "not set"
		}
		return appendField(b, "birthday", day+"T00:00:00Z")
	}}
}

// graphCustom is a directory extension set at run time by SetAttribute.
func graphCustom(name string) graphProperty {
	return graphProperty{name: name, text: true, append: func(b []byte, p *Person) []byte {
		if v := p.Custom[name]; v != "" {
			return appendField(b, name, v)
		}
		return b
	}}
}

// graphMail is the mail property; some people have no mailbox.
func graphMail(p *Person) string {
	if p.Missing.Has(MissingMail) {
		return ""
	}
	return p.Email
}

// appendExtensionAttributes appends the fifteen attributes; the first is the
// date of birth.
func appendExtensionAttributes(b []byte, p *Person) []byte {
	b = append(b, '{')
	birthdate := p.Birthdate
	if p.Missing.Has(MissingBirthdate) {
		birthdate = ""
	}
	b = appendOptional(b, "extensionAttribute1", birthdate)
	for _, name := range [...]string{
		"extensionAttribute2", "extensionAttribute3", "extensionAttribute4", "extensionAttribute5", "extensionAttribute6",
		"extensionAttribute7", "extensionAttribute8", "extensionAttribute9", "extensionAttribute10", "extensionAttribute11",
		"extensionAttribute12", "extensionAttribute13", "extensionAttribute14", "extensionAttribute15",
	} {
		b = appendOptional(b, name, p.Custom[name])
	}
	return append(b, '}')
}

// appendList appends a list of the strings that are not empty.
func appendList(b []byte, values ...string) []byte {
	b = append(b, '[')
	for _, v := range values {
		if v == "" {
			continue
		}
		if b[len(b)-1] != '[' {
			b = append(b, ',')
		}
		b = appendString(b, v)
	}
	return append(b, ']')
}
