package entra

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/fault"
)

// maxFilter bounds an expression in bytes: it travels in addresses, together
// with the properties asked for.
const maxFilter = 2000

// CheckFilter reports whether text can be an OData $filter on users, such as
// "department eq 'Sales' and accountEnabled eq true". Whether Microsoft Graph
// supports it is for Microsoft Graph to say. "" is no filter and passes.
// Failures are fault.Usage.
//
// The parentheses have to balance because the expression is put into a pair of
// them to ask whether one person is in scope.
func CheckFilter(text string) error {
	bad := func(why string) error {
		return fault.New(fault.Usage, "the filter cannot be used: %s", why).
			WithHint("write an OData filter on users, e.g. --filter \"department eq 'Sales'\"; a quote inside a value is written twice")
	}
	switch {
	case text == "":
		return nil
	case strings.TrimSpace(text) == "":
		return bad("it is blank")
	case len(text) > maxFilter:
		return fault.New(fault.Usage, "the filter has %d bytes, but may have %d at most", len(text), maxFilter).
			WithHint("put the people into a group, and sync that: --group")
	case !utf8.ValidString(text):
		return bad("it is not UTF-8")
	case strings.ContainsFunc(text, unicode.IsControl):
		return bad("it holds line ends or other control characters")
	}
	open, quoted := 0, false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\'':
			quoted = !quoted // a doubled quote closes and opens again
		case quoted:
		case c == '(':
			open++
		case c == ')':
			if open--; open < 0 {
				return bad("a parenthesis is closed that was not opened")
			}
		}
	}
	switch {
	case quoted:
		return bad("a quote is not closed")
	case open > 0:
		return bad("a parenthesis is not closed")
	}
	return nil
}

// form is how a query is put to Graph. Operators such as ne, not and endsWith
// and some casts are answered by an index only, which lags behind the directory
// by seconds to minutes; so every query is put plainly first, and to the index
// when Graph says that it takes that
// (https://learn.microsoft.com/graph/aad-advanced-queries). A listing keeps the
// form it began with: links do not carry the header.
type form string

const (
	formPlain    form = ""
	formAdvanced form = "eventual" // the value of ConsistencyLevel
)

// wantsIndex reports whether Graph refused a plain query for want of the
// advanced form.
func wantsIndex(r reply) bool {
	if r.status != 400 {
		return false
	}
	e, ok := r.odata()
	return ok && (strings.EqualFold(e.Code, "Request_UnsupportedQuery") ||
		strings.Contains(strings.ToLower(e.Message), "consistencylevel"))
}
