package credential

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/secret"
)

// HashFor makes a hash with other parameters, for tests outside.
func HashFor(v secret.Value, rounds int, salt []byte) (string, error) {
	h := slowHash{rounds: rounds, salt: salt}
	var err error
	h.sum, err = h.of(v)
	return h.String(), err
}

func TestHash(t *testing.T) {
	salt := bytes.Repeat([]byte{7}, saltSize)
	v := secret.New("pl4nted")
	h, err := newHash(v, salt)
	if err != nil {
		t.Fatal(err)
	}
	// As Python computes it: hashlib.pbkdf2_hmac("sha256", b"pl4nted", b"\x07"*16, 600000)
	const want = "$pbkdf2-sha256$i=600000$BwcHBwcHBwcHBwcHBwcHBw$jrqESax14mpDIzUt7QVWKQJUlMeYGRyJaB9jusPAKBc"
	if h.String() != want {
		t.Errorf("got %s, want %s", h, want)
	}
	back, err := parseHash(h.String())
	if err != nil || back.outdated() || back.String() != h.String() {
		t.Errorf("parsed %v, %v", back, err)
	}
	for text, yes := range map[string]bool{"pl4nted": true, "pl4ntee": false, "": false} {
		if ok, err := back.matches(secret.New(text)); ok != yes || err != nil {
			t.Errorf("%q: %v, %v", text, ok, err)
		}
	}
	other, err := newHash(v, bytes.Repeat([]byte{8}, saltSize))
	if err != nil || other.String() == h.String() || bytes.Equal(other.sum, h.sum) {
		t.Error("the salt changes nothing")
	}
}

func TestParseHash(t *testing.T) {
	b64 := base64.RawStdEncoding
	salt, sum := b64.EncodeToString(make([]byte, saltSize)), b64.EncodeToString(make([]byte, hashSize))
	for _, good := range []string{
		"$pbkdf2-sha256$i=600000$" + salt + "$" + sum,
		"$pbkdf2-sha256$i=1200000$" + b64.EncodeToString(make([]byte, 32)) + "$" + sum,
	} {
		if _, err := parseHash(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "$", "nonsense",
		"$pbkdf2-sha512$i=600000$" + salt + "$" + sum,
		"$pbkdf2-sha256$i=599999$" + salt + "$" + sum,
		"$pbkdf2-sha256$i=20000001$" + salt + "$" + sum,
		"$pbkdf2-sha256$i=-1$" + salt + "$" + sum,
		"$pbkdf2-sha256$i=99999999999999999999$" + salt + "$" + sum,
		"$pbkdf2-sha256$600000$" + salt + "$" + sum,
		"$pbkdf2-sha256$i=600000$" + salt,
		"$pbkdf2-sha256$i=600000$$" + sum,
		"$pbkdf2-sha256$i=600000$" + salt + "$" + sum[1:],
		"$pbkdf2-sha256$i=600000$" + salt + "=$" + sum,
		"$pbkdf2-sha256$i=600000$" + strings.Repeat(salt, 5) + "$" + sum,
		"$pbkdf2-sha256$i=600000$" + salt + "$" + sum + "$",
		"x$pbkdf2-sha256$i=600000$" + salt + "$" + sum,
	} {
		if h, err := parseHash(bad); err == nil {
			t.Errorf("%q is parsed as %+v", bad, h)
		}
	}
}

func FuzzParseHash(f *testing.F) {
	f.Add("$pbkdf2-sha256$i=600000$BwcHBwcHBwcHBwcHBwcHBw$" + strings.Repeat("A", 43))
	f.Fuzz(func(t *testing.T, text string) {
		h, err := parseHash(text)
		if err == nil && (h.rounds < hashRounds || h.rounds > maxRounds || len(h.sum) != hashSize) {
			t.Errorf("%q is accepted as %+v", text, h)
		}
	})
}
