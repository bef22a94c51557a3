// Package custom compares claims that have no comparator of their own: whatever
// a policy names besides, such as a cost centre or a document number. How is for
// the policy to choose, since nothing else knows what such a value is.
package custom

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// Mode is how a custom claim is compared; the words are those of policies.
type Mode string

// The modes.
const (
	// Exact compares the characters; only space around and between words and the
	// Unicode form (NFC) are evened out. Case counts.
	Exact Mode = "exact"
	// Fuzzy compares words without case, accents and punctuation: another order
	// matches, a small misspelling or a word left out is for review.
	Fuzzy Mode = "fuzzy"
	// Digits compares the digits alone, for numbers that are printed with
	// various separators and letters.
	Digits Mode = "digits"
)

// Options say which claim is compared and how.
type Options struct {
	Claim   string
	Mode    Mode // Exact if empty
	Explain bool // fill Result.Steps
}

// Scores of what is not plainly equal.
const (
	scoreOrder  = 0.97 // the words agree in another order
	scoreJoined = 0.95 // the words agree, split differently
	scoreZeros  = 0.7  // the digits agree but for leading zeros
	scoreScript = 0.5  // different scripts cannot be compared
	scoreTypo   = 0.4  // one digit, a mismatch all the same
	scoreLoose  = 0.4  // exact: equal but for case and accents, a mismatch
)

// Compare compares one custom claim. The score is 1 only when the values are
// equal in the sense of the mode, those of sex and countries (gender, nationality,
// nationalities, issuing_country) in whatever form: F and female, DEU and Germany.
func Compare(doc, dir claims.Set, o Options) claims.Result {
	res := claims.Result{Claim: o.Claim, Method: "exact text", Reasons: []claims.Reason{}}
	l, r := strings.TrimSpace(doc[o.Claim]), strings.TrimSpace(dir[o.Claim])
	if o.Mode != Digits {
		l, r = canonical(o.Claim, l), canonical(o.Claim, r)
	}
	unreadable := claims.Unreadable
	switch o.Mode {
	case Digits:
		res.Method, unreadable = "digits", claims.DigitsMissing
		res.Document, res.Directory = digitsOf(l), digitsOf(r)
	case Fuzzy:
		res.Method = "folded words"
		res.Document, res.Directory = text.Fold(l), text.Fold(r)
	default:
		res.Document, res.Directory = even(l), even(r)
	}
	if res, lacks := res.Lacking(l != "", r != ""); lacks {
		return res
	}
	switch {
	case res.Document == "" || res.Directory == "":
		return res.End(claims.Invalid, 0, unreadable)
	case res.Document == res.Directory:
		res = res.End(claims.Match, 1)
	case o.Mode == Digits:
		res = compareDigits(res)
	case o.Mode == Fuzzy:
		return compareWords(res, o.Explain)
	case text.Fold(l) == text.Fold(r):
		res = res.End(claims.Mismatch, scoreLoose, claims.TextDiffers)
	default:
		res = res.End(claims.Mismatch, 0, claims.TextDiffers)
	}
	if o.Explain {
		res.Steps = []claims.Step{whole(res)}
	}
	return res
}

// How many digits a number has that is searched for a slip.
const minDigits, maxDigits = 4, 64

// compareDigits compares digits that differ. Zeros at the start get lost where a
// number passes through a spreadsheet.
func compareDigits(res claims.Result) claims.Result {
	a, b := res.Document, res.Directory
	switch {
	case strings.TrimLeft(a, "0") == strings.TrimLeft(b, "0"):
		return res.End(claims.Review, scoreZeros, claims.LeadingZeros)
	case min(len(a), len(b)) >= minDigits && max(len(a), len(b)) <= maxDigits && text.Distance(a, b, 1) == 1:
		return res.End(claims.Mismatch, scoreTypo, claims.DigitsDiffer, claims.PossibleTypo)
	}
	return res.End(claims.Mismatch, 0, claims.DigitsDiffer)
}

// whole is the step that carries the score.
func whole(res claims.Result) claims.Step {
	method := "equal"
	if len(res.Reasons) > 0 {
		method = string(res.Reasons[0])
	}
	return claims.Step{
		Part: "value", Document: res.Document, Directory: res.Directory,
		Method: method, Score: res.Score, Weight: 1,
	}
}

// digitsOf returns the digits of a text, those of any script as 0 to 9.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text.Fold(s))
}

func even(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }
