package document

import (
	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/mrz"
)

// detect tells JSON from the other forms by how they begin.
func detect(data []byte, o Options) (Document, error) {
	if data[0] != '{' {
		switch {
		case isToken(data):
			return Document{}, refuseToken()
		case len(data) <= maxValue && mrz.Looks(string(data)):
			return readMRZ(string(data), o)
		}
	}
	root, err := decode(data)
	if err != nil {
		return Document{}, err
	}
	return interpret(root, o)
}

// interpret reads the claims, and beside those of a document the e-mail address
// and the phone number under their OpenID Connect names. No document has them, so
// they contradict none; whoever has them verified by other means can pass them.
func interpret(root object, o Options) (Document, error) {
	doc, err := readAny(root, o)
	if err != nil || doc.Format == FormatOpenID || doc.Format == FormatVerified {
		return doc, err
	}
	for _, k := range [...]string{claims.Email, claims.Phone} {
		if err := doc.putOpenID(root, "", k); err != nil {
			return Document{}, err
		}
	}
	return doc, nil
}

// readAny tells the formats apart by the keys that only one of them has. A
// document that has both is refused: which of two names counts must not depend
// on who reads it.
func readAny(root object, o Options) (Document, error) {
	if inner := root.get("ocrData"); inner != nil {
		ocr, err := root.child("ocrData")
		if err != nil {
			return Document{}, err
		}
		if k := root.firstOf(openIDOnly[:]...); k != "" {
			return Document{}, refuse("mixes Incode OCR data (ocrData) with an OpenID Connect claim (%s)", k)
		}
		return readOCR(ocr, FormatOCRv2, o)
	}
	ocr, oidc := ocrKey(root), root.firstOf(openIDOnly[:]...)
	switch {
	case ocr != "" && oidc != "":
		return Document{}, refuse("mixes Incode OCR data (%s) with an OpenID Connect claim (%s)", ocr, oidc)
	case ocr != "":
		return readOCR(root, FormatOCR, o)
	case root.get("verified_claims") != nil:
		return readVerified(root)
	case root.get("mrz") != nil && oidc == "" && root.get(claims.Name) == nil:
		text, err := root.lines("mrz")
		if err != nil {
			return Document{}, err
		}
		return readMRZ(text, o)
	}
	return readOpenID(root)
}

// openIDOnly are keys that Incode OCR data does not have and that would
// contradict what it has.
var openIDOnly = [...]string{claims.GivenName, claims.FamilyName, claims.MiddleName, claims.Birthdate, "verified_claims"}

// ocrOnly are keys that OpenID Connect does not have.
var ocrOnly = [...]string{
	"birthDate", "typeOfId", "addressFields", "checkedAddressBean", "checkedAddress", "fullNameMrz", "ocrDataConfidence",
	"documentFrontSubtype", "documentBackSubtype", "issuedAt", "expireAt", "mrz1",
}

func ocrKey(o object) string {
	if v := o.get("name"); v != nil && v[0] == '{' {
		return "name as an object"
	}
	return o.firstOf(ocrOnly[:]...)
}
