package birthdate

import (
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
)

// context is what reading depends on besides the text.
type context struct {
	now   time.Time
	order order
}

// value is what a text says: one date, or the few it may mean.
type value struct {
	form  string // the form it was in, for the explanation
	dates [maxReadings]Date
	n     int
	// likely is how many of the dates, from the first, are meant in earnest; the
	// others are kept because the other side may show that they were meant.
	likely int
	// orders is set when the dates differ in which number is the day: agreement
	// with one of them is half an answer only.
	orders bool
	// What had to be assumed to get here: a century, and an order by custom.
	century, custom bool
	why             claims.Reason // why it cannot be used; DateOutOfRange keeps the dates
}

// maxReadings is two orders times two centuries.
const maxReadings = 4

func unreadable(why claims.Reason) value { return value{why: why} }

// builder collects the readings of a text.
type builder struct {
	value

	ctx context
	out [maxReadings]Date // readings nobody can have been born on
	nOut,
	nLikely int
}

// add takes one more reading. Those that the calendar doesn't have are dropped:
// 25/12/1990 is one date in whatever order.
func (b *builder) add(d Date, likely bool) {
	switch {
	case !inCalendar(d):
	case !inRange(d, b.ctx.now):
		if b.nOut < maxReadings {
			b.out[b.nOut] = d
			b.nOut++
		}
	case b.n == maxReadings:
	default:
		if slices.Contains(b.dates[:b.n], d) {
			return
		}
		// The likely ones first.
		i := b.n
		if likely {
			copy(b.dates[b.nLikely+1:], b.dates[b.nLikely:b.n])
			i = b.nLikely
			b.nLikely++
		}
		b.dates[i] = d
		b.n++
	}
}

// addYear adds a date whose year is written with two or four digits. Two digits
// name the last such year that is not after the present (ICAO 9303-3, 4.8 has
// two digits and leaves the century to the reader; a birth is past), or, less
// likely, the one a century before. Without a present both count the same.
func (b *builder) addYear(year string, month, day int) {
	y := number(year)
	if len(year) == 4 {
		b.add(Date{y, month, day}, true)
		return
	}
	b.century = true
	if b.ctx.now.IsZero() {
		b.add(Date{1900 + y, month, day}, true)
		b.add(Date{2000 + y, month, day}, true)
		return
	}
	last := b.ctx.now.UTC().Year() / 100 * 100
	latest := Date{last + y, month, day}
	if inCalendar(latest) && !inRange(latest, b.ctx.now) {
		latest.Year -= 100
	}
	b.add(latest, true)
	b.add(Date{latest.Year - 100, month, day}, !inCalendar(latest))
}

// done returns what was read under the name of its form.
func (b *builder) done(form string) value {
	v := b.value
	v.form, v.likely = form, b.nLikely
	v.orders = b.orders && v.disordered()
	switch {
	case v.n > 0:
		if v.likely == 0 {
			v.likely = v.n
		}
	case b.nOut > 0:
		v.dates, v.n, v.likely, v.why = b.out, b.nOut, b.nOut, claims.DateOutOfRange
	default:
		v.why = claims.NoSuchDate
	}
	return v
}

// disordered reports two readings of one year: the orders that were tried both
// gave a date.
func (v *value) disordered() bool {
	for i, d := range v.dates[:v.n] {
		for _, e := range v.dates[i+1 : v.n] {
			if d.Year == e.Year {
				return true
			}
		}
	}
	return false
}

// inOrder adds a date given by two numbers and a year in the order that custom
// suggests. The other order is taken when the first makes no date, and both
// when there is no custom to go by.
func (b *builder) inOrder(first, second int, year string, o order) {
	dmy := func() { b.addYear(year, second, first) }
	mdy := func() { b.addYear(year, first, second) }
	possible := first != second && first <= 12 && second <= 12
	b.custom = possible && o != anyOrder
	switch {
	case possible && o == anyOrder:
		b.orders = true
		dmy()
		mdy()
	case second > 12, possible && o == monthFirst:
		mdy()
	default:
		dmy()
	}
}
