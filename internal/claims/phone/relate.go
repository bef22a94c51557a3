package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/incodectl/incodectl/internal/claims"
)

// shortest is the fewest digits a number without its area code has to have to
// say anything.
const shortest = 6

// isEndOf reports that one number is the end of the other: dialled within its
// area, or without an Italian leading zero.
func isEndOf(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) >= shortest && len(a) < len(b) && strings.HasSuffix(b, a)
}

// mobilePrefix reports numbers that differ in the 9 which Argentina puts before
// mobile numbers called from abroad. The ten digits behind it are one
// subscriber's either way (ITU-T E.164, national numbering plan).
func mobilePrefix(a, b *number) bool {
	const argentina, subscriber = 54, 10
	return a.country == argentina &&
		(len(a.national) == subscriber && b.national == "9"+a.national ||
			len(b.national) == subscriber && a.national == "9"+b.national)
}

// oneSlip reports numbers of one length that differ in one digit or in two
// neighbours that changed places.
func oneSlip(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	first, n := -1, 0
	for i := range len(a) {
		if a[i] == b[i] {
			continue
		}
		n++
		switch {
		case n == 1:
			first = i
		case n > 2 || i != first+1 || a[first] != b[i] || a[i] != b[first]:
			return false
		}
	}
	return n > 0
}

// asIn reads a number without a country again, as one of a country. What can't
// be read so stays as it is.
func asIn(n *number, raw string, country int) number {
	out := *n
	if n.kind == national && country != 0 {
		p, err := phonenumbers.Parse(raw, phonenumbers.GetRegionCodeForCountryCode(country))
		if err == nil && int(p.GetCountryCode()) == country {
			out = of(p, national)
		}
	}
	return out
}

// steps lists the parts of both numbers, and the rule that gave the score; that
// last step alone carries weight.
func steps(res claims.Result, a, b *number) []claims.Step {
	var out []claims.Step
	for _, p := range [...]struct{ name, a, b string }{
		{"country_code", itoa(a.country), itoa(b.country)},
		{"national_number", a.national, b.national},
		{"extension", a.ext, b.ext},
	} {
		s := claims.Step{Part: p.name, Document: p.a, Directory: p.b, Method: "differs"}
		switch {
		case p.a == "" && p.b == "":
			continue
		case p.a == "" || p.b == "":
			s.Method = "not known"
		case p.a == p.b:
			s.Method, s.Score = "equal", 1
		}
		out = append(out, s)
	}
	method := "equal"
	if len(res.Reasons) > 0 {
		method = string(res.Reasons[0])
	}
	return append(out, claims.Step{
		Part: "number", Document: res.Document, Directory: res.Directory,
		Method: method, Score: res.Score, Weight: 1,
	})
}
