package mrz

import "golang.org/x/text/language"

// Alpha3 returns the ISO 3166-1 alpha-3 code of a state that ICAO gives another
// code: Germany is D, the classes of British nationals have their own. Other
// codes come back as they are.
func Alpha3(code string) string {
	switch code {
	case "D":
		return "DEU"
	case "GBD", "GBN", "GBO", "GBP", "GBS":
		return "GBR"
	}
	return code
}

// Known reports whether a code is one of ICAO 9303-3, section 5: a country, an
// organisation, or a person without a nationality.
func Known(code string) bool {
	switch code {
	case "D", "GBD", "GBN", "GBO", "GBP", "GBS", // states with codes of their own
		"RKS", "EUE", "UNO", "UNA", "UNK", "XPO", "XOM", "XXA", "XXB", "XXC", "XXX",
		"XBA", "XIM", "XCC", "XCE", "XCO", "XEC", "XES", "XMP", "XDC", "IAO", "UTO":
		return true
	}
	if len(code) != 3 {
		return false
	}
	r, err := language.ParseRegion(code)
	return err == nil && r.IsCountry() && r.ISO3() == code
}

// Specimen is the code of Utopia, which only specimens have.
const Specimen = "UTO"
