package birthdate

import "time"

// MaxReadings is how many dates one text can mean.
const MaxReadings = maxReadings

// Readings appends every date that a text may mean, as Compare would consider
// them, and nothing when it cannot be read: 05/04/1990 is a day in April and one
// in May. Dates of which a part is missing are among them.
func Readings(to []Date, s string, now time.Time) []Date {
	v := read(s, context{now: now})
	if v.why != "" {
		return to
	}
	return append(to, v.dates[:v.n]...)
}
