// Package document reads what is known about a person from a verified identity
// document: OpenID Connect claims, plain or verified, Incode OCR data, the
// machine-readable zone, or values given one by one. It decides which of them it
// has, never guesses between values, and answers hostile input in bounded time
// and memory.
package document

import (
	"bytes"
	"io"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/mrz"
	"github.com/incodectl/incodectl/internal/fault"
)

// Formats.
const (
	FormatOpenID   = "openid-connect"            // OpenID Connect Core 1.0, 5.1
	FormatVerified = "openid-identity-assurance" // OpenID Connect for Identity Assurance 1.0
	FormatOCR      = "incode-ocr"                // Incode's GET /omni/get/ocr-data
	FormatOCRv2    = "incode-ocr-v2"             // the same inside {"ocrData": ...}
	FormatTD1      = "mrz-" + string(mrz.TD1)    // machine-readable zone, ICAO Doc 9303
	FormatTD2      = "mrz-" + string(mrz.TD2)
	FormatTD3      = "mrz-" + string(mrz.TD3)
	FormatMRVA     = "mrz-" + string(mrz.MRVA)
	FormatMRVB     = "mrz-" + string(mrz.MRVB)
	FormatFlags    = "flags" // values given one by one
)

// Limits of a document. Real ones are a few kilobytes; the OCR answer carries
// confidence figures and raw barcode text, verified claims carry evidence, hence
// the room.
const (
	MaxBytes   = 1 << 20
	maxDepth   = 16
	maxValues  = 20000 // JSON values, however deep
	maxValue   = 2048  // bytes of one claim
	maxCustom  = 256   // claims besides the standard ones
	maxEntries = 16    // of verified_claims, and of evidence in one of them
)

// Options of reading.
type Options struct {
	// Now gives the two-digit years of a machine-readable zone their century and
	// says which documents have expired. When it is zero neither is known.
	Now time.Time
}

// Document is what was read.
type Document struct {
	Format string     `json:"format"`
	Claims claims.Set `json:"claims"`
	Type   string     `json:"type,omitempty"` // as Incode's typeOfId, e.g. Passport
	// Notes say what a reviewer should know about the reading, such as values
	// that were there twice and differ. They hold no personal data.
	Notes []string `json:"notes,omitempty"`
}

func (d *Document) note(text string) { d.Notes = append(d.Notes, text) }

const accepted = `expected a JSON object: OpenID Connect claims such as {"given_name":"Ada","family_name":"Lovelace","birthdate":"1990-12-10"}, ` +
	`also inside {"verified_claims":{...}}, or Incode OCR data such as {"name":{"givenName":"Ada","paternalLastName":"Lovelace"},"birthDate":660787200000}, ` +
	`also inside {"ocrData":{...}}; or the two or three lines of a machine-readable zone`

// refuse returns a fault.Usage that says what was expected.
func refuse(format string, args ...any) *fault.Error {
	return fault.New(fault.Usage, "the claims document "+format, args...).WithHint("%s", accepted)
}

// Read reads one document. Every refusal is a fault.Usage naming the claim or
// the place; values are never repeated in errors.
func Read(r io.Reader, o Options) (Document, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Document{}, fault.Wrap(err, fault.Usage, "the claims document cannot be read").
			WithHint("check the file, or pass - to read standard input.")
	}
	return FromObject(data, o)
}

// FromObject is Read for a document that is in memory already, such as one line
// of a batch. It keeps nothing of data.
func FromObject(data []byte, o Options) (Document, error) {
	if len(data) > MaxBytes {
		return Document{}, refuse("is larger than %d bytes", MaxBytes).
			WithHint("a document is the data of one person, without images; many people, one a line, are for --batch")
	}
	if err := checkText(data); err != nil {
		return Document{}, err
	}
	doc, err := detect(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))), o) // Windows editors begin UTF-8 with this mark
	if err != nil {
		return Document{}, err
	}
	doc.noteExpiry(o.Now)
	return doc, nil
}

// noteExpiry says that a document is no longer valid: whoever decides may care.
func (d *Document) noteExpiry(now time.Time) {
	expiry := d.Claims[claims.DocumentExpiry]
	if _, err := time.Parse(time.DateOnly, expiry); err != nil || now.IsZero() {
		return
	}
	if expiry < now.UTC().AddDate(0, 0, -1).Format(time.DateOnly) { // a day of grace: it is still yesterday somewhere
		d.note("the document has expired")
	}
}
