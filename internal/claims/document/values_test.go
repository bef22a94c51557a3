package document

import (
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
)

func TestFromValues(t *testing.T) {
	got, err := FromValues(map[string]string{
		"name": " Ada Morgan ", "birthdate": "10 Dec 1990", "address": "1 High St, London", "country": "GB", "address.locality": "London", "locality": "London",
		"email": "", "cost_center": "4100", "document_number": "X1",
	})
	want := claims.Set{
		claims.Name: "Ada Morgan", claims.Birthdate: "10 Dec 1990", claims.AddressFormatted: "1 High St, London", claims.AddressCountry: "GB",
		claims.AddressLocality: "London", "cost_center": "4100", claims.DocumentNumber: "X1",
	}
	if err != nil || got.Format != FormatFlags || !maps.Equal(got.Claims, want) || len(got.Notes) > 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestFromValuesRefuses(t *testing.T) {
	many := map[string]string{}
	for i := range maxCustom + 1 {
		many["k"+strconv.Itoa(i)] = "v"
	}
	tests := []struct {
		name string
		in   map[string]string
		want string
	}{
		{"nothing", nil, "no claim is given"},
		{"only empty values", map[string]string{"name": " "}, "no claim is given"},
		{"another word", map[string]string{"dob": "1990-12-10"}, `no claim "dob"`},
		{"no name at all", map[string]string{"Given Name": "Ada"}, `no claim "Given Name"`},
		{"a login hint", map[string]string{"employee_id": "1"}, `no claim "employee_id"`},
		{"a key that would disturb a terminal", map[string]string{"a\x1b[31m": "1"}, `no claim "a[31m"`},
		{"control characters", map[string]string{"name": "SECRET\x1b"}, "name has control characters"},
		{"bytes that are no text", map[string]string{"name": "SECRET\xff"}, "name has damaged characters"},
		{"too long", map[string]string{"name": strings.Repeat("SECRET", 1000)}, "more than 2048 bytes"},
		{"too many", many, "more than 256"},
		{"twice, and different", map[string]string{"country": "SECRET", "address.country": "GB"}, "address.country is given twice"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := FromValues(tt.in)
			if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), tt.want) || fault.HintOf(err) == "" || strings.Contains(err.Error(), "SECRET") {
				t.Errorf("error %v", err)
			}
		})
	}
}
