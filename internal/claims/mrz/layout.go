package mrz

// span is a part of a line, counted from 0, to excluded.
type span struct{ line, from, to int }

// layout says where the fields of a format are. Check digits of document
// number, birth date and expiry date directly follow their field.
type layout struct {
	format       Format
	lines, width int
	issuer       span
	name         span
	number       span
	birth        span
	sex          span
	expiry       span
	nationality  span
	optional     []span
	// optionalCheck has a check digit for the optional data, as only passports do.
	optionalCheck bool
	// composite lists what the composite check digit covers; it is the last
	// character of the second line. Visas have none.
	composite []span
	// overflow says that a long document number goes on in optional[0].
	overflow bool
}

// Positions: parts 4 (TD3), 5 (TD1), 6 (TD2) and 7 (MRV-A, MRV-B), section 4.2
// of each. There they are counted from 1.
func layoutOf(f Format) layout {
	l := layout{format: f, lines: 2, width: 36, issuer: span{0, 2, 5}}
	switch f {
	case TD1:
		return layout{
			format: f, lines: 3, width: 30, overflow: true,
			issuer: span{0, 2, 5}, number: span{0, 5, 14}, name: span{2, 0, 30},
			birth: span{1, 0, 6}, sex: span{1, 7, 8}, expiry: span{1, 8, 14}, nationality: span{1, 15, 18},
			optional:  []span{{0, 15, 30}, {1, 18, 29}},
			composite: []span{{0, 5, 30}, {1, 0, 7}, {1, 8, 15}, {1, 18, 29}},
		}
	case TD3, MRVA:
		l.width = 44
	}
	l.name = span{0, 5, l.width}
	l.number, l.nationality, l.birth = span{1, 0, 9}, span{1, 10, 13}, span{1, 13, 19}
	l.sex, l.expiry = span{1, 20, 21}, span{1, 21, 27}
	switch f {
	case TD3:
		l.optional, l.optionalCheck = []span{{1, 28, 42}}, true
		l.composite = []span{{1, 0, 10}, {1, 13, 20}, {1, 21, 43}}
	case TD2:
		l.optional, l.overflow = []span{{1, 28, 35}}, true
		l.composite = []span{{1, 0, 10}, {1, 13, 20}, {1, 21, 35}}
	default: // visas
		l.optional = []span{{1, 28, l.width}}
	}
	return l
}

// layoutsFor lists the layouts that lines of such lengths may have, the most
// likely first. Passports have code P, visas V, cards A, C or I.
func layoutsFor(lines []string) []layout {
	if len(lines) == 3 {
		return []layout{layoutOf(TD1)}
	}
	first, second := len(lines[0]), len(lines[1])
	switch visa := lines[0][0] == 'V'; {
	case visa && (first > 36 || second > 36):
		return []layout{layoutOf(MRVA)}
	case visa:
		return []layout{layoutOf(MRVB)}
	case second == 44:
		return []layout{layoutOf(TD3)}
	case second == 36:
		return []layout{layoutOf(TD2)}
	case lines[0][0] == 'P':
		return []layout{layoutOf(TD3), layoutOf(TD2)}
	}
	return []layout{layoutOf(TD2), layoutOf(TD3)}
}
