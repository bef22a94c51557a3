package sandbox

import (
	"encoding/binary"
	"encoding/hex"
)

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// Ids look like the vendors' and are computed from (seed, index) by a
// bijection: unique at any size, in no order that a database would like, and
// turned back into the index without a table.

// oktaID returns the 20-character Okta id of person i.
func (c *Company) oktaID(i int) string { return string(c.appendOktaID(nil, i)) }

func (c *Company) appendOktaID(b []byte, i int) []byte {
	b = append62(append(b, "00u"...), mix(uint64(i)^c.key(streamOktaID)), 11)
	return append(b, c.oktaTail[:]...)
}

// oktaIndex is the inverse of oktaID; it knows only people that can exist.
func (c *Company) oktaIndex(id string) (int, bool) {
	if len(id) != 20 || id[:3] != "00u" || id[14:] != string(c.oktaTail[:]) {
		return 0, false
	}
	v, ok := parse62(id[3:14])
	if !ok {
		return 0, false
	}
	return c.index(unmix(v) ^ c.key(streamOktaID))
}

// oktaGroupID returns the Okta id of group g.
func (c *Company) oktaGroupID(g int) string {
	b := append62([]byte("00g"), mix(uint64(g)^c.key(streamGroup)), 11)
	return string(append(b, c.oktaTail[:]...))
}

// graphID returns the Graph object id of person i, a UUID of version 4's form.
func (c *Company) graphID(i int) string {
	return c.uuid(streamGraphID, i)
}

// graphGroupID returns the Graph object id of group g.
func (c *Company) graphGroupID(g int) string { return c.uuid(streamGroup, g) }

// graphIndex is the inverse of graphID.
func (c *Company) graphIndex(id string) (int, bool) {
	if len(id) != 36 {
		return 0, false
	}
	raw, err := hex.DecodeString(id[:8] + id[9:13] + id[21:23] + id[24:26])
	if err != nil {
		return 0, false
	}
	i, ok := c.index(unmix(binary.BigEndian.Uint64(raw)) ^ c.key(streamGraphID))
	return i, ok && c.graphID(i) == id
}

// uuid is appendUUID as a string.
func (c *Company) uuid(stream uint64, i int) string { return string(c.appendUUID(nil, stream, i)) }

// appendUUID spreads 64 bijective bits over the places of a UUID that its version
// and variant leave free; the rest is filler.
func (c *Company) appendUUID(dst []byte, stream uint64, i int) []byte {
	var v, u [16]byte
	x := mix(uint64(i) ^ c.key(stream))
	binary.BigEndian.PutUint64(v[:8], x)
	binary.BigEndian.PutUint64(v[8:], mix(x+golden))
	copy(u[:6], v[:6])
	u[6], u[7], u[8] = 0x40|v[8]&0x0f, v[9], 0x80|v[10]&0x3f
	u[9], u[10] = v[6], v[7]
	copy(u[11:], v[11:])
	var b [36]byte
	hex.Encode(b[0:8], u[0:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:36], u[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return append(dst, b[:]...)
}

// key is the secret of a stream of ids.
func (c *Company) key(stream uint64) uint64 { return mix(c.seed + stream*golden) }

// index checks a decoded number against the people there are.
func (c *Company) index(v uint64) (int, bool) {
	if v >= uint64(c.Len()) {
		return 0, false
	}
	return int(v), true
}

// append62 appends v as exactly width base-62 digits (11 hold any 64 bits).
func append62(b []byte, v uint64, width int) []byte {
	var d [11]byte
	for i := width - 1; i >= 0; i-- {
		d[i] = base62[v%62]
		v /= 62
	}
	return append(b, d[:width]...)
}

// parse62 is the inverse of append62.
func parse62(s string) (uint64, bool) {
	var v uint64
	for i := range len(s) {
		var d byte
		switch ch := s[i]; {
		case ch >= '0' && ch <= '9':
			d = ch - '0'
		case ch >= 'A' && ch <= 'Z':
			d = ch - 'A' + 10
		case ch >= 'a' && ch <= 'z':
			d = ch - 'a' + 36
		default:
			return 0, false
		}
		v = v*62 + uint64(d)
	}
	return v, true
}
