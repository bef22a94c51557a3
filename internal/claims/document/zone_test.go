package document

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
)

// The specimen passport of ICAO 9303-4, appendix B.
const specimen = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"

func TestZone(t *testing.T) {
	passport := claims.Set{
		claims.GivenName: "ANNA MARIA", claims.FamilyName: "ERIKSSON", claims.MRZName: "ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
		claims.Birthdate: "1974-08-12", claims.DocumentNumber: "L898902C3", claims.DocumentExpiry: "2012-04-15", claims.Gender: "F",
		claims.Nationality: "UTO", claims.IssuingCountry: "UTO", claims.PersonalNumber: "ZE184226B",
	}
	utopia, expired := "the document is a specimen: its issuer is Utopia", "the document has expired"
	asJSON, err := json.Marshal(specimen)
	if err != nil {
		t.Fatal(err)
	}
	without := func(keys ...string) claims.Set {
		s := maps.Clone(passport)
		for _, k := range keys {
			delete(s, k)
		}
		return s
	}
	tests := []struct {
		name, in string
		want     claims.Set
		notes    []string
	}{
		{"as text", specimen, passport, []string{utopia, expired}},
		{"as text with CRLF and a mark", "\ufeff" + strings.ReplaceAll(specimen, "\n", "\r\n") + "\r\n", passport, []string{utopia, expired}},
		{"as JSON", `{"mrz":` + string(asJSON) + `}`, passport, []string{utopia, expired}},
		{"as lines in JSON", `{"mrz":["` + strings.ReplaceAll(specimen, "\n", `","`) + `"]}`, passport, []string{utopia, expired}},
		{
			"repaired", strings.Replace(specimen, "7408122", "74O8I22", 1), passport,
			[]string{"the machine-readable zone was misread and repaired: birth date", utopia, expired},
		},
		{
			"a birth date that cannot be right", strings.Replace(specimen, "7408122", "7408132", 1), without(claims.Birthdate),
			[]string{
				"the check digit of the birth date in the machine-readable zone is wrong; it was left out",
				"the composite check digit of the machine-readable zone is wrong", utopia, expired,
			},
		},
		{
			"a number that cannot be right", strings.Replace(specimen, "L898902C36", "L898902C37", 1), without(claims.DocumentNumber),
			[]string{
				"the check digit of the document number in the machine-readable zone is wrong; it was left out",
				"the composite check digit of the machine-readable zone is wrong", utopia, expired,
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := read(t, tt.in)
			if got.Format != FormatTD3 || got.Type != "Passport" || !maps.Equal(got.Claims, tt.want) || !slices.Equal(got.Notes, tt.notes) {
				t.Errorf("%s %s\n got %v %q\nwant %v %q", got.Format, got.Type, got.Claims, got.Notes, tt.want, tt.notes)
			}
			for _, note := range got.Notes {
				if strings.ContainsAny(note, "0123456789") {
					t.Errorf("the note %q repeats a value", note)
				}
			}
		})
	}
}

func TestZoneFormats(t *testing.T) {
	for format, in := range map[string]string{ // ICAO 9303, parts 5 to 7
		FormatTD1:  "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
		FormatTD2:  "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
		FormatMRVA: "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
		FormatMRVB: "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
	} {
		if got := read(t, in); got.Format != format || got.Claims[claims.FamilyName] != "ERIKSSON" || got.Claims[claims.PersonalNumber] != "" {
			t.Errorf("%s is read as %s %v", format, got.Format, got.Claims)
		}
	}
	one := read(t, "I<XYZD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nARKFREITH<<<<<<<<<<<<<<<<<<<<<")
	if one.Claims[claims.Name] != "ARKFREITH" || one.Claims.Has(claims.GivenName, claims.FamilyName) || !slices.Contains(one.Notes, "the machine-readable zone has an issuer whose code is not in use") {
		t.Errorf("got %v %q", one.Claims, one.Notes)
	}
	cut := read(t, "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nNILAVADHANANANDA<<ARNPOL<PETCH")
	if !slices.Contains(cut.Notes, "the names fill the machine-readable zone and may have been cut off") {
		t.Errorf("got %q", cut.Notes)
	}
}

// No document has an e-mail address or a phone number; they may come beside it.
func TestContacts(t *testing.T) {
	for _, in := range []string{
		`{"mrz":["` + strings.ReplaceAll(specimen, "\n", `","`) + `"],"email":"anna@corp.example","phone_number":"+14155550134","phone_number_verified":true}`,
		`{"ocrData":{"name":{"fullName":"ANNA"}},"email":"anna@corp.example","phone_number":"+14155550134"}`,
		`{"name":{"fullName":"ANNA"},"email":"anna@corp.example","phone_number":"+14155550134"}`,
	} {
		got := read(t, in)
		if got.Format == FormatOpenID || got.Claims[claims.Email] != "anna@corp.example" || got.Claims[claims.Phone] != "+14155550134" {
			t.Errorf("%s is read as %+v", in, got)
		}
	}
	got := read(t, `{"name":{"fullName":"ANNA"},"email":"anna@corp.example","email_verified":false}`)
	if got.Claims.Has(claims.Email) || len(got.Notes) != 1 {
		t.Errorf("got %+v", got)
	}
	if _, err := FromObject([]byte(`{"name":{"fullName":"ANNA"},"email":["x"]}`), opts); !fault.Is(err, fault.Usage) {
		t.Errorf("error %v", err)
	}
}

// Without a date of today two digits are no year.
func TestZoneWithoutNow(t *testing.T) {
	got, err := FromObject([]byte(specimen), Options{})
	if err != nil || got.Claims.Has(claims.Birthdate, claims.DocumentExpiry) || got.Claims[claims.FamilyName] != "ERIKSSON" {
		t.Errorf("got %v, %v", got.Claims, err)
	}
}

func TestZoneRefused(t *testing.T) {
	for in, want := range map[string]string{
		strings.Replace(specimen, "UTO7408122F1204159", "UTO7408123F1204158", 1): "1 of those",
		strings.Replace(specimen, "<<<<<10", "", 1):                              "characters in line 2",
		`{"mrz":["` + specimen[:44] + `"]}`:                                      "it has 1",
		`{"mrz":17}`:                                                             "it has 1",
		`{"mrz":{"a":1}}`:                                                        "neither a text nor lines",
	} {
		_, err := FromObject([]byte(in), opts)
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), want) || fault.HintOf(err) == "" || strings.Contains(err.Error(), "ERIKSSON") {
			t.Errorf("%q: error %v", in, err)
		}
	}
}
