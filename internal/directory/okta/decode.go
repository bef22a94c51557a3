package okta

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/rawjson"
)

// profilePrefix starts every path of an attribute.
const profilePrefix = "profile."

// maxListed is how much a list may have on one page, whatever was asked for: far
// more than Okta sends, and far less than a hostile answer has room for, of
// which each would be named in the run's record.
const maxListed = 10_000

// field is one mapped claim: its name and the path below profile.
type field struct{ claim, key string }

// compile turns a checked mapping into fields, in a fixed order.
func compile(m directory.Mapping) []field {
	out := make([]field, 0, len(m))
	for _, claim := range slices.Sorted(maps.Keys(m)) {
		out = append(out, field{claim, strings.TrimPrefix(m[claim], profilePrefix)})
	}
	return out
}

// decodeList takes a page apart into its elements, which stay raw: what is wrong
// with one spoils that one and not the page. Anything that is not a whole array
// is an error: an answer that cannot be read must never look like an empty one.
func decodeList(resp *http.Response, body []byte) ([][]byte, error) {
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\ufeff")))
	switch {
	case len(trimmed) == 0:
		return nil, errors.New("the answer is empty")
	case trimmed[0] == '<', strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html"):
		return nil, errors.New("the answer is a web page; a sign-in page or a proxy answers instead of Okta's API")
	case trimmed[0] != '[':
		return nil, errors.New("the answer is not a list")
	case !rawjson.Valid(trimmed):
		return nil, errors.New("the answer is cut off or damaged")
	}
	users := make([][]byte, 0, maxPageSize)
	rawjson.Walk(trimmed, func(_, user []byte) {
		if len(users) <= maxListed {
			users = append(users, user)
		}
	})
	if len(users) > maxListed {
		return nil, fmt.Errorf("the answer has more than %d records", maxListed)
	}
	return users, nil
}

// decoder turns users into records. It keeps what it can use again for the next.
type decoder struct {
	fields  []field
	profile map[string]json.RawMessage // of the user at hand
	names   map[string]string          // of attributes seen, by their JSON
}

func newDecoder(fields []field) *decoder {
	return &decoder{fields: fields, profile: map[string]json.RawMessage{}, names: map[string]string{}}
}

// name decodes an attribute's name. There are few, so each is decoded once.
func (d *decoder) name(key []byte) string {
	const most = 1000
	name, known := d.names[string(key)]
	if !known {
		name = rawjson.Unquote(key)
		if len(d.names) < most {
			d.names[string(key)] = name
		}
	}
	return name
}

// record converts a user. The error says what cannot be read and comes with the
// external id where that much is known.
func (d *decoder) record(user []byte) (directory.Record, error) {
	var r directory.Record
	if !rawjson.IsObject(user) {
		return r, errors.New("no id")
	}
	var id, status, profile []byte
	rawjson.Walk(user, func(key, value []byte) {
		switch string(key) {
		case `"id"`:
			id = value
		case `"status"`:
			status = value
		case `"profile"`:
			profile = value
		}
	})
	if r.ExternalID = text(id); r.ExternalID == "" {
		return r, errors.New("no id")
	}
	if r.SourceState = text(status); r.SourceState == "" {
		return r, errors.New("no status")
	}
	if !rawjson.IsObject(profile) {
		return r, errors.New("no profile")
	}
	clear(d.profile)
	rawjson.Walk(profile, func(key, value []byte) { d.profile[d.name(key)] = value })
	return r, d.attributes(&r)
}

// attributes reads login hints and claims from the profile.
func (d *decoder) attributes(r *directory.Record) error {
	var alias string
	for _, f := range []struct {
		key string
		to  *string
	}{{"login", &r.Login}, {"email", &r.Email}, {"secondEmail", &alias}} {
		v, _, err := directory.Extract(d.profile, f.key)
		if err != nil {
			return fmt.Errorf("%s%w", profilePrefix, err)
		}
		*f.to = v
	}
	if alias != "" {
		r.Aliases = []string{alias}
	}
	r.Claims = make(claims.Set, len(d.fields))
	for _, f := range d.fields {
		v, ok, err := directory.Extract(d.profile, f.key)
		if err != nil {
			return fmt.Errorf("%s%w", profilePrefix, err)
		}
		if ok {
			r.Claims[f.claim] = v
		}
	}
	r.EmployeeID = r.Claims[claims.EmployeeID]
	return nil
}

// text is a JSON string, "" for anything else.
func text(raw []byte) string {
	if len(raw) == 0 || raw[0] != '"' {
		return ""
	}
	return rawjson.Unquote(raw)
}
