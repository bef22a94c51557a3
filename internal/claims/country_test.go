package claims

import "testing"

func TestCountry(t *testing.T) {
	for in, want := range map[string]string{
		"US": "US", "usa": "US", "United States": "US", "U.S.A.": "US", "the Netherlands": "NL", "UK": "GB", "GBR": "GB",
		"Deutschland": "DE", "DEU": "DE", "D": "DE", "X": "", "": "", "Atlantis": "", "ZZ": "", "419": "", "MX": "MX", "México": "MX",
		"België": "BE", "Republic of Ireland": "IE", "日本": "JP", "Україна": "UA", "Sverige": "SE", "Costa Rica": "CR",
	} {
		if got := Country(in); got != want {
			t.Errorf("Country(%q) = %q, want %q", in, got, want)
		}
	}
}
