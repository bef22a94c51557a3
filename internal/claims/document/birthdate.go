package document

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// birthNumber returns a birth date given as a JSON number as the text that the
// comparison reads. A number is seconds or milliseconds since 1970, negative
// before, however few its digits are: unlike a text it is nothing that somebody
// typed. Only a day written as YYYYMMDD and a year stay what they are. why says
// what else the number is.
func birthNumber(v value) (text, why string) {
	n, why := wholeNumber(v)
	switch {
	case why != "":
		return "", why
	case n < 0 || isDay(n) || isYear(n):
		return strconv.FormatInt(n, 10), ""
	}
	// Ten digits can be nothing but an instant; fewer could be a date.
	return fmt.Sprintf("%010d", n), ""
}

// latestInstant is the number of most digits that is read as an instant, in
// milliseconds the year 5138.
const latestInstant = 1e14 - 1

// wholeNumber returns the number, also one written as 1.5e9.
func wholeNumber(v value) (n int64, why string) {
	const notWhole = "a number, but not a whole one; it takes seconds or milliseconds since 1970"
	const tooLarge = "a number too large for a time in seconds or milliseconds since 1970"
	if n, err := strconv.ParseInt(string(v), 10, 64); err == nil {
		if n < -latestInstant || n > latestInstant {
			return 0, tooLarge
		}
		return n, ""
	}
	f, err := strconv.ParseFloat(string(v), 64)
	switch {
	case err != nil || math.Abs(f) > latestInstant:
		return 0, tooLarge
	case f != math.Trunc(f):
		return 0, notWhole
	}
	return int64(f), ""
}

// isDay reports a day of our time written as YYYYMMDD.
func isDay(n int64) bool {
	_, err := time.Parse("20060102", strconv.FormatInt(n, 10))
	return err == nil && isYear(n/10000)
}

// isYear reports a year somebody alive may have been born in, or will be for
// long; as seconds, all of them lie in the first hour of 1970.
func isYear(n int64) bool { return n >= 1850 && n < 2200 }
