package address

// takeRegion takes the region off the end of the address, or from before its
// postal code.
func (r *reader) takeRegion() {
	end := len(r.toks)
	for end > 0 && r.toks[end-1].used {
		end--
	}
	if end == 0 {
		return
	}
	seg := r.toks[end-1].seg
	first := end - 1
	for first > 0 && r.toks[first-1].seg == seg && !r.toks[first-1].used {
		first--
	}
	coded := end < len(r.toks) // a postal code follows
	var buf [64]byte
	for i := max(first, end-5); i < end; i++ {
		b := buf[:0]
		for k := i; k < end && len(b)+len(r.toks[k].s) < len(buf); k++ {
			if k > i {
				b = append(b, ' ')
			}
			b = append(b, r.toks[k].s...)
		}
		if r.isRegion(i, first, end, string(b), coded) {
			r.parts.region = newRegion(string(b), r.country)
			for k := i; k < end; k++ {
				r.toks[k].used = true
			}
			return
		}
	}
	if t := &r.toks[end-1]; coded && hasDigit(t.s) && len(t.s) == 2 && end > 1 {
		for _, one := range [...]byte{'l', 'i'} {
			if w := lettersFor(t.s, one); inCountry(regions()[w], "US") {
				r.parts.region, t.used = newRegion(w, r.country), true
				return
			}
		}
	}
}

// isRegion decides whether the words from i to end are a region there. A name
// that is a town as well (New York) is one only behind a town.
func (r *reader) isRegion(i, first, end int, name string, coded bool) bool {
	refs := regions()[name]
	inStreet := r.toks[i].seg == r.toks[0].seg
	if len(refs) == 0 {
		return r.country == "IT" && len(name) == 2 && i > first && end-i == 1 && !hasDigit(name)
	}
	if r.country != "" && !inCountry(refs, r.country) {
		return false
	}
	if i == first && i > 0 && r.toks[i-1].used && r.toks[i-1].seg == r.toks[i].seg && hasDigit(r.toks[i-1].s) {
		return false // "28013 Madrid": behind its code stands the town
	}
	code := len(name) <= 4 && end-i == 1
	switch {
	case inStreet && !code, inStreet && end-first < 4:
		return false
	case inStreet:
		return i > first && (coded || r.toks[i].e == nil) && !hasDigit(name)
	case i > first:
		return !code || coded || r.toks[i].e == nil || r.country != ""
	case code:
		return true
	}
	return r.toks[i].seg > r.toks[0].seg+1 && r.townAt(i-1) // a part of its own behind a town
}

// townAt reports whether the part of the address that ends at i can be a town:
// it has a word that is not of a flat.
func (r *reader) townAt(i int) bool {
	for k := i; k >= 0 && r.toks[k].seg == r.toks[i].seg; k-- {
		if t := &r.toks[k]; !t.num && len(t.s) > 1 && !t.is(half|door|floor|story|building) {
			return true
		}
	}
	return false
}
