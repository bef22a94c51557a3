package credential

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/incodectl/incodectl/internal/secret"
)

// The present cost of a hash. PBKDF2 is what the standard library has and FIPS
// 140 allows; OWASP asks for 600,000 rounds of it with HMAC-SHA-256.
const (
	hashRounds = 600_000
	saltSize   = 16
	hashSize   = sha256.Size
)

// The bounds of what a stored hash may ask for. A weaker one was never written,
// and one that asks for hours of work is damage, or an attempt to stop us.
const (
	maxRounds   = 20_000_000
	maxSaltSize = 64
)

// hashScheme names the algorithm in an encoded hash, in the manner of PHC
// strings: $pbkdf2-sha256$i=600000$SALT$HASH with unpadded base64.
const hashScheme = "pbkdf2-sha256"

// errHash is about a stored hash that cannot have been written by us. It does
// not repeat it.
var errHash = errors.New("the stored hash of the secret is damaged")

// slowHash is a parsed hash with the parameters it was made with.
type slowHash struct {
	rounds    int
	salt, sum []byte
}

// newHash hashes a secret at the present cost.
func newHash(v secret.Value, salt []byte) (slowHash, error) {
	h := slowHash{rounds: hashRounds, salt: salt}
	var err error
	h.sum, err = h.of(v)
	return h, err
}

func (h slowHash) of(v secret.Value) ([]byte, error) {
	return pbkdf2.Key(sha256.New, v.Reveal(), h.salt, h.rounds, hashSize)
}

// String encodes the hash with everything that is needed to check a secret
// against it later, also when the present cost is another one by then.
func (h slowHash) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$%s$i=%d$%s$%s", hashScheme, h.rounds, b64.EncodeToString(h.salt), b64.EncodeToString(h.sum))
}

func parseHash(text string) (slowHash, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 5 || parts[0] != "" || parts[1] != hashScheme {
		return slowHash{}, errHash
	}
	digits, ok := strings.CutPrefix(parts[2], "i=")
	rounds, err := strconv.Atoi(digits)
	if !ok || err != nil || rounds < hashRounds || rounds > maxRounds {
		return slowHash{}, errHash
	}
	b64 := base64.RawStdEncoding.Strict()
	salt, err1 := b64.DecodeString(parts[3])
	sum, err2 := b64.DecodeString(parts[4])
	if err1 != nil || err2 != nil || len(salt) < saltSize || len(salt) > maxSaltSize || len(sum) != hashSize {
		return slowHash{}, errHash
	}
	return slowHash{rounds: rounds, salt: salt, sum: sum}, nil
}

// matches reports whether the hash is that of the secret, in a time that does
// not depend on how much of it is right.
func (h slowHash) matches(v secret.Value) (bool, error) {
	sum, err := h.of(v)
	return err == nil && subtle.ConstantTimeCompare(sum, h.sum) == 1, err
}

// outdated reports whether a new hash would be made with other parameters.
func (h slowHash) outdated() bool { return h.rounds != hashRounds || len(h.salt) != saltSize }
