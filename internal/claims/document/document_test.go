package document

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/birthdate"
	"github.com/incodectl/incodectl/internal/fault"
)

var opts = Options{Now: time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)}

func TestRead(t *testing.T) {
	tests := []struct {
		name, in, format string
		want             claims.Set
	}{
		{
			"OpenID Connect", `{"name":"Ada Lovelace","given_name":" Ada ","family_name":"Lovelace","birthdate":"1990-12-10","email":"ada@corp.example",
			"email_verified":true,"phone_number":"+14155550134","address":{"formatted":"1 High St\nLondon","country":"GB","x":1},"sub":"1","iat":1700000000,"aud":["a"]}`,
			FormatOpenID,
			claims.Set{
				claims.Name: "Ada Lovelace", claims.GivenName: "Ada", claims.FamilyName: "Lovelace", claims.Birthdate: "1990-12-10",
				claims.Email: "ada@corp.example", claims.Phone: "+14155550134", claims.AddressFormatted: "1 High St\nLondon", claims.AddressCountry: "GB",
				"sub": "1", "iat": "1700000000",
			},
		},
		{"byte order mark", "\ufeff" + `{"name":"Ada"}`, FormatOpenID, claims.Set{claims.Name: "Ada"}},
		{"null and empty are absent", `{"name":"Ada","given_name":null,"family_name":"","address":null}`, FormatOpenID, claims.Set{claims.Name: "Ada"}},
		{"a birth date as a number", `{"name":"Ada","birthdate":-660787200000}`, FormatOpenID, claims.Set{claims.Name: "Ada", claims.Birthdate: "-660787200000"}},
		{
			"locale and place of birth", `{"name":"Ada","locale":"en-GB","place_of_birth":{"locality":"London","country":"GB"},"nationalities":["GB"]}`, FormatOpenID,
			claims.Set{claims.Name: "Ada", claims.Locale: "en-GB", claims.PlaceOfBirth: "London, GB", claims.Nationalities: "GB", claims.Nationality: "GB"},
		},
		{"an address that is not verified", `{"name":"Ada","email":"a@b.example","email_verified":false,"phone_number":"+1","phone_number_verified":"false"}`, FormatOpenID, claims.Set{claims.Name: "Ada"}},
		{"address as text", `{"address":"1 High St"}`, FormatOpenID, claims.Set{claims.AddressFormatted: "1 High St"}},
		{
			"flat address", `{"name":"Ada","street_address":"1 High St","address.locality":"London","country":"GB"}`, FormatOpenID,
			claims.Set{claims.Name: "Ada", claims.AddressStreet: "1 High St", claims.AddressLocality: "London", claims.AddressCountry: "GB"},
		},
		{
			"custom claims", `{"name":"Ada","cost_center":"4100","badge":17,"Other":"x","groups":["a"],"deep":{"a":{}}}`, FormatOpenID,
			claims.Set{claims.Name: "Ada", "cost_center": "4100", "badge": "17"},
		},

		{
			"Incode OCR", `{"name":{"fullName":"ADA KING LOVELACE","firstName":"ADA","givenName":"ADA KING","middleName":"KING","paternalLastName":"LOVELACE","nameSuffix":"JR"},
			"birthDate":660787200000,"typeOfId":"DriversLicense","documentNumber":"D1","personalNumber":null,"ocrDataConfidence":{"birthDateConfidence":0.95},
			"address":"12 MARKET ST\nSAN FRANCISCO CA 941020000","addressFields":{"street":"12 MARKET ST","postalCode":"941020000","city":"SAN FRANCISCO","state":"CA"},
			"checkedAddressBean":{"street":"12 Market Street","postalCode":"94102","latitude":37.7},"restrictions":null,"issuingCountry":"USA","issueDate":2021}`,
			FormatOCR,
			claims.Set{
				claims.Name: "ADA KING LOVELACE", claims.GivenName: "ADA", claims.MiddleName: "KING", claims.FamilyName: "LOVELACE", claims.PaternalName: "LOVELACE",
				claims.Suffix: "JR", claims.Birthdate: "1990-12-10", claims.DocumentNumber: "D1", claims.IssuingCountry: "USA",
				claims.AddressFormatted: "12 MARKET ST\nSAN FRANCISCO CA 941020000", claims.AddressStreet: "12 MARKET ST",
				claims.AddressPostalCode: "941020000", claims.AddressLocality: "SAN FRANCISCO", claims.AddressRegion: "CA",
			},
		},
		{
			"v2 wrapper, two surnames, date before 1970 as text", `{"ocrData":{"name":{"firstName":"MARÍA","paternalLastName":"GARCÍA","maternalLastName":"LÓPEZ"},"birthDate":"-23414400000"}}`,
			FormatOCRv2,
			claims.Set{claims.GivenName: "MARÍA", claims.FamilyName: "GARCÍA LÓPEZ", claims.PaternalName: "GARCÍA", claims.MaternalName: "LÓPEZ", claims.Birthdate: "1969-04-05"},
		},
		{"a time of day means nothing", `{"birthDate":529873860000}`, FormatOCR, claims.Set{claims.Birthdate: "1986-10-16"}},
		{"full name only", `{"name":{"fullName":"ADA LOVELACE"},"birthDate":null}`, FormatOCR, claims.Set{claims.Name: "ADA LOVELACE"}},
		{"machine-readable names", `{"name":{"givenNameMrz":"ADA KING","lastNameMrz":"LOVELACE","machineReadableFullName":"X"},"birthDate":""}`, FormatOCR, claims.Set{claims.MRZName: "LOVELACE<<ADA<KING"}},
		{"machine-readable full name", `{"name":{"machineReadableFullName":"ADA LOVELACE"}}`, FormatOCR, claims.Set{claims.MRZName: "ADA LOVELACE"}},
		{"machine-readable name at the top", `{"fullNameMrz":"LOVELACE<<ADA","typeOfId":"Passport"}`, FormatOCR, claims.Set{claims.MRZName: "LOVELACE<<ADA"}},
		{
			"checked address when the printed one has no parts", `{"address":null,"addressFields":{"state":"CA"},"checkedAddressBean":{"street":"CALLE 5","colony":"ROMA","postalCode":"06700","city":"CDMX"}}`, FormatOCR,
			claims.Set{claims.AddressStreet: "CALLE 5\nROMA", claims.AddressPostalCode: "06700", claims.AddressLocality: "CDMX"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Read(strings.NewReader(tt.in), opts)
			if err != nil {
				t.Fatal(err)
			}
			if got.Format != tt.format || !maps.Equal(got.Claims, tt.want) {
				t.Errorf("%s\n got %v\nwant %v", got.Format, got.Claims, tt.want)
			}
		})
	}
}

// A JSON number is an instant, unless it can only be a day or a year.
func TestBirthdateAsNumber(t *testing.T) {
	for in, want := range map[string]string{
		"0": "1970-01-01", "-86400": "1969-12-31", "86400": "1970-01-02", "-1": "1969-12-31", "1.5e9": "2017-07-14", "641520000.0": "1990-05-01",
		"-86400000": "1967-04-07", "641520000": "1990-05-01", "641520000000": "1990-05-01", "900501": "1970-01-11", "12311990": "1970-05-23",
		"19900501": "1990-05-01", "1990": "1990", "19901301": "1970-08-19",
	} {
		got, err := FromObject([]byte(`{"name":"Ada","birthdate":`+in+`}`), opts)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		res := birthdate.Compare(got.Claims, claims.Set{claims.Birthdate: want}, birthdate.Options{Now: opts.Now})
		if (res.Verdict != claims.Match && want != "1990") || res.Document != want {
			t.Errorf("%s is read as %s: %s %v", in, res.Document, res.Verdict, res.Reasons)
		}
	}
	// The other reading of a number that may be milliseconds as well.
	got, _ := FromObject([]byte(`{"name":"Ada","birthdate":-86400000}`), opts)
	if res := birthdate.Compare(got.Claims, claims.Set{claims.Birthdate: "1969-12-31"}, birthdate.Options{Now: opts.Now}); res.Verdict == claims.Mismatch {
		t.Errorf("milliseconds: %s %v", res.Verdict, res.Reasons)
	}
}

func TestReadNotes(t *testing.T) {
	got, err := Read(strings.NewReader(`{"typeOfId":"Passport","name":{"givenName":"GRACE","firstName":"ADA","paternalLastName":"LOVELACE"}}`), opts)
	if err != nil || got.Type != "Passport" || got.Claims[claims.GivenName] != "GRACE" || !slices.Contains(got.Notes, "givenName and firstName differ; givenName is used") {
		t.Errorf("got %+v, %v", got, err)
	}
	got, err = Read(strings.NewReader(`{"name":"Ada","dob":"1990-12-10","email":"a@b.example","email_verified":false}`), opts)
	if want := []string{"email is left out: email_verified is false", "dob is not the name of a claim; it is not compared as birthdate"}; err != nil || !slices.Equal(got.Notes, want) {
		t.Errorf("got %q, %v", got.Notes, err)
	}
	got, err = Read(strings.NewReader(`{"name":"Ada","a":true,"b":[],"c":null}`), opts)
	if err != nil || !slices.Equal(got.Notes, []string{"2 fields that are no short text were ignored"}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestReadRefuses(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", " \n", "is empty"},
		{"not JSON", "name: Ada", "not JSON (line 1, column 2)"}, // n may begin null
		{"not JSON further down", "{\n  \"näme\": \"Ada\",\n}", "not JSON (line 3, column 1)"},
		{"columns are characters", `{"näme": x}`, "not JSON (line 1, column 10)"},
		{"an array", `[{"name":"Ada"}]`, "is an array, not an object"},
		{"a text", `"Ada"`, "is a text, not an object"},
		{"null", `null`, "is null, not an object"},
		{"deep", strings.Repeat(`{"a":`, 20) + "1" + strings.Repeat("}", 20), "nested"},
		{"deep arrays", `{"name":"Ada","a":` + strings.Repeat("[", 10000) + strings.Repeat("]", 10000) + "}", "nested"},
		{"many values", `{"name":"Ada","a":[` + strings.Repeat("1,", 30000) + "1]}", "more than 20000"},
		{"many claims", `{"name":"Ada"` + manyKeys() + `}`, "more than 256 claims"},
		{"wrong type", `{"name":17}`, "name that is a number"},
		{"a birth date with a fraction", `{"name":"Ada","birthdate":1.5}`, "birthdate that is a number, but not a whole one"},
		{"a birth date of too many digits", `{"name":"Ada","birthdate":1e400}`, "birthdate that is a number too large for a time"},
		{"wrong type in the address", `{"address":{"locality":["x"]}}`, "address.locality that is an array"},
		{"address of a wrong type", `{"name":"Ada","address":5}`, "address that is a number"},
		{"wrong type of a name", `{"family_name":{"a":"b"}}`, "family_name that is an object"},
		{"too long", `{"name":"` + strings.Repeat("a", maxValue+1) + `"}`, "bytes in name"},
		{"control characters", `{"name":"A\u0000da"}`, "control characters in name"},
		{"half a surrogate", `{"name":"A\ud800"}`, "damaged characters in name"},
		{"flat and nested differ", `{"country":"US","address":{"country":"GB"}}`, "address.country twice"},
		{"no claim", `{"foo":"bar"}`, "none of the claims"},
		{"nothing", `{}`, "none of the claims"},
		{"mixed", `{"name":{"fullName":"Ada"},"given_name":"Bob"}`, "mixes"},
		{"mixed with the wrapper", `{"ocrData":{"name":{"fullName":"Ada"}},"birthdate":"1990-01-01"}`, "mixes"},

		{"wrapper of a wrong type", `{"ocrData":"x"}`, "ocrData"},
		{"OCR without content", `{"typeOfId":"Passport"}`, "without a name"},
		{"OCR name of a wrong type", `{"typeOfId":"Passport","name":["Ada"]}`, "name that is an array"},
		{"OCR name part of a wrong type", `{"name":{"givenName":5}}`, "name.givenName that is a number"},
		{"OCR date of a wrong type", `{"birthDate":true}`, "birthDate that is true or false"},
		{"OCR date with a fraction", `{"birthDate":1.5}`, "birthDate that is not a whole number"},
		{"OCR date as text", `{"birthDate":"10 DEC 1990"}`, "birthDate that is not a whole number"},
		{"OCR date out of range", `{"birthDate":9999999999999999}`, "out of range"},
		{"OCR postal code of a wrong type", `{"addressFields":{"postalCode":["94102"]}}`, "addressFields.postalCode that is no short text"},
		{"OCR address of a wrong type", `{"birthDate":1,"addressFields":"x"}`, "addressFields that is a text"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.in), opts)
			if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %.200v", err)
			}
			if !strings.Contains(fault.HintOf(err), "given_name") {
				t.Errorf("the hint %q names no accepted shape", fault.HintOf(err))
			}
		})
	}
	if _, err := Read(iotest.ErrReader(errors.New("broken pipe")), opts); !fault.Is(err, fault.Usage) || fault.HintOf(err) == "" {
		t.Errorf("unreadable input: %v", err)
	}
}

// What can be mended has a hint of its own.
func TestReadRefusesWithANextStep(t *testing.T) {
	failed := `{"verification":{"trust_framework":"eidas","assurance_level":"FAILED"},"claims":{"name":"Ada"}}`
	for _, tt := range []struct{ name, in, want, hint string }{
		{"too large", strings.Repeat(" ", MaxBytes+1), "larger", "--batch"},
		{"NUL", "{\"name\":\"A\x00\"}", "NUL byte at offset 10", "JSON text"},
		{"nothing but NUL", strings.Repeat("\x00", 1000), "NUL byte at offset 0", "JSON text"},
		{"NUL at the start", "\x00{\"name\":\"Ada\"}", "NUL byte at offset 0", "JSON text"},
		{"UTF-8", "{\"name\":\"\xff\"}", "not valid UTF-8 (at offset 9)", "UTF-8"},
		{"UTF-16", "\xff\xfe{\x00", "UTF-16", "UTF-8"},
		{"UTF-16 without a mark", "{\x00\"\x00", "UTF-16", "UTF-8"},
		{"the other UTF-16 without a mark", "\x00{\x00\"", "UTF-16", "UTF-8"},
		{"gzip", "\x1f\x8b\x08\x00", "gzip", "unpack"},
		{"PDF", "%PDF-1.7\n", "PDF", "machine-readable zone"},
		{"JPEG", "\xff\xd8\xff\xe0", "JPEG", "machine-readable zone"},
		{"XML", `<?xml version="1.0"?>`, "XML", "machine-readable zone"},
		{"cut off", `{"name":"Ada"`, "ends in the middle (line 1, column 14)", "cut off"},
		{"cut off in a text", `{"name":"Ad`, "ends in the middle", "cut off"},
		{"garbage after", "{\"name\":\"Ada\"}\n x", "after the end of the JSON object (line 2, column 2)", "--batch"},
		{"two documents", `{"name":"Ada"}{"name":"Bob"}`, "after the end of the JSON object (line 1, column 15)", "--batch"},
		{"same key twice", `{"name":"Ada","name":"Bob"}`, `the key "name" twice`, "remove one"},
		{"same key twice, escaped", `{"name":"Ada","n\u0061me":"Bob"}`, `the key "name" twice`, "remove one"},
		{"same key twice, nested", `{"name":{"fullName":"Ada","fullName":"Bob"}}`, `the key "fullName" twice`, "remove one"},
		{
			"other names", `{"first_name":"Ada","last_name":"Morgan","dob":"1990-12-10"}`, "under their names: first_name, last_name, dob",
			"first_name is called given_name, last_name is called family_name, dob is called birthdate",
		},
		{"names in other letters", `{"givenName":"Ada","Surname":"Morgan"}`, "givenName, Surname", "Surname is called family_name"},
		{"verification failed", `{"verified_claims":` + failed + `}`, "verification failed (assurance_level)", "verified again"},
		{"all verifications failed", `{"verified_claims":[` + failed + `,` + failed + `]}`, "verification failed (assurance_level)", "verified again"},
		{"one line of a zone", specimen[:44], "two or three lines; it has 1", "3 lines of 30"},
		{"the second line of a zone", specimen[45:], "two or three lines; it has 1", "3 lines of 30"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.in), opts)
			if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(fault.HintOf(err), tt.hint) {
				t.Errorf("error %.300v\nhint %s", err, fault.HintOf(err))
			}
			if len(fault.HintOf(err)) > 200 {
				t.Errorf("a hint of %d bytes", len(fault.HintOf(err)))
			}
		})
	}
}

// manyKeys returns 300 different members.
func manyKeys() string {
	var b strings.Builder
	for i := range 300 {
		b.WriteString(`,"k` + strings.Repeat("x", i%50+1) + string(rune('a'+i/50)) + `":"v"`)
	}
	return b.String()
}

func TestErrorsRepeatNoValues(t *testing.T) {
	_, err := Read(strings.NewReader(`{"name":{"givenName":"SECRETVALUE"},"birthDate":"SECRETVALUE"}`), opts)
	if err == nil || strings.Contains(err.Error(), "SECRETVALUE") {
		t.Errorf("error %v", err)
	}
}
