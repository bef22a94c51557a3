// Package email compares e-mail addresses: equal or not, never nearly. One
// letter more or less is another mailbox, possibly an attacker's.
package email

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// Options of a comparison. Domains may be written in any case, in Unicode or
// as A-labels.
type Options struct {
	PlusDomains   []string          // domains that ignore a tag after a plus sign
	DotDomains    []string          // domains that ignore dots before the @
	DomainAliases map[string]string // a company's further domains, and the one they stand for
	Explain       bool              // fill Result.Steps
}

// Scores of what is not plainly equal. Those below a half rank mismatches for
// whoever weighs several claims; none is nearly a match.
const (
	scoreTag      = 0.6  // the tag differs, and it is not known that it means nothing
	scoreTypo     = 0.45 // one character
	scoreTwo      = 0.4  // two characters
	scoreMailbox  = 0.35 // the same long name at another host
	similarFrom   = 0.7  // similarity from which a mismatch scores above 0
	similarWorth  = 0.35
	longMailbox   = 5 // characters of a name that few people share
	maxDifference = 16
)

// Compare compares the email claim: addresses of one mailbox match, a tag whose
// meaning is not known is for review, and anything else is a mismatch, with the
// reason homoglyph or possible_typo where it looks like one.
func Compare(doc, dir claims.Set, o Options) claims.Result {
	res := claims.Result{Claim: claims.Email, Method: "normalised address", Reasons: []claims.Reason{}}
	l, r := strings.TrimSpace(doc[claims.Email]), strings.TrimSpace(dir[claims.Email])
	a, okA := Parse(l)
	b, okB := Parse(r)
	res.Document, res.Directory = l, r
	if okA {
		res.Document = a.String()
	}
	if okB {
		res.Directory = b.String()
	}
	if res, lacks := res.Lacking(l != "", r != ""); lacks {
		return res
	}
	switch {
	case !okA || !okB:
		return res.End(claims.Invalid, 0, claims.NotAnEmail)
	case a == b:
		res = res.End(claims.Match, 1)
	default:
		res = settle(res, a, b, o)
	}
	if o.Explain {
		res.Steps = steps(res, mailbox(a, o), mailbox(b, o))
	}
	return res
}

// settle compares two addresses that are spelt differently.
func settle(res claims.Result, a, b Address, o Options) claims.Result {
	x, y := mailbox(a, o), mailbox(b, o)
	switch {
	case x == y:
		return res.End(claims.Match, 1, claims.SameMailbox)
	case x.Domain == y.Domain && untagged(x.Local, '+') == untagged(y.Local, '+'):
		// Most hosts deliver both to one person, but not all do.
		return res.End(claims.Review, scoreTag, claims.PlusTagDiffers)
	case lookalike(x, y):
		return res.End(claims.Mismatch, 0, append(parts(x, y), claims.Homoglyph)...)
	}
	score, typo := similarity(x, y)
	why := parts(x, y)
	if typo {
		why = append(why, claims.PossibleTypo)
	}
	return res.End(claims.Mismatch, score, why...)
}

// parts names what differs.
func parts(a, b Address) []claims.Reason {
	why := make([]claims.Reason, 0, 3)
	if a.Local != b.Local {
		why = append(why, claims.MailboxDiffers)
	}
	if a.Domain != b.Domain {
		why = append(why, claims.DomainDiffers)
	}
	return why
}

// similarity ranks a mismatch, and reports one that a single slip explains.
func similarity(a, b Address) (score float64, typo bool) {
	x, y := a.String(), b.String()
	d := text.Distance(x, y, maxDifference)
	switch {
	case d == 1:
		return scoreTypo, true
	case d == 2:
		return scoreTwo, false
	case a.Local == b.Local && len(a.Local) >= longMailbox:
		return scoreMailbox, false
	}
	// The domains alone say little: colleagues share them.
	alike := 1 - float64(d)/float64(max(len(x), len(y)))
	if a.Domain == b.Domain {
		alike = 1 - float64(d)/float64(max(len(a.Local), len(b.Local)))
	}
	return similarWorth * max(0, alike-similarFrom) / (1 - similarFrom), false
}

// steps lists mailbox and domain as the hosts see them, and the rule that gave
// the score; that last step alone carries weight.
func steps(res claims.Result, a, b Address) []claims.Step {
	var out []claims.Step
	for _, p := range [...]struct{ name, a, b string }{{"mailbox", a.Local, b.Local}, {"domain", a.Domain, b.Domain}} {
		s := claims.Step{Part: p.name, Document: p.a, Directory: p.b, Method: "differs"}
		if p.a == p.b {
			s.Method, s.Score = "equal", 1
		}
		out = append(out, s)
	}
	method := "equal"
	if n := len(res.Reasons); n > 0 {
		method = string(res.Reasons[n-1])
	}
	return append(out, claims.Step{
		Part: "address", Document: a.String(), Directory: b.String(),
		Method: method, Score: res.Score, Weight: 1,
	})
}
