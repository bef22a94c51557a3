package document

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/fault"
)

// checkText refuses what is no UTF-8 text, and says what it is instead.
func checkText(data []byte) error {
	if kind := binaryKind(data); kind != "" {
		return refuse("is %s", kind)
	}
	switch nul := bytes.IndexByte(data, 0); {
	case len(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))) == 0:
		return refuse("is empty")
	case nul == 0 || nul == 1 && len(data) > 3 && data[3] == 0:
		return refuse("is UTF-16 text; save it as UTF-8")
	case nul >= 0:
		return refuse("has a NUL byte at offset %d; it is not text", nul)
	case !utf8.Valid(data):
		return refuse("is not valid UTF-8 (at offset %d)", invalidAt(data))
	}
	return nil
}

// binaryKind knows the files that are passed by mistake, by how they begin.
func binaryKind(data []byte) string {
	for _, k := range [...][2]string{
		{"\xff\xfe", "UTF-16 text; save it as UTF-8"},
		{"\xfe\xff", "UTF-16 text; save it as UTF-8"},
		{"\x1f\x8b", "compressed with gzip; unpack it first"},
		{"PK\x03\x04", "a ZIP archive; unpack it first"},
		{"%PDF-", "a PDF file; pass the data read from the document"},
		{"\xff\xd8\xff", "a JPEG image; pass the data read from the document"},
		{"\x89PNG", "a PNG image; pass the data read from the document"},
		{"<?xml", "XML"},
		{"<!DOCTYPE", "a web page"},
		{"<html", "a web page"},
	} {
		if bytes.HasPrefix(data, []byte(k[0])) {
			return k[1]
		}
	}
	return ""
}

func invalidAt(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return len(data)
}

// problemOf says why a text cannot be the value of a claim, "" when it can.
func problemOf(v string) string {
	switch {
	case len(v) > maxValue:
		return fmt.Sprintf("more than %d bytes", maxValue)
	case !utf8.ValidString(v), strings.ContainsRune(v, utf8.RuneError):
		// Broken surrogates arrive here as well: the text was damaged on its way.
		return "damaged characters"
	case strings.ContainsFunc(v, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }):
		return "control characters"
	}
	return ""
}

// short cuts a key for an error message and drops what could disturb a terminal.
func short(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	if utf8.RuneCountInString(s) > 40 {
		return string([]rune(s)[:40]) + "..."
	}
	return s
}

// isToken reports whether the text is a JSON Web Token: three parts of base64url,
// or five when it is encrypted, the first of which is a JSON object. What follows
// a tilde is a selective disclosure.
func isToken(data []byte) bool {
	data = bytes.Trim(data, `"`)
	data, _, _ = bytes.Cut(data, []byte("~"))
	if !bytes.HasPrefix(data, []byte("eyJ")) {
		return false
	}
	dots := 0
	for _, c := range data {
		switch {
		case c == '.':
			dots++
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return dots == 2 || dots == 4
}

// refuseToken refuses a token: its payload proves nothing as long as nobody has
// verified the signature, and the key for that is not here.
func refuseToken() error {
	return fault.New(fault.Usage, "the claims document is a token (JWT) whose signature is not verified").
		WithHint(`verify it with the issuer's keys, then pass its payload: jq -R 'split(".")[1] | gsub("-";"+") | gsub("_";"/") | @base64d | fromjson' token.txt`)
}
