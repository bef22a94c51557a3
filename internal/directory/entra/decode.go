package entra

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/rawjson"
)

// The words for accountEnabled in a record; directory.SourceStates knows them.
const (
	stateEnabled  = "enabled"
	stateDisabled = "disabled"
)

// list is one answer of a listing. The users stay raw, so that one that cannot
// be read does not take the page with it.
type list struct {
	users [][]byte
	next  string // link to the next page, "" when none follows
}

// ends reports whether the answer shows nobody and promises nobody.
func (l list) ends() bool { return len(l.users) == 0 && l.next == "" }

// errNoState says that a user came without accountEnabled.
var errNoState = errors.New("accountEnabled is missing, so it is not known whether the account is in use")

// decodeList reads an answer of status 200. Whatever is no list is an error: it
// must never look like a list of nobody.
func decodeList(r reply, what string) (list, error) {
	hint := "nothing was changed; check the Graph URL, and any proxy or sign-in page in between"
	bad := func(format string, args ...any) (list, error) {
		return list{}, fault.New(fault.Unavailable, "Microsoft Graph's answer to %s cannot be used: %s", what, fmt.Sprintf(format, args...)).
			WithHint("%s", hint)
	}
	switch {
	case r.status == http.StatusNoContent || len(bytes.TrimSpace(r.body)) == 0:
		return bad("it is empty (status %d)", r.status)
	case looksLikeHTML(r.body):
		return bad("it is a web page")
	}
	body := bytes.TrimSpace(r.body)
	if !rawjson.Valid(body) {
		return bad("it broke off or is no JSON")
	}
	var users, next []byte
	if rawjson.IsObject(body) {
		rawjson.Walk(body, func(key, value []byte) {
			switch string(key) {
			case `"value"`:
				users = value
			case `"@odata.nextLink"`:
				next = value
			}
		})
	}
	switch {
	case rawjson.IsNull(users) && (rawjson.IsObject(body) || rawjson.IsNull(body)):
		return bad("it has no list of users (value)")
	case rawjson.IsNull(users), users[0] != '[', !rawjson.IsNull(next) && next[0] != '"':
		return bad("it has another shape than a list of users")
	}
	var l list
	if !rawjson.IsNull(next) {
		if l.next = rawjson.Unquote(next); l.next == "" {
			return bad("it names a next page without an address")
		}
	}
	rawjson.Walk(users, func(_, user []byte) { l.users = append(l.users, user) })
	return l, nil
}

// decoder turns users of Graph into records.
type decoder struct {
	plan  plan
	doc   map[string]json.RawMessage // of the record at hand; reused
	names map[string]string          // property names seen, by their JSON
}

// maxNames bounds the names remembered. A page has a few dozen.
const maxNames = 256

func newDecoder(p plan) decoder {
	return decoder{plan: p, doc: map[string]json.RawMessage{}, names: map[string]string{}}
}

// page decodes the users of one answer. number is the page's, for the names of
// records without one. A page on which nobody has accountEnabled is an error.
func (d *decoder) page(value [][]byte, number int) ([]directory.Record, []directory.RecordError, error) {
	records := make([]directory.Record, 0, len(value))
	var skipped []directory.RecordError
	stateless, readable := 0, 0
	for i, raw := range value {
		r, err := d.record(raw)
		if r.ExternalID != "" {
			readable++
		}
		if err == nil {
			records = append(records, r)
			continue
		}
		if errors.Is(err, errNoState) {
			stateless++
		}
		reason := err.Error()
		if r.ExternalID == "" {
			reason = fmt.Sprintf("record %d of page %d: %s", i+1, number, reason)
		}
		skipped = append(skipped, directory.RecordError{ExternalID: r.ExternalID, Reason: reason})
	}
	if stateless > 0 && stateless == readable {
		return nil, nil, fault.New(fault.Unauthorized, "Microsoft Graph left accountEnabled out for everybody on page %d, so nobody's state is known", number).
			WithHint("the app needs the permission User.Read.All; if it has it, something in between drops $select from requests or next links")
	}
	return records, skipped, nil
}

// record decodes one user. On error the record holds the external id at least,
// if there is one. Errors name properties, never values.
func (d *decoder) record(raw []byte) (directory.Record, error) {
	var r directory.Record
	if !rawjson.IsObject(raw) {
		return r, errors.New("it is no object")
	}
	clear(d.doc)
	rawjson.Walk(raw, func(key, value []byte) { d.doc[d.name(key)] = value })
	id, err := d.text(propID)
	switch {
	case err != nil:
		return r, fmt.Errorf("it has no id: %w", err)
	case id == "":
		return r, errors.New("it has no id")
	}
	r.ExternalID = id
	if r.Login, err = d.text(propUPN); err != nil {
		return r, err
	}
	if r.Login == "" {
		return r, errors.New("userPrincipalName is missing")
	}
	if r.SourceState, err = d.state(); err != nil {
		return r, err
	}
	if r.Email, err = d.text(propMail); err != nil {
		return r, err
	}
	if r.Email == "" {
		r.Email = r.Login // mail stays empty until the person has a mailbox
	}
	if r.Aliases, err = d.aliases(); err != nil {
		return r, err
	}
	return r, d.claims(&r)
}

// state reads accountEnabled. Without it nobody may be taken for disabled.
func (d *decoder) state() (string, error) {
	switch v := d.doc[propEnabled]; string(v) {
	case "true":
		return stateEnabled, nil
	case "false":
		return stateDisabled, nil
	case "", "null":
		return "", errNoState
	default:
		return "", errors.New("accountEnabled is neither true nor false")
	}
}

// claims reads the mapped attributes. Those that are login hints too are hints
// as mapped.
func (d *decoder) claims(r *directory.Record) error {
	r.Claims = make(claims.Set, len(d.plan.fields))
	for _, f := range d.plan.fields {
		var v string
		var err error
		if f.text {
			v, err = d.text(f.path)
		} else if v, _, err = directory.Extract(d.doc, f.path); err == nil {
			v = strings.ReplaceAll(v, "\x00", "")
		}
		if err != nil {
			return fmt.Errorf("the claim %s cannot be read: %w", f.claim, err)
		}
		if v != "" {
			r.Claims[f.claim] = v
		}
	}
	switch d.plan.email {
	case "": // switched off: an address is a login hint all the same
	case propMail:
		r.Claims[claims.Email] = r.Email
	default:
		r.Email = orElse(r.Claims[claims.Email], r.Email)
	}
	r.EmployeeID = r.Claims[claims.EmployeeID]
	return nil
}

// aliases collects further addresses. proxyAddresses holds them by scheme, of
// which only smtp (SMTP marks the primary one) is mail.
func (d *decoder) aliases() ([]string, error) {
	other, err := d.texts(propOther)
	if err != nil {
		return nil, err
	}
	proxies, err := d.texts(propProxies)
	if err != nil {
		return nil, err
	}
	for _, p := range proxies {
		scheme, address, ok := strings.Cut(p, ":")
		if ok && strings.EqualFold(scheme, "smtp") && address != "" {
			other = append(other, address)
		}
	}
	return other, nil
}

// name decodes a property's name. There are few, so each is decoded once.
func (d *decoder) name(key []byte) string {
	name, known := d.names[string(key)]
	if !known {
		name = rawjson.Unquote(key)
		if len(d.names) < maxNames {
			d.names[string(key)] = name
		}
	}
	return name
}

// text reads a string property; absent and null are "".
func (d *decoder) text(name string) (string, error) {
	switch raw := d.doc[name]; {
	case rawjson.IsNull(raw):
		return "", nil
	case raw[0] != '"':
		return "", fmt.Errorf("%s is no text", name)
	default:
		return rawjson.Unquote(raw), nil
	}
}

// texts reads a list of strings; absent, null and null elements count for nothing.
func (d *decoder) texts(name string) ([]string, error) {
	raw := d.doc[name]
	if rawjson.IsNull(raw) {
		return nil, nil
	}
	if raw[0] != '[' {
		return nil, fmt.Errorf("%s is no list of texts", name)
	}
	var out []string
	var err error
	rawjson.Walk(raw, func(_, value []byte) {
		switch {
		case rawjson.IsNull(value):
		case value[0] != '"':
			err = fmt.Errorf("%s is no list of texts", name)
		default:
			if s := rawjson.Unquote(value); s != "" {
				out = append(out, s)
			}
		}
	})
	return out, err
}
