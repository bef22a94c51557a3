// Package blocking finds, without looking at everybody, the people a document
// could be taken to belong to. Two sets of claims that could match each other
// share a key: the date of birth, the telephone number, the house number and
// postal code of the address, or two words of the name. An index from key to
// people then answers who else would have to be compared.
//
// Keys say nothing about who matches. People who share one are compared by the
// comparators; people who share none are not looked at.
package blocking

import (
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/birthdate"
)

// Version is raised with every change after which Keys says something else for
// the same claims: an index made by another version has to be made anew.
const Version = 1

// Bits is the width of a Key. At a million people a chance agreement, which
// costs one comparison too many and nothing else, is one in ten thousand look-ups.
const Bits = 36

// Key stands for something that two people may have in common: Bits of a
// digest. The lower bits are as good as the upper ones.
type Key uint64

// The kinds of keys; each is a byte of what is digested.
const (
	byBirthdate = 'b'
	byPhone     = 'p'
	byAddress   = 'a'
	byName      = 'n'
)

// Whether the birth date of the person is known is part of all keys but that of
// the birth date itself. A document says when somebody was born: whoever was
// born on that day is found by it, whoever was born on another day is somebody
// else, and only people whose birth date is not on record have to be found by
// other means. That keeps apart the thousands who share a switchboard number.
const (
	dated   = 'd'
	undated = 'u'
)

// MaxKeys is how many keys one person has at most.
const MaxKeys = birthdate.MaxReadings + 1 + maxHouses*maxCodes + maxWords*(maxWords-1)/2

// Keys returns the keys under which a person on record is found, at most
// MaxKeys, in no particular order.
func Keys(person claims.Set) []Key {
	keys := make([]Key, 0, MaxKeys)
	keys, known := appendBirthdate(keys, person)
	flag := byte(undated)
	if known {
		flag = dated
	}
	keys = appendPhone(keys, person, flag)
	keys = appendAddress(keys, person, flag)
	return appendName(keys, person, maxWords, flag)
}

// Options of a Probe.
type Options struct {
	// ByName also asks for people of whom nothing but the name is known to agree.
	// Only a policy under which the name alone, or the name with claims that have
	// no key here, is enough for a pass needs them; names are shared by many.
	ByName bool
}

// Probe returns the keys to look up for a document: whoever could match it has
// one of them. The document is to hold only the claims that are compared, or
// people are left out, or found, for the sake of claims that do not count.
func Probe(doc claims.Set, o Options) []Key {
	keys, known := appendBirthdate(nil, doc)
	flags := []byte{undated, dated}
	if known {
		flags = flags[:1]
	}
	for _, flag := range flags {
		keys = appendPhone(keys, doc, flag)
		keys = appendAddress(keys, doc, flag)
		if o.ByName {
			keys = appendName(keys, doc, maxProbeWords, flag)
		}
	}
	return keys
}

// appendBirthdate appends the key of the day somebody was born on, or of every
// day that is meant by a date that can be read in several ways, and reports
// whether there is one. A date without day, month or year is not known.
func appendBirthdate(keys []Key, s claims.Set) ([]Key, bool) {
	v := s[claims.Birthdate]
	if v == "" {
		return keys, false
	}
	var room [birthdate.MaxReadings]birthdate.Date
	days := append(room[:0], isoDate(v))
	if days[0].Partial() {
		days = birthdate.Readings(room[:0], v, time.Time{})
	}
	before := len(keys)
	for _, d := range days {
		if d.Partial() {
			continue
		}
		h := start(byBirthdate)
		h.number(d.Year*10000 + d.Month*100 + d.Day)
		keys = append(keys, h.key())
	}
	return keys, len(keys) > before
}

// isoDate reads the form nearly all birth dates are in, but for days that not
// every month has. Its answer is partial where the date has to be looked at
// more closely.
func isoDate(v string) birthdate.Date {
	if len(v) != 10 || v[4] != '-' || v[7] != '-' || !isDigits(v[:4]) || !isDigits(v[5:7]) || !isDigits(v[8:]) {
		return birthdate.Date{}
	}
	two := func(i int) int { return int(v[i]-'0')*10 + int(v[i+1]-'0') }
	d := birthdate.Date{Year: two(0)*100 + two(2), Month: two(5), Day: two(8)}
	if d.Year < 1900 || d.Year >= 2100 || d.Month > 12 || d.Day > 28 {
		return birthdate.Date{}
	}
	return d
}
