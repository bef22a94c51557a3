package sandbox

import "strings"

// nameStyle says how a culture builds a full name.
type nameStyle int

const (
	western     nameStyle = iota // given (middle) family
	spanish                      // given paternal maternal
	portuguese                   // given maternal paternal
	familyFirst                  // family given
)

// pools is the raw material of one culture, as compact text: lists separated by
// commas. A name may carry its Latin spelling ("太郎|Taro") and a family name
// its feminine form ("Nowicki/Nowicka"). A city is "name/region/postal code";
// '#' stands for a digit and '@' for a letter; a region may be "code:name".
type pools struct {
	code, iso3, country, locale string
	weight                      int // share of the company, in parts of the sum of weights
	style                       nameStyle
	male, female, family        string
	streets, cities, colonies   string
	street, line                string // layouts: {n} number, {s} street, {c} city, {r} region, {z} postal code
	phones                      string
}

// culture is pools made ready for drawing.
type culture struct {
	pools
	men, women         []name
	families           []name // masculine or only forms
	feminine           []name // the same families' feminine forms
	streetNames        []string
	towns              []town
	neighbourhoods     []string
	phonePatterns      []string
	streetLay, lineLay []layoutPart
}

// name is one name in the forms that are needed.
type name struct {
	show  string // as the directory spells it
	latin string // in Latin letters
	slug  string // lower-case ASCII, for logins
}

// town is a city with its region and the shape of its postal codes.
type town struct{ city, region, regionName, postal string }

// layoutPart is literal text or, when field is set, a placeholder.
type layoutPart struct {
	text  string
	field byte
}

// cultures parses all pools, and returns a table that maps a draw to a culture
// by weight.
func cultures(fold folder) (all []culture, table []int) {
	for _, group := range [][]pools{americas(), westernEurope(), easternEurope(), asia(), africaAndOceania()} {
		for _, p := range group {
			for range p.weight {
				table = append(table, len(all))
			}
			all = append(all, parseCulture(p, fold))
		}
	}
	return all, table
}

func parseCulture(p pools, fold folder) culture {
	c := culture{
		pools: p, men: fold.names(p.male, false), women: fold.names(p.female, false),
		families: fold.names(p.family, false), feminine: fold.names(p.family, true),
		streetNames: list(p.streets), phonePatterns: list(p.phones),
		streetLay: parseLayout(p.street), lineLay: parseLayout(p.line),
	}
	if p.colonies != "" {
		c.neighbourhoods = list(p.colonies)
	}
	for _, s := range list(p.cities) {
		f := strings.Split(s, "/")
		code, full, _ := strings.Cut(f[1], ":")
		c.towns = append(c.towns, town{city: f[0], region: code, regionName: full, postal: f[2]})
	}
	return c
}

func list(s string) []string {
	parts := strings.Split(s, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

func (f folder) names(s string, feminine bool) []name {
	var names []name
	for _, entry := range list(s) {
		if his, hers, ok := strings.Cut(entry, "/"); ok {
			entry = his
			if feminine {
				entry = hers
			}
		}
		show, latin, ok := strings.Cut(entry, "|")
		if !ok {
			latin = show
		}
		names = append(names, name{show: show, latin: latin, slug: f.slug(latin)})
	}
	return names
}

func parseLayout(s string) []layoutPart {
	var parts []layoutPart
	for s != "" {
		i := strings.IndexByte(s, '{')
		if i != 0 {
			if i < 0 {
				i = len(s)
			}
			parts = append(parts, layoutPart{text: s[:i]})
			s = s[i:]
			continue
		}
		parts = append(parts, layoutPart{field: s[1]})
		s = s[3:]
	}
	return parts
}

// folder spells the letters of the pools without diacritics, as a machine
// readable zone or a mail system would.
type folder struct{ *strings.Replacer }

func newFolder() folder {
	return folder{strings.NewReplacer(
		"á", "a", "à", "a", "â", "a", "ã", "a", "ä", "a", "å", "a", "ă", "a", "ą", "a", "ā", "a",
		"ç", "c", "ć", "c", "č", "c", "ď", "d", "đ", "d", "é", "e", "è", "e", "ê", "e", "ë", "e",
		"ě", "e", "ę", "e", "ğ", "g", "í", "i", "î", "i", "ï", "i", "ı", "i", "ł", "l", "ň", "n",
		"ñ", "n", "ń", "n", "ó", "o", "ò", "o", "ô", "o", "õ", "o", "ö", "o", "ø", "o", "ő", "o",
		"ř", "r", "ś", "s", "š", "s", "ş", "s", "ș", "s", "ť", "t", "ț", "t", "ú", "u", "ù", "u",
		"ü", "u", "ű", "u", "ů", "u", "ý", "y", "ź", "z", "ż", "z", "ž", "z", "ß", "ss", "æ", "ae",
		"œ", "oe", "ễ", "e", "ạ", "a", "ầ", "a", "ị", "i", "ư", "u", "ơ", "o", "ũ", "u", "ứ", "u",
		"Á", "A", "À", "A", "Â", "A", "Å", "A", "Ä", "A", "Ç", "C", "Ć", "C", "Č", "C", "Đ", "D", "É", "E",
		"È", "E", "Í", "I", "İ", "I", "Ł", "L", "Ñ", "N", "Ó", "O", "Ö", "O", "Ø", "O", "Ř", "R",
		"Ś", "S", "Š", "S", "Ş", "S", "Ș", "S", "Ú", "U", "Ü", "U", "Ý", "Y", "Ž", "Z", "Ż", "Z",
		"Ț", "T", "Ā", "A", "Ō", "O", "ō", "o", "ū", "u", "Ő", "O", "Ű", "U", "’", "'",
	)}
}

// slug turns a Latin name into the lower-case ASCII letters of a login.
func (f folder) slug(latin string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(f.Replace(latin)) {
		if r >= 'a' && r <= 'z' || r == '-' {
			b.WriteRune(r)
		}
	}
	return b.String()
}
