package address

// The tables below fold the commonest abbreviations of street lines: USPS
// Publication 28 appendix C for English, everyday usage for the others.

// streetKind returns the full word for a kind of street, in any spelling.
func streetKind(w string) (string, bool) {
	full, ok := streetKinds[w]
	return full, ok
}

var streetKinds = map[string]string{
	"st": "street", "str": "street", "street": "street", "ave": "avenue", "av": "avenue", "avenue": "avenue",
	"rd": "road", "road": "road", "blvd": "boulevard", "boulevard": "boulevard", "boul": "boulevard",
	"dr": "drive", "drive": "drive", "ln": "lane", "lane": "lane", "ct": "court", "court": "court",
	"pl": "place", "place": "place", "sq": "square", "square": "square", "ter": "terrace", "terr": "terrace", "terrace": "terrace",
	"pkwy": "parkway", "parkway": "parkway", "hwy": "highway", "highway": "highway", "cir": "circle", "circle": "circle",
	"cres": "crescent", "crescent": "crescent", "cl": "close", "close": "close", "way": "way", "wy": "way",
	"aly": "alley", "alley": "alley", "trl": "trail", "trail": "trail", "loop": "loop", "plz": "plaza", "plaza": "plaza",
	"calle": "calle", "c": "calle", "avenida": "avenida", "avda": "avenida", "paseo": "paseo", "carrer": "carrer",
	"rua": "rua", "rue": "rue", "via": "via", "viale": "viale", "piazza": "piazza", "calzada": "calzada", "calz": "calzada",
	"strasse": "strasse", "straat": "straat", "weg": "weg", "platz": "platz", "allee": "allee", "gasse": "gasse",
}

// expand returns the full word for an abbreviation that is not a street kind.
func expand(w string) string {
	if full, ok := directions[w]; ok {
		return full
	}
	switch w {
	case "mt":
		return "mount"
	case "ft":
		return "fort"
	case "col":
		return "colonia"
	}
	// German streets write the kind on the end of the name.
	for _, short := range [...]string{"strasse", "straat"} {
		if len(w) > len(short) && w[len(w)-len(short):] == short {
			return w[:len(w)-len(short)] + "str"
		}
	}
	return w
}

var directions = map[string]string{
	"n": "north", "s": "south", "e": "east", "w": "west", "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest",
}

func isDirection(w string) bool { _, ok := directions[w]; return ok }

// isUnit knows the words before the number of a flat (USPS Publication 28
// appendix C2, and everyday usage elsewhere).
func isUnit(w string) bool {
	switch w {
	case "apt", "apartment", "unit", "suite", "ste", "flat", "floor", "fl", "rm", "room", "lot", "trlr", "piso", "puerta", "pta",
		"depto", "dpto", "departamento", "int", "interior", "apto", "whg", "wohnung", "bus", "appt":
		return true
	}
	return false
}

// isFiller are words that come and go.
func isFiller(w string) bool {
	switch w {
	case "the", "no", "num", "numero", "nr", "de", "del", "la", "las", "los", "el", "da", "do", "dos", "das", "du", "des", "of":
		return true
	}
	return false
}

// isState reports the full name of a United States state.
func isState(name string) bool {
	for _, full := range usStates {
		if full == name {
			return true
		}
	}
	return false
}

// region returns a United States state by its name for its code, and anything
// else as it is.
func region(s string) string {
	if full, ok := usStates[s]; ok {
		return full
	}
	return s
}

var usStates = map[string]string{
	"al": "alabama", "ak": "alaska", "az": "arizona", "ar": "arkansas", "ca": "california", "co": "colorado", "ct": "connecticut",
	"de": "delaware", "dc": "district of columbia", "fl": "florida", "ga": "georgia", "hi": "hawaii", "id": "idaho", "il": "illinois",
	"in": "indiana", "ia": "iowa", "ks": "kansas", "ky": "kentucky", "la": "louisiana", "me": "maine", "md": "maryland",
	"ma": "massachusetts", "mi": "michigan", "mn": "minnesota", "ms": "mississippi", "mo": "missouri", "mt": "montana", "ne": "nebraska",
	"nv": "nevada", "nh": "new hampshire", "nj": "new jersey", "nm": "new mexico", "ny": "new york", "nc": "north carolina",
	"nd": "north dakota", "oh": "ohio", "ok": "oklahoma", "or": "oregon", "pa": "pennsylvania", "ri": "rhode island",
	"sc": "south carolina", "sd": "south dakota", "tn": "tennessee", "tx": "texas", "ut": "utah", "vt": "vermont", "va": "virginia",
	"wa": "washington", "wv": "west virginia", "wi": "wisconsin", "wy": "wyoming", "pr": "puerto rico",
}
