package entra

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// odataError is Graph's error object
// (https://learn.microsoft.com/graph/errors).
type odataError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Inner   struct {
		RequestID string `json:"request-id"`
	} `json:"innerError"`
}

// propertyPattern finds the property that Graph objects to.
var propertyPattern = regexp.MustCompile(`(?i)propert(?:y|ies)(?: named)? '([A-Za-z0-9_.]+)'`)

// odata returns the error object of an answer. false means that Graph did not
// make the answer.
func (r reply) odata() (odataError, bool) {
	var doc struct {
		Error odataError `json:"error"`
	}
	err := json.Unmarshal(r.body, &doc)
	return doc.Error, err == nil && doc.Error.Code != ""
}

// forgotten reports whether Graph refused a link because it no longer knows the
// state behind it, and not for any other reason. Documented are 410 and the
// codes syncStateNotFound and resyncRequired; expired page tokens come as 400.
// https://learn.microsoft.com/graph/delta-query-overview#token-duration
func (r reply) forgotten() bool {
	switch r.status {
	case http.StatusGone:
		return true
	case http.StatusBadRequest, http.StatusNotFound:
		e, _ := r.odata()
		code := strings.ToLower(e.Code)
		for _, part := range []string{"syncstate", "resync", "pagetoken", "skiptoken", "deltatoken"} {
			if strings.Contains(code, part) {
				return true
			}
		}
	}
	return false
}

// unwelcome reports whether Graph did not take a link that it once gave: it forgot
// the state behind it, or says 400 or 404 to it in words that nobody documented.
// To begin anew costs little and shows what else may be the matter.
func (r reply) unwelcome() bool {
	return r.forgotten() || r.refused() && (r.status == http.StatusBadRequest || r.status == http.StatusNotFound)
}

// refused reports whether Graph itself declined a request in a way that asking
// again will not change.
func (r reply) refused() bool {
	switch r.status {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusNotImplemented:
		_, ok := r.odata()
		return ok
	}
	return false
}

// said quotes what Graph said with an answer, in brief.
func (s *Source) said(r reply) string {
	e, _ := r.odata()
	return s.quote(e.Message) + note(s.quote(e.Code), "request id", s.quote(orElse(e.Inner.RequestID, r.header.Get("request-id"))))
}

// refusal words an answer of Graph that is no list. what names the request.
func (s *Source) refusal(r reply, group, what string) error {
	e, ok := r.odata()
	if !ok {
		return s.noOData(r, what)
	}
	tail := note(s.quote(e.Code), "request id", s.quote(orElse(e.Inner.RequestID, r.header.Get("request-id"))))
	said := s.quote(e.Message)
	switch {
	case r.status == http.StatusUnauthorized:
		return fault.New(fault.Unauthorized, "Microsoft Graph refused the access token for %s: %s%s", what, said, tail).
			WithHint("check that cloud and Graph URL are those of the tenant, and that the app is still enabled")
	case r.status == http.StatusForbidden:
		return fault.New(fault.Unauthorized, "Microsoft Graph refused %s: a permission is missing: %s%s", what, said, tail).
			WithHint("%s", s.permissionHint())
	case r.status == http.StatusNotFound && group != "":
		return fault.New(fault.NotFound, "the tenant has no group %s%s", group, tail).
			WithHint("copy the Object ID from the group's overview; a deleted group has to be taken out: incodectl integrations edit --group")
	case r.forgotten():
		return fault.New(fault.Unavailable, "Microsoft Graph no longer knows this position in the listing, %s%s", what, tail).
			WithHint("nothing was changed; run the sync again")
	case s.filter != "" && s.filterBlamed(r.status, e.Message):
		return fault.New(fault.Usage, "Microsoft Graph cannot use the filter: %s%s", said, tail).
			WithHint("change the expression: incodectl integrations edit --filter; the operators that a property takes are at https://learn.microsoft.com/graph/aad-advanced-queries")
	case r.status == http.StatusNotImplemented, r.status == http.StatusBadRequest && s.blamed(e.Message) != "":
		return s.propertyFault(s.blamed(e.Message), said, tail)
	default:
		return fault.New(fault.Internal, "Microsoft Graph answered %d to %s: %s%s", r.status, what, said, tail)
	}
}

// noOData words an answer that is not Graph's: of a proxy, of another service.
func (s *Source) noOData(r reply, what string) error {
	kind := "without a reason"
	if looksLikeHTML(r.body) {
		kind = "with a web page"
	}
	if r.status == http.StatusUnauthorized {
		return fault.New(fault.Unauthorized, "the access token for %s was refused %s", what, kind).
			WithHint("check that cloud and Graph URL are those of the tenant")
	}
	return fault.New(fault.Unavailable, "%s answered %d %s to %s%s", s.at.graph.Host, r.status, kind, what,
		note("", "request id", s.quote(r.header.Get("request-id")))).
		WithHint("check the Graph URL, and any proxy or sign-in page in between")
}

// permissionHint names the least that reading takes.
func (s *Source) permissionHint() string {
	names := "User.Read.All"
	if len(s.groups) > 0 {
		names += " and GroupMember.Read.All"
	}
	if s.auth == AuthAzureCLI {
		return "the signed-in account needs the delegated permissions " + names + ", or a role that reads users, such as Directory Readers"
	}
	return "in the Entra admin center, add the application permission " + names +
		" to the app (App registrations > the app > API permissions > Microsoft Graph), then grant admin consent"
}

// filterBlamed reports whether an error is about the filter: one that says so,
// or one that names no selected property.
func (s *Source) filterBlamed(status int, message string) bool {
	if status != http.StatusBadRequest && status != http.StatusNotImplemented {
		return false
	}
	if strings.Contains(strings.ToLower(message), "filter") {
		return true
	}
	named := s.blamed(message)
	return !slices.Contains(s.plan.properties, named) && !containsFold(singleOnly(), named)
}

// blamed is the property that an error of Graph names, or "".
func (s *Source) blamed(message string) string {
	if m := propertyPattern.FindStringSubmatch(message); m != nil {
		return m[1]
	}
	for _, f := range s.plan.fields {
		if directoryExtension.MatchString(f.head) && strings.Contains(message, f.head) {
			return f.head
		}
	}
	return ""
}

// propertyFault words a selected property that Graph cannot list, and names the
// mapping it came from; where Graph names none, the mappings that are not
// defaults are under suspicion.
func (s *Source) propertyFault(named, said, tail string) error {
	var from []string
	for _, f := range s.plan.fields {
		if (named != "" && f.head == named) || (named == "" && DefaultMapping()[f.claim] != f.path) {
			from = append(from, f.claim+"="+f.path)
		}
	}
	subject := "a property"
	if named != "" {
		subject = "the property " + s.quote(named)
	}
	if len(from) > 0 {
		subject += ", from the mapping " + strings.Join(from, " or ")
	}
	return fault.New(fault.Usage, "Microsoft Graph cannot list %s: %s%s", subject, said, tail).
		WithHint("map the claim to another property: incodectl integrations edit --map claim=path (claim= switches it off)")
}

// unreachable words a request that got no answer in the end. What is no trouble
// of the network (a refused credential, the end of the context) stays as it is.
func unreachable(err error, what string) error {
	code := fault.CodeOf(err)
	if code != fault.Unavailable && code != fault.RateLimited {
		return err
	}
	return fault.Wrap(err, code, "reading %s from Microsoft Graph failed", what).WithHint("%s", fault.HintOf(err))
}
