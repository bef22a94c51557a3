package store

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/incodectl/incodectl/internal/directory"
)

// known are the people an integration has in the store and who are not missing,
// as one digest each of who they are, their content hash and their state. Who is
// listed with a digest that is there has not changed and need not be staged: a
// listing in which nothing changed stages next to nothing.
//
// It takes 8 bytes a person, so that a million of them fit easily in memory.
// That a person who did change has somebody's digest all the same, and is
// therefore taken for unchanged until they change again, happens once in 2^64
// divided by the number of people: among a million with a thousand changes a day
// once in fifty million years. The digests are keyed by a number drawn for each
// listing, so nobody can bring it about.
type known struct {
	key     [2]uint64
	digests []uint64 // in order
	seen    []uint64 // one bit a digest: who was listed with it

	// staged has a bit for everybody of whom there is a staged row, and by chance
	// for others: what is listed later must be staged as well, to be the last
	// word. It is the low bits of a digest of who they are.
	staged []uint64
}

// newKnown makes room for n people.
func newKnown(key [2]uint64, n int) *known {
	room := max(64, 1<<bits.Len(uint(4*n))) // no more than every fourth is set by those who are known
	return &known{key: key, digests: make([]uint64, 0, n), staged: make([]uint64, room/64)}
}

// add adds a person; sort is to be called when all are added.
func (k *known) add(d uint64) { k.digests = append(k.digests, d) }

func (k *known) sort() {
	slices.Sort(k.digests)
	k.seen = make([]uint64, (len(k.digests)+63)/64)
}

// see notes that somebody was listed with a digest, and whether there is such a one.
func (k *known) see(d uint64) bool {
	i, found := slices.BinarySearch(k.digests, d)
	if found {
		k.seen[i/64] |= 1 << (i % 64)
	}
	return found
}

// has reports whether somebody has a digest.
func (k *known) has(d uint64) bool {
	_, found := slices.BinarySearch(k.digests, d)
	return found
}

// saw reports whether somebody was listed with a digest.
func (k *known) saw(d uint64) bool {
	i, found := slices.BinarySearch(k.digests, d)
	return found && k.seen[i/64]&(1<<(i%64)) != 0
}

// count is how many people were seen.
func (k *known) count() (n int) {
	for _, w := range k.seen {
		n += bits.OnesCount64(w)
	}
	return n
}

// stage notes that there is a staged row of a person.
func (k *known) stage(who uint64) {
	i := who & uint64(64*len(k.staged)-1)
	k.staged[i/64] |= 1 << (i % 64)
}

// mayBeStaged reports whether there may be a staged row of a person.
func (k *known) mayBeStaged(who uint64) bool {
	i := who & uint64(64*len(k.staged)-1)
	return k.staged[i/64]&(1<<(i%64)) != 0
}

// Odd numbers without a pattern (the fractional digits of pi).
const (
	mix1 = 0x243f6a8885a308d3
	mix2 = 0x13198a2e03707345
	mix3 = 0xa4093822299f31d1
)

// mix multiplies two numbers and folds the product, the step of wyhash
// (https://github.com/wangyi-fudan/wyhash).
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// who digests an external id.
func (k *known) who(externalID string) uint64 {
	h := mix(k.key[0]^uint64(len(externalID)), mix1)
	for len(externalID) >= 8 {
		s := externalID[:8]
		w := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		h = mix(h^w, k.key[1]^mix2)
		externalID = externalID[8:]
	}
	var w uint64
	for i := range len(externalID) {
		w |= uint64(externalID[i]) << (8 * i)
	}
	return mix(h^w, k.key[1]^mix3)
}

// digest adds to a digest of who somebody is what they are.
func (k *known) digest(who uint64, hash []byte, state directory.State) uint64 {
	h := who
	if state == directory.Active {
		h ^= mix2
	}
	for len(hash) >= 8 {
		h = mix(h^binary.LittleEndian.Uint64(hash), k.key[1]^mix1)
		hash = hash[8:]
	}
	for _, b := range hash {
		h = mix(h^uint64(b), k.key[1]^mix3)
	}
	return mix(h, k.key[0]^mix3)
}

// appendDigests encodes digests as a page keeps them, for a run that goes on.
func appendDigests(to []byte, digests []uint64) []byte {
	for _, d := range digests {
		to = binary.LittleEndian.AppendUint64(to, d)
	}
	return to
}

// seeAll reads what appendDigests wrote and reports whether all were of known people.
func (k *known) seeAll(page []byte) bool {
	for d := range slices.Chunk(page, 8) {
		if len(d) != 8 || !k.see(binary.LittleEndian.Uint64(d)) {
			return false
		}
	}
	return true
}

// keyOf reads a key as the staging file has it.
func keyOf(salt []byte) (key [2]uint64, ok bool) {
	if len(salt) != 16 || bytes.Count(salt, []byte{0}) == len(salt) {
		return key, false
	}
	return [2]uint64{binary.LittleEndian.Uint64(salt), binary.LittleEndian.Uint64(salt[8:])}, true
}
