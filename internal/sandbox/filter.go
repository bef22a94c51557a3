package sandbox

import (
	"errors"
	"strings"
	"time"
)

// predicate is a parsed filter expression.
type predicate func(p *candidate) bool

// attribute is a filterable property of a person: a string or a time.
type attribute struct {
	text func(p *candidate) string
	time func(p *candidate) time.Time
}

// resolver finds the attribute that an expression names, and says whether the
// operator may be used with it.
type resolver func(name, op string) (attribute, bool)

var errFilter = errors.New("invalid filter expression")

// parser reads the filter language that Okta (SCIM, RFC 7644, 3.4.2.2) and
// OData share as far as it is used here: comparisons, and, or, parentheses.
type parser struct {
	rest    string
	quote   byte // of strings: " for Okta, ' for OData
	resolve resolver
}

// parseFilter compiles an expression.
func parseFilter(expr string, quote byte, resolve resolver) (predicate, error) {
	p := &parser{rest: expr, quote: quote, resolve: resolve}
	f, err := p.or()
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(p.rest) != "" {
		return nil, errFilter
	}
	return f, nil
}

func (p *parser) or() (predicate, error) {
	left, err := p.and()
	for err == nil && p.keyword("or") {
		a, b := left, predicate(nil)
		b, err = p.and()
		left = func(c *candidate) bool { return a(c) || b(c) }
	}
	return left, err
}

func (p *parser) and() (predicate, error) {
	left, err := p.term()
	for err == nil && p.keyword("and") {
		a, b := left, predicate(nil)
		b, err = p.term()
		left = func(c *candidate) bool { return a(c) && b(c) }
	}
	return left, err
}

func (p *parser) term() (predicate, error) {
	p.rest = strings.TrimLeft(p.rest, " ")
	if inner, ok := strings.CutPrefix(p.rest, "("); ok {
		p.rest = inner
		f, err := p.or()
		if err != nil {
			return nil, err
		}
		after, ok := strings.CutPrefix(strings.TrimLeft(p.rest, " "), ")")
		if !ok {
			return nil, errFilter
		}
		p.rest = after
		return f, nil
	}
	name, op := p.word(), strings.ToLower(p.word())
	a, ok := p.resolve(name, op)
	if !ok {
		return nil, errFilter
	}
	if op == "pr" {
		return present(a), nil
	}
	value, quoted, ok := p.value()
	if !ok {
		return nil, errFilter
	}
	return compare(a, op, value, quoted)
}

// word reads up to a blank or bracket.
func (p *parser) word() string {
	p.rest = strings.TrimLeft(p.rest, " ")
	end := strings.IndexAny(p.rest, " ()")
	if end < 0 {
		end = len(p.rest)
	}
	w := p.rest[:end]
	p.rest = p.rest[end:]
	return w
}

func (p *parser) keyword(word string) bool {
	before := p.rest
	if strings.EqualFold(p.word(), word) {
		return true
	}
	p.rest = before
	return false
}

// value reads a quoted string, in which the quote is escaped by doubling it
// (OData) or by a backslash (Okta), or a bare word.
func (p *parser) value() (text string, quoted, ok bool) {
	p.rest = strings.TrimLeft(p.rest, " ")
	if p.rest == "" {
		return "", false, false
	}
	if p.rest[0] != p.quote {
		return p.word(), false, true
	}
	var b strings.Builder
	for i := 1; i < len(p.rest); i++ {
		switch ch := p.rest[i]; {
		case ch == p.quote && p.quote == '\'' && i+1 < len(p.rest) && p.rest[i+1] == ch,
			ch == '\\' && p.quote == '"' && i+1 < len(p.rest):
			i++
			b.WriteByte(p.rest[i])
		case ch == p.quote:
			p.rest = p.rest[i+1:]
			return b.String(), true, true
		default:
			b.WriteByte(ch)
		}
	}
	return "", true, false
}

func present(a attribute) predicate {
	if a.time != nil {
		return func(p *candidate) bool { return !a.time(p).IsZero() }
	}
	return func(p *candidate) bool { return a.text(p) != "" }
}

// compare builds one comparison. Strings compare without case, as both vendors
// do; times must be given as quoted strings (Okta answers 400 otherwise).
func compare(a attribute, op, value string, quoted bool) (predicate, error) {
	if a.time != nil {
		at, err := time.Parse(time.RFC3339, value)
		if err != nil || !quoted {
			return nil, errFilter
		}
		return func(p *candidate) bool { return ordered(a.time(p).Compare(at), op) }, nil
	}
	value = strings.ToLower(value)
	if op == "sw" {
		return func(p *candidate) bool { return strings.HasPrefix(strings.ToLower(a.text(p)), value) }, nil
	}
	return func(p *candidate) bool { return ordered(strings.Compare(strings.ToLower(a.text(p)), value), op) }, nil
}

// ordered reports whether the outcome of a comparison satisfies an operator.
func ordered(cmp int, op string) bool {
	switch op {
	case "eq":
		return cmp == 0
	case "gt":
		return cmp > 0
	case "ge":
		return cmp >= 0
	case "lt":
		return cmp < 0
	case "le":
		return cmp <= 0
	}
	return false
}
