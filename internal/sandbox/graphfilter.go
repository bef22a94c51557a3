package sandbox

import (
	"strconv"
	"strings"
	"time"
)

// graphFilterable are the properties that $filter knows here, with the operators
// that Microsoft documents for them ("user resource type", Properties).
func (s *Server) graphFilterable(name, op string) (attribute[candidate], bool) {
	text := func(f func(p *candidate) string, ops string) (attribute[candidate], bool) {
		return attribute[candidate]{text: f}, strings.Contains(ops, op)
	}
	const some = "eq ne in"
	switch name {
	case "accountEnabled":
		return attribute[candidate]{bare: true, text: func(p *candidate) string {
			return strconv.FormatBool(p.facts.status.Enabled())
		}}, strings.Contains(some, op)
	case "createdDateTime":
		return attribute[candidate]{
			// Graph tells whole seconds, and compares what it tells.
			time: func(p *candidate) time.Time { return p.facts.created.Truncate(time.Second) },
			span: func(c *clause[candidate]) *span { return &c.created },
		}, op == "ge" || op == "le"
	case "id":
		return text(func(p *candidate) string { return p.c.graphID(p.i) }, some)
	case "department":
		return text((*candidate).department, some+" sw")
	case "userType":
		return text(func(p *candidate) string { return s.props[name].get(p.person()) }, some)
	case "mail", "userPrincipalName":
		return text(func(p *candidate) string { return s.props[name].get(p.person()) }, some+" sw ew")
	case "companyName", "jobTitle", "employeeId", "usageLocation", "country", "city", "givenName", "surname", "displayName":
		return text(func(p *candidate) string { return s.props[name].get(p.person()) }, some+" sw")
	}
	if attribute, ok := strings.CutPrefix(name, "onPremisesExtensionAttributes/"); ok {
		return text(func(p *candidate) string { return extensionAttribute(p.person(), attribute) }, some)
	}
	if name == s.ExtensionName("badgeNumber") {
		return attribute[candidate]{bare: true, text: func(p *candidate) string {
			return strconv.Itoa(badgeNumber(p.person()))
		}}, strings.Contains(some, op)
	}
	if !strings.HasPrefix(name, "extension_") {
		return attribute[candidate]{}, false
	}
	extension, ok := s.props[name]
	if !ok {
		extension = graphCustom(name)
	}
	return text(func(p *candidate) string { return extension.get(p.person()) }, some+" sw")
}
