package entra

import (
	"encoding/json"
	"errors"
	"fmt"
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

// errNoState says that a user came without accountEnabled.
var errNoState = errors.New("accountEnabled is missing, so it is not known whether the account is in use")

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
// records without one. stateless says that nobody on it has accountEnabled.
func (d *decoder) page(value [][]byte, number int) (records []directory.Record, skipped []directory.RecordError, stateless bool) {
	records = make([]directory.Record, 0, len(value))
	without, readable := 0, 0
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
			without++
		}
		reason := err.Error()
		if r.ExternalID == "" {
			reason = fmt.Sprintf("record %d of page %d: %s", i+1, number, reason)
		}
		skipped = append(skipped, directory.RecordError{ExternalID: r.ExternalID, Reason: reason, SourceState: r.SourceState})
	}
	return records, skipped, without > 0 && without == readable
}

// noStates is the error of a page on which nobody has accountEnabled.
func noStates(number int) error {
	return fault.New(fault.Unauthorized, "Microsoft Graph left accountEnabled out for everybody on page %d, so nobody's state is known", number).
		WithHint("the app needs the permission User.Read.All; if it has it, something in between drops $select from requests or next links")
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
	// First of all: who is disabled is so whatever else cannot be read.
	if r.SourceState, err = d.state(); err != nil {
		return r, err
	}
	if r.Login, err = d.text(propUPN); err != nil {
		return r, err
	}
	if r.Login == "" {
		return r, errors.New("userPrincipalName is missing")
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
