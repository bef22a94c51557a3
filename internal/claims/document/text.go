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
	if kind, next := binaryKind(data); kind != "" {
		return refuse("is %s", kind).WithHint("%s", next)
	}
	switch nul := bytes.IndexByte(data, 0); {
	case len(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))) == 0:
		return refuse("is empty")
	case nul >= 0 && alternates(data):
		return refuse("is UTF-16 text").WithHint("%s", saveUTF8)
	case nul >= 0:
		return refuse("has a NUL byte at offset %d; it is not text", nul).WithHint("%s", passText)
	case !utf8.Valid(data):
		return refuse("is not valid UTF-8 (at offset %d)", invalidAt(data)).WithHint("%s", saveUTF8)
	}
	return nil
}

// What to do about files of another kind.
const (
	saveUTF8 = "save the file as UTF-8, for example: iconv -f UTF-16 -t UTF-8 FILE (or the encoding it has)"
	unpack   = "unpack it first and pass the file inside"
	passText = "pass the data that was read from the document, as JSON text or as the lines of its machine-readable zone"
)

// alternates reports whether every other byte at the start is NUL, as in UTF-16
// text without a mark: JSON begins with ASCII characters.
func alternates(data []byte) bool {
	if len(data) < 4 {
		return false
	}
	zero := [4]bool{data[0] == 0, data[1] == 0, data[2] == 0, data[3] == 0}
	return zero == [4]bool{true, false, true, false} || zero == [4]bool{false, true, false, true}
}

// binaryKind knows the files that are passed by mistake, by how they begin, and
// what to do instead.
func binaryKind(data []byte) (kind, next string) {
	for _, k := range [...][3]string{
		{"\xff\xfe", "UTF-16 text", saveUTF8},
		{"\xfe\xff", "UTF-16 text", saveUTF8},
		{"\x1f\x8b", "compressed with gzip", unpack},
		{"PK\x03\x04", "a ZIP archive", unpack},
		{"%PDF-", "a PDF file", passText},
		{"\xff\xd8\xff", "a JPEG image", passText},
		{"\x89PNG", "a PNG image", passText},
		{"<?xml", "XML", passText},
		{"<!DOCTYPE", "a web page", passText},
		{"<html", "a web page", passText},
	} {
		if bytes.HasPrefix(data, []byte(k[0])) {
			return k[1], k[2]
		}
	}
	return "", ""
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
