package name

import "github.com/incodectl/incodectl/internal/claims/name/variants"

// Words that carry no identity. All are compared folded.

// isPlaceholder reports what documents print where a person has no given or no
// family name: first/last name unknown, no middle name, and the fillers of US
// visas and Indian and Indonesian records.
func isPlaceholder(t string) bool {
	switch t {
	case "fnu", "lnu", "mnu", "xxx", "xxxx", "xxxxx", "nmn", "nmi", "unknown", "unk", "tbd", "noname", "nofirstname", "nolastname":
		return true
	}
	return false
}

// isParticle reports the small words between names; the list covers Dutch,
// German, Romance, Arabic and Hebrew names.
func isParticle(t string) bool {
	switch t {
	case "van", "vd", "von", "vom", "zu", "zum", "zur", "der", "den", "dem", "het", "ten", "ter", "te", "op", "of", "af", "av",
		"de", "del", "della", "dello", "degli", "di", "da", "do", "dos", "das", "du", "des", "la", "las", "le", "les", "lo", "los",
		"y", "e", "i", "und", "and", "t", "s", "d", "o",
		"al", "el", "ul", "ur", "ud", "ad", "ar", "as", "at", "az", "es", "ed", "bin", "ibn", "bint", "ben", "abu", "abou", "umm", "ould", "ap", "ab",
		"nee", "geb", "ne", "born":
		return true
	}
	return false
}

// isHonorific reports titles that stand among the names, most of which are also
// names: they weigh little where enough other words are there, and are kept.
func isHonorific(t string) bool {
	switch t {
	case "shaykh", "sheikh", "shaikh", "cheikh", "sheik", "haji", "hajji", "hadji", "hajj", "haj", "hafiz", "hafez", "mullah", "mulla",
		"maulavi", "mawlawi", "moulavi", "maulana", "mawlana", "molla", "qari", "kari", "qazi", "mufti", "ustad", "ustaz", "sayyid",
		"sayyed", "sayed", "seyed", "seyyed", "syed", "akhund", "amir", "emir", "agha", "pandit", "shri", "sri", "smt", "begum",
		"prince", "princess", "lord", "lady", "earl", "duke", "duchess", "count", "countess", "viscount", "viscountess", "marquess",
		"marquis", "marchioness", "baron", "baroness", "bishop", "pastor", "father", "rabbi", "saint", "general", "gen", "colonel", "col",
		"captain", "major", "maj", "admiral", "brother", "sister", "mother", "aunt", "uncle", "adm", "don", "dona", "fr":
		return true
	}
	return false
}

// isTitle reports forms of address and ranks that are dropped in front.
func isTitle(t string) bool {
	switch t {
	case "mr", "mrs", "ms", "miss", "mx", "sr", "dr", "prof", "professor", "sir", "dame", "hon", "honourable", "honorable",
		"herr", "frau", "dipl", "mme", "mlle", "monsieur", "madame", "sra", "srta", "signora", "dott",
		"rev", "revd", "reverend", "capt", "lt", "lieutenant", "sgt", "sergeant", "cpl", "cmdr", "commander":
		return true
	}
	return false
}

// isDegree reports degrees, orders and ranks of nobility that are dropped behind.
func isDegree(t string) bool {
	switch t {
	case "phd", "md", "dds", "esq", "esquire", "cpa", "rn", "mba", "msc", "bsc", "obe", "mbe", "cbe", "kbe", "kcb", "kcmg", "dphil", "llb", "llm",
		"baronet", "bart", "bt", "1st", "5th", "6th", "7th", "8th", "9th", "10th", "11th", "12th", "13th", "dr":
		return true
	}
	return false
}

// canonicalSuffix knows the suffixes that tell generations apart. A lone "i" or
// "v" is left out: it is far more often an initial.
func canonicalSuffix(t string) string {
	switch t {
	case "jr", "junior", "jnr", "filho", "hijo":
		return "jr"
	case "sr", "senior", "snr":
		return "sr"
	case "ii", "2nd":
		return "ii"
	case "iii", "3rd":
		return "iii"
	case "iv", "4th":
		return "iv"
	}
	return ""
}

// lineage knows the suffixes that are surnames as well: grandson and nephew in
// Portuguese, father in Spanish. They count as suffixes behind a surname only.
func lineage(t string) string {
	switch t {
	case "neto", "neta":
		return "neto"
	case "sobrinho", "sobrinha":
		return "sobrinho"
	case "bisneto":
		return "bisneto"
	case "padre":
		return "sr"
	}
	return ""
}

// isBlank reports what forms hold where nothing is known, as the whole of a part.
func isBlank(part string) bool {
	switch part {
	case "n a", "none", "null", "not available", "not applicable", "not provided", "not given", "no name", "no first name", "no last name",
		"no given name", "no surname", "sin nombre", "sin apellido", "sin apellidos", "sem nome", "sans nom", "sans prenom",
		"unbekannt", "inconnu", "desconocido", "desconhecido", "anonymous":
		return true
	}
	return false
}

// abbreviates reports the written abbreviations of given names, as on Mexican,
// Bangladeshi and older English records.
func abbreviates(short, long string) bool {
	switch short {
	case "ma":
		return long == "maria"
	case "md", "mohd", "muhd", "mhd":
		return long == "mohammed" || variants.SameGiven(long, "mohammed")
	case "fco":
		return long == "francisco"
	case "gpe":
		return long == "guadalupe"
	case "wm":
		return long == "william"
	case "chas":
		return long == "charles"
	case "geo":
		return long == "george"
	case "thos":
		return long == "thomas"
	case "jas":
		return long == "james"
	case "robt":
		return long == "robert"
	case "st":
		return long == "saint"
	case "ste":
		return long == "sainte"
	}
	return false
}
