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
	get    func(p *Person) string // the value of a string, "" for null
	key    string                 // Okta's name for it, under which SetAttribute clears it
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
	constant("null", `ageGroup authorizationInfo consentProvidedForMinor creationType customSecurityAttributes
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
	birthdate := graphExtension(extension+"dateOfBirth", func(p *Person) string { return oktaProfile(p, "dateOfBirth") })
	birthdate.key = "dateOfBirth"
	props[birthdate.name] = birthdate
	return props
}

// graphTexts adds the properties that are strings or null.
func graphTexts(props map[string]graphProperty) {
	add := func(name, key string, get func(p *Person) string) {
		props[name] = graphProperty{name: name, text: true, key: key, get: get, append: func(b []byte, p *Person) []byte {
			return appendOptional(b, name, get(p))
		}}
	}
	for name, key := range map[string]string{
		"displayName": "displayName", "givenName": "firstName", "surname": "lastName", "employeeId": "employeeNumber",
		"employeeType": "userType", "jobTitle": "title", "department": "department", "mobilePhone": "mobilePhone",
		"streetAddress": "streetAddress", "city": "city", "state": "state", "postalCode": "zipCode",
		"preferredLanguage": "locale", "companyName": "companyName",
	} {
		add(name, key, func(p *Person) string { return oktaProfile(p, key) })
	}
	add("id", "", func(p *Person) string { return p.GraphID })
	add("userPrincipalName", "", func(p *Person) string { return p.Login })
	add("mail", "", graphMail)
	add("mailNickname", "", func(p *Person) string { local, _, _ := strings.Cut(p.Login, "@"); return local })
	add("usageLocation", "", func(p *Person) string { return p.Address.Country })
	add("userType", "", func(p *Person) string {
		if p.Custom["userType"] == "Guest" {
			return "Guest"
		}
		return "Member"
	})
	add("country", "countryCode", func(p *Person) string {
		if p.Missing.Has(MissingAddress) {
			return ""
		}
		return p.Address.CountryName
	})
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
	return graphExtension(name, func(p *Person) string { return p.Custom[name] })
}

// graphExtension is a directory extension; one that was never set is absent.
func graphExtension(name string, get func(p *Person) string) graphProperty {
	return graphProperty{name: name, text: true, key: name, get: get, append: func(b []byte, p *Person) []byte {
		if v := get(p); v != "" {
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
	b = appendOptional(b, "extensionAttribute1", extensionAttribute(p, "extensionAttribute1"))
	for _, name := range [...]string{
		"extensionAttribute2", "extensionAttribute3", "extensionAttribute4", "extensionAttribute5", "extensionAttribute6",
		"extensionAttribute7", "extensionAttribute8", "extensionAttribute9", "extensionAttribute10", "extensionAttribute11",
		"extensionAttribute12", "extensionAttribute13", "extensionAttribute14", "extensionAttribute15",
	} {
		b = appendOptional(b, name, extensionAttribute(p, name))
	}
	return append(b, '}')
}

// extensionAttribute is one of the fifteen, "" for null.
func extensionAttribute(p *Person, name string) string {
	if name == "extensionAttribute1" {
		return oktaProfile(p, "dateOfBirth")
	}
	return p.Custom[name]
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
