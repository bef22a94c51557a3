package claims

// Dates of birth.
const (
	DateDiffers     Reason = "date_differs"
	DayMonthSwapped Reason = "day_month_swapped"
	PartialDate     Reason = "partial_date"
	AmbiguousDate   Reason = "ambiguous_date"
	UnknownFormat   Reason = "unknown_date_format"
	NoSuchDate      Reason = "no_such_date"
	DateOutOfRange  Reason = "date_out_of_range"
)

var birthdateReasons = [...]ReasonText{
	{DateDiffers, "The dates differ."},
	{DayMonthSwapped, "The dates agree once day and month are swapped."},
	{PartialDate, "A side has only part of the date, and that part agrees."},
	{AmbiguousDate, "A date can be read in more than one way."},
	{UnknownFormat, "A date is in no accepted form."},
	{NoSuchDate, "A date does not exist in the calendar."},
	{DateOutOfRange, "A date is in the future or longer ago than a person lives."},
}
