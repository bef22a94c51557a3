package sandbox

import (
	"net/url"
	"strings"
	"testing"
)

// graphFiltered lists with a filter, as an advanced query where one is needed,
// and follows the next links as they are.
func graphFiltered(t *testing.T, s *Server, filter string, advanced bool) map[string]bool {
	t.Helper()
	auth, found := graphToken(t, s), map[string]bool{}
	u := s.GraphURL() + "/v1.0/users?$top=40&$select=id&$filter=" + url.QueryEscape(filter)
	headers := []string{}
	if advanced {
		u, headers = u+"&$count=true", []string{"ConsistencyLevel", "eventual"}
	}
	for u != "" {
		a := call(t, "GET", u, auth, "", headers...)
		if a.StatusCode != 200 {
			t.Fatalf("%s: %d %s", filter, a.StatusCode, a.text)
		}
		page := a.json(t)
		for _, o := range page["value"].([]any) {
			id := o.(map[string]any)["id"].(string)
			if found[id] {
				t.Errorf("%s: %s comes twice", filter, id)
			}
			found[id] = true
		}
		u, _ = page["@odata.nextLink"].(string)
		if u != "" && (!strings.Contains(u, "$filter=") || !strings.Contains(u, "$top=40") || advanced != strings.Contains(u, "$count=true")) {
			t.Errorf("%s: the next link has lost something: %s", filter, u)
		}
	}
	return found
}

func TestGraphFilter(t *testing.T) {
	c := company(400)
	s := start(t, Options{Entra: c, Wrap: checked(t)})
	custom := "extension_0123456789abcdef0123456789abcdef_site"
	for i := range 30 {
		c.SetAttribute(i, "companyName", "O'Hara & Sons")
		c.SetAttribute(i, custom, "HQ")
	}
	c.SetAttribute(12, "userType", "Guest")
	mid := c.Person(200).Created.Format("2006-01-02T15:04:05Z")
	ada := c.Person(0)
	enabled := func(p Person) bool { return p.Status.Enabled() }
	sales := func(p Person) bool { return p.Department == "Sales" }
	own := func(p Person) bool { return p.Index < 30 }
	for filter, tt := range map[string]struct {
		advanced bool
		want     func(p Person) bool
	}{
		"department eq 'sales'":                            {false, sales},
		"department in ('Sales', 'Design')":                {false, func(p Person) bool { return sales(p) || p.Department == "Design" }},
		"department eq 'Sales' and accountEnabled eq true": {false, func(p Person) bool { return sales(p) && enabled(p) }},
		"(department eq 'Sales' or department eq 'Design') and accountEnabled eq false": {false, func(p Person) bool {
			return (sales(p) || p.Department == "Design") && !enabled(p)
		}},
		"department ne 'Sales'":                        {true, func(p Person) bool { return !sales(p) }},
		"not(department eq 'Sales')":                   {true, func(p Person) bool { return !sales(p) }},
		"not startsWith(department,'S')":               {true, func(p Person) bool { return !sales(p) }},
		"startswith(department,'sa')":                  {false, sales},
		"endsWith(mail,'@corp.example')":               {true, func(p Person) bool { return !p.Missing.Has(MissingMail) }},
		"mail eq null":                                 {false, func(p Person) bool { return p.Missing.Has(MissingMail) }},
		"mail ne null":                                 {true, func(p Person) bool { return !p.Missing.Has(MissingMail) }},
		"companyName eq 'O''Hara & Sons'":              {false, own},
		"companyName eq null":                          {false, func(p Person) bool { return !own(p) }},
		custom + " eq 'HQ'":                            {false, own},
		"userType eq 'Guest'":                          {false, func(p Person) bool { return p.Index == 12 }},
		"userType eq 'Member' and companyName ne null": {true, func(p Person) bool { return own(p) && p.Index != 12 }},
		"createdDateTime ge " + mid: {false, func(p Person) bool {
			return p.Created.Format("2006-01-02T15:04:05Z") >= mid
		}},
		"createdDateTime le " + mid + " and accountEnabled eq true": {false, func(p Person) bool {
			return p.Created.Format("2006-01-02T15:04:05Z") <= mid && enabled(p)
		}},
		"onPremisesExtensionAttributes/extensionAttribute1 eq '" + ada.Birthdate + "'": {false, func(p Person) bool {
			return p.Birthdate == ada.Birthdate && !p.Missing.Has(MissingBirthdate)
		}},
		s.ExtensionName("dateOfBirth") + " eq '" + ada.Birthdate + "'": {false, func(p Person) bool {
			return p.Birthdate == ada.Birthdate && !p.Missing.Has(MissingBirthdate)
		}},
		s.ExtensionName("badgeNumber") + " eq 100007":                     {false, func(p Person) bool { return p.Index == 7 }},
		"employeeId in ('" + ada.EmployeeID + "','E-000003')":             {false, func(p Person) bool { return p.Index == 0 || p.Index == 2 }},
		"givenName eq 'Ada' and surname eq 'Morgan'":                      {false, func(p Person) bool { return p.Given == "Ada" && p.Family == "Morgan" }},
		"displayName eq 'Ada Morgan' and jobTitle eq '" + ada.Title + "'": {false, func(p Person) bool { return p.Index == 0 }},
		"usageLocation eq 'US' and country eq 'United States'": {false, func(p Person) bool {
			return p.Address.Country == "US" && !p.Missing.Has(MissingAddress)
		}},
		"city eq '" + ada.Address.City + "' and userPrincipalName eq '" + ada.Login + "'": {false, func(p Person) bool { return p.Index == 0 }},
	} {
		found := graphFiltered(t, s, filter, tt.advanced)
		n := 0
		for i := range c.Len() {
			p := c.Person(i)
			if tt.want(p) {
				n++
			}
			if tt.want(p) != found[p.GraphID] {
				t.Errorf("%s: %+v is found: %v", filter, p, found[p.GraphID])
				break
			}
		}
		if n == 0 {
			t.Errorf("%s: nobody to find", filter)
		}
		if !tt.advanced {
			continue
		}
		for _, half := range [][]string{{"&$count=true"}, {"", "ConsistencyLevel", "eventual"}} {
			a := call(t, "GET", s.GraphURL()+"/v1.0/users?$filter="+url.QueryEscape(filter)+half[0], graphToken(t, s), "", half[1:]...)
			if a.StatusCode != 400 || !strings.Contains(string(a.text), "Request_UnsupportedQuery") {
				t.Errorf("%s with half of an advanced query: %d %s", filter, a.StatusCode, a.text)
			}
		}
	}
}

func TestGraphFiltersThatAreRefused(t *testing.T) {
	s := start(t, Options{Entra: company(5)})
	auth := graphToken(t, s)
	for _, filter := range []string{
		"department", "department eq", "department eq Sales", "accountEnabled eq 'true'", "department in ()", "department in ('a' 'b')",
		"department eq 'Sales", "(department eq 'Sales'", "department eq 'Sales')", "contains(displayName,'a')", "startsWith(department)",
		"startsWith(createdDateTime,'2')", "createdDateTime ge '2024-01-01T00:00:00Z'", "createdDateTime gt 2024-01-01T00:00:00Z",
		"birthday eq 'x'", "department gt 'A'", "not", "in ('a')", "department eq 'a' xor department eq 'b'",
	} {
		a := call(t, "GET", s.GraphURL()+"/v1.0/users?$count=true&$filter="+url.QueryEscape(filter), auth, "", "ConsistencyLevel", "eventual")
		if a.StatusCode != 400 || !strings.Contains(string(a.text), "Request_UnsupportedQuery") {
			t.Errorf("%s: %d %s", filter, a.StatusCode, a.text)
		}
	}
}
