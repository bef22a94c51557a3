package email

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Address is a normalised e-mail address.
type Address struct {
	Local  string // lower case; RFC 5321 leaves case to the host, no directory host keeps it
	Domain string // lower case, IDNA2008 A-label form (RFC 5891)
}

// String returns local@domain.
func (a Address) String() string { return a.Local + "@" + a.Domain }

// maxLength is the longest address RFC 5321 4.5.3.1.3 allows in a path; a name
// in front of it may be as long again.
const maxLength = 254

// Parse trims an address, drops "mailto:", a name with angle brackets and quotes
// that change nothing (RFC 5321, 4.1.2), and normalises case and domain. It
// reports false for anything that is not local@domain; comments (RFC 5322,
// 3.2.2) are refused, for they can hide another address.
func Parse(s string) (Address, bool) {
	s = bare(strings.TrimSpace(s))
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || len(s) > maxLength || strings.ContainsFunc(s, forbidden) {
		return Address{}, false
	}
	local, ok := localPart(s[:at])
	if !ok {
		return Address{}, false
	}
	domain, ok := domainPart(s[at+1:])
	if !ok {
		return Address{}, false
	}
	return Address{Local: local, Domain: domain}, true
}

// bare drops what stands around an address: mailto: (RFC 6068) with its fields,
// and a name before angle brackets.
func bare(s string) string {
	if len(s) > 2*maxLength {
		return ""
	}
	if i := strings.IndexByte(s, ':'); i >= 0 && strings.EqualFold(s[:i], "mailto") {
		s, _, _ = strings.Cut(s[i+1:], "?")
	}
	if i := strings.LastIndexByte(s, '<'); i >= 0 && strings.HasSuffix(s, ">") && !strings.Contains(s[:i], "@") {
		s = s[i+1 : len(s)-1]
	}
	return strings.TrimSpace(s)
}

func forbidden(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar
}

// localPart normalises the part before the @. Quotes stay only where the part
// needs them.
func localPart(s string) (string, bool) {
	quoted := len(s) > 2 && s[0] == '"' && s[len(s)-1] == '"'
	if quoted {
		s = s[1 : len(s)-1]
		if s = unescape(s); s == "" {
			return "", false
		}
	}
	s = lower(s)
	special := strings.ContainsAny(s, `@<>()[],;:\"`)
	switch {
	case special && !quoted:
		return "", false
	case special:
		return `"` + escaper.Replace(s) + `"`, true
	}
	return s, true
}

// unescape takes the backslashes out of a quoted part; "" for a part that has a
// quote inside or ends in the middle of an escape.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '"' {
			return ""
		}
		if s[i] == '\\' {
			if i++; i == len(s) {
				return ""
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

var escaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// lower returns s in lower case and in one Unicode form.
func lower(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	return norm.NFC.String(strings.ToLower(norm.NFC.String(s)))
}

// domainPart normalises a domain: no root dot, lower case, A-labels.
func domainPart(s string) (string, bool) {
	s = strings.TrimSuffix(s, ".")
	if plainDomain(s) {
		return strings.ToLower(s), true
	}
	d, err := idna.Lookup.ToASCII(s)
	if err != nil || d == "" || d[0] == '.' || d[len(d)-1] == '.' || strings.Contains(d, "..") {
		return "", false
	}
	return d, true
}

// plainDomain reports labels of ASCII letters and digits, with hyphens inside
// but not where they mark A-labels: nothing that IDNA would change but case.
func plainDomain(s string) bool {
	start := 0
	for i := 0; i <= len(s); i++ {
		switch {
		case i == len(s) || s[i] == '.':
			if i == start || i-start > 63 || s[start] == '-' || s[i-1] == '-' || i-start > 3 && s[start+2] == '-' && s[start+3] == '-' {
				return false
			}
			start = i + 1
		case s[i] >= 'a' && s[i] <= 'z', s[i] >= 'A' && s[i] <= 'Z', s[i] >= '0' && s[i] <= '9', s[i] == '-':
		default:
			return false
		}
	}
	return s != "" && len(s) <= 253
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
