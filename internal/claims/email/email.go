// Package email compares e-mail addresses: equal or not, never nearly. One
// letter more or less is another mailbox, possibly an attacker's.
package email

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// Address is a normalised e-mail address.
type Address struct {
	Local  string // lower case; RFC 5321 leaves case to the host, no directory host keeps it
	Domain string // lower case, IDNA2008 A-label form (RFC 5891)
}

// String returns local@domain.
func (a Address) String() string { return a.Local + "@" + a.Domain }

// maxLength is the longest address RFC 5321 4.5.3.1.3 allows in a path.
const maxLength = 254

// Parse trims an address, drops "mailto:" and angle brackets, and normalises
// case and domain. It reports false for anything that is not local@domain.
func Parse(s string) (Address, bool) {
	s = strings.TrimSpace(s)
	if i := strings.IndexByte(s, ':'); i >= 0 && strings.EqualFold(s[:i], "mailto") {
		s = s[i+1:]
	}
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		s = s[1 : len(s)-1]
	}
	s = strings.TrimSpace(s)
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || len(s) > maxLength || strings.ContainsFunc(s, forbidden) {
		return Address{}, false
	}
	local := strings.ToLower(norm.NFC.String(s[:at]))
	if strings.ContainsAny(local, `@<>()[],;:\"`) {
		return Address{}, false
	}
	domain, err := idna.Lookup.ToASCII(strings.TrimSuffix(s[at+1:], "."))
	if err != nil || domain == "" || strings.HasPrefix(domain, ".") || strings.Contains(domain, "..") {
		return Address{}, false
	}
	return Address{Local: local, Domain: domain}, true
}

func forbidden(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar
}

// Compare compares the email claim.
func Compare(doc, dir claims.Set) claims.Result {
	res := claims.Result{Claim: claims.Email, Method: "normalised address", Reasons: []claims.Reason{}}
	l, r := strings.TrimSpace(doc[claims.Email]), strings.TrimSpace(dir[claims.Email])
	end := func(v claims.Verdict, score float64, why ...claims.Reason) claims.Result {
		res.Verdict, res.Score = v, score
		res.Reasons = append(res.Reasons, why...)
		return res
	}
	a, okA := Parse(l)
	b, okB := Parse(r)
	res.Document, res.Directory = l, r
	if okA {
		res.Document = a.String()
	}
	if okB {
		res.Directory = b.String()
	}
	switch {
	case l == "" && r == "":
		return end(claims.MissingID, 0, claims.MissingBoth)
	case l == "":
		return end(claims.MissingID, 0)
	case r == "":
		return end(claims.MissingDirectory, 0)
	case !okA || !okB:
		return end(claims.Invalid, 0, claims.NotAnEmail)
	case a == b:
		return end(claims.Match, 1)
	case a.Domain == b.Domain && untagged(a.Local) == untagged(b.Local):
		// Most hosts deliver both to one person, but not all do.
		return end(claims.Review, 0.6, claims.PlusTagDiffers)
	}
	return end(claims.Mismatch, 0, differences(a, b)...)
}

// differences names what differs, for the reviewer; none of it is agreement.
func differences(a, b Address) []claims.Reason {
	var why []claims.Reason
	if a.Local != b.Local {
		why = append(why, claims.MailboxDiffers)
	}
	if a.Domain != b.Domain {
		why = append(why, claims.DomainDiffers)
		if mixed(a.Domain) || mixed(b.Domain) {
			why = append(why, claims.Homoglyph)
		}
	}
	if text.Distance(a.String(), b.String(), 1) == 1 {
		why = append(why, claims.PossibleTypo)
	}
	return why
}

// mixed reports a domain with a label that mixes look-alike alphabets.
func mixed(domain string) bool {
	u, err := idna.Lookup.ToUnicode(domain)
	if err != nil {
		return false
	}
	for label := range strings.SplitSeq(u, ".") {
		if text.ScriptsOf(label).Mixed() {
			return true
		}
	}
	return false
}

func untagged(local string) string {
	base, _, _ := strings.Cut(local, "+")
	if base == "" {
		return local
	}
	return base
}
