package email

import (
	"strings"

	"golang.org/x/net/idna"

	"github.com/incodectl/incodectl/internal/claims/text"
)

// lookalike reports two addresses that differ and look the same: the classic
// way to pass for somebody else's. It also reports a domain with a label that
// mixes alphabets, which no honest one does (Unicode Technical Standard 39).
func lookalike(a, b Address) bool {
	da, db := shownDomain(a.Domain), shownDomain(b.Domain)
	if a.Domain != b.Domain && (mixed(da) || mixed(db)) {
		return true
	}
	// The ASCII pairs count in domains only: in a mailbox a 0 or an l is as good
	// as an o or a 1.
	domains := skeleton(da) == skeleton(db) || inASCII(skeleton(da)) == inASCII(skeleton(db))
	return domains && skeleton(a.Local) == skeleton(b.Local)
}

// shownDomain is a domain as mail programs show it.
func shownDomain(domain string) string {
	if !strings.Contains(domain, "xn--") {
		return domain
	}
	u, err := idna.Lookup.ToUnicode(domain)
	if err != nil {
		return domain
	}
	return u
}

// mixed reports a domain with a label that mixes look-alike alphabets.
func mixed(domain string) bool {
	if ascii(domain) {
		return false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if text.ScriptsOf(label).Mixed() {
			return true
		}
	}
	return false
}

// skeleton replaces the Cyrillic and Greek letters that are drawn like Latin
// ones (confusables.txt of Unicode Technical Standard 39).
func skeleton(s string) string {
	if ascii(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case 'а', 'α', 'ɑ':
			return 'a'
		case 'с', 'ϲ':
			return 'c'
		case 'ԁ':
			return 'd'
		case 'е', 'ҽ':
			return 'e'
		case 'ɡ':
			return 'g'
		case 'һ':
			return 'h'
		case 'і', 'ι', 'ı':
			return 'i'
		case 'ј', 'ϳ':
			return 'j'
		case 'κ', 'к':
			return 'k'
		case 'ӏ':
			return 'l'
		case 'о', 'ο', 'σ':
			return 'o'
		case 'р', 'ρ':
			return 'p'
		case 'ԛ':
			return 'q'
		case 'ѕ':
			return 's'
		case 'υ':
			return 'u'
		case 'ν', 'ѵ':
			return 'v'
		case 'ԝ':
			return 'w'
		case 'х', 'χ':
			return 'x'
		case 'у', 'γ':
			return 'y'
		}
		return r
	}, s)
}

// inASCII replaces the letters and digits of ASCII that are mistaken for others.
func inASCII(s string) string { return asciiPairs.Replace(s) }

var asciiPairs = strings.NewReplacer("rn", "m", "vv", "w", "0", "o", "1", "l")
