package readiness

import (
	"hash/maphash"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/birthdate"
	"github.com/incodectl/incodectl/internal/claims/text"
	"github.com/incodectl/incodectl/internal/directory"
)

// kind says what a key stands for.
type kind uint64

// The kinds of keys.
const (
	hintHere     kind = iota // a login hint within one integration
	hintAnywhere             // a login hint, whatever the integration
	nameAndDate              // name and birth date within one integration
	nameAndPhone             // name and phone number within one integration
	kindBits     = 2
)

// key is a digest of something that people may share.
type key struct {
	digest uint64             // with the kind in its upper bits; the lowest is 0
	hint   directory.HintKind // of a hint: which identifier it is
	dated  bool               // of nameAndPhone: the birth date is known as well
}

// undatedBit is set in an entry whose key is not dated.
const undatedBit = 1

// entry is what is held of a key while all are collected.
func (k key) entry() uint64 {
	if k.dated {
		return k.digest
	}
	return k.digest | undatedBit
}

func (k key) kind() kind { return kindOf(k.digest) }

func kindOf(digest uint64) kind { return kind(digest >> (64 - kindBits)) }

// keysPerPerson is a guess at how many keys a person has, to plan by.
const keysPerPerson = 5

// appendKeys appends the keys of a person, each once.
//
// The phone number counts together with the name only: a number alone may be
// that of a switchboard or a family, and nobody is taken for somebody of
// another name. The store's own index of keys is not used: it would have to be
// asked for each person, which is ten times the work of sorting digests.
func (c *Check) appendKeys(keys []key, u directory.User) []key {
	many := len(c.o.Integrations) > 1
	for _, h := range u.Hints {
		keys = append(keys, key{digest: c.digest(hintHere, u.IntegrationID, h.Value), hint: h.Kind})
		if many {
			keys = append(keys, key{digest: c.digest(hintAnywhere, h.Value), hint: h.Kind})
		}
	}
	born, phone := c.birthday(u.Claims), lastDigits(u.Claims[claims.Phone])
	if born == "" && phone == "" {
		return keys
	}
	name := normalName(u.Claims)
	if name == "" {
		return keys
	}
	if born != "" {
		keys = append(keys, key{digest: c.digest(nameAndDate, u.IntegrationID, name, born)})
	}
	if phone != "" {
		keys = append(keys, key{digest: c.digest(nameAndPhone, u.IntegrationID, name, phone), dated: born != ""})
	}
	return keys
}

// digest returns a digest of texts. It is of this process only: nobody can
// write records that look alike to it on purpose.
func (c *Check) digest(k kind, texts ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(c.seed)
	for _, t := range texts {
		_, _ = h.WriteString(t)
		_ = h.WriteByte(0)
	}
	return (uint64(k)<<(64-kindBits) | h.Sum64()>>kindBits) &^ undatedBit
}

// birthday returns the likeliest full birth date, "" when there is none.
func (c *Check) birthday(s claims.Set) string {
	v := s[claims.Birthdate]
	if v == "" {
		return ""
	}
	var room [birthdate.MaxReadings]birthdate.Date
	for _, d := range birthdate.Readings(room[:0], v, c.o.Now) {
		if !d.Partial() {
			return d.String()
		}
	}
	return ""
}

// normalName returns the words of given and family name, or of the whole name
// where there are none, folded and in no particular order. Middle names are left
// out: one record has them and the other not.
func normalName(s claims.Set) string {
	name := s[claims.GivenName] + " " + s.First(claims.FamilyName, claims.PaternalName)
	words := text.Tokens(name)
	if len(words) == 0 {
		words = text.Tokens(s[claims.Name])
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// phoneDigits is how many digits at the end of a number count: what comes before
// depends on how it is written.
const phoneDigits = 7

// lastDigits returns the end of a phone number, "" when it is too short for one.
// Letters and ;,# begin an extension.
func lastDigits(phone string) string {
	var digits []byte
	for i := range len(phone) {
		b := phone[i]
		if b|0x20 >= 'a' && b|0x20 <= 'z' || b == ';' || b == ',' || b == '#' {
			break
		}
		if b >= '0' && b <= '9' {
			digits = append(digits, b)
		}
	}
	if len(digits) < phoneDigits {
		return ""
	}
	return string(digits[len(digits)-phoneDigits:])
}
