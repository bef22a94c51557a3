package sandbox

import "strings"

// What $filter has beyond the common language: not, in, and functions.

// parseOData compiles a $filter; advanced is whether Graph answers it as an
// advanced query only ("Advanced query capabilities on Microsoft Entra ID objects").
func parseOData[T any](expr string, resolve resolver[T]) (c clause[T], advanced bool, err error) {
	p := &parser[T]{rest: expr, odata: true, resolve: resolve}
	c, err = p.parse()
	return c, p.advanced, err
}

// negated is the term after "not".
func (p *parser[T]) negated() (clause[T], error) {
	p.advanced = true
	inner, err := p.term()
	return single(func(v *T) bool { return !inner.test(v) }), err
}

// function is startsWith(property,'text') or endsWith(property,'text').
func (p *parser[T]) function(name string) (clause[T], error) {
	op := map[string]string{"startswith": "sw", "endswith": "ew"}[name]
	if op == "" || !p.bracket('(') {
		return clause[T]{}, errFilter
	}
	a, ok := p.resolve(p.word(), op)
	if !ok || a.time != nil || !p.bracket(',') {
		return clause[T]{}, errFilter
	}
	c, err := p.comparison(a, op)
	if err == nil && !p.bracket(')') {
		err = errFilter
	}
	p.advanced = p.advanced || op == "ew"
	return c, err
}

// in is the list after property in.
func (p *parser[T]) in(a attribute[T]) (clause[T], error) {
	if !p.bracket('(') || a.time != nil {
		return clause[T]{}, errFilter
	}
	values := map[string]bool{}
	for {
		value, quoted, ok := p.value()
		if !ok || quoted == a.bare {
			return clause[T]{}, errFilter
		}
		values[strings.ToLower(value)] = true
		if p.bracket(')') {
			return single(func(v *T) bool { return values[strings.ToLower(a.text(v))] }), nil
		}
		if !p.bracket(',') {
			return clause[T]{}, errFilter
		}
	}
}
