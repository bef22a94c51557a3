package claims

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const dot = '•'

// Mask returns value as it may be shown without --reveal: enough for a reviewer
// to recognise a value they know, not enough to learn one they don't. A value
// too short to hide part of is hidden whole.
//
//	names      first letter of each word      A•• L•••••••
//	birthdate  the century                    19••-••-••
//	e-mail     first letter and the domain    a••@corp.example
//	phone      last two digits                +• ••• ••• ••34
//	address    country and postal prefix      •••, SW••••, GB
//	others     first character                X•••••••
func Mask(claim, value string) string {
	switch claim {
	case Name, GivenName, MiddleName, FamilyName, PaternalName, MaternalName, MRZName:
		return maskWords(value)
	case Birthdate:
		return maskDate(value)
	case Email:
		return maskEmail(value)
	case Phone:
		return maskPhone(value)
	case Address, AddressFormatted:
		return maskAddress(value)
	case AddressCountry, IssuingCountry:
		return value
	case AddressPostalCode:
		return maskPostal(value)
	}
	if strings.HasPrefix(claim, addressPrefix) {
		return maskAll(value)
	}
	return maskText(value)
}

// MaskSet returns a copy of s with every value masked.
func MaskSet(s Set) Set {
	out := make(Set, len(s))
	for k, v := range s {
		if v != "" {
			out[k] = Mask(k, v)
		}
	}
	return out
}

// maskRunes hides letters, marks, digits and symbols for which keep is false;
// i counts the visible letters. Spaces and punctuation stay, so that the shape
// of the value stays; control and format characters go.
func maskRunes(s string, keep func(i int) bool) string {
	var b strings.Builder
	i := 0
	for _, r := range s {
		switch {
		case unicode.IsControl(r) && !unicode.IsSpace(r), unicode.Is(unicode.Cf, r):
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsMark(r):
			// A mark belongs to the letter before it: shown or hidden with it.
			if i > 0 && keep(i-1) {
				b.WriteRune(r)
			}
		case unicode.IsPunct(r) && r != dot:
			b.WriteRune(r)
		default:
			if keep(i) {
				b.WriteRune(r)
			} else {
				b.WriteRune(dot)
			}
			i++
		}
	}
	return b.String()
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.IsSpace(r) && !unicode.IsPunct(r) && !unicode.IsMark(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) {
			n++
		}
	}
	return n
}

func never(int) bool { return false }

func maskWords(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '<' })
	for i, w := range words {
		if letters(w) < 2 {
			words[i] = maskRunes(w, never)
		} else {
			words[i] = maskRunes(w, func(i int) bool { return i == 0 })
		}
	}
	return strings.Join(words, " ")
}

func maskDate(s string) string {
	if len(s) == len("2006-01-02") && s[4] == '-' && s[7] == '-' {
		return maskRunes(s, func(i int) bool { return i < 2 })
	}
	return maskRunes(s, never)
}

func maskEmail(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return maskRunes(s, never)
	}
	local, domain := s[:at], s[at:]
	if utf8.RuneCountInString(local) < 2 {
		return "••" + clean(domain)
	}
	r, _ := utf8.DecodeRuneInString(local)
	return clean(string(r)) + "••" + clean(domain)
}

func clean(s string) string { return maskRunes(s, func(int) bool { return true }) }

func maskPhone(s string) string {
	n := letters(strings.ReplaceAll(s, "+", ""))
	if n < 5 {
		return maskRunes(s, never)
	}
	plus := ""
	if strings.HasPrefix(s, "+") {
		plus, s = "+", s[1:]
	}
	return plus + maskRunes(s, func(i int) bool { return i >= n-2 })
}

// maskAddress hides every comma-separated part but a country code and the
// start of a postal code. Nothing is shown of the first part: it is the street,
// and a street may well look like a code ("12A").
func maskAddress(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '\n' })
	for i, p := range parts {
		p = strings.TrimSpace(p)
		switch {
		case i == 0:
			parts[i] = maskAll(p)
		case i == len(parts)-1 && len(p) == 2 && letters(p) == 2 && !strings.ContainsAny(p, "0123456789"):
			parts[i] = p
		case i >= len(parts)-2 && strings.ContainsAny(p, "0123456789"):
			parts[i] = maskPostal(p)
		default:
			parts[i] = maskAll(p)
		}
	}
	return strings.Join(parts, ", ")
}

// maskPostal keeps two characters of a code of four or more.
func maskPostal(s string) string {
	n := letters(s)
	if n < 4 || n > 10 {
		return maskAll(s)
	}
	return maskRunes(s, func(i int) bool { return i < 2 })
}

// maskAll hides a value whole, its length too.
func maskAll(s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return "•••"
}

func maskText(s string) string {
	if letters(s) < 4 {
		return maskRunes(s, never)
	}
	return maskRunes(s, func(i int) bool { return i == 0 })
}

// Masked returns the result with all values masked for display.
func (r Result) Masked() Result {
	r.Document, r.Directory = Mask(r.Claim, r.Document), Mask(r.Claim, r.Directory)
	steps := r.Steps
	r.Steps = nil
	for _, s := range steps {
		if s.Part != "form" { // how a value is written, no value
			of := r.Claim
			if r.Claim == Address && (s.Part == "country" || s.Part == "postal_code") {
				of = addressPrefix + s.Part
			}
			s.Document, s.Directory = Mask(of, s.Document), Mask(of, s.Directory)
		}
		r.Steps = append(r.Steps, s)
	}
	return r
}
