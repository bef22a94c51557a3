package text

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/incodectl/incodectl/internal/claims"
)

// Method is how a custom claim is compared.
type Method string

// The methods.
const (
	// Exact compares the characters; only space around and between words and the
	// Unicode form (NFC) are evened out. Case counts.
	Exact Method = "exact text"
	// Digits compares the digits alone, for numbers that are printed with
	// various separators.
	Digits Method = "digits"
	// Folded compares words without case, accents and punctuation; another order
	// matches, a small misspelling is for review.
	Folded Method = "folded text"
)

// Options say which claim is compared and how.
type Options struct {
	Claim  string
	Method Method
}

// Compare compares one custom claim. The score is 1 only when the values are
// equal in the sense of the method.
func Compare(doc, dir claims.Set, o Options) claims.Result {
	res := claims.Result{Claim: o.Claim, Method: string(o.Method), Reasons: []claims.Reason{}}
	l, r := strings.TrimSpace(doc[o.Claim]), strings.TrimSpace(dir[o.Claim])
	switch o.Method {
	case Digits:
		res.Document, res.Directory = onlyDigits(l), onlyDigits(r)
	case Folded:
		res.Document, res.Directory = Fold(l), Fold(r)
	default:
		res.Document, res.Directory = even(l), even(r)
	}
	switch {
	case l == "" && r == "":
		return with(res, claims.MissingID, 0, claims.MissingBoth)
	case l == "":
		return with(res, claims.MissingID, 0)
	case r == "":
		return with(res, claims.MissingDirectory, 0)
	case res.Document == "" || res.Directory == "":
		if o.Method == Digits {
			return with(res, claims.Invalid, 0, claims.DigitsMissing)
		}
		return with(res, claims.Invalid, 0, claims.Unreadable)
	case res.Document == res.Directory:
		return with(res, claims.Match, 1)
	case o.Method == Digits:
		return with(res, claims.Mismatch, 0, claims.DigitsDiffer)
	case o.Method == Folded:
		return compareFolded(res)
	}
	return with(res, claims.Mismatch, 0, claims.TextDiffers)
}

func compareFolded(res claims.Result) claims.Result {
	a, b := strings.Fields(res.Document), strings.Fields(res.Directory)
	slices.Sort(a)
	slices.Sort(b)
	if slices.Equal(a, b) {
		return with(res, claims.Match, 0.97, claims.WordOrderDiffer)
	}
	if ScriptsOf(res.Document)&ScriptsOf(res.Directory) == 0 && ScriptsOf(res.Document) != 0 && ScriptsOf(res.Directory) != 0 {
		return with(res, claims.Review, 0.5, claims.ScriptDiffers)
	}
	// A digit is never a misspelling: cost centre 4100 is not 4200.
	if onlyDigits(res.Document) == onlyDigits(res.Directory) {
		if s, ok := Similar(res.Document, res.Directory); ok {
			return with(res, claims.Review, min(s, 0.84), claims.SimilarSpelling)
		}
	}
	return with(res, claims.Mismatch, 0, claims.TextDiffers)
}

func with(res claims.Result, v claims.Verdict, score float64, why ...claims.Reason) claims.Result {
	res.Verdict, res.Score = v, score
	res.Reasons = append(res.Reasons, why...)
	return res
}

func onlyDigits(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.IsDigit(r) {
			b.WriteByte('0' + digitValue(r))
		}
	}
	return b.String()
}

func even(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }
