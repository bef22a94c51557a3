package sandbox

import "math/bits"

// golden is the increment of SplitMix64 (2^64 / golden ratio, made odd).
const golden = 0x9e3779b97f4a7c15

// Streams keep independent draws of one person apart, so that adding a draw to
// one never changes another.
const (
	streamFacts uint64 = iota + 1
	streamIdentity
	streamOldAddress
	streamDocument
	streamOktaID
	streamGraphID
	streamGroup
	streamLog
	streamExtension
)

// rng is SplitMix64: tiny, fast and the same on every machine, which is what
// determinism across versions of Go needs.
type rng uint64

// newRNG returns the generator of one stream of one person.
func newRNG(seed, stream uint64, index int) rng {
	return rng(mix(seed^mix(stream*golden)) + uint64(index)*golden)
}

// next returns 64 random bits.
func (r *rng) next() uint64 {
	*r += golden
	return mix(uint64(*r))
}

// intn returns a number in [0, n).
func (r *rng) intn(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// chance reports true in permille of a thousand cases.
func (r *rng) chance(permille int) bool { return r.intn(1000) < permille }

// pick returns one element of list.
func pick[T any](r *rng, list []T) T { return list[r.intn(len(list))] }

// mix is SplitMix64's finaliser, a bijection of 64-bit numbers.
func mix(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// unmix is the inverse of mix; it turns an id back into an index without a table.
func unmix(z uint64) uint64 {
	z = (z ^ (z >> 31) ^ (z >> 62)) * 0x319642b2d24d8ec3
	z = (z ^ (z >> 27) ^ (z >> 54)) * 0x96de1b173f119089
	return z ^ (z >> 30) ^ (z >> 60)
}
