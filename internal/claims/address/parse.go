// Package address compares postal addresses by their parts. House number, unit
// and postal code are identifiers: one digit more is another door, however
// alike the lines look.
package address

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// maxWords bounds the words of one address.
const maxWords = 64

// parts is an address taken apart; every field is folded, "" or empty when not
// known.
type parts struct {
	number   string // house number, "pobox" and its number for a box
	unit     string
	street   []string // words without type ("street") and filler ("de", "the")
	kinds    []string // what kind of street it is
	locality string
	region   string
	postal   string
	country  string // ISO 3166-1, two letters
	// loose says that the address was one line, so that street may hold words
	// of the town as well.
	loose bool
}

// canonical is the normalised form: number and street, town, region, postal
// code, country, separated by commas.
func (p parts) canonical() string {
	street := strings.Join(append(slices.Clone(p.street), p.kinds...), " ")
	line := strings.TrimSpace(p.number + " " + street)
	if p.unit != "" {
		line += " unit " + p.unit
	}
	var out []string
	for _, s := range [...]string{line, p.locality, p.region, strings.ToUpper(p.postal), p.country} {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

// usable reports whether there is anything that tells two addresses apart.
func (p parts) usable() bool { return len(p.street) > 0 || p.postal != "" || p.locality != "" }

// read takes the structured parts where there is a street or a postal code
// among them, else the formatted address. What a formatted address has besides
// fills gaps only.
func read(s claims.Set) parts {
	formatted := s.First(claims.AddressFormatted, claims.Address)
	p := parts{
		locality: text.Fold(s[claims.AddressLocality]),
		region:   text.Fold(s[claims.AddressRegion]),
		postal:   postalCode(s[claims.AddressPostalCode]),
		country:  claims.Country(s[claims.AddressCountry]),
	}
	if street := s[claims.AddressStreet]; street != "" {
		p.line(text.Tokens(markUnits(street)))
		return p
	}
	if formatted == "" {
		return p
	}
	q := readFormatted(formatted)
	p.number, p.unit, p.street, p.kinds, p.loose = q.number, q.unit, q.street, q.kinds, q.loose
	for _, f := range [...]struct{ to, from *string }{{&p.locality, &q.locality}, {&p.postal, &q.postal}, {&p.country, &q.country}} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	return p
}

// readFormatted reads an address as printed: lines or comma-separated, the
// street in the first part that has a word, postal code and country near the
// end.
func readFormatted(s string) parts {
	var p parts
	segments := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' || r == ',' || r == ';' })
	segments = slices.DeleteFunc(segments, func(s string) bool { return text.Fold(s) == "" })
	if len(segments) > 1 {
		if c := claims.Country(segments[len(segments)-1]); c != "" && !isStateSegment(segments, c) {
			p.country, segments = c, segments[:len(segments)-1]
		}
	}
	if len(segments) == 0 {
		return p
	}
	last := len(segments) - 1
	for i := last; i >= 0 && p.postal == ""; i-- {
		segments[i], p.postal = cutPostal(segments[i], i == 0)
	}
	if len(segments) == 1 {
		p.loose = true
		p.line(text.Tokens(markUnits(segments[0])))
		return p
	}
	street := text.Tokens(markUnits(segments[0]))
	rest := segments[1:]
	for len(rest) > 0 && needsMore(street) {
		street = append(street, text.Tokens(markUnits(rest[0]))...)
		rest = rest[1:]
	}
	for len(rest) > 0 && isUnitLine(rest[0]) {
		street = append(street, text.Tokens(markUnits(rest[0]))...)
		rest = rest[1:]
	}
	p.line(street)
	for _, r := range rest {
		if f := text.Fold(r); f != "" {
			p.locality = f
			break
		}
	}
	return p
}

// isStateSegment tells "CA" the state from CA the country: two letters before which
// stands no other region, in an address that already ends in a number.
func isStateSegment(segments []string, country string) bool {
	last := strings.TrimSpace(segments[len(segments)-1])
	return len(last) == 2 && strings.EqualFold(last, country) && len(segments) < 4 && usStates[strings.ToLower(last)] != ""
}

func needsMore(words []string) bool {
	for _, w := range words {
		if !hasDigit(w) && !isUnit(w) {
			return false
		}
	}
	return true
}

func isUnitLine(s string) bool {
	w := text.Tokens(markUnits(s))
	return len(w) > 0 && len(w) <= 3 && isUnit(w[0])
}

// markUnits spells out the number sign, which folding would drop.
func markUnits(s string) string { return strings.ReplaceAll(s, "#", " unit ") }

// line takes a street line apart. The house number is the first word with a
// digit, wherever the country puts it.
func (p *parts) line(words []string) {
	words = words[:min(len(words), maxWords)]
	box := ""
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case isBox(words[i:]):
			n := boxLength(words[i:])
			if i+n < len(words) {
				box = "pobox" + words[i+n]
			}
			i += n
		case isUnit(w) && i+1 < len(words) && p.unit == "" && (hasDigit(words[i+1]) || len(words[i+1]) == 1):
			i++
			p.unit = strings.TrimLeft(words[i], "0")
		case hasDigit(w) && p.number == "" && !isOrdinal(w):
			p.number = strings.TrimLeft(w, "0")
			if i+1 < len(words) && len(words[i+1]) == 1 && !hasDigit(words[i+1]) && !isDirection(words[i+1]) {
				i++ // 12 A and 12A are one door
				p.number += words[i]
			}
		case isFiller(w):
		default:
			if full, ok := streetKind(w); ok {
				p.kinds = append(p.kinds, full)
			} else {
				p.street = append(p.street, expand(w))
			}
		}
	}
	switch {
	case box == "":
	case p.number == "":
		p.number, p.street = box, append(p.street, "pobox")
	case p.unit == "": // a box within a house
		p.unit = box
	}
	if len(p.street) == 0 { // "12 The Avenue": the kind is all the name there is
		p.street, p.kinds = p.kinds, nil
	}
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// isOrdinal keeps 5th in 5th Avenue from being a house number.
func isOrdinal(w string) bool {
	digits := strings.TrimRight(w, "abcdefghijklmnopqrstuvwxyz")
	switch w[len(digits):] {
	case "st", "nd", "rd", "th":
		return digits != "" && !strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
	}
	return false
}

func isBox(w []string) bool { return boxLength(w) > 0 }

func boxLength(w []string) int {
	switch {
	case len(w) > 2 && w[0] == "p" && w[1] == "o" && w[2] == "box":
		return 3
	case len(w) > 1 && (w[0] == "po" || w[0] == "post") && w[1] == "box":
		return 2
	case w[0] == "pobox", w[0] == "postfach", w[0] == "apartado":
		return 1
	}
	return 0
}
