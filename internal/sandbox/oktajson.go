package sandbox

import (
	"maps"
	"slices"
)

// oktaTypeID is the id of the default user type.
const oktaTypeID = "otySandboxDefault001"

// oktaPage writes people as Okta's Users API lists them.
type oktaPage struct {
	base                 string
	credentials          bool
	noProfile, bigNumber bool
}

// user appends one User object.
func (o oktaPage) user(b []byte, p *Person) []byte {
	b = appendField(append(b, '{'), "id", p.OktaID)
	b = appendField(b, "status", string(p.Status))
	var times [2][26]byte
	created := appendTime(times[0][:0], p.Created, true)
	updated := appendTime(times[1][:0], p.LastUpdated, true)
	activated, changed, login := created, created, updated
	switch {
	case p.Status == StatusStaged: // never activated, never signed in
		activated, changed, login = []byte("null"), []byte("null"), []byte("null")
	case !p.StatusChanged.Equal(p.Created):
		changed = appendTime(nil, p.StatusChanged, true)
	}
	b = append(appendKey(b, "created"), created...)
	b = append(appendKey(b, "activated"), activated...)
	b = append(appendKey(b, "statusChanged"), changed...)
	b = append(appendKey(b, "lastLogin"), login...)
	b = append(appendKey(b, "lastUpdated"), updated...)
	b = append(appendKey(b, "passwordChanged"), activated...)
	b = append(b, `,"type":{"id":"`+oktaTypeID+`"}`...)
	if !o.noProfile {
		b = append(appendKey(b, "profile"), '{')
		b = append(o.profile(b, p), '}')
	}
	if o.credentials {
		b = append(b, `,"credentials":{"password":{},"emails":[{"value":`...)
		b = appendString(b, p.Email)
		b = append(b, `,"status":"VERIFIED","type":"PRIMARY"}],"provider":{"type":"OKTA","name":"OKTA"}}`...)
	}
	b = append(b, `,"_links":{"self":{"href":"`...)
	b = append(append(append(b, o.base...), "/api/v1/users/"...), p.OktaID...)
	return append(b, `"}}}`...)
}

// profile appends the attributes. What the directory does not know is null for
// Okta's own attributes that always show, and absent for the rest.
func (o oktaPage) profile(b []byte, p *Person) []byte {
	for _, key := range [...]string{"firstName", "lastName", "mobilePhone", "secondEmail"} {
		b = appendOptional(b, key, oktaProfile(p, key))
	}
	b = appendField(b, "login", p.Login)
	b = appendField(b, "email", p.Email)
	optional := optionalAttributes()
	for _, key := range optional {
		if v := oktaProfile(p, key); v != "" {
			b = appendField(b, key, v)
		}
	}
	if o.bigNumber {
		b = append(appendKey(b, "badgeNumber"), "9007199254740993"...)
	} else if p.Custom["badgeNumber"] == "" {
		b = appendDigits(appendKey(b, "badgeNumber"), badgeNumber(p), 1)
	}
	if p.Custom["languages"] == "" {
		b = append(append(append(b, `,"languages":["`...), p.Locale[:2]...), `"]`...)
	}
	if len(p.Custom) == 0 {
		return b
	}
	for _, key := range slices.Sorted(maps.Keys(p.Custom)) {
		if o.bigNumber && key == "badgeNumber" || slices.Contains(optional[:], key) {
			continue // written above
		}
		b = append(appendString(append(b, ','), key), ':')
		b = appendString(b, p.Custom[key])
	}
	return b
}

// optionalAttributes are Okta's own attributes that show only when set.
func optionalAttributes() [15]string {
	return [...]string{
		"middleName", "honorificPrefix", "honorificSuffix", "displayName", "title", "department", "userType", "locale",
		"employeeNumber", "streetAddress", "city", "state", "zipCode", "countryCode", "dateOfBirth",
	}
}

// oktaProfile returns a profile attribute as text, "" when the directory does
// not record it.
func oktaProfile(p *Person, key string) string {
	if p.Missing != 0 && unrecorded(p.Missing, key) {
		return ""
	}
	if len(p.Custom) > 0 { // may override what is otherwise derived, like displayName
		if v := p.Custom[key]; v != "" {
			return v
		}
	}
	switch key {
	case "firstName":
		return p.Given
	case "lastName":
		return p.Family
	case "middleName":
		return p.Middle
	case "honorificPrefix":
		return p.Prefix
	case "honorificSuffix":
		return p.Suffix
	case "displayName":
		return p.Name()
	case "login":
		return p.Login
	case "email":
		return p.Email
	case "secondEmail":
		return p.SecondEmail
	case "mobilePhone":
		return p.Phone
	case "title":
		return p.Title
	case "department":
		return p.Department
	case "userType":
		return userType(p)
	case "locale":
		return p.Locale
	case "employeeNumber":
		return p.EmployeeID
	case "streetAddress":
		return p.Address.StreetAddress()
	case "city":
		return p.Address.City
	case "state":
		return p.Address.Region
	case "zipCode":
		return p.Address.PostalCode
	case "countryCode":
		return p.Address.Country
	case "dateOfBirth":
		return p.Birthdate
	}
	return ""
}

// unrecorded reports whether an attribute is among those that are missing.
func unrecorded(m Missing, key string) bool {
	switch key {
	case "mobilePhone":
		return m.Has(MissingPhone)
	case "dateOfBirth":
		return m.Has(MissingBirthdate)
	case "streetAddress", "city", "state", "zipCode", "countryCode":
		return m.Has(MissingAddress)
	}
	return false
}

func userType(p *Person) string {
	if p.Contractor {
		return "Contractor"
	}
	return "Employee"
}

// badgeNumber is a custom attribute that is a number.
func badgeNumber(p *Person) int { return 100000 + p.Index }

// oktaSchema is Retrieve a user schema: the base attributes served here and
// the custom ones.
func (s *Server) oktaSchema(x *exchange) {
	b := append(x.body[:0], '{')
	b = appendField(b, "id", x.base()+"/meta/schemas/user/osc"+oktaTypeID[3:])
	b = appendField(b, "$schema", "http://json-schema.org/draft-04/schema#")
	b = appendField(b, "name", "user")
	b = appendField(b, "type", "object")
	attributes := func(b []byte, list [][3]string) []byte {
		for _, a := range list {
			b = append(appendKey(b, a[0]), '{')
			b = appendField(b, "title", a[2])
			b = appendField(b, "type", a[1])
			if a[1] == "array" {
				b = append(b, `,"items":{"type":"string"}`...)
			}
			b = append(b, `,"mutability":"READ_WRITE","scope":"NONE"}`...)
		}
		return b
	}
	base := [][3]string{}
	for _, key := range []string{
		"login", "firstName", "lastName", "middleName", "honorificPrefix", "honorificSuffix", "email", "secondEmail",
		"displayName", "title", "department", "userType", "locale", "employeeNumber", "mobilePhone", "streetAddress",
		"city", "state", "zipCode", "countryCode",
	} {
		base = append(base, [3]string{key, "string", key})
	}
	b = append(b, `,"definitions":{"base":{"id":"#base","type":"object","properties":{`...)
	b = append(attributes(b, base), `},"required":["login","email"]},"custom":{"id":"#custom","type":"object","properties":{`...)
	b = attributes(b, [][3]string{
		{"dateOfBirth", "string", "Date of birth"}, {"badgeNumber", "integer", "Badge number"}, {"languages", "array", "Languages"},
	})
	b = append(b, `},"required":[]}}`...)
	x.answer(200, append(b, `,"properties":{"profile":{"allOf":[{"$ref":"#/definitions/custom"},{"$ref":"#/definitions/base"}]}}}`...))
}
