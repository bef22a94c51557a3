package okta

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/fault"
)

// everybody is the search that includes deactivated users: without one Okta
// leaves them out.
const everybody = "status pr"

// maxSearch bounds the length of a search expression in bytes. Okta documents
// no limit and says that long ones may fail; a request's address has to fit in
// the 8 KB that servers commonly take, escaped and with what is added here.
const maxSearch = 2000

// scope is who belongs to the listing: the members of groups, those whom a
// search expression finds, or everybody. Groups and search exclude each other.
type scope struct {
	groups []string
	search string
}

// newScope checks groups and expression of the options.
func newScope(groups []string, search string) (scope, error) {
	ids, err := groupIDs(groups)
	if err != nil {
		return scope{}, err
	}
	search = strings.TrimSpace(search)
	if len(ids) > 0 && search != "" {
		return scope{}, fault.New(fault.Usage, "groups and a search expression cannot be combined").
			WithHint("use --group or --search")
	}
	if search == "" {
		return scope{groups: ids}, nil
	}
	return scope{groups: ids, search: search}, CheckSearch(search)
}

// find is the search for everybody in scope whom all the conditions hold for.
func (s scope) find(conditions ...string) string {
	all := make([]string, 0, 1+len(conditions))
	if s.search != "" {
		all = append(all, "("+s.search+")")
	}
	if all = append(all, conditions...); len(all) == 0 {
		return everybody
	}
	return strings.Join(all, " and ")
}

// CheckSearch reports whether a search expression can be one, as far as that
// shows without Okta: quotes and parentheses are closed, nothing is in it that
// no expression has, and it is not too long. What its words mean only Okta can
// tell. The error is fault.Usage.
func CheckSearch(expression string) error {
	bad := func(why string) error {
		return fault.New(fault.Usage, "the Okta search expression cannot be used: %s", why).
			WithHint(`write --search as Okta's users API takes it, e.g. --search 'profile.department eq "Sales" and status eq "ACTIVE"'`)
	}
	switch {
	case strings.TrimSpace(expression) == "":
		return bad("it is empty")
	case len(expression) > maxSearch:
		return bad("it is longer than 2,000 bytes")
	case !utf8.ValidString(expression):
		return bad("it is not UTF-8 text")
	case strings.ContainsFunc(expression, unicode.IsControl):
		return bad("it has control characters, such as line ends, in it")
	}
	depth, quoted, escaped := 0, false, false
	for _, r := range expression {
		switch {
		case escaped:
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case quoted:
		case strings.ContainsRune("\u201c\u201d\u201e'", r):
			return bad(`values stand in plain quotation marks (")`)
		case r == '(':
			depth++
		case r == ')':
			// Closing one too many would close the parentheses that are put around the
			// expression, and what is added to it would no longer hold for all of it.
			if depth--; depth < 0 {
				return bad("a closing parenthesis has no opening one")
			}
		}
	}
	switch {
	case quoted:
		return bad("a quotation mark is not closed")
	case depth > 0:
		return bad("a parenthesis is not closed")
	}
	return nil
}

// quote writes a value as a string of Okta's expressions.
func quote(v string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v) + `"`
}

// groupID is what may stand as one segment of a path without being escaped.
var groupID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// groupIDs checks, sorts and deduplicates group ids.
func groupIDs(ids []string) ([]string, error) {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		id = strings.TrimSpace(id)
		if !groupID.MatchString(id) {
			return nil, fault.New(fault.Usage, "%q is not the ID of an Okta group", id).
				WithHint("open the group in the admin console: its ID is the part of the address that starts with 00g")
		}
		out = append(out, id)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
