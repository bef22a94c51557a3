package okta_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// listUsers is GET /api/v1/users with search, filter and sortBy.
func (f *fake) listUsers(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	users := slices.Clone(f.users)
	expression := cmp.Or(q.Get("search"), q.Get("filter"))
	if expression == "" {
		users = slices.DeleteFunc(users, func(p person) bool { return p.status == "DEPROVISIONED" })
	} else {
		matches, err := parseExpression(expression, q.Get("filter") != "")
		if err != nil {
			oktaFailure(w, 400, "E0000031", "Invalid search criteria.")
			return
		}
		users = slices.DeleteFunc(users, func(p person) bool { return !matches(p) })
	}
	if by := q.Get("sortBy"); by != "" {
		slices.SortStableFunc(users, func(a, b person) int {
			if q.Get("sortOrder") == "desc" {
				a, b = b, a
			}
			return strings.Compare(attribute(a, by), attribute(b, by))
		})
	}
	f.list(w, r, users)
}

// attribute is a person's attribute as text.
func attribute(p person, name string) string {
	if key, ok := strings.CutPrefix(name, "profile."); ok {
		v, _ := p.profile[key].(string)
		return v
	}
	switch name {
	case "id":
		return p.id
	case "status":
		return p.status
	case "created":
		return oktaTime(p.created)
	case "lastUpdated":
		return oktaTime(p.updated)
	}
	return ""
}

// oktaTime is how Okta writes a time.
func oktaTime(t time.Time) string {
	if t.IsZero() {
		t = epoch
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

var (
	expressionToken = regexp.MustCompile(`\(|\)|"(?:[^"\\]|\\.)*"|[^\s()"]+`)
	filterable      = []string{"status", "lastUpdated", "id"}
)

// parseExpression reads Okta's expressions: attributes with eq, ge, lt and pr,
// joined by and, or and parentheses.
func parseExpression(text string, filter bool) (matches func(person) bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	tokens := expressionToken.FindAllString(text, -1)
	take := func() string {
		t := tokens[0]
		tokens = tokens[1:]
		return t
	}
	var either func() func(person) bool
	one := func() func(person) bool {
		name := take()
		if name == "(" {
			inner := either()
			if take() != ")" {
				panic("no )")
			}
			return inner
		}
		if filter && !slices.Contains(filterable, name) {
			panic("not filterable: " + name)
		}
		op := take()
		if op == "pr" {
			return func(p person) bool { return attribute(p, name) != "" }
		}
		var value string
		if err := json.Unmarshal([]byte(take()), &value); err != nil {
			panic("a value without quotes")
		}
		return map[string]func(person) bool{
			"eq": func(p person) bool { return attribute(p, name) == value },
			"ge": func(p person) bool { return attribute(p, name) >= value },
			"lt": func(p person) bool { return attribute(p, name) < value },
		}[op]
	}
	both := func() func(person) bool {
		all := []func(person) bool{one()}
		for len(tokens) > 0 && tokens[0] == "and" {
			take()
			all = append(all, one())
		}
		return func(p person) bool {
			return !slices.ContainsFunc(all, func(m func(person) bool) bool { return !m(p) })
		}
	}
	either = func() func(person) bool {
		any := []func(person) bool{both()}
		for len(tokens) > 0 && tokens[0] == "or" {
			take()
			any = append(any, both())
		}
		return func(p person) bool { return slices.ContainsFunc(any, func(m func(person) bool) bool { return m(p) }) }
	}
	matches = either()
	if len(tokens) > 0 {
		panic("more than an expression")
	}
	return matches, nil
}

func (f *fake) getUser(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(f.users, func(p person) bool { return p.id == r.PathValue("id") })
	if i < 0 {
		oktaFailure(w, 404, "E0000007", "Not found: Resource not found: "+r.PathValue("id")+" (User)")
		return
	}
	reply(w, 200, f.users[i].wire())
}

func (f *fake) groupsOfUser(w http.ResponseWriter, r *http.Request) {
	out := []any{}
	for g, members := range f.groups {
		if slices.ContainsFunc(members, func(p person) bool { return p.id == r.PathValue("id") }) {
			out = append(out, map[string]any{"id": g})
		}
	}
	w.Header().Add("Link", fmt.Sprintf(`<%s%s>; rel="self"`, f.URL, r.URL.RequestURI()))
	reply(w, 200, out)
}

func (f *fake) getGroup(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if _, ok := f.groups[id]; !ok {
		oktaFailure(w, 404, "E0000007", "Not found: Resource not found: "+id+" (UserGroup)")
		return
	}
	moved := f.moved[id]
	if moved.IsZero() {
		moved = epoch
	}
	reply(w, 200, map[string]any{"id": id, "created": epoch, "lastUpdated": epoch, "lastMembershipUpdated": moved})
}

// event is one of the System Log.
type event struct {
	at         time.Time
	kind       string
	id, target string // of what was deleted, and its type
}

// logs is GET /api/v1/logs. Without until its last page has a next link too.
func (f *fake) logs(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	since, err := time.Parse(time.RFC3339, q.Get("since"))
	if err != nil {
		oktaFailure(w, 400, "E0000001", "Api validation failed: since")
		return
	}
	until, bounded := time.Time{}, q.Has("until")
	if bounded {
		until, err = time.Parse(time.RFC3339, q.Get("until"))
		if err != nil || !until.After(since) {
			oktaFailure(w, 400, "E0000001", "Api validation failed: until")
			return
		}
	}
	var found []event
	for _, e := range f.events {
		if !e.at.Before(since) && (!bounded || e.at.Before(until)) && strings.Contains(q.Get("filter"), `eventType eq "`+e.kind+`"`) {
			found = append(found, e)
		}
	}
	f.page(w, r, len(found), 1000, func(i int) any {
		e := found[i]
		return map[string]any{
			"uuid": fmt.Sprint(i), "published": e.at, "eventType": e.kind, "outcome": map[string]any{"result": "SUCCESS"},
			"target": []any{map[string]any{"id": e.id, "type": e.target, "alternateId": "x@corp.example"}},
		}
	})
}
