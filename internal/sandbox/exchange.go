package sandbox

import (
	"crypto/rand"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// exchange is one request and the answer being made for it. Handlers fill the
// answer in; send writes it, with the faults that concern the transport.
type exchange struct {
	s      *Server
	w      http.ResponseWriter
	r      *http.Request
	target Target
	now    time.Time
	faults []FaultKind

	status int
	body   []byte
}

// hit reports whether a fault of this kind struck the request.
func (x *exchange) hit(kind FaultKind) bool { return slices.Contains(x.faults, kind) }

// base is the address the client used, for absolute links.
func (x *exchange) base() string { return "http://" + x.r.Host }

// answer sets status and body.
func (x *exchange) answer(status int, body []byte) { x.status, x.body = status, body }

// header sets a response header.
func (x *exchange) header(key, value string) { x.w.Header().Set(key, value) }

// handler routes.
func (s *Server) handler() http.Handler {
	mux, signIn := http.NewServeMux(), http.NewServeMux()
	mux.Handle("/", signIn) // its patterns begin with any tenant, which a mux cannot rank beside fixed paths
	handleOn := func(mux *http.ServeMux, pattern string, target Target, h func(x *exchange)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.exchange(w, r, target, h) })
	}
	handle := func(pattern string, target Target, h func(x *exchange)) {
		handleOn(mux, pattern, target, h)
	}
	if s.o.Okta != nil {
		handle("GET /api/v1/users", TargetOkta, s.oktaAPI("users", "okta.users.read", s.oktaUsers))
		handle("GET /api/v1/users/{id}", TargetOkta, s.oktaAPI("user", "okta.users.read", s.oktaUser))
		handle("GET /api/v1/users/{id}/groups", TargetOkta, s.oktaAPI("user", "okta.users.read", s.oktaUserGroups))
		handle("GET /api/v1/groups", TargetOkta, s.oktaAPI("groups", "okta.groups.read", s.oktaGroups))
		handle("GET /api/v1/groups/{id}", TargetOkta, s.oktaAPI("groups", "okta.groups.read", s.oktaGroup))
		handle("GET /api/v1/groups/{id}/users", TargetOkta, s.oktaAPI("groups", "okta.groups.read", s.oktaGroupUsers))
		handle("GET /api/v1/meta/schemas/user/default", TargetOkta, s.oktaAPI("schemas", "okta.schemas.read", s.oktaSchema))
		handle("GET /api/v1/logs", TargetOkta, s.oktaAPI("logs", "okta.logs.read", s.oktaLogs))
		handle("/api/v1/", TargetOkta, s.oktaAPI("other", "", s.oktaNothing))
		handle("POST /oauth2/v1/token", TargetToken, s.faulty(s.oktaTokenEndpoint, oktaTokenError))
	}
	if s.o.Entra != nil {
		handle("GET /v1.0/users", TargetGraph, s.graphAPI(s.graphUsers))
		handle("GET /v1.0/users/$count", TargetGraph, s.graphAPI(s.graphUserCount))
		handle("GET /v1.0/users/{id}", TargetGraph, s.graphAPI(s.graphUser))
		handle("GET /v1.0/groups", TargetGraph, s.graphAPI(s.graphGroups))
		for path, h := range map[string]func(x *exchange){"/v1.0/users/": s.graphUsersDelta, "/v1.0/groups/": s.graphGroupsDelta} {
			for _, name := range deltaNames() {
				handle("GET "+path+name, TargetGraph, s.graphAPI(h))
			}
		}
		handle("GET /v1.0/groups/{id}/members", TargetGraph, s.graphAPI(s.graphMembers))
		handle("GET /v1.0/groups/{id}/members/microsoft.graph.user", TargetGraph, s.graphAPI(s.graphUserMembers))
		handle("GET /v1.0/groups/{id}/transitiveMembers", TargetGraph, s.graphAPI(s.graphTransitiveMembers))
		handle("GET /v1.0/groups/{id}/transitiveMembers/microsoft.graph.user", TargetGraph, s.graphAPI(s.graphTransitiveUsers))
		handle("GET /v1.0/groups/{id}/transitiveMembers/microsoft.graph.group", TargetGraph, s.graphAPI(s.graphTransitiveGroups))
		handle("POST /v1.0/directoryObjects/getAvailableExtensionProperties", TargetGraph, s.graphAPI(s.graphExtensions))
		handle("/v1.0/", TargetGraph, s.graphAPI(s.graphNothing))
		handleOn(signIn, "GET /{tenant}/v2.0/.well-known/openid-configuration", TargetToken, s.graphMetadata)
		handleOn(signIn, "POST /{tenant}/oauth2/v2.0/token", TargetToken, s.faulty(s.graphTokenEndpoint, graphTokenError))
	}
	incode := func(pattern string, h func(x *exchange)) { handle(pattern, TargetIncode, s.incodeAPI(h)) }
	incode("POST /omni/b2b/onboarding/request-new", s.incodeRequestNew)
	incode("GET /omni/get/onboarding/status", s.incodeSession(s.incodeStatus))
	incode("GET /omni/get/score", s.incodeSession(s.incodeScore))
	incode("GET /omni/get/ocr-data", s.incodeSession(s.incodeOCR))
	incode("/omni/", s.incodeNothing)
	handle("POST /oauth2/token", TargetToken, s.faulty(s.incodeTokenEndpoint, incodeTokenError))
	handle("GET "+linkPath+"{token}", "", s.incodeLink)
	return mux
}

// exchange runs one handler and sends its answer.
func (s *Server) exchange(w http.ResponseWriter, r *http.Request, target Target, h func(x *exchange)) {
	buf := s.buffers.Get().(*[]byte)
	x := &exchange{s: s, w: w, r: r, target: target, now: s.o.Now(), body: (*buf)[:0]}
	if s.o.Latency > 0 {
		t := time.NewTimer(s.o.Latency)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
			return
		}
	}
	x.header("Date", x.now.UTC().Format(http.TimeFormat))
	h(x)
	// Before it is sent: a client that has its answer may ask for Requests.
	s.record(r, x.status, x.now)
	x.send()
	if cap(x.body) > cap(*buf) {
		*buf = x.body
	}
	s.buffers.Put(buf)
}

// send writes the answer, as the faults of the transport would have it.
func (x *exchange) send() {
	h := x.w.Header()
	switch {
	case x.hit(FaultCut):
		x.cut()
		return
	case x.hit(FaultHang):
		x.hang()
		return
	case x.hit(FaultAfter):
		x.body = x.body[:0]
		incodeFault(x, http.StatusInternalServerError)
	}
	switch {
	case x.hit(FaultClockAhead):
		h.Set("Date", x.now.Add(10*time.Minute).UTC().Format(http.TimeFormat))
	case x.hit(FaultClockBehind):
		h.Set("Date", x.now.Add(-10*time.Minute).UTC().Format(http.TimeFormat))
	}
	body := x.body
	if x.hit(FaultTruncated) {
		body = body[:len(body)/2]
	}
	if len(body) > 0 && h.Get("Content-Type") == "" {
		h.Set("Content-Type", "application/json")
	}
	if x.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	x.w.WriteHeader(x.status)
	if x.hit(FaultReset) {
		x.reset(body)
		return
	}
	_, _ = x.w.Write(body)
}

// reset sends half of the body and then resets the connection.
func (x *exchange) reset(body []byte) {
	_, _ = x.w.Write(body[:len(body)/2])
	_ = http.NewResponseController(x.w).Flush()
	x.cut()
}

// hang keeps the client waiting, then ends the connection.
func (x *exchange) hang() {
	t := time.NewTimer(2 * time.Minute)
	defer t.Stop()
	select {
	case <-t.C:
	case <-x.s.done:
	case <-x.r.Context().Done():
	}
	x.cut()
}

// cut resets the connection.
func (x *exchange) cut() {
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // ends the connection too, less rudely
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// intercept answers instead of the handler where a fault says so. fail makes
// an error body in the target's own form.
func (x *exchange) intercept(fail func(x *exchange, status int)) bool {
	for _, kind := range x.faults {
		switch kind {
		case FaultEmptyBody:
			x.answer(http.StatusOK, x.body)
		case FaultNoContent:
			x.answer(http.StatusNoContent, x.body)
		case FaultHTML:
			x.html(http.StatusOK, "<title>Sign in</title>Please sign in to continue.")
		case FaultStatus502:
			x.html(http.StatusBadGateway, "<title>502 Bad Gateway</title>")
		case FaultStatus500:
			fail(x, http.StatusInternalServerError)
		case FaultStatus503:
			fail(x, http.StatusServiceUnavailable)
		case FaultUnauthorized:
			fail(x, http.StatusUnauthorized)
		case FaultForbidden:
			fail(x, http.StatusForbidden)
		default:
			if !x.limited(kind, fail) {
				continue
			}
		}
		return true
	}
	return false
}

// limited answers 429 in one of its forms.
func (x *exchange) limited(kind FaultKind, fail func(x *exchange, status int)) bool {
	after := map[FaultKind]struct {
		wait  time.Duration
		retry string
	}{
		FaultRateLimited:       {time.Second, "1"},
		FaultRateLimitedPast:   {-30 * time.Second, "0"},
		FaultRateLimitedMinute: {time.Minute, "60"},
		FaultRetryFractional:   {time.Second, "0.5"},
		FaultRetryLong:         {150 * time.Second, "150"},
		FaultRateLimitedBare:   {},
	}
	a, ok := after[kind]
	if !ok {
		return false
	}
	fail(x, http.StatusTooManyRequests)
	h := x.w.Header()
	switch {
	case kind == FaultRateLimitedBare:
		for _, key := range []string{"X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset", "Retry-After"} {
			h.Del(key)
		}
		h["Date"] = nil // keeps net/http from adding one
	case x.target == TargetOkta && kind != FaultRetryFractional && kind != FaultRetryLong:
		h.Set("X-Rate-Limit-Remaining", "0")
		h.Set("X-Rate-Limit-Reset", strconv.FormatInt(x.now.Add(a.wait).Unix(), 10))
	default:
		h.Del("X-Rate-Limit-Reset")
		h.Set("Retry-After", a.retry)
	}
	return true
}

func (x *exchange) html(status int, text string) {
	x.header("Content-Type", "text/html; charset=utf-8")
	x.answer(status, append(x.body, "<!DOCTYPE html><html>"+text+"</html>\n"...))
}

// faulty gives a token endpoint its faults.
func (s *Server) faulty(h func(x *exchange), fail func(x *exchange, status int)) func(x *exchange) {
	return func(x *exchange) {
		x.faults = s.fire(TargetToken, x.r)
		if !x.intercept(fail) {
			h(x)
		}
	}
}

// randRead fills b with random bytes; crypto/rand cannot fail.
func randRead(b []byte) { _, _ = rand.Read(b) }
