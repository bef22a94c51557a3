package document

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

func read(t *testing.T, in string) Document {
	t.Helper()
	doc, err := FromObject([]byte(in), opts)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// What Incode's fields hold in practice is not always what they are called.
func TestOCRSurnames(t *testing.T) {
	tests := []struct{ name, paternal, maternal, family, wantPaternal, wantMaternal string }{
		{"two surnames apart", "GARCIA", "LOPEZ", "GARCIA LOPEZ", "GARCIA", "LOPEZ"},
		{"one surname", "MORGAN", "", "MORGAN", "MORGAN", ""},
		{"two surnames in one field", "GARCIA LOPEZ", "", "GARCIA LOPEZ", "GARCIA LOPEZ", ""},
		{"the second one repeated", "GARCIA LÓPEZ", "Lopez", "GARCIA Lopez", "GARCIA", "Lopez"},
		{"both the same name", "LOPEZ", "LOPEZ", "LOPEZ LOPEZ", "LOPEZ", "LOPEZ"},
		{"a trailing initial", "NADELMAN V", "", "NADELMAN V", "NADELMAN", "V"},
		{"an initial of the second one", "NADELMAN V.", "VARGAS", "NADELMAN VARGAS", "NADELMAN", "VARGAS"},
		{"an initial of something else", "NADELMAN V", "LOPEZ", "NADELMAN V LOPEZ", "NADELMAN V", "LOPEZ"},
		{"a name of one character", "王", "", "王", "王", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := read(t, `{"name":{"paternalLastName":"`+tt.paternal+`","maternalLastName":"`+tt.maternal+`"}}`).Claims
			if s[claims.FamilyName] != tt.family || s[claims.PaternalName] != tt.wantPaternal || s[claims.MaternalName] != tt.wantMaternal {
				t.Errorf("got %v", s)
			}
		})
	}
}

func TestOCRDates(t *testing.T) {
	for in, want := range map[string]string{
		`886204800000`: "1998-01-31", `"886204800000"`: "1998-01-31", `8.862048E11`: "1998-01-31", `-1`: "1969-12-31", `0`: "1970-01-01",
		`529873860000`: "1986-10-16", `"1998-01-31"`: "1998-01-31", `"1998-01-31T19:11:00Z"`: "1998-01-31",
	} {
		if got := read(t, `{"birthDate":`+in+`}`).Claims[claims.Birthdate]; got != want {
			t.Errorf("birthDate %s is read as %s, want %s", in, got, want)
		}
	}
	old := read(t, `{"name":{"fullName":"ADA"},"expireAt":"886204800000"}`)
	if old.Claims[claims.DocumentExpiry] != "1998-01-31" || !slices.Contains(old.Notes, "the document has expired") {
		t.Errorf("got %+v", old)
	}
	if today := read(t, `{"name":{"fullName":"ADA"},"expireAt":"1781481600000"}`); len(today.Notes) > 0 {
		t.Errorf("a document that is valid today: %+v", today)
	}
}

func TestOCRAddress(t *testing.T) {
	const note = "the printed address and the one that was looked up have different postal codes; the printed one is used"
	tests := []struct {
		name, in string
		want     claims.Set
		note     bool
	}{
		{
			"nine digits printed, five looked up", `{"address":"1 A ST\nX CA 941020000","addressFields":{"street":"1 A ST","postalCode":"941020000"},"checkedAddressBean":{"street":"1 A St","postalCode":"94102"}}`,
			claims.Set{claims.AddressFormatted: "1 A ST\nX CA 941020000", claims.AddressStreet: "1 A ST", claims.AddressPostalCode: "941020000"},
			false,
		},
		{
			"two addresses", `{"addressFields":{"street":"1 A ST","postalCode":"94102"},"checkedAddress":"2 B St, 10001","checkedAddressBean":{"street":"2 B St","postalCode":"10001"}}`,
			claims.Set{claims.AddressStreet: "1 A ST", claims.AddressPostalCode: "94102"},
			true,
		},
		{"a postal code as a number", `{"addressFields":{"postalCode":94102}}`, claims.Set{claims.AddressPostalCode: "94102"}, false},
		{"only looked up, as text", `{"checkedAddress":"2 B St, 10001"}`, claims.Set{claims.AddressFormatted: "2 B St, 10001"}, false},
		{
			"parts only looked up", `{"address":"1 A ST","checkedAddress":"1 A St, 94102","checkedAddressBean":{"street":"1 A St","postalCode":"94102","latitude":1.5}}`,
			claims.Set{claims.AddressFormatted: "1 A ST", claims.AddressStreet: "1 A St", claims.AddressPostalCode: "94102"},
			false,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := read(t, tt.in)
			if !maps.Equal(got.Claims, tt.want) || slices.Contains(got.Notes, note) != tt.note {
				t.Errorf("got %v, %q", got.Claims, got.Notes)
			}
		})
	}
}

func TestOCRIdentifiers(t *testing.T) {
	got := read(t, `{"name":{"fullName":"ADA"},"documentNumber":17,"nationality":"","nationalityMrz":"DEU","gender":{"x":1},"curp":true,"birthPlace":"BONN"}`)
	want := claims.Set{claims.Name: "ADA", claims.DocumentNumber: "17", claims.Nationality: "DEU", claims.PlaceOfBirth: "BONN"}
	if !maps.Equal(got.Claims, want) || !slices.Equal(got.Notes, []string{"2 fields that are no short text were ignored"}) {
		t.Errorf("got %v, %q", got.Claims, got.Notes)
	}
}

// The specimen of ICAO 9303-4, appendix B, inside of OCR data.
func TestOCRZone(t *testing.T) {
	const lines = `"mrz1":"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<","mrz2":"L898902C36UTO7408122F1204159ZE184226B<<<<<10"`
	const field = "ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
	const (
		birth  = "the birth dates of the machine-readable zone and of the printed side differ; the printed one is used"
		number = "the document numbers of the machine-readable zone and of the printed side differ; the printed one is used"
	)
	got := read(t, `{"name":{"givenName":"ANNA MARIA","paternalLastName":"ERIKSSON","givenNameMrz":"ANNA MARIA","lastNameMrz":"ERIKSSON"},"birthDate":145497600000,"documentNumber":"L898902C<3",`+lines+`}`)
	if s := got.Claims; s[claims.MRZName] != field || s[claims.Birthdate] != "1974-08-12" || slices.Contains(got.Notes, birth) || slices.Contains(got.Notes, number) {
		t.Errorf("got %v, %q", s, got.Notes)
	}
	got = read(t, `{"birthDate":0,"documentNumber":"X1",`+lines+`}`)
	if !slices.Contains(got.Notes, birth) || !slices.Contains(got.Notes, number) || got.Claims[claims.Birthdate] != "1970-01-01" || got.Claims[claims.DocumentNumber] != "X1" {
		t.Errorf("a contradiction goes unnoticed: %v, %q", got.Claims, got.Notes)
	}
	got = read(t, `{"birthDate":null,`+lines+`}`)
	if got.Claims[claims.Birthdate] != "1974-08-12" || !slices.ContainsFunc(got.Notes, func(n string) bool {
		return strings.HasPrefix(n, "taken from the machine-readable zone: birth date, document number")
	}) {
		t.Errorf("got %v, %q", got.Claims, got.Notes)
	}
	got = read(t, `{"name":{"givenNameMrz":"ANNA","lastNameMrz":"VAN ERIKSSON"},"mrz1":"P<UTO","mrz2":"X"}`)
	if got.Claims[claims.MRZName] != "VAN<ERIKSSON<<ANNA" || !slices.Contains(got.Notes, "the machine-readable zone could not be read") {
		t.Errorf("got %v, %q", got.Claims, got.Notes)
	}
	if got = read(t, `{"name":{"lastNameMrz":"ARKFREITH"}}`); got.Claims[claims.MRZName] != "ARKFREITH" {
		t.Errorf("got %v", got.Claims)
	}
}
