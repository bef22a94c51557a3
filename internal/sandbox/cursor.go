package sandbox

import (
	"hash/fnv"
	"strings"
)

// A cursor is opaque to clients: person and turn, and in a sorted listing the
// key, mixed with the question.
const (
	turnBits    = 20
	cursorWidth = 11
)

func (l listing) cursor(at place) string {
	b := append62(nil, mix((uint64(at.i+1)<<turnBits|uint64(at.turn)&(1<<turnBits-1))^l.salt()), cursorWidth)
	if l.sort != byIndex {
		b = append62(b, mix(uint64(at.key)^l.salt()), cursorWidth)
	}
	return string(b)
}

// position reads a cursor; an empty one is the beginning.
func (l listing) position(cursor string) (at place, ok bool) {
	if cursor == "" {
		return l.begin(), true
	}
	width := cursorWidth
	if l.sort != byIndex {
		width *= 2
	}
	if len(cursor) != width {
		return place{}, false
	}
	v, ok := parse62(cursor[:cursorWidth])
	v = unmix(v) ^ l.salt()
	at = place{i: int(v>>turnBits) - 1, turn: int(v & (1<<turnBits - 1))}
	if !ok || v>>turnBits > uint64(l.c.Len()) {
		return place{}, false
	}
	if l.sort != byIndex {
		v, ok = parse62(cursor[cursorWidth:])
		at.key = int64(unmix(v) ^ l.salt())
	}
	return at, ok
}

func (l listing) salt() uint64 {
	return questionSalt(l.c, l.key, string([]byte{byte(l.sort), byte(direction(l.down))}))
}

// questionSalt tells the cursors of one question from those of another.
func questionSalt(c *Company, parts ...string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strings.Join(parts, "\x00")))
	return h.Sum64() ^ c.seed
}

// positionCursor hides a position in a list.
func positionCursor(pos int, salt uint64) string {
	return string(append62(nil, mix(uint64(pos)^salt), cursorWidth))
}
