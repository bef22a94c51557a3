package sandbox

import (
	"strings"
	"time"
)

// oktaFilterable are the properties that "filter" knows (List all users).
func oktaFilterable(name, op string) (attribute[candidate], bool) {
	switch name {
	case "status", "id", "profile.login", "profile.email", "profile.firstName", "profile.lastName":
		if op != "eq" {
			return attribute[candidate]{}, false
		}
	case "lastUpdated":
		if op == "pr" {
			return attribute[candidate]{}, false
		}
	default:
		return attribute[candidate]{}, false
	}
	return oktaSearchable(name, op)
}

// oktaSearchable are the properties that "search" knows. Names are case
// sensitive there.
func oktaSearchable(name, op string) (attribute[candidate], bool) {
	text := func(f func(p *candidate) string) (attribute[candidate], bool) {
		return attribute[candidate]{text: f}, oktaOperator(op) && op != "co"
	}
	date := func(f func(p *candidate) time.Time, span func(c *clause[candidate]) *span) (attribute[candidate], bool) {
		return attribute[candidate]{time: f, span: span}, oktaOperator(op) && op != "sw" && op != "co"
	}
	switch name {
	case "status":
		return text(func(p *candidate) string { return string(p.facts.status) })
	case "id":
		return text(func(p *candidate) string { return p.c.oktaID(p.i) })
	case "type.id":
		return text(func(*candidate) string { return oktaTypeID })
	case "created":
		return date(func(p *candidate) time.Time { return p.facts.created }, func(c *clause[candidate]) *span { return &c.created })
	case "lastUpdated":
		return date(func(p *candidate) time.Time { return p.facts.updated }, func(c *clause[candidate]) *span { return &c.updated })
	case "statusChanged", "activated":
		return date(func(p *candidate) time.Time { return p.person().StatusChanged }, nil)
	case "profile.department":
		return text(func(p *candidate) string { return p.department() })
	}
	key, ok := strings.CutPrefix(name, "profile.")
	if !ok {
		return attribute[candidate]{}, false
	}
	a, ok := text(func(p *candidate) string { return oktaProfile(p.person(), key) })
	switch key {
	case "firstName", "lastName", "email", "login":
		ok = ok || op == "co" // for these alone
	}
	return a, ok
}

// oktaOperator reports whether an operator exists there; "ne" does not.
func oktaOperator(op string) bool {
	switch op {
	case "eq", "gt", "ge", "lt", "le", "pr", "sw", "co":
		return true
	}
	return false
}
