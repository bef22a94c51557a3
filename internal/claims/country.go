package claims

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// Country returns the ISO 3166-1 two-letter code of a country given by its
// two- or three-letter code or, for the countries directories name most, in
// English or its own language; "" when it is not recognised. Okta and Entra
// hold whatever the company typed.
func Country(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 64 {
		return ""
	}
	if len(s) <= 3 {
		switch u := strings.ToUpper(s); u {
		case "UK":
			return "GB"
		case "D", "D<<":
			return "DE" // Germany's code in the machine-readable zone, ICAO 9303-3, 5
		default:
			if r, err := language.ParseRegion(u); err == nil && r.IsCountry() {
				return r.Canonicalize().String()
			}
		}
	}
	name := strings.ToLower(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" .,-", r) }), " "))
	return countryNames()[strings.TrimPrefix(name, "the ")]
}

var countryNames = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"united states": "US", "united states of america": "US", "u s a": "US", "u s": "US", "america": "US", "estados unidos": "US",
		"united kingdom": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "u k": "GB",
		"germany": "DE", "deutschland": "DE", "france": "FR", "spain": "ES", "españa": "ES", "espana": "ES",
		"mexico": "MX", "méxico": "MX", "canada": "CA", "brazil": "BR", "brasil": "BR", "argentina": "AR", "chile": "CL",
		"colombia": "CO", "peru": "PE", "perú": "PE", "portugal": "PT", "italy": "IT", "italia": "IT", "ireland": "IE",
		"netherlands": "NL", "nederland": "NL", "belgium": "BE", "austria": "AT", "österreich": "AT", "switzerland": "CH",
		"schweiz": "CH", "suisse": "CH", "sweden": "SE", "norway": "NO", "denmark": "DK", "finland": "FI", "poland": "PL",
		"polska": "PL", "czech republic": "CZ", "czechia": "CZ", "hungary": "HU", "romania": "RO", "greece": "GR",
		"turkey": "TR", "türkiye": "TR", "ukraine": "UA", "russia": "RU", "russian federation": "RU", "israel": "IL",
		"united arab emirates": "AE", "saudi arabia": "SA", "egypt": "EG", "south africa": "ZA", "nigeria": "NG", "kenya": "KE",
		"india": "IN", "pakistan": "PK", "bangladesh": "BD", "china": "CN", "people s republic of china": "CN", "hong kong": "HK",
		"taiwan": "TW", "japan": "JP", "south korea": "KR", "republic of korea": "KR", "korea": "KR", "singapore": "SG",
		"malaysia": "MY", "indonesia": "ID", "philippines": "PH", "thailand": "TH", "vietnam": "VN", "viet nam": "VN",
		"australia": "AU", "new zealand": "NZ",
		"éire": "IE", "eire": "IE", "republic of ireland": "IE", "belgique": "BE", "belgië": "BE", "belgie": "BE",
		"luxembourg": "LU", "osterreich": "AT", "svizzera": "CH", "suomi": "FI", "sverige": "SE", "norge": "NO",
		"danmark": "DK", "magyarország": "HU", "česko": "CZ", "cesko": "CZ", "slovakia": "SK", "slovensko": "SK", "slovenia": "SI",
		"croatia": "HR", "hrvatska": "HR", "serbia": "RS", "bulgaria": "BG", "estonia": "EE", "latvia": "LV", "lithuania": "LT",
		"iceland": "IS", "malta": "MT", "cyprus": "CY", "holland": "NL", "turkiye": "TR", "puerto rico": "PR",
		"costa rica": "CR", "panama": "PA", "panamá": "PA", "guatemala": "GT", "honduras": "HN", "el salvador": "SV", "nicaragua": "NI",
		"dominican republic": "DO", "república dominicana": "DO", "republica dominicana": "DO", "ecuador": "EC", "bolivia": "BO",
		"paraguay": "PY", "uruguay": "UY", "venezuela": "VE", "jamaica": "JM", "cuba": "CU",
		"morocco": "MA", "maroc": "MA", "algeria": "DZ", "tunisia": "TN", "ghana": "GH", "ethiopia": "ET", "uganda": "UG", "tanzania": "TZ",
		"qatar": "QA", "kuwait": "KW", "bahrain": "BH", "oman": "OM", "jordan": "JO", "lebanon": "LB", "iraq": "IQ", "iran": "IR",
		"sri lanka": "LK", "nepal": "NP", "myanmar": "MM", "cambodia": "KH", "kazakhstan": "KZ", "uzbekistan": "UZ",
		"日本": "JP", "中国": "CN", "中國": "CN", "대한민국": "KR", "台灣": "TW", "россия": "RU", "україна": "UA", "ελλαδα": "GR", "ελλάδα": "GR",
	}
})
