package sandbox

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// graphPeople answers one page of people; typed adds @odata.type, which mixed
// collections carry.
func (x *exchange) graphPeople(q graphQuery, l listing, context string, typed bool, before ...[]byte) {
	at, ok := l.position(q.values.Get("$skiptoken"))
	if !ok {
		x.graphError(http.StatusBadRequest, "Request_BadRequest", "The $skiptoken is invalid.")
		return
	}
	t := x.turn(l, at, q.top)
	b := x.graphHead(context)
	if at.i < 0 && x.eventual() {
		b = strconv.AppendInt(appendKey(b, "@odata.count"), int64(l.count()), 10)
	}
	if link := x.nextLink(q, t); link != "" {
		b = appendField(b, "@odata.nextLink", link)
	}
	if at.i >= 0 {
		before = nil
	}
	var p Person
	x.graphValue(b, before, t.people, func(b []byte, c *candidate, first bool) []byte {
		c.read(&p)
		b = append(b, '{')
		if typed {
			b = appendField(b, "@odata.type", "#microsoft.graph.user")
		}
		b = x.graphPerson(b, q.props, &p, first && x.hit(FaultWrongType))
		return append(b, '}')
	})
}

// eventual reports whether the request is an advanced query. To ask for the
// count alone is to ask for the count.
func (x *exchange) eventual() bool {
	counts := x.r.URL.Query().Get("$count") == "true" || strings.HasSuffix(x.r.URL.Path, "/$count")
	return counts && strings.EqualFold(x.r.Header.Get("ConsistencyLevel"), "eventual")
}

// graphHead begins a collection.
func (x *exchange) graphHead(context string) []byte {
	return appendField(append(x.body[:0], '{'), "@odata.context", x.base()+"/v1.0/$metadata#"+context)
}

// graphValue answers a collection with its members: those written already, and
// one for each person.
func (x *exchange) graphValue(b []byte, before [][]byte, people []candidate, write func(b []byte, c *candidate, first bool) []byte) {
	if x.hit(FaultNoValue) {
		x.answer(http.StatusOK, append(b, '}'))
		return
	}
	b = append(appendKey(b, "value"), '[')
	if x.hit(FaultNullElement) {
		b = append(b, "null,"...)
	}
	for _, object := range before {
		b = append(append(b, object...), ',')
	}
	for i := range people {
		b = append(write(b, &people[i], i == 0), ',')
	}
	if b[len(b)-1] == ',' {
		b = b[:len(b)-1]
	}
	x.header("Content-Type", "application/json")
	x.answer(http.StatusOK, append(b, "]}"...))
}

// graphPerson appends the selected properties; wrong makes one of the strings a number.
func (x *exchange) graphPerson(b []byte, props []graphProperty, p *Person, wrong bool) []byte {
	spoil := ""
	if wrong {
		for _, prop := range props {
			if prop.text && (spoil == "" || spoil == "id" || prop.name == "displayName") {
				spoil = prop.name
			}
		}
	}
	for _, prop := range props {
		if wrong && prop.name == spoil {
			b = append(appendKey(b, prop.name), "12345"...)
			continue
		}
		b = prop.append(b, p)
	}
	return b
}

// nextLink is the absolute link to the next page: the same query with another
// skip token, at the host the client used.
func (x *exchange) nextLink(q graphQuery, t turned) string {
	if t.self {
		return x.base() + x.r.URL.RequestURI()
	}
	if t.next == "" {
		return ""
	}
	values := url.Values{}
	maps.Copy(values, q.values)
	if x.hit(FaultSelectLost) {
		values.Del("$select")
	}
	values.Set("$skiptoken", t.next)
	// Graph leaves $ and commas as they are.
	encoded := strings.NewReplacer("%24", "$", "%2C", ",").Replace(values.Encode())
	return x.linkBase() + x.r.URL.Path + "?" + encoded
}

// linkBase is the host that links lead to.
func (x *exchange) linkBase() string {
	if x.hit(FaultOtherHost) {
		return x.s.OtherURL()
	}
	return x.base()
}
