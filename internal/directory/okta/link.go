package okta

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// links is what the Link headers of an answer say about paging.
type links struct {
	any  bool // there are links at all
	next string
}

// parseLinks reads the Link headers (RFC 8288). Okta sends one header line per
// link; a proxy may join them into one. A header that cannot be read is an
// error, because it may have said that more follows.
func parseLinks(h http.Header) (links, error) {
	var out links
	for _, rest := range h.Values("Link") {
		for {
			rest = strings.TrimLeft(rest, " \t,")
			if rest == "" {
				break
			}
			target, rels, tail, ok := parseLink(rest)
			if !ok {
				return out, errors.New("its Link header cannot be read")
			}
			rest, out.any = tail, true
			if !hasRel(rels, "next") {
				continue
			}
			if out.next != "" && out.next != target {
				return out, errors.New("its Link header names two next pages")
			}
			out.next = target
		}
	}
	return out, nil
}

func hasRel(rels, want string) bool {
	for r := range strings.FieldsSeq(rels) {
		if strings.EqualFold(r, want) {
			return true
		}
	}
	return false
}

// parseLink reads one <target>; param=value; ... and returns what follows it.
// Of several rel parameters the first counts.
func parseLink(s string) (target, rels, tail string, ok bool) {
	s, ok = strings.CutPrefix(s, "<")
	if !ok {
		return "", "", "", false
	}
	target, s, ok = strings.Cut(s, ">")
	if !ok {
		return "", "", "", false
	}
	haveRel := false
	for {
		s = strings.TrimLeft(s, " \t")
		if s == "" || s[0] == ',' {
			return target, rels, s, true
		}
		if s[0] != ';' {
			return "", "", "", false
		}
		var name, value string
		if name, value, s, ok = parseParam(s[1:]); !ok {
			return "", "", "", false
		}
		if strings.EqualFold(name, "rel") && !haveRel {
			rels, haveRel = value, true
		}
	}
}

// parseParam reads name, name=token or name="quoted string".
func parseParam(s string) (name, value, tail string, ok bool) {
	end := strings.IndexAny(s, "=;,")
	if end < 0 {
		return strings.TrimSpace(s), "", "", true
	}
	name = strings.TrimSpace(s[:end])
	if s[end] != '=' {
		return name, "", s[end:], true
	}
	s = strings.TrimLeft(s[end+1:], " \t")
	if !strings.HasPrefix(s, `"`) {
		if end = strings.IndexAny(s, ";,"); end < 0 {
			end = len(s)
		}
		return name, strings.TrimSpace(s[:end]), s[end:], true
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return name, b.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s):
			i++
			fallthrough
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", "", false // the quote is never closed
}

// maxCursor bounds a cursor in bytes. Every page's position has those of all
// chains, and servers take 8 KB of address at most.
const maxCursor = 8 << 10

// nextCursor checks that a next link leads to the same listing and returns its
// cursor. The request itself is then built here, so that nothing but the cursor
// is taken from the answer.
func nextCursor(asked *url.URL, next string) (string, error) {
	ref, err := url.Parse(next)
	if err != nil {
		return "", errors.New("the address of its next page cannot be read")
	}
	u := asked.ResolveReference(ref)
	switch {
	case u.User != nil, !sameOrigin(u, asked):
		return "", errors.New("its next page is at another address")
	case u.EscapedPath() != asked.EscapedPath():
		return "", errors.New("its next page is of another listing")
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil || len(q["after"]) != 1 || q.Get("after") == "" {
		return "", errors.New("the address of its next page has no cursor")
	}
	if len(q.Get("after")) > maxCursor {
		return "", errors.New("the address of its next page is too long")
	}
	return q.Get("after"), nil
}

func sameOrigin(a, b *url.URL) bool {
	return strings.EqualFold(a.Scheme, b.Scheme) && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if strings.EqualFold(u.Scheme, "https") {
		return "443"
	}
	return "80"
}
