package okta

import (
	"net/http"
	"strings"
)

// bucket names the rate limit of Okta that a request counts against. Okta
// counts by operation: a listing of users does not use up the limit for reading
// one (developer.okta.com, "Okta API endpoints and rate limits").
func bucket(req *http.Request) string {
	path := req.URL.Path
	if path == tokenPath {
		return "token"
	}
	rest, ok := strings.CutPrefix(path, "/api/v1/")
	if !ok {
		return "other"
	}
	kind, rest, _ := strings.Cut(rest, "/")
	_, below, _ := strings.Cut(rest, "/")
	switch kind {
	case "users", "groups":
		switch {
		case rest == "":
			return "/api/v1/" + kind
		case below == "":
			return "/api/v1/" + kind + "/{id}"
		case below == "users", below == "groups":
			return "/api/v1/" + kind + "/{id}/" + below
		}
	case "logs", "meta":
		return "/api/v1/" + kind
	}
	return "other"
}
