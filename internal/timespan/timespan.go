// Package timespan reads and writes how long something lasts, as people set it:
// 90m, 24h, 7d, 2w, 1d12h.
package timespan

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

// The units that Go's own durations lack. A day is 24 hours, whatever a
// calendar says: a span must not depend on where and when it is read.
const (
	day  = 24 * time.Hour
	week = 7 * day
)

// units from the longest to the shortest, which is also the only order in
// which they may be written.
var units = [...]struct {
	name string
	span time.Duration
}{{"w", week}, {"d", day}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}, {"ms", time.Millisecond}}

// Parse reads a span of one or more numbers with their units, each unit at most
// once and the longest first: weeks (w), days (d), hours (h), minutes (m),
// seconds (s), milliseconds (ms). Numbers may have a decimal point; "0" needs
// no unit. A span is never negative. Errors are fault.Usage.
func Parse(s string) (time.Duration, error) {
	rest := strings.ToLower(strings.TrimSpace(s))
	switch rest {
	case "":
		return 0, noSpan(s)
	case "0":
		return 0, nil
	}
	total, next := 0.0, 0 // next is the first unit that may still come
	for rest != "" {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789."))
		n, err := strconv.ParseFloat(rest[:digits], 64)
		rest = rest[digits:]
		word := rest[:len(rest)-len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyz"))]
		rest = rest[len(word):]
		for next < len(units) && units[next].name != word {
			next++
		}
		if err != nil || next == len(units) {
			return 0, noSpan(s)
		}
		total += n * float64(units[next].span)
		next++
	}
	// The largest duration is no float64; the next lower float64 is the bound.
	if total >= math.MaxInt64 {
		return 0, fault.New(fault.Usage, "%q is longer than anything can last here (292 years)", s)
	}
	return time.Duration(math.Round(total)), nil
}

func noSpan(s string) error {
	return fault.New(fault.Usage, "%q is no span of time", s).
		WithHint("write a number and its unit, like 90m, 24h, 7d, 2w or 1d12h")
}

// String writes a span as Parse reads it, in days and shorter units: 168 hours
// are "7d", 36 hours "1d12h". What is below a millisecond is left out.
func String(d time.Duration) string {
	var b strings.Builder
	for _, u := range units[1:] {
		if n := d / u.span; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10) + u.name)
			d -= n * u.span
		}
	}
	if b.Len() == 0 {
		return "0s"
	}
	return b.String()
}
