package address

import "slices"

// span is a part of the address: the words from first up to end, separated from
// the others by a line break or comma.
type span struct{ first, end int }

// lines gives each part of the address its role and reads the street.
func (r *reader) lines() {
	var buf [16]span
	spans := r.spans(buf[:0])
	if len(spans) == 0 {
		return
	}
	town := -1 // the last part is the town
	if len(spans) > 1 && r.parts.locality == nil {
		for k := len(spans) - 1; k > 0; k-- {
			if r.hasWord(spans[k]) {
				town = k
				break
			}
		}
		if town >= 0 && !r.wordBefore(spans[:town]) {
			town = -1
		}
	}
	at := r.streetSpan(spans, town)
	p := r.parts
	p.loose = town < 0 && p.locality == nil
	l := line{reader: r, words: make([]string, 0, 2*len(r.toks))}
	if len(spans) == 1 && p.box != "" && spans[0].first > 0 && !r.hasNumber(spans) && p.locality == nil && r.rank(spans[0]) < 2 {
		p.locality = l.collect(spans[0]) // a town behind a box
		return
	}
	l.number, l.before = r.looseNumber(spans, at)
	l.read(spans[at], len(spans) == 1)
	for k, s := range spans {
		switch {
		case k == at:
		case k == town:
			p.locality = l.collect(s)
		case r.doorAlone(s):
		case k > at && l.isFloorOrdinal(l.firstUnused(s.first, s.end)):
			l.place(s.first, s.end)
		case k < at && len(p.name) == 0:
			p.name = l.collect(s)
		default:
			p.place = append(p.place, l.collect(s)...)
		}
	}
}

// doorAlone takes a number that stands in a part of its own behind the street
// as that of a flat.
func (r *reader) doorAlone(s span) bool {
	if r.parts.number == "" || len(r.parts.units) > 0 {
		return false
	}
	for i := s.first; i < s.end; i++ {
		t := &r.toks[i]
		if t.used {
			continue
		}
		if r.alone(s, i) && r.takeFloorDoor(t) {
			return true
		}
		if !hasDigit(t.s) || len(t.s) > 7 || isOrdinal(t.s) || endsLikeFloor(t.s) {
			return false
		}
		n := r.after(i)
		switch {
		case n != nil && n.is(half) && len(n.s) > 2: // 2 Direito
			r.add(unitFloor, unitID(t.s))
			r.add(unitDoor, n.e.half)
		case n != nil && r.alone(s, i) && len(n.s) == 1 && r.parts.kind != "" && floorBeforeDoor(r.parts.kind): // 3 B
			r.add(unitFloor, unitID(t.s))
			r.add(unitDoor, n.s)
		case r.alone(s, i) && n != nil:
			r.add(unitDoor, unitID(t.s+n.s))
		case r.alone(s, i):
			r.add(unitDoor, unitID(t.s))
		default:
			return false
		}
		return true
	}
	return false
}

// spans lists the parts of the address that still have words.
func (r *reader) spans(out []span) []span {
	for i := 0; i < len(r.toks); {
		j, left := i, false
		for ; j < len(r.toks) && r.toks[j].seg == r.toks[i].seg; j++ {
			left = left || !r.toks[j].used
		}
		if left && len(out) < cap(out) {
			out = append(out, span{i, j})
		}
		i = j
	}
	return out
}

func (r *reader) hasWord(s span) bool {
	for _, t := range r.toks[s.first:s.end] {
		if !t.used && !t.num && len(t.s) > 1 {
			return true
		}
	}
	return false
}

func (r *reader) wordBefore(spans []span) bool {
	if slices.ContainsFunc(spans, r.hasWord) {
		return true
	}
	return len(spans) > 0 && r.parts.box != "" || r.hasNumber(spans)
}

func (r *reader) hasNumber(spans []span) bool {
	for _, s := range spans {
		for _, t := range r.toks[s.first:s.end] {
			if t.num && !t.used {
				return true
			}
		}
	}
	return false
}

// streetSpan picks the part that holds the street: the first with a kind of
// street, else the first with a number and words, else the first with words.
func (r *reader) streetSpan(spans []span, town int) int {
	best, rank := 0, 0
	for k, s := range spans {
		if k == town && len(spans) > 1 {
			continue
		}
		if n := r.rank(s); n > rank {
			best, rank = k, n
		}
	}
	return best
}

func (r *reader) rank(s span) int {
	words, kind, number := 0, false, false
	for i := s.first; i < s.end; i++ {
		t := &r.toks[i]
		switch {
		case t.used:
		case t.num && !isOrdinal(t.s):
			number = true
		default:
			if t.is(strong) && (words > 0 || i > s.first && number) || t.is(prefix) && words == 0 && i+1 < s.end && (len(t.s) > 1 || !number) {
				kind = true
			} else if t.e == nil && !kind {
				_, _, kind = dict().suffixKind(t.s)
			}
			if len(t.s) > 1 {
				words++
			}
		}
	}
	switch {
	case words > 0 && kind:
		return 3
	case words > 0 && number:
		return 2
	case words > 0:
		return 1
	}
	return 0
}

// looseNumber finds the house number that stands in a part of its own beside
// the street: "8, Church Gardens" or "Rua Augusta, 1500".
func (r *reader) looseNumber(spans []span, at int) (number string, before bool) {
	for i := spans[at].first; i < spans[at].end; i++ {
		if t := &r.toks[i]; t.num && !t.used && !isOrdinal(t.s) && (i != spans[at].first+1 || !r.toks[i-1].is(prefix)) {
			return "", false
		}
	}
	for _, k := range [...]int{at - 1, at + 1} {
		if k < 0 || k >= len(spans) {
			continue
		}
		for i := spans[k].first; i < spans[k].end; i++ {
			t := &r.toks[i]
			if t.used || t.is(numberSign) {
				t.used = t.used || len(t.s) > 1
				continue
			}
			if t.num && !isOrdinal(t.s) && (k < at || r.alone(spans[k], i) || r.beginsFloorStreet(spans[at]) && r.onlyFloorBehind(i, spans[k])) {
				t.used = true
				return r.houseNumber(i, k < at), k < at
			}
			break
		}
	}
	return "", false
}

// alone reports whether only a letter or bis stands beside the word at i in its
// part.
func (r *reader) alone(s span, i int) bool {
	for k := s.first; k < s.end; k++ {
		if t := &r.toks[k]; k != i && !t.used && (len(t.s) > 1 && !t.is(numberSign) && t.s != "bis") {
			return false
		}
	}
	return true
}
