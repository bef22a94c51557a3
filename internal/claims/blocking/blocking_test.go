package blocking

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

const (
	given, family, name, mrz = claims.GivenName, claims.FamilyName, claims.Name, claims.MRZName
	born, phone, whole       = claims.Birthdate, claims.Phone, claims.AddressFormatted
	street, postal           = claims.AddressStreet, claims.AddressPostalCode
)

// meet reports whether a document finds a person.
func meet(doc, person claims.Set, byName bool) bool {
	have := Keys(person)
	return slices.ContainsFunc(Probe(doc, Options{ByName: byName}), func(k Key) bool { return slices.Contains(have, k) })
}

func TestWhoMeets(t *testing.T) {
	tests := []struct {
		what        string
		doc, person claims.Set
		want        bool
	}{
		{"same birth date, whatever else", claims.Set{born: "1985-04-12", given: "Ada"}, claims.Set{born: "1985-04-12", given: "Bo"}, true},
		{"in another form", claims.Set{born: "12 April 1985"}, claims.Set{born: "19850412"}, true},
		{"either reading of an ambiguous date", claims.Set{born: "1985-04-12"}, claims.Set{born: "12/04/1985"}, true},
		{"also the other reading", claims.Set{born: "1985-12-04"}, claims.Set{born: "12/04/1985"}, true},
		{"31st, which not every month has", claims.Set{born: "1985-03-31"}, claims.Set{born: "31.03.1985"}, true},
		{"another birth date", claims.Set{born: "1985-04-12", phone: "+14155550123"}, claims.Set{born: "1985-04-13", phone: "+14155550123"}, false},
		{"no birth date on record, same telephone", claims.Set{born: "1985-04-12", phone: "+1 (415) 555-0123"}, claims.Set{phone: "415-555-0123 ext. 9"}, true},
		{"no birth date on the document", claims.Set{phone: "4155550123"}, claims.Set{born: "1985-04-12", phone: "+14155550123"}, true},
		{"only a year on record", claims.Set{born: "1985-04-12", phone: "4155550123"}, claims.Set{born: "1985", phone: "4155550123"}, true},
		{"a birth date that cannot be read", claims.Set{born: "1985-04-12", phone: "4155550123"}, claims.Set{born: "soon", phone: "4155550123"}, true},
		{"the extension is not the number", claims.Set{phone: "4155550123"}, claims.Set{phone: "4155550999;ext=0123"}, false},
		{"an extension is no number", claims.Set{phone: "0123"}, claims.Set{phone: "0123"}, false},

		{"house and postal code", claims.Set{street: "17 Long Acre", postal: "90210-1234"}, claims.Set{street: "Long Acre 17", postal: "90210"}, true},
		{"flat before or after", claims.Set{street: "Flat 3, 17 Long Acre", postal: "SW1A 1AA"}, claims.Set{street: "17 Long Acre, Flat 3", postal: "sw1a1aa"}, true},
		{"an address in one line", claims.Set{whole: "17 Long Acre, Springfield, IL 62701"}, claims.Set{street: "17 Long Acre", postal: "62701-0001"}, true},
		{"with a code of two words", claims.Set{whole: "17 Long Acre\nLondon SW1A 1AA"}, claims.Set{street: "17 Long Acre", postal: "SW1A 1AA"}, true},
		{"with two letters at the end", claims.Set{street: "Gracht 5", postal: "1012 AB"}, claims.Set{whole: "Gracht 5, 1012 AB Stad"}, true},
		{"the house next to the code", claims.Set{whole: "Lange Gasse 15, 80331 Stadt"}, claims.Set{street: "Lange Gasse 15", postal: "80331"}, true},
		{"another house", claims.Set{street: "17 Long Acre", postal: "90210"}, claims.Set{street: "18 Long Acre", postal: "90210"}, false},
		{"the postal code alone", claims.Set{street: "Long Acre", postal: "90210"}, claims.Set{street: "Long Acre", postal: "90210"}, false},
		{"the name alone", claims.Set{given: "Ada", family: "Morgan"}, claims.Set{given: "Ada", family: "Morgan"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.what, func(t *testing.T) {
			if got := meet(tt.doc, tt.person, false); got != tt.want {
				t.Errorf("document %v, person %v: %v", tt.doc, tt.person, got)
			}
		})
	}
}

func TestWhoMeetsByName(t *testing.T) {
	tests := []struct {
		what        string
		doc, person claims.Set
		want        bool
	}{
		{"the same", claims.Set{given: "Ada", family: "Morgan"}, claims.Set{given: "Ada", family: "Morgan"}, true},
		{"in another order and case", claims.Set{name: "MORGAN, Ada"}, claims.Set{given: "Ada", family: "Morgan"}, true},
		{"with a middle name more", claims.Set{name: "Ada Lucinda Morgan"}, claims.Set{given: "Ada", family: "Morgan"}, true},
		{"with an initial and a title", claims.Set{name: "Dr Ada L Morgan"}, claims.Set{given: "Ada", family: "Morgan"}, true},
		{"accents and machine-readable spelling", claims.Set{given: "Jürgen", family: "Größler"}, claims.Set{mrz: "GROESSLER<<JUERGEN"}, true},
		{"a doubled letter, a vowel", claims.Set{name: "Muhamad Tarrik"}, claims.Set{name: "Mohammed Tarik"}, true},
		{"short words keep their vowels", claims.Set{name: "Lea Bo"}, claims.Set{name: "Leo Bo"}, false},
		{"short words of the machine-readable zone", claims.Set{name: "Bär Lou"}, claims.Set{name: "Baer Lou"}, true},
		{"a particle more", claims.Set{name: "Nora van der Velden"}, claims.Set{name: "Nora Velden"}, true},
		{"one word in common", claims.Set{name: "Ada Morgan"}, claims.Set{name: "Eva Morgan"}, false},
		{"names of one word", claims.Set{name: "Tesfaye"}, claims.Set{given: "Tesfaye"}, true},
		{"without spaces, in either order", claims.Set{name: "山川花子"}, claims.Set{given: "花子", family: "山川"}, true},
		{"the zone's name beside another alphabet", claims.Set{given: "Ада", family: "Морган", mrz: "MORGAN<<ADA"}, claims.Set{name: "Ada Morgan"}, true},
		{"Cyrillic on both sides", claims.Set{name: "Ада Морган"}, claims.Set{name: "МОРГАН АДА"}, true},
		{"another birth date", claims.Set{name: "Ada Morgan", born: "1985-04-12"}, claims.Set{name: "Ada Morgan", born: "1985-04-13"}, false},
		{"no birth date on record", claims.Set{name: "Ada Morgan", born: "1985-04-12"}, claims.Set{name: "Ada Morgan"}, true},
	}
	for _, tt := range tests {
		t.Run(tt.what, func(t *testing.T) {
			if got := meet(tt.doc, tt.person, true); got != tt.want {
				t.Errorf("document %v, person %v: %v", tt.doc, tt.person, got)
			}
		})
	}
}

// person has everything there are keys for.
var person = claims.Set{
	given: "Ada Lucinda", family: "Morgan Hill", born: "12/04/85", phone: "+14155550123",
	whole: "Flat 3, 17 Long Acre, London SW1A 1AA",
}

func TestKeysAreFewAndSmall(t *testing.T) {
	keys := Keys(person)
	if len(keys) > MaxKeys || len(keys) < 10 {
		t.Errorf("%d keys, at most %d", len(keys), MaxKeys)
	}
	slices.Sort(keys)
	if len(slices.Compact(slices.Clone(keys))) != len(keys) {
		t.Errorf("a key twice: %v", keys)
	}
	if keys[len(keys)-1]>>Bits != 0 || Salt("x")>>Bits != 0 || Salt("x") == Salt("y") {
		t.Errorf("keys %x", keys)
	}
	if got := Keys(claims.Set{name: strings.Repeat("ab cde ", 500) + strings.Repeat("x y z ", 500)}); len(got) > MaxKeys {
		t.Errorf("%d keys", len(got))
	}
	if got := Keys(claims.Set{}); len(got) != 0 {
		t.Errorf("nobody has keys: %v", got)
	}
}

// TestVersion fails when Keys changes: then Version has to be raised, and the
// indexes of stores that exist are made anew.
func TestVersion(t *testing.T) {
	var sum Key
	for _, s := range []claims.Set{
		person,
		{name: "Dr Zoë Quick-Philipps jr", born: "1985", street: "Gracht 5", postal: "1012 AB"},
		{name: "Li Bo", born: "1999-12-31", whole: "15 Lange Gasse, 80331 Stadt"},
		{name: "山川 花子", phone: "03-1234-5678"},
		{name: "Ада Морган"},
	} {
		for _, k := range Keys(s) {
			sum += k
		}
	}
	if want := Key(966249343260); Version != 1 || sum != want {
		t.Errorf("version %d has the sum %d, want %d", Version, sum, want)
	}
}

// FuzzKeys: whatever a record says, the same on a document finds it, bounded.
func FuzzKeys(f *testing.F) {
	f.Add("Ada", "Morgan", "1985-04-12", "+14155550123", "17 Long Acre", "90210", "")
	f.Add("山", "川", "12/04/85", "x", "1", "\xff", "5 1 2 3 4")
	f.Fuzz(func(t *testing.T, g, fam, date, tel, line, code, formatted string) {
		s := claims.Set{given: g, family: fam, born: date, phone: tel, street: line, postal: code, whole: formatted}
		keys := Keys(s)
		if len(keys) > MaxKeys {
			t.Fatalf("%d keys", len(keys))
		}
		probe := Probe(s, Options{ByName: true})
		if len(keys) > 0 && !slices.ContainsFunc(probe, func(k Key) bool { return slices.Contains(keys, k) }) {
			t.Errorf("%q does not find itself", s)
		}
		swapped := maps.Clone(s)
		swapped[given], swapped[family] = fam, g
		if !slices.Equal(sorted(Keys(swapped)), sorted(keys)) {
			t.Errorf("%q has other keys with the names swapped", s)
		}
	})
}

func sorted(keys []Key) []Key {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return keys
}

func BenchmarkKeys(b *testing.B) {
	s := claims.Set{
		given: "Ada", family: "Famíly", born: "1985-04-12", phone: "+14155550123",
		street: "17 Long Acre", claims.AddressLocality: "Springfield", postal: "12345",
	}
	b.ReportAllocs()
	for b.Loop() {
		Keys(s)
	}
}
