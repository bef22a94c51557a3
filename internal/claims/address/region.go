package address

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// The first-level subdivisions of countries whose addresses name them: codes
// of ISO 3166-2 and the names and older abbreviations in use.
//
//go:embed regions.txt
var regionList string

// regionRef is a subdivision: country and code, as in {"US", "ca"}.
type regionRef struct{ country, code string }

var regions = sync.OnceValue(func() map[string][]regionRef {
	m := make(map[string][]regionRef, 700)
	for line := range strings.Lines(regionList) {
		country, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		code := ""
		for _, f := range splitRegions(rest) {
			c, names, _ := strings.Cut(f, "=")
			code = c
			ref := regionRef{country, code}
			m[code] = append(m[code], ref)
			for n := range strings.SplitSeq(names, ",") {
				m[n] = append(m[n], ref)
			}
		}
	}
	return m
})

// splitRegions cuts "al=alabama nh=new hampshire" before each code.
func splitRegions(s string) []string {
	var out []string
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '=' {
			continue
		}
		if j := strings.LastIndexByte(s[:i], ' '); j > start {
			out = append(out, s[start:j])
			start = j + 1
		}
	}
	return append(out, s[start:])
}

// region is what an address says of its region.
type region struct {
	raw  string
	refs []regionRef // what it may stand for
}

// newRegion looks a folded region up; country narrows what it may stand for.
func newRegion(raw, country string) region {
	raw = strings.TrimPrefix(raw, "the ")
	r := region{raw: raw, refs: regions()[raw]}
	if len(r.refs) == 0 && len(raw) > 3 && raw[2] == ' ' { // "us ca" of an ISO code
		if refs := regions()[raw[3:]]; inCountry(refs, strings.ToUpper(raw[:2])) {
			r.refs, country = refs, strings.ToUpper(raw[:2])
		}
	}
	if country == "" || !inCountry(r.refs, country) {
		return r
	}
	kept := make([]regionRef, 0, 1)
	for _, ref := range r.refs {
		if ref.country == country {
			kept = append(kept, ref)
		}
	}
	r.refs = kept
	return r
}

func inCountry(refs []regionRef, country string) bool {
	for _, r := range refs {
		if r.country == country {
			return true
		}
	}
	return false
}

// canonical is the code where the region is known, else its words.
func (r region) canonical() string {
	if len(r.refs) == 1 {
		return r.refs[0].code
	}
	return r.raw
}

// compare returns how alike two regions are; known is false when one of them
// is no region of the list, so that a difference may be one of language.
func (r region) compare(o region) (sim float64, method string, known bool) {
	known = len(r.refs) > 0 && len(o.refs) > 0
	switch {
	case r.raw == o.raw:
		return 1, methodEqual, true
	case sharesRegion(r.refs, o.refs):
		return 1, methodCode, true
	case readAlike(r.raw, o.raw):
		return 0.95, methodReadAlike, true
	case known:
		return 0, methodDiffers, true
	}
	s, m := wordSim(r.raw, o.raw)
	return s, m, false
}

func sharesRegion(a, b []regionRef) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}
