package blocking

// digest is FNV-1a in the making, over 64 bits.
type digest uint64

const (
	fnvOffset digest = 14695981039346656037
	fnvPrime  digest = 1099511628211
)

// start begins the key of a kind.
func start(kind ...byte) digest {
	h := fnvOffset
	for _, k := range kind {
		h = (h ^ digest(k)) * fnvPrime
	}
	return h
}

// text adds a text and its end.
func (h *digest) text(s []byte) {
	v := *h
	for i := range len(s) {
		v = (v ^ digest(s[i])) * fnvPrime
	}
	*h = (v ^ 0x100) * fnvPrime // no byte of a text has this bit
}

func (h *digest) number(n int) { *h = (*h ^ digest(n)) * fnvPrime }

// key returns the key: mixed, so that all its bits depend on all that was added
// (the finish of MurmurHash3).
func (h digest) key() Key {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	h ^= h >> 33
	return Key(h & (1<<Bits - 1))
}

// keyOf returns the key of some texts.
func keyOf(kind, flag byte, texts ...string) Key {
	h := start(kind, flag)
	for _, t := range texts {
		h.text([]byte(t))
	}
	return h.key()
}

// Salt returns a number that sets the keys of one scope, such as a directory,
// apart from those of others when it is combined with them by exclusive or.
func Salt(scope string) Key { return keyOf('s', 's', scope) }
