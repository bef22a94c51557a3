package birthdate

import "github.com/incodectl/incodectl/internal/claims"

// Scores of what is not plainly equal. Each slip has its own, in the order of
// how seldom it turns one stranger's date into another's: of all dates one has
// day and month swapped, a few dozen differ in one digit, and as many as there
// are years share day and month.
const (
	scoreUnlikely   = 0.95 // equal in the less likely century or unit of time
	scoreBothOrders = 0.9  // both sides are open in the same two ways
	scoreOneOrder   = 0.82 // equal in one of the orders it may be meant in
	scoreSwapped    = 0.8
	scoreCentury    = 0.78
	scoreMisread    = 0.76
	scoreTransposed = 0.74
	scoreDigit      = 0.7
	scoreYearMonth  = 0.65 // partial: year and month agree
	scoreMonthDay   = 0.63 // partial: month and day agree
	scoreDefault    = 0.6
	scorePartial    = 0.56 // partial: one part agrees
	scoreMonth      = 0.54
	scoreDay        = 0.52
	scoreYear       = 0.5
	scoreTwoDigits  = 0.3 // a mismatch, yet only two digits differ
	scoreSameYear   = 0.2 // a mismatch in the same year
)

// relate compares two dates of the calendar: 1 when they are equal, else the
// score of the slip that makes one of the other.
func relate(a, b Date) (float64, [2]claims.Reason) {
	switch {
	case a == b && !a.Partial():
		return 1, [2]claims.Reason{}
	case a.Partial() || b.Partial():
		return relatePartial(a, b)
	case a.Year == b.Year && a.Month == b.Day && a.Day == b.Month:
		return scoreSwapped, [2]claims.Reason{claims.DayMonthSwapped}
	}
	part, fallback := onlyPart(a, b)
	if part == claims.YearDiffers && (a.Year-b.Year)%100 == 0 {
		return scoreCentury, [2]claims.Reason{claims.CenturyDiffers}
	}
	digits := differing(a, b)
	switch {
	case digits.n == 1 && alike(digits.a[0], digits.b[0]):
		return scoreMisread, [2]claims.Reason{claims.DigitMisread, part}
	case digits.transposed():
		return scoreTransposed, [2]claims.Reason{claims.DigitsTransposed, part}
	case digits.n == 1:
		return scoreDigit, [2]claims.Reason{claims.OneDigitDiffers, part}
	case a.Year == b.Year && (isDefault(a) || isDefault(b)):
		return scoreDefault, [2]claims.Reason{claims.PlaceholderDate}
	case part != "":
		return fallback, [2]claims.Reason{part}
	case digits.n == 2:
		return scoreTwoDigits, [2]claims.Reason{claims.DateDiffers}
	case a.Year == b.Year:
		return scoreSameYear, [2]claims.Reason{claims.DateDiffers}
	}
	return 0, [2]claims.Reason{claims.DateDiffers}
}

// relatePartial compares what both sides know.
func relatePartial(a, b Date) (float64, [2]claims.Reason) {
	known := 0
	for _, p := range [...][2]int{{a.Year, b.Year}, {a.Month, b.Month}, {a.Day, b.Day}} {
		switch {
		case p[0] == 0 || p[1] == 0:
		case p[0] != p[1]:
			return 0, [2]claims.Reason{claims.DateDiffers}
		default:
			known++
		}
	}
	why := [2]claims.Reason{claims.PartialDate}
	switch {
	case known == 0:
		return 0, why
	case known == 1:
		return scorePartial, why
	case a.Year == 0 || b.Year == 0:
		return scoreMonthDay, why
	}
	return scoreYearMonth, why
}

// onlyPart returns the one part in which the dates differ, and the score for it.
func onlyPart(a, b Date) (claims.Reason, float64) {
	year, month, day := a.Year != b.Year, a.Month != b.Month, a.Day != b.Day
	switch {
	case year && !month && !day:
		return claims.YearDiffers, scoreYear
	case month && !year && !day:
		return claims.MonthDiffers, scoreMonth
	case day && !year && !month:
		return claims.DayDiffers, scoreDay
	}
	return "", 0
}

// isDefault reports 1 January, which offices and programs fill in for a day
// that is not known.
func isDefault(d Date) bool { return d.Month == 1 && d.Day == 1 }

// difference lists the digits of YYYYMMDD that differ, and where.
type difference struct {
	n    int
	at   [8]int
	a, b [8]byte
}

func differing(a, b Date) difference {
	var x, y [8]byte
	for i, d := range [...]Date{a, b} {
		out := &x
		if i == 1 {
			out = &y
		}
		digitsOf(digitsOf(digitsOf(out[:0], d.Year, 4), d.Month, 2), d.Day, 2)
	}
	var d difference
	for i := range x {
		if x[i] != y[i] {
			d.at[d.n], d.a[d.n], d.b[d.n] = i, x[i], y[i]
			d.n++
		}
	}
	return d
}

// transposed reports two neighbouring digits of one part that changed places.
// Parts are written in any order, so digits of two parts are no neighbours.
func (d *difference) transposed() bool {
	return d.n == 2 && d.at[1] == d.at[0]+1 && d.a[0] == d.b[1] && d.a[1] == d.b[0] &&
		(d.at[1] <= 3 || d.at[1]%2 == 1)
}

// alike reports digits that are taken for each other when print is read: they
// differ in one stroke or in whether a bowl is closed.
func alike(a, b byte) bool {
	switch string([]byte{min(a, b), max(a, b)}) {
	case "06", "08", "09", "17", "27", "38", "49", "56", "58", "68", "89":
		return true
	}
	return false
}
