package sandbox

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// logsKept is how long Okta keeps its System Log.
const logsKept = 90 * 24 * time.Hour

// deletion is somebody who was deleted, as they were then. It makes two events
// of the System Log.
type deletion struct {
	at          time.Time
	i           int
	login, name string
}

// event is one event of the System Log. Two follow from each deletion.
type event struct {
	c *Company
	n int // place in the log, from 0
	deletion
}

// kind is the event's type.
func (e *event) kind() string {
	if e.n%2 == 0 {
		return "user.lifecycle.delete.initiated"
	}
	return "user.lifecycle.delete.completed"
}

// event returns the event at a place of the log, and whether there is one.
func (c *Company) event(n int) (event, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if n < 0 || n >= 2*len(c.deletions) {
		return event{}, false
	}
	return event{c, n, c.deletions[n/2]}, true
}

// events is how many there are.
func (c *Company) events() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return 2 * len(c.deletions)
}

// oktaEventFilterable are the properties of events that "filter" knows here.
func oktaEventFilterable(name, op string) (attribute[event], bool) {
	a := attribute[event]{}
	switch name {
	case "eventType":
		a.text = (*event).kind
	case "target.id":
		a.text = func(e *event) string { return e.c.oktaID(e.i) }
	case "uuid":
		a.text = func(e *event) string { return e.c.uuid(streamLog, e.n) }
	case "published":
		a.time = func(e *event) time.Time { return e.at }
		return a, oktaOperator(op) && op != "sw" && op != "co" && op != "pr"
	default:
		return a, false
	}
	return a, op == "eq" || op == "sw" || op == "co"
}

// logQuery is a question to the System Log.
type logQuery struct {
	limit int
	down  bool
	keep  clause[event]
	from  int // place to begin at, in the direction asked for
	poll  bool
	salt  uint64
}

// oktaLogs is List all System Log events. A question without "until" is a poll:
// its last page has a next link as well, which leads to what comes later.
func (s *Server) oktaLogs(x *exchange) {
	if s.o.NoLogs {
		oktaStatus(x, http.StatusForbidden)
		return
	}
	q := x.r.URL.Query()
	query, ok := x.logQuery(q)
	if !ok {
		return
	}
	c, n, at := s.o.Okta, 0, query.from
	t := turned{}
	b := append(x.body[:0], '[')
	for ; ; at++ {
		place := at
		if query.down {
			place = c.events() - 1 - at
		}
		e, ok := c.event(place)
		if !ok {
			break
		}
		if !query.keep.test(&e) {
			continue
		}
		if n == query.limit {
			t.next = positionCursor(at, query.salt)
			break
		}
		if n++; n > 1 {
			b = append(b, ',')
		}
		b = e.append(b)
	}
	if query.poll && t.next == "" {
		t.next = positionCursor(at, query.salt)
	}
	x.oktaLinks(q, t)
	x.answer(http.StatusOK, append(b, ']'))
}

// logQuery reads the parameters; it answers a bad one.
func (x *exchange) logQuery(q url.Values) (l logQuery, ok bool) {
	l.limit, l.keep = 100, single(func(*event) bool { return true })
	if q.Has("limit") {
		n, err := strconv.Atoi(q.Get("limit"))
		if err != nil || n < 1 || n > 1000 {
			x.oktaInvalid("limit", "must be between 1 and 1000")
			return l, false
		}
		l.limit = n
	}
	switch strings.ToUpper(q.Get("sortOrder")) {
	case "", "ASCENDING":
	case "DESCENDING":
		l.down = true
	default:
		x.oktaInvalid("sortOrder", "must be ASCENDING or DESCENDING")
		return l, false
	}
	if q.Has("q") {
		x.oktaInvalid("q", "not supported by the sandbox")
		return l, false
	}
	since, until := x.now.Add(-7*24*time.Hour), x.now
	for name, at := range map[string]*time.Time{"since": &since, "until": &until} {
		if !q.Has(name) {
			continue
		}
		t, err := time.Parse(time.RFC3339, q.Get(name))
		if err != nil {
			x.oktaInvalid(name, "must be a date and time (ISO 8601)")
			return l, false
		}
		*at = t
	}
	if !q.Has("since") {
		since = until.Add(-7 * 24 * time.Hour)
	}
	if kept := x.now.Add(-logsKept); since.Before(kept) {
		since = kept
	}
	bounded := q.Has("until")
	l.keep.test = func(e *event) bool { return !e.at.Before(since) && (!bounded || e.at.Before(until)) }
	l.poll = !bounded && !l.down
	if q.Has("filter") {
		c, err := parseFilter(q.Get("filter"), oktaEventFilterable)
		if err != nil {
			x.oktaInvalid("filter", "invalid filter expression")
			return l, false
		}
		l.keep = both(l.keep, c)
	}
	l.salt = questionSalt(x.s.o.Okta, "logs", q.Get("since"), q.Get("until"), q.Get("filter"), q.Get("sortOrder"))
	l.from, ok = x.oktaPosition(q.Get("after"), l.salt, x.s.o.Okta.events())
	return l, ok
}

// append adds one LogEvent object.
func (e *event) append(b []byte) []byte {
	id := e.c.oktaID(e.i)
	message := "Delete Okta user initiated"
	if e.n%2 == 1 {
		message = "Delete Okta user completed"
	}
	b = append(b, `{"actor":{"id":"00uSandboxAdmin00001","type":"User","alternateId":"admin@`...)
	b = append(append(b, e.c.domain...), `","displayName":"Sandbox Admin","detailEntry":null},"client":null,"device":null,"authenticationContext":null`...)
	b = appendField(b, "displayMessage", message)
	b = appendField(b, "eventType", e.kind())
	b = append(b, `,"outcome":{"result":"SUCCESS","reason":null}`...)
	b = appendTime(appendKey(b, "published"), e.at, true)
	b = append(b, `,"securityContext":null,"severity":"INFO","debugContext":{"debugData":{}},"legacyEventType":null`...)
	b = append(b, `,"transaction":{"type":"WEB","detail":{}`...)
	b = append(appendField(b, "id", string(append62(nil, mix(uint64(e.n/2)^e.c.seed), 11))), '}')
	b = appendField(b, "uuid", e.c.uuid(streamLog, e.n))
	b = append(b, `,"version":"0","request":{"ipChain":[]},"target":[{`...)
	b = appendField(b, "id", id)
	b = appendField(b, "type", "User")
	b = appendField(b, "alternateId", e.login)
	b = appendField(b, "displayName", e.name)
	return append(b, `,"detailEntry":null}]}`...)
}
