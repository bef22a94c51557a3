package sandbox

import (
	"maps"
	"slices"
	"strings"
)

// Deactivate makes person i DEPROVISIONED, in Graph accountEnabled false.
func (c *Company) Deactivate(i int) { c.SetStatus(i, StatusDeprovisioned) }

// Reactivate makes person i ACTIVE again.
func (c *Company) Reactivate(i int) { c.SetStatus(i, StatusActive) }

// SetStatus gives person i any status.
func (c *Company) SetStatus(i int, s Status) {
	c.update(i, func(ch *change) { ch.status, ch.statusAt = s, ch.updated })
}

// Delete makes person i vanish from every listing. At Okta they are gone for
// good and only the System Log tells; Graph keeps them as soft-deleted, which
// its delta query reports as "changed".
func (c *Company) Delete(i int) {
	c.update(i, func(ch *change) { ch.deleted = true })
}

// Erase deletes person i for good at both, also after Delete: Graph's delta
// query reports "deleted".
func (c *Company) Erase(i int) {
	c.update(i, func(ch *change) { ch.deleted, ch.erased = true, true })
}

// Restore undoes Delete; nothing undoes Erase.
func (c *Company) Restore(i int) {
	c.update(i, func(ch *change) { ch.deleted = ch.erased })
}

// SetMember puts person i into a group or takes them out, whatever they are
// otherwise in by. It moves the group's lastMembershipUpdated and not the
// person's lastUpdated. At Graph it is about direct membership: somebody taken
// out of a group still belongs to it through a group nested in it. At Okta,
// where groups are flat, they do not. It panics when there is no such group.
func (c *Company) SetMember(group string, i int, member bool) {
	g := groupIndex(c.groups, group)
	if g < 0 {
		panic("sandbox: no group with this name")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	next := c.draft(i)
	members := maps.Clone(next.members)
	if members == nil {
		members = map[int]bool{}
	}
	members[g] = member
	next.members = members
	c.put(i, next, c.today())
}

// SetLogin changes the login of person i (Graph: userPrincipalName); the id stays.
func (c *Company) SetLogin(i int, login string) {
	c.update(i, func(ch *change) {
		ch.login = login
		c.logins[strings.ToLower(login)] = i
	})
}

// SetEmail changes the e-mail address of person i.
func (c *Company) SetEmail(i int, email string) {
	c.update(i, func(ch *change) {
		ch.email = email
		c.logins[strings.ToLower(email)] = i
	})
}

// SetAttribute changes a directory attribute of person i. Keys are those of an
// Okta profile (firstName, lastName, middleName, dateOfBirth, mobilePhone,
// streetAddress, city, state, zipCode, countryCode, employeeNumber, title,
// department, secondEmail, honorificPrefix, honorificSuffix, displayName,
// userType, locale, login, email); Graph shows the same under its own names.
// Any other key is a custom attribute, in Graph one where the key is
// companyName, extensionAttribute2 to 15 or begins with "extension_"; userType
// "Guest" makes a guest there. An empty value removes the attribute.
func (c *Company) SetAttribute(i int, key, value string) {
	switch key {
	case "login":
		c.SetLogin(i, value)
		return
	case "email":
		c.SetEmail(i, value)
		return
	}
	c.update(i, func(ch *change) {
		attributes := maps.Clone(ch.attributes)
		if attributes == nil {
			attributes = map[string]string{}
		}
		attributes[key] = value
		ch.attributes = attributes
		if strings.HasPrefix(key, "extension_") {
			c.extensions[key] = true
		}
	})
}

// Move gives person i another address. Country must be one the company knows
// for the address to be printed in that country's form.
func (c *Company) Move(i int, a Address) {
	a.layout = parseLayout("{z} {c}, {r}")
	if cu := c.cultureOf(a.Country); cu != nil {
		a.layout = cu.lineLay
		if a.CountryName == "" {
			a.CountryName = cu.country
		}
	}
	c.update(i, func(ch *change) { ch.address = &a })
}

// Add hires somebody: it returns the index of a new, active person.
func (c *Company) Add() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := c.n
	c.n++
	c.edit(i, func(ch *change) {
		ch.joined, ch.statusAt, ch.status = ch.updated, ch.updated, StatusActive
	})
	return i
}

// cultureOf finds the culture of a country, nil if there is none.
func (c *Company) cultureOf(country string) *culture {
	i := slices.IndexFunc(c.cultures, func(cu culture) bool { return cu.code == country })
	if i < 0 {
		return nil
	}
	return &c.cultures[i]
}

// setAttribute applies one attribute in Okta's words.
func setAttribute(p *Person, key, value string) {
	missing := map[string]Missing{"dateOfBirth": MissingBirthdate, "mobilePhone": MissingPhone}[key]
	if missing != 0 {
		p.Missing &^= missing
		if value == "" {
			p.Missing |= missing
			return
		}
	}
	fields := map[string]*string{
		"firstName": &p.Given, "lastName": &p.Family, "middleName": &p.Middle,
		"dateOfBirth": &p.Birthdate, "mobilePhone": &p.Phone,
		"streetAddress": &p.Address.Street, "city": &p.Address.City, "state": &p.Address.Region,
		"zipCode": &p.Address.PostalCode, "countryCode": &p.Address.Country,
		"employeeNumber": &p.EmployeeID, "title": &p.Title, "department": &p.Department,
		"secondEmail": &p.SecondEmail, "honorificPrefix": &p.Prefix, "honorificSuffix": &p.Suffix,
	}
	if f, ok := fields[key]; ok {
		*f = value
		switch key {
		case "firstName":
			p.GivenLatin = value
		case "lastName":
			p.FamilyLatin, p.Paternal, p.Maternal = value, value, ""
		}
		return
	}
	if p.Custom == nil {
		p.Custom = map[string]string{}
	}
	p.Custom[key] = value
	if value == "" {
		delete(p.Custom, key)
	}
}
