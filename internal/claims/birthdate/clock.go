package birthdate

import "strings"

// withoutTime cuts off the time of day that follows a date, and of a generalized
// time (RFC 4517, 3.3.13: 19900501000000Z) all but the date. A text that ends in
// anything else is left as it is.
func withoutTime(s string) string {
	if len(s) > 14 && isDigits(s[:14]) && isZone(strings.TrimLeft(s[14:], ".,0")) {
		return s[:8]
	}
	for i := 1; i+3 < len(s); i++ {
		if !strings.ContainsRune(" Tt,", rune(s[i])) || !isDigit(s[i+1]) {
			continue
		}
		if isTime(s[i+1:], s[i]|0x20 == 't') {
			return strings.TrimRight(s[:i], " ,")
		}
	}
	return s
}

// isTime reports hh:mm, with seconds, fraction, AM or PM and a zone perhaps; or,
// if it may be basic, hhmmss with a zone (ISO 8601).
func isTime(s string, basic bool) bool {
	hour, rest := leading(s)
	if basic && len(hour) == 6 && inClock(hour[:2], hour[2:4], hour[4:]) {
		return isZone(rest)
	}
	minute, seconds := "", "0"
	if !strings.HasPrefix(rest, ":") {
		return false
	}
	minute, rest = leading(rest[1:])
	if strings.HasPrefix(rest, ":") {
		seconds, rest = leading(rest[1:])
	}
	if len(minute) != 2 || !inClock(hour, minute, seconds) {
		return false
	}
	if rest != "" && (rest[0] == '.' || rest[0] == ',') {
		fraction, after := leading(rest[1:])
		if fraction == "" {
			return false
		}
		rest = after
	}
	rest = strings.TrimLeft(rest, " ")
	if len(rest) >= 2 && (strings.EqualFold(rest[:2], "am") || strings.EqualFold(rest[:2], "pm")) {
		rest = strings.TrimLeft(rest[2:], " ")
	}
	return isZone(rest)
}

// isZone reports nothing, Z, UTC, GMT, +hh, +hhmm or +hh:mm.
func isZone(s string) bool {
	switch strings.ToUpper(s) {
	case "", "Z", "UTC", "GMT":
		return true
	}
	if s[0] != '+' && s[0] != '-' {
		return false
	}
	s = s[1:]
	if len(s) == 5 && s[2] == ':' {
		return isDigits(s[:2]) && isDigits(s[3:])
	}
	return (len(s) == 2 || len(s) == 4) && isDigits(s)
}

// inClock bounds hours, minutes and seconds; a leap second is 60.
func inClock(h, m, s string) bool {
	return h != "" && len(h) <= 2 && len(s) <= 2 && s != "" && number(h) <= 24 && number(m) <= 59 && number(s) <= 60
}

// leading splits off the digits at the start.
func leading(s string) (digits, rest string) {
	i := 0
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return s[:i], s[i:]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
