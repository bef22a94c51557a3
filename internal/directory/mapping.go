package directory

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/rawjson"
)

// Mapping says where in a source's record each claim is found: claim name to
// path, e.g. "birthdate" to "profile.dateOfBirth". An empty path means that the
// claim is not read.
type Mapping map[string]string

// claimName is what a claim may be called: an OpenID Connect name or a custom
// one of the same make.
var claimName = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z_]+)?$`)

// maxPath bounds the length of a path in bytes.
const maxPath = 256

// addressParts lists the parts of the address claim that exist (OpenID Connect
// Core 1.0, 5.1.1).
func addressParts() []string {
	return []string{
		claims.AddressFormatted, claims.AddressStreet, claims.AddressLocality,
		claims.AddressRegion, claims.AddressPostalCode, claims.AddressCountry,
	}
}

// ParseMapping reads entries of the form "claim=path". "claim=" switches a
// claim of the default mapping off. Errors are fault.Usage.
func ParseMapping(entries []string) (Mapping, error) {
	m := make(Mapping, len(entries))
	for _, e := range entries {
		claim, path, ok := strings.Cut(e, "=")
		claim, path = strings.TrimSpace(claim), strings.TrimSpace(path)
		if !ok {
			return nil, fault.New(fault.Usage, "mapping %q has no =", e).
				WithHint("write it as claim=path, e.g. birthdate=profile.dateOfBirth")
		}
		if err := checkMapping(claim, path); err != nil {
			return nil, err
		}
		if _, twice := m[claim]; twice {
			return nil, fault.New(fault.Usage, "claim %q is mapped twice", claim).
				WithHint("give each claim one path")
		}
		m[claim] = path
	}
	return m, nil
}

// Validate checks claim names and paths; the error is fault.Usage.
func (m Mapping) Validate() error {
	for _, claim := range slices.Sorted(maps.Keys(m)) {
		if err := checkMapping(claim, m[claim]); err != nil {
			return err
		}
	}
	return nil
}

// Over returns base with the entries of m put over it and without the claims
// that are then switched off.
func (m Mapping) Over(base Mapping) Mapping {
	out := maps.Clone(base)
	if out == nil {
		out = Mapping{}
	}
	maps.Copy(out, m)
	maps.DeleteFunc(out, func(_, path string) bool { return path == "" })
	return out
}

// Entries returns the mapping as "claim=path" in order of claim, as
// ParseMapping reads it.
func (m Mapping) Entries() []string {
	out := make([]string, 0, len(m))
	for _, claim := range slices.Sorted(maps.Keys(m)) {
		out = append(out, claim+"="+m[claim])
	}
	return out
}

func checkMapping(claim, path string) error {
	switch {
	case claim == "":
		return fault.New(fault.Usage, "mapping %q names no claim", claim+"="+path).
			WithHint("write it as claim=path, e.g. birthdate=profile.dateOfBirth")
	case !claimName.MatchString(claim):
		return fault.New(fault.Usage, "%q cannot be the name of a claim", claim).
			WithHint("claim names are lower-case letters, digits and underscores, e.g. birthdate or employee_id")
	case claim == claims.Address:
		return fault.New(fault.Usage, "the claim address consists of parts, each with a path of its own").
			WithHint("map one of %s", strings.Join(addressParts(), ", "))
	case strings.Contains(claim, ".") && !slices.Contains(addressParts(), claim):
		return fault.New(fault.Usage, "there is no claim %q", claim).
			WithHint("claims with a part are %s", strings.Join(addressParts(), ", "))
	case otherWord(claim) != "":
		return fault.New(fault.Usage, "there is no claim %q", claim).WithHint("did you mean %s?", otherWord(claim))
	case path == "":
		return nil
	case len(path) > maxPath:
		return fault.New(fault.Usage, "the path for %s is longer than %d bytes", claim, maxPath)
	case strings.ContainsAny(path, "=,"):
		return fault.New(fault.Usage, "%q for %s looks like more than one path", path, claim).
			WithHint("repeat --map for each claim: --map birthdate=profile.dateOfBirth --map email=profile.email")
	case !utf8.ValidString(path), slices.Contains(strings.Split(path, "."), ""),
		strings.ContainsFunc(path, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return fault.New(fault.Usage, "%q cannot be a path of an attribute", path).
			WithHint("write names joined by dots, without spaces, e.g. profile.dateOfBirth")
	}
	return nil
}

// otherWord returns what a claim is called for which another word is used, ""
// for none. Taken for a custom claim it would be compared with nothing.
func otherWord(claim string) string {
	own := []string{
		claims.Name, claims.GivenName, claims.MiddleName, claims.FamilyName, claims.Suffix,
		claims.PaternalName, claims.MaternalName, claims.MRZName,
		claims.Birthdate, claims.Email, claims.Phone,
	}
	whole, part := claims.Meant(claim)
	switch {
	case whole == "", slices.Contains(own, claim), strings.Contains(claim, "."):
		return ""
	case part && whole == claims.Name:
		return strings.Join([]string{claims.GivenName, claims.MiddleName, claims.FamilyName}, ", ")
	case whole == claims.Address:
		return strings.Join(addressParts(), ", ")
	default:
		return whole
	}
}

// Extract reads the value at a dotted path of a decoded JSON object. Keys may
// contain dots themselves; the longest key that exists wins. Strings, numbers
// (digit by digit as sent) and booleans become text, arrays of them one line
// each, so that a group or address with a comma in it stays one. A value that is absent, null or empty is reported as not there. An
// object, or a path that leads through something that is none, is an error; it
// names the path, never the value.
func Extract(doc map[string]json.RawMessage, path string) (string, bool, error) {
	if raw, ok := doc[path]; ok {
		return scalar(raw, path)
	}
	for i := len(path) - 1; i > 0; i-- {
		if path[i] != '.' {
			continue
		}
		if raw, ok := doc[path[:i]]; ok {
			return nested(raw, path[:i], path[i+1:])
		}
	}
	return "", false, nil
}

// nested is Extract for the path below a member. Objects are not decoded:
// Graph's extension attributes are fifteen members for the one that is mapped.
func nested(raw json.RawMessage, name, path string) (v string, ok bool, err error) {
	if isNull(raw) {
		return "", false, nil
	}
	if !rawjson.IsObject(raw) || !rawjson.Valid(raw) {
		return "", false, fmt.Errorf("%s is not an object with attributes", name)
	}
	var inner json.RawMessage
	reach := 0 // bytes of the path that inner is for
	rawjson.Walk(raw, func(key, value []byte) {
		for i := len(path); i > 0 && i >= reach; i = strings.LastIndexByte(path[:i], '.') {
			if rawjson.Is(key, path[:i]) {
				inner, reach = value, i
			}
		}
	})
	switch reach {
	case 0:
		return "", false, nil
	case len(path):
		v, ok, err = scalar(inner, path)
	default:
		v, ok, err = nested(inner, path[:reach], path[reach+1:])
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return v, ok, err
}

func isNull(raw json.RawMessage) bool { return rawjson.IsNull(raw) }

// scalar turns one JSON value into text.
func scalar(raw json.RawMessage, path string) (string, bool, error) {
	if isNull(raw) {
		return "", false, nil
	}
	switch raw[0] {
	case '"':
		s, err := unquote(raw)
		return s, s != "", err
	case '{':
		return "", false, fmt.Errorf("%s is an object, not a value", path)
	case '[':
		return joined(raw, path)
	default:
		return string(raw), true, nil // number or boolean, exactly as sent
	}
}

// unquote decodes a JSON string; most need no decoding. NUL is dropped: nobody's
// name has it, and it ends texts early in places.
func unquote(raw json.RawMessage) (string, error) {
	if bytes.IndexByte(raw, '\\') < 0 {
		return strings.ToValidUTF8(string(raw[1:len(raw)-1]), "\uFFFD"), nil
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return strings.ReplaceAll(s, "\x00", ""), err
}

// joined turns an array of scalars into text, one line each. A line break within
// one of them becomes a space: it must not pass for two.
func joined(raw json.RawMessage, path string) (string, bool, error) {
	var elems []json.RawMessage
	if err := json.Unmarshal(raw, &elems); err != nil {
		return "", false, fmt.Errorf("%s cannot be read", path)
	}
	parts := make([]string, 0, len(elems))
	for _, e := range elems {
		if len(e) > 0 && e[0] == '[' {
			return "", false, fmt.Errorf("%s is a list of lists, not of values", path)
		}
		s, ok, err := scalar(e, path)
		if err != nil {
			return "", false, fmt.Errorf("%s is a list of objects, not of values", path)
		}
		if s = oneLine(s); ok && s != "" {
			parts = append(parts, s)
		}
	}
	s := strings.Join(parts, "\n")
	return s, s != "", nil
}

func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	lines := strings.FieldsFunc(s, func(r rune) bool { return r == '\r' || r == '\n' })
	return strings.Join(lines, " ")
}
