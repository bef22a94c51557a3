package pair

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

func TestReadLine(t *testing.T) {
	for _, tt := range []struct {
		name, left string
		want       claims.Set
	}{
		{
			"OpenID Connect", `{"name": "Mara Lind", "given_name": "Mara", "family_name": "Lind", "birthdate": "1990-05-01", "email": "m@corp.example", "phone_number": "+4412345"}`,
			claims.Set{"name": "Mara Lind", "given_name": "Mara", "family_name": "Lind", "birthdate": "1990-05-01", "email": "m@corp.example", "phone_number": "+4412345"},
		},
		{
			"an address in parts", `{"address": {"street_address": "1 Hill Road", "locality": "Ely", "region": "Cambs", "postal_code": "CB7 4AA", "country": "GB"}}`,
			claims.Set{"address.street_address": "1 Hill Road", "address.locality": "Ely", "address.region": "Cambs", "address.postal_code": "CB7 4AA", "address.country": "GB"},
		},
		{"an address as one string", `{"address": "1 Hill Road, Ely"}`, claims.Set{"address.formatted": "1 Hill Road, Ely"}},
		{"a formatted address", `{"address": {"formatted": "1 Hill Road\nEly", "type": "home"}}`, claims.Set{"address.formatted": "1 Hill Road\nEly"}},
		{
			"house number and unit on their own", `{"address": {"house_number": 1, "street": "Hill Road", "unit": "Flat 2", "zip": 12345}}`,
			claims.Set{"address.street_address": "1 Hill Road, Flat 2", "address.postal_code": "12345"},
		},
		{"address lines", `{"address": {"line2": "Flat 2", "line1": "1 Hill Road"}}`, claims.Set{"address.street_address": "1 Hill Road, Flat 2"}},
		{"a unit alone", `{"address": {"unit": "Flat 2"}}`, claims.Set{"address.street_address": "Flat 2"}},
		{
			"flat address parts", `{"street_address": "1 Hill Road", "city": "Ely", "postcode": "CB7 4AA"}`,
			claims.Set{"address.street_address": "1 Hill Road", "address.locality": "Ely", "address.postal_code": "CB7 4AA"},
		},
		{
			"other words", `{"firstName": "Mara", "last_name": "Lind", "dob": "1990-05-01", "Mobile": "12345", "mail": "m@corp.example"}`,
			claims.Set{"given_name": "Mara", "family_name": "Lind", "birthdate": "1990-05-01", "phone_number": "12345", "email": "m@corp.example"},
		},
		{"a claim's own name wins", `{"dob": "1991-01-01", "birthdate": "1990-05-01", "Birthdate": "1992-01-01"}`, claims.Set{"birthdate": "1990-05-01"}},
		{"an empty one does not win", `{"dob": "1991-01-01", "birthdate": ""}`, claims.Set{"birthdate": "1991-01-01"}},
		{"a machine-readable name", `{"mrz_name": "LIND<<MARA<<<<"}`, claims.Set{"mrz_name": "LIND<<MARA<<<<"}},
		{
			"numbers, truth values, null", `{"birthdate": 641520000000, "personal_number": 12345678901234567890, "manager": true, "email": null}`,
			claims.Set{"birthdate": "641520000000", "personal_number": "12345678901234567890", "manager": "true"},
		},
		{
			"custom claims", `{"place_of_birth": {"locality": "Ely", "country": "GB"}, "nationalities": ["GB", null, "IE"]}`,
			claims.Set{"place_of_birth": "GB, Ely", "nationalities": "GB, IE"},
		},
		{"nothing", `{}`, claims.Set{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := ReadLine(fmt.Appendf(nil, `{"left": %s, "right": {"name": "x"}}`, tt.left))
			if err != nil || !maps.Equal(l.Left, tt.want) || l.Right["name"] != "x" {
				t.Errorf("%v, %v; want %v", l.Left, err, tt.want)
			}
		})
	}
}

func TestReadLineMembers(t *testing.T) {
	l, err := ReadLine([]byte(`{"kind": "typo", "label": "same", "id": 7.5, "weight": [1], "right": {}, "left": {}}`))
	if err != nil || string(l.ID) != "7.5" || l.Label != "same" || l.Kind != "typo" {
		t.Errorf("%+v, %v", l, err)
	}
	l, err = ReadLine([]byte(`{"id": null, "label": null, "right": {}, "left": {}}`))
	if err != nil || l.ID != nil || l.Label != "" {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestReadLineErrors(t *testing.T) {
	var wide strings.Builder
	for i := range maxClaims + 1 {
		fmt.Fprintf(&wide, `"c%d": "x",`, i)
	}
	for _, tt := range []struct{ name, line, id, want string }{
		{"no JSON", `hello`, "", "not JSON: "},
		{"broken off", `{"id": "1", "left": {`, "", "not JSON: "},
		{"two values", `{"left": {}, "right": {}} {}`, "", "not JSON: "},
		{"a list", `[1]`, "", "want an object, not a JSON array"},
		{"no right", `{"id": "1", "left": {}}`, `"1"`, "right: want an object of claims"},
		{"a null side", `{"id": "1", "left": null, "right": {}}`, `"1"`, "left: want an object of claims"},
		{"a side of text", `{"id": 3, "left": {}, "right": "Mara"}`, "3", "right: want an object of claims"},
		{"an ID that is a list", `{"id": [1], "left": {}, "right": {}}`, "", "id: want text or a number"},
		{"a label that is a number", `{"label": 1, "left": {}, "right": {}}`, "", "label: want text, not a JSON number"},
		{"a long value", `{"left": {"name": "` + strings.Repeat("a", maxValue+1) + `"}, "right": {}}`, "", `left: "name" is longer than 4 KiB`},
		{"a long list", `{"left": {"x": [` + strings.Repeat(`"abcdefgh",`, 1000) + `""]}, "right": {}}`, "", `left: "x" is longer than 4 KiB`},
		{"many claims", `{"left": {` + wide.String() + `"z": "x"}, "right": {}}`, "", "left: more than 128 claims"},
		{"deep", `{"left": {"x": ` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}, "right": {}}`, "", "not JSON: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := ReadLine([]byte(tt.line))
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) || string(l.ID) != tt.id {
				t.Errorf("ID %s, error %v; want %s, %q", l.ID, err, tt.id, tt.want)
			}
		})
	}
}

func FuzzReadLine(f *testing.F) {
	f.Add([]byte(`{"id": 1, "left": {"address": {"zip": 1}}, "right": {"dob": "1990-05-01"}}`))
	f.Add([]byte(`{"left": {"a": [{"b": [null, true]}]}, "right": {"Name": "\u0000"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := ReadLine(data)
		if err != nil {
			return
		}
		p := Compare(l.Left, l.Right, Options{})
		checkPair(t, p)
		// Reading what was read again changes nothing.
		text, err := l.Left.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadLine(fmt.Appendf(nil, `{"left": %s, "right": {}}`, text))
		if err == nil && len(again.Left) > len(l.Left) {
			t.Fatalf("%v, read again %v", l.Left, again.Left)
		}
	})
}
