package document

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
)

// entry is one element of verified_claims.
func entry(content string) string {
	return `{"verification":{"trust_framework":"eidas","assurance_level":"substantial"},"claims":{` + content + `}}`
}

func TestVerifiedClaims(t *testing.T) {
	tests := []struct {
		name, in string
		want     claims.Set
		notes    []string
	}{
		{
			"one entry", `{"verified_claims":` + entry(`"given_name":"Ada","family_name":"Morgan","birthdate":"1990-12-10","nationalities":["GB","DE"],"birth_family_name":"Lind",
			"place_of_birth":{"country":"GB","locality":"London"},"title":"Dr","msisdn":"4915112345678"`) + `}`,
			claims.Set{
				claims.GivenName: "Ada", claims.FamilyName: "Morgan", claims.Birthdate: "1990-12-10", claims.Nationalities: "GB DE", claims.BirthFamilyName: "Lind",
				claims.PlaceOfBirth: "London, GB", "title": "Dr", claims.MSISDN: "4915112345678", claims.Phone: "+4915112345678",
			},
			nil,
		},
		{
			"what is not verified takes no part", `{"name":"Grace","birthdate":"1980-01-01","email":"g@x.example","address":"1 High St","sub":"1","verified_claims":` + entry(`"given_name":"Ada","family_name":"Morgan"`) + `}`,
			claims.Set{claims.GivenName: "Ada", claims.FamilyName: "Morgan"},
			[]string{"not verified, and left out: name, birthdate, email, address outside verified_claims"},
		},
		{
			"two entries that add to each other", `{"verified_claims":[` + entry(`"given_name":"Ada","family_name":"Morgan"`) + `,` + entry(`"family_name":"MORGAN","address":{"locality":"London","country":"GB"}`) + `]}`,
			claims.Set{claims.GivenName: "Ada", claims.FamilyName: "Morgan", claims.AddressLocality: "London", claims.AddressCountry: "GB"},
			nil,
		},
		{
			"two addresses", `{"verified_claims":[` + entry(`"name":"Ada","address":{"locality":"London","country":"GB"},"title":"Dr"`) + `,` + entry(`"address":{"locality":"Leeds","country":"GB"},"title":"Sir"`) + `]}`,
			claims.Set{claims.Name: "Ada"},
			[]string{"left out, since it is there with different values: address", "left out, since it is there with different values: title"},
		},
		{
			"the document that was shown", `{"verified_claims":{"verification":{"trust_framework":"de_aml","evidence":[{"type":"document","document_details":{"type":"idcard",
			"document_number":"53554554","date_of_expiry":"2020-03-22","issuer":{"country_code":"DEU"}}},{"type":"electronic_record","record":{"type":"bank","personal_number":"4711"}}]},"claims":{"name":"Ada Morgan"}}}`,
			claims.Set{claims.Name: "Ada Morgan", claims.DocumentNumber: "53554554", claims.IssuingCountry: "DEU", claims.PersonalNumber: "4711", claims.DocumentExpiry: "2020-03-22"},
			[]string{"the document has expired"},
		},
		{
			"as earlier drafts have it", `{"verified_claims":{"verification":{"trust_framework":"de_aml","evidence":[{"type":"id_document","document":{"type":"idcard","number":"53554554","issuer":{"country":"DE"}}},
			{"type":"id_document","document":{"type":"passport","number":"99"}}]},"claims":{"name":"Ada Morgan"}}}`,
			claims.Set{claims.Name: "Ada Morgan", claims.IssuingCountry: "DE"},
			[]string{"left out, since it is there with different values: document_number"},
		},
		{
			// Okta: matched claims may be echoed, be MATCHED, or be left out.
			"an outcome for a value", `{"verified_claims":[{"verification":{"trust_framework":"IDV-DELEGATED","assurance_level":"VERIFIED"},"claims":{"given_name":"MATCHED","family_name":"Morgan"}}]}`,
			claims.Set{claims.FamilyName: "Morgan"},
			[]string{"a claim says only that it was compared elsewhere (MATCHED); it was left out"},
		},
		{
			"a failed verification", `{"verified_claims":[` + entry(`"name":"Ada"`) + `,{"verification":{"trust_framework":"x","assurance_level":"FAILED"},"claims":{"name":"Grace"}}]}`,
			claims.Set{claims.Name: "Ada"},
			[]string{"verified_claims whose verification failed were left out"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := read(t, tt.in)
			if got.Format != FormatVerified || !maps.Equal(got.Claims, tt.want) || !slices.Equal(got.Notes, tt.notes) {
				t.Errorf("%s\n got %v %q\nwant %v %q", got.Format, got.Claims, got.Notes, tt.want, tt.notes)
			}
		})
	}
}

func TestVerifiedClaimsRefused(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"of another type", `{"verified_claims":"x"}`, "verified_claims that is a text"},
		{"an array of another type", `{"verified_claims":[1]}`, "verified_claims with a number in it"},
		{"too many", `{"verified_claims":[` + strings.Repeat(entry(`"name":"Ada"`)+",", maxEntries) + entry(`"name":"Ada"`) + `]}`, "more than 16"},
		{"nobody verified them", `{"verified_claims":{"claims":{"name":"Ada"}}}`, "without verification.trust_framework"},
		{"a request", `{"verified_claims":{"verification":{"trust_framework":{"value":"x"}},"claims":{"name":null}}}`, "trust_framework that is an object"},
		{"no claims", `{"verified_claims":{"verification":{"trust_framework":"x"},"claims":{}}}`, "without claims"},
		{"nothing to compare", `{"name":"Ada","verified_claims":` + entry(`"title":"Dr"`) + `}`, "none of the claims"},
		{"all failed", `{"verified_claims":{"verification":{"trust_framework":"x","assurance_level":"failed"},"claims":{"name":"Ada"}}}`, "verification failed"},
		{"two people", `{"verified_claims":[` + entry(`"given_name":"Ada"`) + `,` + entry(`"given_name":"Grace"`) + `]}`, "contradict each other in given_name"},
		{"two birth dates", `{"verified_claims":[` + entry(`"birthdate":"1990-12-10"`) + `,` + entry(`"birthdate":"1990-12-11"`) + `]}`, "contradict each other in birthdate"},
		{"a claim of another type", `{"verified_claims":` + entry(`"given_name":["Ada"]`) + `}`, "verified_claims.given_name that is an array"},
		{"mixed with OCR data", `{"birthDate":1,"verified_claims":` + entry(`"name":"Ada"`) + `}`, "mixes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := FromObject([]byte(tt.in), opts)
			if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), tt.want) || fault.HintOf(err) == "" || strings.Contains(err.Error(), "Grace") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestTokensRefused(t *testing.T) {
	const token = "eyJhbGciOiJub25lIn0.eyJuYW1lIjoiQWRhIn0.c2ln"
	for _, in := range []string{token, token + "\n", `"` + token + `"`, token + ".YQ.YQ", token + "~WyJhIl0~", `{"id_token":"` + token + `","token_type":"Bearer"}`} {
		_, err := FromObject([]byte(in), opts)
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "signature") || !strings.Contains(fault.HintOf(err), "payload") {
			t.Errorf("%.20s: error %v", in, err)
		}
	}
}
