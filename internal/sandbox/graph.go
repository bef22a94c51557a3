package sandbox

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// graphAPI puts around a handler what every call to Graph goes through: request
// ids, credential, faults.
func (s *Server) graphAPI(h func(x *exchange)) func(x *exchange) {
	return func(x *exchange) {
		x.header("request-id", x.requestID())
		client := x.r.Header.Get("client-request-id")
		if client == "" {
			client = x.requestID()
		}
		x.header("client-request-id", client)
		x.header("Cache-Control", "no-cache")
		x.header("OData-Version", "4.0")
		scheme, value, _ := strings.Cut(x.r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "bearer") || value == "" {
			x.graphError(http.StatusUnauthorized, "InvalidAuthenticationToken", "Access token is empty.")
			return
		}
		if _, ok := s.findToken(value, TargetGraph, x.now); !ok {
			graphStatus(x, http.StatusUnauthorized)
			return
		}
		x.faults = s.fire(TargetGraph, x.r)
		if x.hit(FaultThrottleWarning) {
			x.header("x-ms-throttle-limit-percentage", "0.9")
		}
		switch {
		case x.intercept(graphStatus):
		case x.hit(FaultCursorGone):
			x.graphError(http.StatusBadRequest, "Directory_ExpiredPageToken",
				"The specified page token value has expired and can no longer be included in your request.")
		default:
			h(x)
		}
	}
}

// requestID is the same for the whole exchange.
func (x *exchange) requestID() string {
	if id := x.w.Header().Get("request-id"); id != "" {
		return id
	}
	return x.s.o.Entra.uuid(streamDocument, int(x.s.serial.Add(1)))
}

// graphStatus answers the usual Graph error of a status.
func graphStatus(x *exchange, status int) {
	code, message := "UnknownError", "An internal server error occurred."
	switch status {
	case http.StatusUnauthorized:
		code, message = "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired or was not issued here."
	case http.StatusForbidden:
		code, message = "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
	case http.StatusTooManyRequests:
		code, message = "TooManyRequests", "Too many requests. Please retry after the time given."
	case http.StatusServiceUnavailable:
		code, message = "serviceNotAvailable", "The service is temporarily unavailable."
	case http.StatusInternalServerError:
		code, message = "generalException", "An unexpected error occurred."
	}
	x.graphError(status, code, message)
}

// graphError answers an OData error.
func (x *exchange) graphError(status int, code, message string) {
	h := x.w.Header()
	b := append(x.body[:0], `{"error":{`...)
	b = appendField(b, "code", code)
	b = appendField(b, "message", message)
	b = append(b, `,"innerError":{`...)
	b = appendField(b, "date", x.now.UTC().Format("2006-01-02T15:04:05"))
	b = appendField(b, "request-id", h.Get("request-id"))
	b = appendField(b, "client-request-id", h.Get("client-request-id"))
	x.answer(status, append(b, "}}}"...))
}

func (s *Server) graphNothing(x *exchange) {
	x.graphError(http.StatusNotFound, "Request_ResourceNotFound",
		"Resource '"+strings.TrimPrefix(x.r.URL.Path, "/v1.0/")+"' does not exist or one of its queried reference-property objects are not present.")
}

// graphQuery reads the query options that a listing takes; it answers a bad one.
type graphQuery struct {
	values url.Values
	top    int
	props  []graphProperty
	filter *clause[candidate]
}

// query reads the options; collection is false for a single object.
func (x *exchange) query(collection bool) (q graphQuery, ok bool) {
	q.values, q.top = x.r.URL.Query(), 100
	bad := func(message string) (graphQuery, bool) {
		x.graphError(http.StatusBadRequest, "Request_BadRequest", message)
		return q, false
	}
	for _, name := range []string{"$orderby", "$search", "$expand", "$skip"} {
		if q.values.Has(name) {
			return bad("'" + name + "' is not supported by the sandbox.")
		}
	}
	if q.values.Has("$top") {
		n, err := strconv.Atoi(q.values.Get("$top"))
		if err != nil || n < 1 || n > 999 {
			return bad("Invalid page size specified: '" + q.values.Get("$top") + "'. Must be between 1 and 999 inclusive.")
		}
		q.top = n
	}
	if expr := q.values.Get("$filter"); expr != "" {
		f, advanced, err := parseOData(expr, x.s.graphFilterable)
		if err != nil || advanced && !x.eventual() {
			x.graphError(http.StatusBadRequest, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified.")
			return q, false
		}
		q.filter = &f
	}
	q.props, ok = x.selected(q.values.Get("$select"), collection)
	return q, ok
}

// selected resolves $select; it answers what Graph answers to a property that
// does not exist or that a collection does not serve.
func (x *exchange) selected(list string, collection bool) ([]graphProperty, bool) {
	if list == "" {
		list = "businessPhones,displayName,givenName,jobTitle,mail,mobilePhone,officeLocation,preferredLanguage,surname,userPrincipalName"
	}
	props := []graphProperty{x.s.props["id"]}
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		p, ok := x.s.props[name]
		switch {
		case !ok && strings.HasPrefix(name, "extension_"):
			p = graphCustom(name)
		case !ok:
			x.graphError(http.StatusBadRequest, "BadRequest",
				"Parsing OData Select and Expand failed: Could not find a property named '"+name+"' on type 'microsoft.graph.user'.")
			return nil, false
		case p.single && collection:
			x.graphError(http.StatusNotImplemented, "NotImplemented", "The property '"+name+"' can only be selected for a single user.")
			return nil, false
		}
		if name != "id" && (name != "accountEnabled" || !x.hit(FaultNoEnabled)) {
			props = append(props, p)
		}
	}
	return props, true
}

// graphUsers is List users.
func (s *Server) graphUsers(x *exchange) {
	if q, ok := x.query(true); ok {
		x.graphPeople(q, s.graphListing(q, "users", nil), "users", false)
	}
}

// graphListing is everybody who passes $filter and, where given, keep.
func (s *Server) graphListing(q graphQuery, what string, keep func(p *candidate) bool) listing {
	l := s.o.Entra.list(what+"\x00"+q.values.Get("$filter"), keep)
	switch {
	case q.filter != nil:
		l.narrow(*q.filter)
	case keep == nil:
		l.keep = func(*candidate) bool { return true }
	}
	return l
}

// graphUserCount is Get the count of users: plain text, and only with
// ConsistencyLevel: eventual.
func (s *Server) graphUserCount(x *exchange) {
	if !strings.EqualFold(x.r.Header.Get("ConsistencyLevel"), "eventual") {
		x.graphError(http.StatusBadRequest, "Request_BadRequest", "$count is not currently supported without the header ConsistencyLevel: eventual.")
		return
	}
	q, ok := x.query(true)
	if !ok {
		return
	}
	n := s.o.Entra.Count()
	if q.filter != nil {
		n = s.graphListing(q, "users", nil).count()
	}
	x.header("Content-Type", "text/plain")
	x.answer(http.StatusOK, strconv.AppendInt(x.body[:0], int64(n), 10))
}

// graphUser is Get a user, by id or user principal name.
func (s *Server) graphUser(x *exchange) {
	q, ok := x.query(false)
	if !ok {
		return
	}
	id := x.r.PathValue("id")
	i, ok := s.o.Entra.Find(id)
	var p Person
	if ok {
		p = s.o.Entra.Person(i)
		ok = strings.EqualFold(id, p.GraphID) || strings.EqualFold(id, p.Login)
	}
	if !ok {
		x.graphError(http.StatusNotFound, "Request_ResourceNotFound",
			"Resource '"+id+"' does not exist or one of its queried reference-property objects are not present.")
		return
	}
	b := append(x.body[:0], '{')
	b = appendField(b, "@odata.context", x.base()+"/v1.0/$metadata#users/$entity")
	for _, prop := range q.props {
		b = prop.append(b, &p)
	}
	x.answer(http.StatusOK, append(b, '}'))
}

// odataTime is how Graph writes moments.
func odataTime(b []byte, t time.Time) []byte { return appendTime(b, t, false) }
