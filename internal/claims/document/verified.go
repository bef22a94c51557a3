package document

import (
	"maps"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// readVerified reads verified_claims (OpenID Connect for Identity Assurance 1.0;
// OpenID Identity Assurance Schema Definition 1.0): who verified, how, and what.
// Claims outside of it are not verified and take no part, not even where the
// verified ones leave a gap.
func readVerified(root object) (Document, error) {
	entries, err := root.children("verified_claims")
	if err != nil {
		return Document{}, err
	}
	doc := Document{Format: FormatVerified, Claims: claims.Set{}}
	m := merger{into: doc.Claims, out: map[string]bool{}}
	failed := 0
	for _, entry := range entries {
		s, ok, err := readEntry(entry, &doc)
		switch {
		case err != nil:
			return Document{}, err
		case !ok:
			failed++
		default:
			if err := m.merge(s); err != nil {
				return Document{}, err
			}
		}
	}
	if failed > 0 {
		doc.note("verified_claims whose verification failed were left out")
	}
	m.report(&doc)
	switch {
	case hasStandard(doc.Claims):
	case failed > 0 && failed == len(entries):
		return Document{}, refuse("has verified_claims whose verification failed (assurance_level), and no others; they are left out").
			WithHint("pass verified_claims whose verification succeeded, or have the person verified again")
	default:
		return Document{}, refuse("has none of the claims incodectl compares in verified_claims")
	}
	var outside []string
	for _, k := range append(openIDText[:], claims.Address) {
		if root.get(k) != nil {
			outside = append(outside, k)
		}
	}
	if len(outside) > 0 {
		doc.note("not verified, and left out: " + strings.Join(outside, ", ") + " outside verified_claims")
	}
	slices.Sort(doc.Notes)
	doc.Notes = slices.Compact(doc.Notes)
	return doc, nil
}

func hasStandard(s claims.Set) bool {
	return s.Has(openIDText[:]...) || s.Has(claims.AddressFormatted, claims.AddressStreet, claims.AddressPostalCode, claims.AddressLocality)
}

// readEntry reads one element of verified_claims; ok is false when it says that
// its verification failed.
func readEntry(entry object, doc *Document) (s claims.Set, ok bool, err error) {
	verification, err := entry.child("verification")
	if err != nil {
		return nil, false, err
	}
	const path = "verification."
	v, err := verification.texts(path, "trust_framework", "assurance_level")
	switch {
	case err != nil:
		return nil, false, err
	case v[0] == "":
		return nil, false, refuse("has verified_claims without verification.trust_framework: nothing says by which rules they were verified")
	case strings.EqualFold(v[1], "failed"):
		return nil, false, nil
	}
	inner, err := entry.child("claims")
	if err != nil {
		return nil, false, err
	}
	if len(inner) == 0 {
		return nil, false, refuse("has verified_claims without claims")
	}
	if s, err = openIDClaims(inner, "verified_claims.", doc); err != nil {
		return nil, false, err
	}
	if err := customClaims(inner, s, doc); err != nil {
		return nil, false, err
	}
	for k, v := range s {
		if v == "MATCHED" { // the outcome of a comparison made elsewhere, no value
			delete(s, k)
			doc.note("a claim says only that it was compared elsewhere (MATCHED); it was left out")
		}
	}
	if number := s[claims.MSISDN]; s[claims.Phone] == "" && number != "" && strings.Trim(number, "0123456789") == "" {
		s[claims.Phone] = "+" + number
	}
	return s, true, readEvidence(verification, s, doc)
}

// readEvidence reads the document that was presented. Its fields have had other
// names in earlier drafts, which are in use.
func readEvidence(verification object, s claims.Set, doc *Document) error {
	evidence, err := verification.children("evidence")
	if err != nil {
		return err
	}
	m := merger{into: s, out: map[string]bool{}}
	for _, e := range evidence {
		for _, key := range [...]string{"document_details", "document", "record"} {
			details, err := e.child(key)
			if err != nil {
				return err
			}
			issuer, err := details.child("issuer")
			if err != nil {
				return err
			}
			found := claims.Set{}
			for _, f := range [...]struct {
				o          object
				key, claim string
			}{
				{details, "document_number", claims.DocumentNumber},
				{details, "number", claims.DocumentNumber},
				{details, "personal_number", claims.PersonalNumber},
				{details, "date_of_expiry", claims.DocumentExpiry},
				{issuer, "country_code", claims.IssuingCountry},
				{issuer, "country", claims.IssuingCountry},
			} {
				if v, ok := f.o.get(f.key).scalar(); ok && found[f.claim] == "" {
					set(found, f.claim, v)
				}
			}
			if kind, ok := details.get("type").scalar(); ok && doc.Type == "" {
				doc.Type = short(kind)
			}
			if err := m.merge(found); err != nil {
				return err
			}
		}
	}
	m.report(doc)
	return nil
}

// merger puts claims of several sources together. Where they contradict each
// other nobody can say which is right: about the name and the birth date that is
// an error, about anything else the claim is left out.
type merger struct {
	into claims.Set
	out  map[string]bool // claims left out
}

func (m *merger) merge(s claims.Set) error {
	const whole = claims.Address + "."
	for _, k := range slices.Sorted(maps.Keys(s)) {
		old := m.into[k]
		switch same := old == s[k] || text.Fold(old) == text.Fold(s[k]); {
		case old == "" || same:
		case strings.HasPrefix(k, whole):
			m.out[whole] = true // parts of two addresses make a third one
		case isStandard(k) && k != claims.Email && k != claims.Phone:
			return refuse("has verified_claims that contradict each other in %s", k).
				WithHint("pass a document with the entry that counts, and no other.")
		default:
			m.out[k] = true
		}
	}
	for k, v := range s {
		if m.into[k] == "" {
			m.into[k] = v
		}
	}
	return nil
}

// report drops what the sources contradict each other in, and says so.
func (m *merger) report(doc *Document) {
	for _, k := range slices.Sorted(maps.Keys(m.out)) {
		if strings.HasSuffix(k, ".") {
			maps.DeleteFunc(m.into, func(claim, _ string) bool { return strings.HasPrefix(claim, k) })
		}
		delete(m.into, k)
		doc.note("left out, since it is there with different values: " + short(strings.TrimSuffix(k, ".")))
	}
}
