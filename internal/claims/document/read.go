// Package document reads what is known about a person from a verified identity
// document: OpenID Connect claims or Incode OCR data, both JSON. It decides
// which of the two it has, never guesses between values, and answers hostile
// input in bounded time and memory.
package document

import (
	"bytes"
	"io"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
)

// Formats.
const (
	FormatOpenID = "openid-connect" // OpenID Connect Core 1.0, 5.1
	FormatOCR    = "incode-ocr"     // Incode's GET /omni/get/ocr-data
	FormatOCRv2  = "incode-ocr-v2"  // the same inside {"ocrData": ...}
)

// Limits of a document. Real ones are a few kilobytes; the OCR answer carries
// confidence figures and raw barcode text, hence the room.
const (
	MaxBytes  = 1 << 20
	maxDepth  = 16
	maxTokens = 20000
	maxValue  = 2048 // bytes of one claim
	maxCustom = 256  // claims besides the standard ones
)

// Document is what was read.
type Document struct {
	Format string     `json:"format"`
	Claims claims.Set `json:"claims"`
	Type   string     `json:"type,omitempty"` // Incode's typeOfId, e.g. Passport
	// Notes say what a reviewer should know about the reading, such as values
	// that were there twice and differ. They hold no personal data.
	Notes []string `json:"notes,omitempty"`
}

const accepted = `expected a JSON object: OpenID Connect claims such as {"given_name":"Ada","family_name":"Lovelace","birthdate":"1990-12-10"}, ` +
	`or Incode OCR data such as {"name":{"givenName":"Ada","paternalLastName":"Lovelace"},"birthDate":660787200000}, also inside {"ocrData":{...}}`

// refuse returns a fault.Usage that says what was expected.
func refuse(format string, args ...any) error {
	return fault.New(fault.Usage, "the claims document "+format, args...).WithHint("%s", accepted)
}

// Read reads one document. Every refusal is a fault.Usage naming the claim or
// the place; values are never repeated in errors.
func Read(r io.Reader) (Document, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Document{}, fault.Wrap(err, fault.Usage, "the claims document cannot be read").
			WithHint("check the file, or pass - to read standard input.")
	}
	if len(data) > MaxBytes {
		return Document{}, refuse("is larger than %d bytes", MaxBytes)
	}
	if err := checkText(data); err != nil {
		return Document{}, err
	}
	root, err := decode(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))) // Windows editors begin UTF-8 with this mark
	if err != nil {
		return Document{}, err
	}
	return interpret(root)
}

func checkText(data []byte) error {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return refuse("is empty")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return refuse("is UTF-16 text; save it as UTF-8")
	case bytes.IndexByte(data, 0) >= 0:
		return refuse("has a NUL byte at offset %d; it is not text", bytes.IndexByte(data, 0))
	case !utf8.Valid(data):
		return refuse("is not valid UTF-8 (at offset %d)", invalidAt(data))
	}
	return nil
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

// interpret tells the formats apart by the keys that only one of them has. A
// document that has both is refused: which of two names counts must not depend
// on who reads it.
func interpret(root object) (Document, error) {
	if inner, ok := root["ocrData"]; ok {
		o, isObject := inner.(object)
		if !isObject {
			return Document{}, refuse("has %q that is not an object", "ocrData")
		}
		if k := firstKey(root, openIDOnly[:]); k != "" {
			return Document{}, refuse("mixes Incode OCR data (ocrData) with an OpenID Connect claim (%s)", k)
		}
		return readOCR(o, FormatOCRv2)
	}
	ocr, oidc := ocrKey(root), firstKey(root, openIDOnly[:])
	switch {
	case ocr != "" && oidc != "":
		return Document{}, refuse("mixes Incode OCR data (%s) with an OpenID Connect claim (%s)", ocr, oidc)
	case ocr != "":
		return readOCR(root, FormatOCR)
	}
	return readOpenID(root)
}

// openIDOnly are keys that Incode OCR data does not have and that would
// contradict what it has.
var openIDOnly = [...]string{claims.GivenName, claims.FamilyName, claims.MiddleName, claims.Birthdate}

// ocrOnly are keys that OpenID Connect does not have.
var ocrOnly = [...]string{
	"birthDate", "typeOfId", "addressFields", "checkedAddressBean", "checkedAddress", "fullNameMrz", "ocrDataConfidence",
	"documentFrontSubtype", "documentBackSubtype", "issuedAt", "expireAt", "mrz1",
}

func ocrKey(o object) string {
	if _, ok := o["name"].(object); ok {
		return "name as an object"
	}
	return firstKey(o, ocrOnly[:])
}

func firstKey(o object, keys []string) string {
	for _, k := range keys {
		if o[k] != nil { // null is as good as absent
			return k
		}
	}
	return ""
}
