package sandbox

import (
	"errors"
	"math"
	"strings"
	"time"
)

// clause is a parsed filter expression over objects of type T: a test, and
// between which moments everything that passes it was created and changed.
type clause[T any] struct {
	test             func(*T) bool
	created, updated span
}

// span is from one moment to another in Unix milliseconds, both included. It may
// be wider than what it stands for, never narrower.
type span struct{ from, to int64 }

func always() span { return span{math.MinInt64, math.MaxInt64} }

// attribute is a filterable property: a string, a time, or one that is written
// without quotes.
type attribute[T any] struct {
	text func(*T) string
	time func(*T) time.Time
	bare bool // a boolean or a number, as text
	span func(c *clause[T]) *span
}

// resolver finds the attribute that an expression names, and says whether the
// operator may be used with it.
type resolver[T any] func(name, op string) (attribute[T], bool)

var errFilter = errors.New("invalid filter expression")

// parser reads the filter language that Okta (SCIM, RFC 7644, 3.4.2.2) and
// OData share as far as it is used here: comparisons, and, or, parentheses. What
// only OData has is in odata.go.
type parser[T any] struct {
	rest     string
	odata    bool
	resolve  resolver[T]
	advanced bool // something was used that Graph calls an advanced query
}

// parseFilter compiles an expression in Okta's language.
func parseFilter[T any](expr string, resolve resolver[T]) (clause[T], error) {
	return (&parser[T]{rest: expr, resolve: resolve}).parse()
}

func (p *parser[T]) parse() (clause[T], error) {
	c, err := p.or()
	if err == nil && strings.TrimSpace(p.rest) != "" {
		err = errFilter
	}
	return c, err
}

func (p *parser[T]) or() (clause[T], error) {
	left, err := p.and()
	for err == nil && p.keyword("or") {
		var right clause[T]
		right, err = p.and()
		left = either(left, right)
	}
	return left, err
}

func (p *parser[T]) and() (clause[T], error) {
	left, err := p.term()
	for err == nil && p.keyword("and") {
		var right clause[T]
		right, err = p.term()
		left = both(left, right)
	}
	return left, err
}

func either[T any](a, b clause[T]) clause[T] {
	hull := func(a, b span) span { return span{min(a.from, b.from), max(a.to, b.to)} }
	return clause[T]{
		test:    func(v *T) bool { return a.test(v) || b.test(v) },
		created: hull(a.created, b.created), updated: hull(a.updated, b.updated),
	}
}

func both[T any](a, b clause[T]) clause[T] {
	overlap := func(a, b span) span { return span{max(a.from, b.from), min(a.to, b.to)} }
	return clause[T]{
		test:    func(v *T) bool { return a.test(v) && b.test(v) },
		created: overlap(a.created, b.created), updated: overlap(a.updated, b.updated),
	}
}

// single is a clause that says nothing about when.
func single[T any](test func(*T) bool) clause[T] {
	return clause[T]{test: test, created: always(), updated: always()}
}

func (p *parser[T]) term() (clause[T], error) {
	none := clause[T]{}
	if p.odata && p.keyword("not") {
		return p.negated()
	}
	if p.bracket('(') {
		c, err := p.or()
		if err == nil && !p.bracket(')') {
			err = errFilter
		}
		return c, err
	}
	name := p.word()
	if p.odata && strings.HasPrefix(p.rest, "(") {
		return p.function(strings.ToLower(name))
	}
	op := strings.ToLower(p.word())
	a, ok := p.resolve(name, op)
	switch {
	case !ok:
		return none, errFilter
	case op == "pr":
		return present(a), nil
	case op == "in":
		return p.in(a)
	}
	return p.comparison(a, op)
}

// comparison reads the value that an attribute is compared with.
func (p *parser[T]) comparison(a attribute[T], op string) (clause[T], error) {
	value, quoted, ok := p.value()
	switch {
	case !ok:
		return clause[T]{}, errFilter
	case a.time != nil:
		at, err := time.Parse(time.RFC3339, value)
		// Okta wants dates in quotes and answers 400 otherwise; OData wants none.
		if err != nil || quoted == p.odata {
			return clause[T]{}, errFilter
		}
		return when(a, op, at), nil
	case p.odata && op == "ne":
		p.advanced = true
	}
	if p.odata && !quoted && value == "null" {
		return single(func(v *T) bool { return (a.text(v) == "") == (op == "eq") }), nil
	}
	if quoted == a.bare {
		return clause[T]{}, errFilter
	}
	value = strings.ToLower(value)
	return single(func(v *T) bool { return textual(strings.ToLower(a.text(v)), op, value) }), nil
}

// when compares a time.
func when[T any](a attribute[T], op string, at time.Time) clause[T] {
	c := single(func(v *T) bool { return ordered(a.time(v).Compare(at), op) })
	if a.span == nil {
		return c
	}
	// Graph tells and compares whole seconds.
	s, ms := a.span(&c), at.UnixMilli()
	switch op {
	case "ge", "gt":
		s.from = ms
	case "le", "lt":
		s.to = ms + 999
	case "eq":
		s.from, s.to = ms, ms+999
	}
	return c
}

// bracket takes an opening or closing bracket, if that is what comes next.
func (p *parser[T]) bracket(b byte) bool {
	p.rest = strings.TrimLeft(p.rest, " ")
	if p.rest == "" || p.rest[0] != b {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// word reads up to a blank, bracket or comma.
func (p *parser[T]) word() string {
	p.rest = strings.TrimLeft(p.rest, " ")
	end := strings.IndexAny(p.rest, " (),")
	if end < 0 {
		end = len(p.rest)
	}
	w := p.rest[:end]
	p.rest = p.rest[end:]
	return w
}

func (p *parser[T]) keyword(word string) bool {
	before := p.rest
	if strings.EqualFold(p.word(), word) {
		return true
	}
	p.rest = before
	return false
}

// value reads a string, in which the quote is escaped by doubling it (OData) or
// by a backslash (Okta), or a bare word.
func (p *parser[T]) value() (text string, quoted, ok bool) {
	p.rest = strings.TrimLeft(p.rest, " ")
	quote := byte('"')
	if p.odata {
		quote = '\''
	}
	if p.rest == "" {
		return "", false, false
	}
	if p.rest[0] != quote {
		text = p.word()
		return text, false, text != ""
	}
	var b strings.Builder
	for i := 1; i < len(p.rest); i++ {
		switch ch := p.rest[i]; {
		case ch == quote && p.odata && i+1 < len(p.rest) && p.rest[i+1] == ch,
			ch == '\\' && !p.odata && i+1 < len(p.rest):
			i++
			b.WriteByte(p.rest[i])
		case ch == quote:
			p.rest = p.rest[i+1:]
			return b.String(), true, true
		default:
			b.WriteByte(ch)
		}
	}
	return "", true, false
}

func present[T any](a attribute[T]) clause[T] {
	if a.time != nil {
		return single(func(v *T) bool { return !a.time(v).IsZero() })
	}
	return single(func(v *T) bool { return a.text(v) != "" })
}

// textual compares strings that are in lower case: both vendors ignore case.
func textual(have, op, value string) bool {
	switch op {
	case "sw":
		return strings.HasPrefix(have, value)
	case "ew":
		return strings.HasSuffix(have, value)
	case "co":
		return strings.Contains(have, value)
	}
	return ordered(strings.Compare(have, value), op)
}

// ordered reports whether the outcome of a comparison satisfies an operator.
func ordered(cmp int, op string) bool {
	switch op {
	case "eq":
		return cmp == 0
	case "ne":
		return cmp != 0
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
