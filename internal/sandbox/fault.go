package sandbox

import (
	"fmt"
	"net/http"
	"slices"
)

// Target is what a fault is switched on for.
type Target string

// The targets.
const (
	TargetOkta  Target = "okta"  // Okta's API, /api/v1
	TargetGraph Target = "graph" // Microsoft Graph, /v1.0
	TargetToken Target = "token" // all token endpoints

	TargetIncode Target = "incode" // Incode's API, /omni
)

// FaultKind names one way in which a directory misbehaves. Each was seen to
// break a real client.
type FaultKind string

// The kinds of fault.
const (
	// FaultJoinedLink folds Okta's two Link headers into one line, as proxies may.
	FaultJoinedLink FaultKind = "joined-link"
	// FaultNextSelf makes the next link point at the page it stands on.
	FaultNextSelf FaultKind = "next-self"
	// FaultCycle makes the next link lead back to the second page.
	FaultCycle FaultKind = "cursor-cycle"
	// FaultEmptyPage answers an empty page that has a next link; nobody is lost.
	FaultEmptyPage FaultKind = "empty-page"
	// FaultEmptyBody answers 200 without a body.
	FaultEmptyBody FaultKind = "empty-body"
	// FaultNoContent answers 204.
	FaultNoContent FaultKind = "no-content"
	// FaultEmptyList answers 200 with an empty last page, as an Okta app without an admin role gets.
	FaultEmptyList FaultKind = "empty-list"
	// FaultTruncated ends the JSON in the middle, with a Content-Length to match.
	FaultTruncated FaultKind = "truncated-json"
	// FaultHTML answers 200 with an HTML page, as sign-in portals and proxies do.
	FaultHTML FaultKind = "html"
	// FaultReset resets the connection in the middle of the body.
	FaultReset FaultKind = "reset"
	// FaultRateLimited answers 429 and says to come back in a second.
	FaultRateLimited FaultKind = "rate-limited"
	// FaultRateLimitedBare answers 429 without any header that says when to come back, nor Date.
	FaultRateLimitedBare FaultKind = "rate-limited-bare"
	// FaultRateLimitedPast answers 429 with a reset time in the past (Graph: Retry-After 0).
	FaultRateLimitedPast FaultKind = "rate-limited-past"
	// FaultRateLimitedMinute answers 429 with a reset 60 seconds away.
	FaultRateLimitedMinute FaultKind = "rate-limited-minute"
	// FaultRetryFractional answers 429 with Retry-After 0.5.
	FaultRetryFractional FaultKind = "retry-after-fractional"
	// FaultRetryLong answers 429 with Retry-After 150.
	FaultRetryLong FaultKind = "retry-after-long"
	// FaultStatus500 answers 500.
	FaultStatus500 FaultKind = "status-500"
	// FaultStatus502 answers 502 with a gateway's HTML page.
	FaultStatus502 FaultKind = "status-502"
	// FaultStatus503 answers 503.
	FaultStatus503 FaultKind = "status-503"
	// FaultUnauthorized answers 401 although the token is good, as when it is revoked half-way.
	FaultUnauthorized FaultKind = "unauthorized"
	// FaultForbidden answers 403.
	FaultForbidden FaultKind = "forbidden"
	// FaultNoProfile leaves the profile out of the page's first person.
	FaultNoProfile FaultKind = "no-profile"
	// FaultBigNumber gives the page's first person badgeNumber 9007199254740993, which no float64 holds.
	FaultBigNumber FaultKind = "big-number"
	// FaultDuplicate lists the last person of the previous page again.
	FaultDuplicate FaultKind = "duplicate"
	// FaultVanish deletes the first person of the page (Company.Delete) just before it is served.
	FaultVanish FaultKind = "vanish"
	// FaultClockAhead dates answers ten minutes in the future.
	FaultClockAhead FaultKind = "clock-ahead"
	// FaultClockBehind dates answers ten minutes in the past.
	FaultClockBehind FaultKind = "clock-behind"
	// FaultNoValue leaves "value" out of a Graph collection.
	FaultNoValue FaultKind = "no-value"
	// FaultNullElement puts null in front of the people of a Graph page.
	FaultNullElement FaultKind = "null-element"
	// FaultWrongType makes displayName of the page's first person (or the first string selected) a number.
	FaultWrongType FaultKind = "wrong-type"
	// FaultOtherHost makes the next link point at another host, which records what reaches it; see Server.OtherURL.
	FaultOtherHost FaultKind = "next-other-host"
	// FaultSelectLost drops $select from Graph's next link, so that later pages have the default properties.
	FaultSelectLost FaultKind = "select-lost"
	// FaultNoEnabled leaves accountEnabled out of a Graph page.
	FaultNoEnabled FaultKind = "no-account-enabled"
	// FaultOmit leaves the page's first person out although they exist, as an index that lags does.
	FaultOmit FaultKind = "omit"
	// FaultCursorGone refuses a page asked for with a cursor: Okta names "after", Graph says Directory_ExpiredPageToken.
	FaultCursorGone FaultKind = "cursor-gone"
	// FaultDeltaGone answers 410 to a delta request with a token, and where to begin anew.
	FaultDeltaGone FaultKind = "delta-gone"
	// FaultDeltaNotFound answers 400 syncStateNotFound to a delta request with a token.
	FaultDeltaNotFound FaultKind = "delta-not-found"
	// FaultThrottleWarning says that 90 percent of Graph's limit are used up.
	FaultThrottleWarning FaultKind = "throttle-warning"
	// FaultCut carries the request out and cuts the connection without a byte of an answer.
	FaultCut FaultKind = "cut"
	// FaultHang carries the request out and does not answer for two minutes.
	FaultHang FaultKind = "hang"
	// FaultAfter carries the request out and answers 500 all the same.
	FaultAfter FaultKind = "status-500-after"
	// FaultRedirect redirects to another host, which records what reaches it; see Server.OtherURL.
	FaultRedirect FaultKind = "redirect"
	// FaultCustomCode answers 400 with a code of Incode's own beyond HTTP's and without a message.
	FaultCustomCode FaultKind = "custom-code"
	// FaultUnknownIntegration refuses the integration reference as unknown.
	FaultUnknownIntegration FaultKind = "unknown-integration"
	// FaultNoLink makes a session and leaves its link out of the answer.
	FaultNoLink FaultKind = "no-link"
	// FaultNulls answers with null in place of every value.
	FaultNulls FaultKind = "nulls"
)

// FaultInfo describes a kind of fault.
type FaultInfo struct {
	Kind    FaultKind
	Targets []Target
	About   string
}

// FaultKinds lists every kind of fault, in the order of their constants.
func FaultKinds() []FaultInfo {
	okta, graph := []Target{TargetOkta}, []Target{TargetGraph}
	pages := []Target{TargetOkta, TargetGraph}
	all := []Target{TargetOkta, TargetGraph, TargetToken, TargetIncode}
	apis, incode := []Target{TargetOkta, TargetGraph, TargetIncode}, []Target{TargetIncode}
	return []FaultInfo{
		{FaultJoinedLink, okta, "both Link headers folded into one line"},
		{FaultNextSelf, pages, "the next link is the page itself"},
		{FaultCycle, pages, "the next link leads back to the second page"},
		{FaultEmptyPage, pages, "an empty page with a next link"},
		{FaultEmptyBody, all, "200 without a body"},
		{FaultNoContent, all, "204"},
		{FaultEmptyList, pages, "200 with nobody and no next link"},
		{FaultTruncated, all, "JSON that ends in the middle"},
		{FaultHTML, all, "200 with an HTML page"},
		{FaultReset, all, "connection reset in the middle of the body"},
		{FaultRateLimited, all, "429, come back in a second"},
		{FaultRateLimitedBare, all, "429 without any header saying when"},
		{FaultRateLimitedPast, all, "429 with a reset in the past"},
		{FaultRateLimitedMinute, all, "429 with a reset in 60 seconds"},
		{FaultRetryFractional, all, "429 with Retry-After: 0.5"},
		{FaultRetryLong, all, "429 with Retry-After: 150"},
		{FaultStatus500, all, "500"},
		{FaultStatus502, all, "502 with an HTML page"},
		{FaultStatus503, all, "503"},
		{FaultUnauthorized, all, "401 although the credential is good"},
		{FaultForbidden, apis, "403"},
		{FaultNoProfile, okta, "a person without a profile"},
		{FaultBigNumber, okta, "a number above 2^53 in a profile"},
		{FaultDuplicate, pages, "the last person of the previous page again"},
		{FaultVanish, pages, "a person deleted while the listing runs"},
		{FaultClockAhead, all, "Date ten minutes in the future"},
		{FaultClockBehind, all, "Date ten minutes in the past"},
		{FaultNoValue, graph, `a collection without "value"`},
		{FaultNullElement, graph, "null among the people"},
		{FaultWrongType, graph, "a number where a string belongs"},
		{FaultOtherHost, pages, "a next link to another host"},
		{FaultSelectLost, graph, "a next link without $select"},
		{FaultNoEnabled, graph, "people without accountEnabled"},
		{FaultOmit, pages, "a page without its first person, who exists"},
		{FaultCursorGone, pages, "a page asked for with a cursor is refused, 400"},
		{FaultDeltaGone, graph, "410 to a delta request with a token"},
		{FaultDeltaNotFound, graph, "400 syncStateNotFound to one"},
		{FaultThrottleWarning, graph, "a header saying that 90 % of the limit are used"},
		{FaultCut, incode, "carried out, then the connection is cut"},
		{FaultHang, incode, "carried out, then no answer for two minutes"},
		{FaultAfter, incode, "carried out, then 500"},
		{FaultRedirect, incode, "a redirect to another host"},
		{FaultCustomCode, incode, "400 with a code beyond HTTP's, no message"},
		{FaultUnknownIntegration, incode, "404, no such integration reference"},
		{FaultNoLink, incode, "a session without its link"},
		{FaultNulls, incode, "null for every value"},
	}
}

// Fault is one fault switched on. Requests to the target are counted from when
// it was switched on; only those that pass authentication count, except at the
// token endpoint, and for a fault about cursors or delta tokens only those that
// carry one.
type Fault struct {
	Target Target
	Kind   FaultKind
	Path   string // only requests whose path is this one count; "" counts all
	From   int    // first request hit, counted from 1; 0 means 1
	Every  int    // then every so manieth; 0 means 1
	Count  int    // how often in all; 0 means always
}

// activeFault counts.
type activeFault struct {
	Fault
	seen, fired int
}

// Fault switches a fault on, beside those that are on already.
func (s *Server) Fault(f Fault) error {
	kinds := FaultKinds()
	i := slices.IndexFunc(kinds, func(k FaultInfo) bool { return k.Kind == f.Kind })
	if i < 0 {
		return fmt.Errorf("sandbox: there is no fault %q", f.Kind)
	}
	if !slices.Contains(kinds[i].Targets, f.Target) {
		return fmt.Errorf("sandbox: the fault %q does not apply to %q, only to %v", f.Kind, f.Target, kinds[i].Targets)
	}
	if f.Kind == FaultOtherHost || f.Kind == FaultRedirect {
		if err := s.openOther(); err != nil {
			return err
		}
	}
	f.From, f.Every = max(f.From, 1), max(f.Every, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &activeFault{Fault: f})
	return nil
}

// ClearFaults switches all faults off.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// fire counts a request and returns the faults that hit it.
func (s *Server) fire(target Target, r *http.Request) []FaultKind {
	s.mu.Lock()
	defer s.mu.Unlock()
	var hits []FaultKind
	for _, f := range s.faults {
		if f.Target != target || f.Path != "" && f.Path != r.URL.Path || !f.concerns(r) {
			continue
		}
		f.seen++
		if f.seen < f.From || (f.seen-f.From)%f.Every != 0 || f.Count > 0 && f.fired >= f.Count {
			continue
		}
		f.fired++
		hits = append(hits, f.Kind)
	}
	return hits
}

// concerns reports whether a request is of the kind that the fault is about.
func (f *activeFault) concerns(r *http.Request) bool {
	q := r.URL.Query
	switch f.Kind {
	case FaultUnknownIntegration, FaultNoLink:
		return r.Method == http.MethodPost
	case FaultCursorGone:
		return q().Get("after") != "" || q().Get("$skiptoken") != ""
	case FaultDeltaGone, FaultDeltaNotFound:
		token := q().Get("$deltatoken")
		return isDelta(r.URL.Path) && (q().Get("$skiptoken") != "" || token != "" && token != latestToken)
	}
	return true
}
