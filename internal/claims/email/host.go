package email

import (
	"strings"
)

// host says what a mail provider ignores in an address. Each is documented by
// the provider; validator.js's normalizeEmail follows the same rules for Gmail,
// Outlook, Yahoo, iCloud and Yandex.
type host struct {
	domain string // the domain its addresses are compared under, "" for their own
	tag    byte   // what begins a tag that is ignored, 0 for none
	ignore string // characters that are ignored
	hyphen bool   // hyphens and dots are the same
}

// hostOf returns the rules of a domain; none for a domain that is not known.
func hostOf(domain string) host {
	switch domain {
	case "gmail.com", "googlemail.com":
		return host{domain: "gmail.com", tag: '+', ignore: "."}
	case "icloud.com", "me.com", "mac.com":
		return host{domain: "icloud.com", tag: '+'}
	case "proton.me", "protonmail.com", "protonmail.ch", "pm.me":
		return host{domain: "proton.me", tag: '+', ignore: ".-_"}
	case "yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz", "yandex.ua":
		return host{domain: "yandex.ru", tag: '+', hyphen: true}
	case "fastmail.com", "fastmail.fm", "msn.com", "windowslive.com", "passport.com":
		return host{tag: '+'}
	case "ymail.com", "rocketmail.com":
		return host{tag: '-'}
	}
	// Families with a domain in each country: hotmail.co.uk, yahoo.fr.
	family, country, _ := strings.Cut(domain, ".")
	if !isCountryPart(country) {
		return host{}
	}
	switch family {
	case "outlook", "hotmail", "live":
		return host{tag: '+'}
	case "yahoo":
		return host{tag: '-'}
	}
	return host{}
}

// isCountryPart reports com, a country's domain, or one like co.uk.
func isCountryPart(s string) bool {
	if s == "com" || len(s) == 2 {
		return true
	}
	second, country, ok := strings.Cut(s, ".")
	return ok && len(country) == 2 && (second == "co" || second == "com")
}

// mailbox returns the address under which a host files this one: aliases of the
// domain resolved, and without what the host or the options ignore.
func mailbox(a Address, o Options) Address {
	a.Domain = aliasOf(a.Domain, o.DomainAliases)
	h := hostOf(a.Domain)
	if h.domain != "" {
		a.Domain = h.domain
	}
	if h.tag == 0 && listed(a.Domain, o.PlusDomains) {
		h.tag = '+'
	}
	if listed(a.Domain, o.DotDomains) {
		h.ignore += "."
	}
	if strings.HasPrefix(a.Local, `"`) {
		return a
	}
	if h.tag != 0 {
		a.Local = untagged(a.Local, h.tag)
	}
	if h.hyphen {
		a.Local = strings.ReplaceAll(a.Local, "-", ".")
	}
	if h.ignore != "" && strings.ContainsAny(a.Local, h.ignore) {
		kept := strings.Map(func(r rune) rune {
			if strings.ContainsRune(h.ignore, r) {
				return -1
			}
			return r
		}, a.Local)
		if kept != "" {
			a.Local = kept
		}
	}
	return a
}

// untagged cuts off a tag; a tag alone is no mailbox.
func untagged(local string, tag byte) string {
	if i := strings.IndexByte(local, tag); i > 0 {
		return local[:i]
	}
	return local
}

// aliasOf returns the domain that a domain is configured to stand for.
func aliasOf(domain string, aliases map[string]string) string {
	if len(aliases) == 0 {
		return domain
	}
	to, ok := aliases[domain]
	if !ok {
		for from, target := range aliases {
			if sameDomain(from, domain) {
				to, ok = target, true
				break
			}
		}
	}
	if d, valid := domainPart(to); ok && valid {
		return d
	}
	return domain
}

func listed(domain string, list []string) bool {
	for _, d := range list {
		if sameDomain(d, domain) {
			return true
		}
	}
	return false
}

// sameDomain compares a domain as somebody configured it with a normalised one.
func sameDomain(configured, domain string) bool {
	if configured == domain {
		return true
	}
	d, ok := domainPart(strings.TrimSpace(configured))
	return ok && d == domain
}
