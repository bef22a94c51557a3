package birthdate

import (
	"strconv"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

// readNumber reads a text of nothing but digits, with a sign perhaps. With a sign
// it is an instant before 1970, however short: no date has one.
func readNumber(s string, c context) value {
	digits := strings.TrimPrefix(s, "-")
	b := builder{ctx: c}
	switch n := len(digits); {
	case s != digits && n <= maxEpochDigits:
		return readEpoch(s, n, c)
	case n == 4:
		b.add(Date{Year: number(digits)}, true)
		return b.done("YYYY")
	case n == 6:
		b.addYear(s[:2], number(s[2:4]), number(s[4:]))
		return b.done("YYMMDD")
	case n == 8:
		return readEight(s, c)
	case n == 14:
		return readNumber(s[:8], c) // YYYYMMDDhhmmss
	case n >= 9 && n <= maxEpochDigits:
		return readEpoch(s, n, c)
	}
	return unreadable(claims.UnknownFormat)
}

// readEight reads YYYYMMDD, and where that is no date a year at the end, as the
// barcodes of US driving licences have it (AAMVA DL/ID card design standard,
// D.12.5: MMDDCCYY in the United States, CCYYMMDD in Canada). No eight digits
// are a date in both ways: read as MMDD, a year of our time has no month.
func readEight(s string, c context) value {
	b := builder{ctx: c}
	b.add(Date{number(s[:4]), number(s[4:6]), number(s[6:])}, true)
	if v := b.done("YYYYMMDD"); v.why == "" {
		return v
	}
	tail := builder{ctx: c}
	tail.inOrder(number(s[:2]), number(s[2:4]), s[4:], c.order)
	if v := tail.done("eight digits, year last"); v.why == "" {
		return v
	}
	return b.done("YYYYMMDD")
}

// maxEpochDigits is the most digits an instant has; in milliseconds so many last
// until the year 5138.
const maxEpochDigits = 14

// secondsDigits is the most digits a birth date in epoch seconds has; as
// milliseconds so few digits lie within four months of 1970.
const secondsDigits = 10

// readEpoch reads an instant since 1970 and takes its date in UTC. Eleven
// digits and more are milliseconds, as seconds they would lie after 2286. Fewer
// are seconds most likely, and milliseconds if the other side says so.
func readEpoch(s string, digits int, c context) value {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return unreadable(claims.UnknownFormat)
	}
	b := builder{ctx: c}
	if digits > secondsDigits {
		b.add(FromMillis(n), true)
		return b.done("epoch milliseconds")
	}
	b.add(FromMillis(n*1000), true)
	b.add(FromMillis(n), false)
	return b.done("epoch seconds or milliseconds")
}

// readFiller reads the six characters of a machine-readable zone in which
// unknown parts are filled up (ICAO 9303-3, 4.8: "85<<<<", "8505<<").
func readFiller(s string, c context) value {
	if len(s) != 6 {
		return unreadable(claims.UnknownFormat)
	}
	known := strings.TrimRight(s, "<")
	if !isDigits(known) || len(known)%2 != 0 {
		return unreadable(claims.UnknownFormat)
	}
	b := builder{ctx: c}
	month := 0
	if len(known) == 4 {
		month = number(known[2:])
		if month == 0 {
			return unreadable(claims.NoSuchDate)
		}
	}
	b.addYear(known[:2], month, 0)
	return b.done("YYMMDD")
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// number converts digits already checked; at most eight of them arrive here.
func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
