package claims

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const addressPrefix = Address + "."

// MarshalJSON writes the claims with keys in order and the address parts as the
// nested object OpenID Connect Core 5.1.1 defines. Empty values are left out, so
// that two sets which mean the same give the same bytes.
func (s Set) MarshalJSON() ([]byte, error) {
	var buf bytes.Buffer
	var addr []string // address keys, written as one object where the first occurs
	for _, k := range slices.Sorted(maps.Keys(s)) {
		if s[k] != "" && isAddressKey(k) {
			addr = append(addr, k)
		}
	}
	buf.WriteByte('{')
	open := func() {
		if buf.Len() > 1 {
			buf.WriteByte(',')
		}
	}
	for _, k := range slices.Sorted(maps.Keys(s)) {
		switch {
		case s[k] == "":
		case !isAddressKey(k):
			open()
			if err := member(&buf, k, s[k]); err != nil {
				return nil, err
			}
		case k == addr[0]:
			open()
			if err := s.marshalAddress(&buf, addr); err != nil {
				return nil, err
			}
		}
	}
	buf.WriteByte('}')
	return buf.Bytes(), nil
}

func isAddressKey(k string) bool { return k == Address || strings.HasPrefix(k, addressPrefix) }

func (s Set) marshalAddress(buf *bytes.Buffer, keys []string) error {
	buf.WriteString(`"address":{`)
	first := true
	for _, k := range keys {
		part := strings.TrimPrefix(k, addressPrefix)
		if k == Address { // a whole address under the plain key is the formatted one
			if s[AddressFormatted] != "" {
				continue
			}
			part = "formatted"
		}
		if !first {
			buf.WriteByte(',')
		}
		first = false
		if err := member(buf, part, s[k]); err != nil {
			return err
		}
	}
	buf.WriteByte('}')
	return nil
}

func member(buf *bytes.Buffer, key, value string) error {
	k, err := json.Marshal(key)
	if err != nil {
		return err
	}
	v, err := json.Marshal(value)
	if err != nil {
		return err
	}
	buf.Write(k)
	buf.WriteByte(':')
	buf.Write(v)
	return nil
}

// UnmarshalJSON reads what MarshalJSON writes, and an address given as a string.
// Null means not known. Anything else that is not text is an error naming the
// key: this form is incodectl's own, foreign documents go through the document
// package.
func (s *Set) UnmarshalJSON(data []byte) error {
	var raw map[string]any
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	if raw == nil {
		*s = nil
		return nil
	}
	out := make(Set, len(raw)+4)
	for k, v := range raw {
		switch v := v.(type) {
		case nil:
		case string:
			if k == Address {
				k = AddressFormatted
			}
			out.put(k, v)
		case map[string]any:
			if k != Address {
				return fmt.Errorf("claim %q: want text, not an object", k)
			}
			if err := out.putAddress(v); err != nil {
				return err
			}
		default:
			return fmt.Errorf("claim %q: want text, not %T", k, v)
		}
	}
	*s = out
	return nil
}

func (s Set) put(k, v string) {
	if v != "" {
		s[k] = v
	}
}

func (s Set) putAddress(parts map[string]any) error {
	for k, v := range parts {
		switch v := v.(type) {
		case nil:
		case string:
			s.put(addressPrefix+k, v)
		default:
			return fmt.Errorf("claim %q: want text, not %T", addressPrefix+k, v)
		}
	}
	return nil
}
