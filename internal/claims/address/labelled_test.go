package address

import (
	"maps"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/labelled"
)

// parted gives a side its parts instead of the one line, where it has any.
func parted(s labelled.Side) claims.Set {
	out := maps.Clone(s.Claims)
	if street := labelled.Street(s.Raw); street != "" {
		delete(out, claims.AddressFormatted)
		out[claims.AddressStreet] = street
	}
	return out
}

func lines(s labelled.Side) claims.Set {
	return claims.Set{claims.AddressFormatted: s.Raw["address"]}
}

// TestLabelledPairs holds what the comparator reaches, as one line and as
// parts. The floors are a little below what was measured.
func TestLabelledPairs(t *testing.T) {
	for _, tt := range []struct {
		file              string
		f1                float64
		falseMatch, stops float64 // at most
	}{
		{"addresses_us_offices", 0.997, 0.001, 0.002},
		{"addresses_febrl", 0.993, 0.001, 0.055},
		{"addresses_restaurants", 0.97, 0.001, 0.045},
		{"addresses_uk", 0.9, 0.04, 0.01},
		{"addresses_libpostal", 0.95, 0, 0.01},
	} {
		for form, side := range map[string]func(labelled.Side) claims.Set{"line": lines, "parts": parted} {
			f := labelled.Measure(t, tt.file, func(p labelled.Pair) labelled.Answer {
				res := Compare(side(p.Left), side(p.Right), Options{})
				return labelled.Answer{Score: res.Score, Verdict: res.Verdict}
			})
			best, _ := f.Curve().BestF1()
			e := f.Verdicts.Errors()
			t.Logf("%-22s as %-5s F1 %.3f, false match %.4f, false stop %.4f", tt.file, form, best.F1, e.FalseMatch, e.FalseStop)
			if best.F1 < tt.f1 || e.FalseMatch > tt.falseMatch || e.FalseStop > tt.stops {
				t.Errorf("%s is below its floor", tt.file)
			}
		}
	}
}
