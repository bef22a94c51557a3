package entra

import (
	"strings"
	"unicode"

	"github.com/incodectl/incodectl/internal/httpx"
)

// maxQuote is how much of the other side's words an error repeats, in bytes.
const maxQuote = 300

// quote makes text of the other side fit for an error: without the given
// secrets, without anything like a token, on one line and not endless.
func quote(text string, secrets ...string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, httpx.Redact(text, secrets...))
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxQuote {
		text = strings.ToValidUTF8(text[:maxQuote], "") + "..."
	}
	return text
}
