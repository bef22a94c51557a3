package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// kind says how sure it is which country a number belongs to.
type kind int

const (
	bad      kind = iota // no possible number; the digits are kept all the same
	national             // no country code and no country known
	assumed              // country code from a country that was known
	full                 // country code in the number
)

// number is a phone number as read.
type number struct {
	kind     kind
	country  int    // calling code, 0 if not known
	national string // national significant number, or all digits but leading zeros
	ext      string
	// unmarked is set when the digits begin with the country code but neither a
	// plus sign nor an international prefix says so, and are few.
	unmarked bool
}

// e164 returns +, country code and national number; "" if the country is not known.
func (n *number) e164() string {
	if n.country == 0 {
		return ""
	}
	return "+" + itoa(n.country) + n.national
}

func (n *number) show(raw string) string {
	if n.kind == bad {
		return raw
	}
	s := raw
	if n.country != 0 {
		s = n.e164()
	}
	if n.ext != "" && n.country != 0 {
		s += ";ext=" + n.ext // RFC 3966
	}
	return s
}

// maxLength bounds what is handed to the library, which has a bound of 250.
const maxLength = 128

// fewDigits is how many digits after an unmarked country code are too few to
// rely on it: with the country code in front, they are as many as national
// numbers elsewhere have.
const fewDigits = 7

// regions are the countries a number without a country code may belong to, ""
// where not known: that of its own side, of the other side and of the policy.
type regions struct{ own, other, policy string }

// read reads a number. The first reading that is a number in use counts, else
// the first that is of a possible length.
func read(raw string, r regions) number {
	if len(raw) > maxLength {
		return number{}
	}
	var best number
	if strings.ContainsAny(raw, "+＋") {
		best = firstOf(international(raw))
	}
	if best.country == 0 {
		best = firstOf(domestic(raw, r))
	}
	if best.country == 0 && r == (regions{}) {
		return readNational(raw)
	}
	return best
}

// attempt is one way to read a number.
type attempt struct {
	text, region string
	kind         kind
}

// international lists how a number with a plus sign may be read. A trunk zero in
// brackets is not dialled from abroad, except where it belongs to the number,
// and then the first reading is a number in use. Nor is the 1 that Mexico put
// before its ten digits for mobiles until 2019.
func international(raw string) []attempt {
	list := []attempt{{raw, "", full}}
	if d := digits(raw); len(d) == len("5215512345678") && strings.HasPrefix(d, "521") {
		list = append(list, attempt{"+52" + d[3:], "", full})
	}
	if without := strings.Replace(raw, "(0)", "", 1); without != raw {
		list = append(list, attempt{without, "", full})
	}
	return list
}

// domestic lists how a number without a plus sign may be read, in the order of
// how much that relies on what is written and not on what is known besides.
func domestic(raw string, r regions) []attempt {
	list := make([]attempt, 0, 5)
	d := digits(raw)
	code := itoa(phonenumbers.GetCountryCodeForRegion(r.own))
	glued := code != "" && strings.HasPrefix(d, code)
	trunk := glued && len(d)-len(code) > fewDigits && phonenumbers.GetNddPrefixForRegion(r.own, true) != ""
	if trunk {
		// Who dials a trunk prefix at home writes it, or else the country code.
		list = append(list, attempt{"+" + d, "", assumed})
	}
	if r.own != "" {
		list = append(list, attempt{raw, r.own, assumed})
	}
	if strings.HasPrefix(d, "00") { // the international prefix of most of the world
		list = append(list, attempt{"+" + d[2:], "", full})
	}
	if glued && !trunk {
		list = append(list, attempt{"+" + d, "", assumed})
	}
	for _, region := range [...]string{r.other, r.policy} {
		if region != "" && region != r.own {
			list = append(list, attempt{raw, region, assumed})
		}
	}
	return list
}

// firstOf reads with the first attempt that gives a number in use, else with
// the first that gives a possible one, else with the first that gives any.
func firstOf(list []attempt) number {
	var best number
	for i, t := range list {
		p, err := phonenumbers.Parse(t.text, t.region)
		if err != nil {
			continue
		}
		n := of(p, t.kind)
		n.unmarked = t.kind == assumed && len(n.national) <= fewDigits && isGlued(t.text, &n)
		only := i == len(list)-1 && best.kind == bad
		if n.kind != bad && (only || phonenumbers.IsValidNumber(p)) {
			return n
		}
		if best.country == 0 || best.kind == bad && n.kind != bad {
			best = n
		}
	}
	return best
}

// of takes over what the library read.
func of(p *phonenumbers.PhoneNumber, k kind) number {
	if !phonenumbers.IsPossibleNumber(p) {
		k = bad
	}
	return number{
		kind:     k,
		country:  int(p.GetCountryCode()),
		national: phonenumbers.GetNationalSignificantNumber(p),
		ext:      p.GetExtension(),
	}
}

// isGlued reports that the digits of s are those of the whole E.164 number.
func isGlued(s string, n *number) bool { return digits(s) == itoa(n.country)+n.national }

// readNational reads a number whose country is not known.
func readNational(raw string) number {
	s := raw
	if i := strings.Index(s, "tel:"); i >= 0 {
		s = s[i+len("tel:"):]
	}
	s, _, _ = strings.Cut(s, ";") // the parameters of RFC 3966
	s, ext := phonenumbers.MaybeSeparateExtensionFromPhone(s)
	d := strings.TrimLeft(digits(s), "0")
	if len(d) < 5 || len(d) > 15 || !plausible(s) {
		return number{}
	}
	return number{kind: national, national: d, ext: ext}
}

// tidy drops the separators of a number that is nothing but digits, a plus sign
// and separators: the library reads it in less time, and equal numbers show.
func tidy(s string) string {
	buf := make([]byte, 0, 32)
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c == '+' && i == 0:
			buf = append(buf, c)
		case strings.IndexByte(" -().", c) < 0, strings.HasPrefix(s[i:], "(0)"):
			return s
		}
	}
	return string(buf)
}

// plausible refuses text that happens to hold digits.
func plausible(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune("0123456789+-() ./\u00a0\u2010\u2011\u2012\u2013", r)
	})
}

// digits returns the ASCII digits of s.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// itoa writes a country code, which has one to three digits.
func itoa(n int) string {
	var b [3]byte
	i := len(b)
	for ; n > 0 && i > 0; n /= 10 {
		i--
		b[i] = byte('0' + n%10)
	}
	return string(b[i:])
}
