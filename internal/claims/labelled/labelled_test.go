package labelled

import (
	"maps"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

func TestConvert(t *testing.T) {
	got := sideOf(map[string]any{
		"given": "Ada", "surname": "Lind", "dob": "1990-12-10", "street_number": 4, "address_1": "High Street",
		"address_2": "Mill House", "suburb": "Ely", "postcode": "CB7 4AA", "state": "", "occupation": "clerk", "note": nil,
	}).Claims
	want := claims.Set{
		claims.GivenName: "Ada", claims.FamilyName: "Lind", claims.Birthdate: "1990-12-10",
		claims.AddressStreet: "4 High Street, Mill House", claims.AddressLocality: "Ely", claims.AddressPostalCode: "CB7 4AA",
		"occupation": "clerk",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	whole := sideOf(map[string]any{"address": "4 High Street, Ely", "line1": "4 High Street"})
	if !maps.Equal(whole.Claims, claims.Set{claims.AddressFormatted: "4 High Street, Ely"}) || Street(whole.Raw) != "4 High Street" {
		t.Errorf("got %v", whole)
	}
}

func TestCount(t *testing.T) {
	var f, all Figures
	f.count("same", Answer{0.9, claims.Match})
	f.count("different", Answer{0.6, claims.Review})
	f.count("review", Answer{0.6, claims.Review})
	f.count("same", Answer{0, claims.Invalid})
	all.Add(f)
	all.Add(f)
	if len(all.Samples) != 6 || all.Verdicts.Same.Match != 2 || all.Verdicts.Same.Mismatch != 2 || all.Verdicts.Ambiguous.Review != 2 {
		t.Errorf("%+v", all)
	}
	for _, bad := range []Answer{{0.8, claims.Match}, {1.1, claims.Match}, {0.9, claims.Review}, {0.5, claims.Mismatch}, {0.5, claims.Invalid}} {
		if consistent(bad) {
			t.Errorf("%+v passes", bad)
		}
	}
}
