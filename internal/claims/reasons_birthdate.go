package claims

// Dates of birth.
const (
	DateDiffers      Reason = "date_differs"
	DayMonthSwapped  Reason = "day_month_swapped"
	DigitMisread     Reason = "digit_misread"
	DigitsTransposed Reason = "digits_transposed"
	OneDigitDiffers  Reason = "one_digit_differs"
	CenturyDiffers   Reason = "century_differs"
	PlaceholderDate  Reason = "placeholder_date"
	YearDiffers      Reason = "year_differs"
	MonthDiffers     Reason = "month_differs"
	DayDiffers       Reason = "day_differs"
	PartialDate      Reason = "partial_date"
	AmbiguousDate    Reason = "ambiguous_date"
	CenturyAssumed   Reason = "century_assumed"
	DateOrderAssumed Reason = "date_order_assumed"
	UnknownFormat    Reason = "unknown_date_format"
	NoSuchDate       Reason = "no_such_date"
	DateOutOfRange   Reason = "date_out_of_range"
)

var birthdateReasons = [...]ReasonText{
	{DateDiffers, "The dates differ."},
	{DayMonthSwapped, "The dates agree once day and month are swapped."},
	{DigitMisread, "The dates differ in one digit, and the two digits look alike in print."},
	{DigitsTransposed, "The dates agree once two neighbouring digits are swapped."},
	{OneDigitDiffers, "The dates differ in one digit."},
	{CenturyDiffers, "The dates are exactly a hundred years apart, or two hundred."},
	{PlaceholderDate, "The years agree, and one side says 1 January, which often stands for an unknown day."},
	{YearDiffers, "Only the year differs."},
	{MonthDiffers, "Only the month differs."},
	{DayDiffers, "Only the day differs."},
	{PartialDate, "A side has only part of the date, and that part agrees."},
	{AmbiguousDate, "A date can be read in more than one way."},
	{CenturyAssumed, "A year had two digits; it was taken to be the last such year that is past, or the other side's."},
	{DateOrderAssumed, "A date could be day first or month first; the custom of that side's locale or country decided."},
	{UnknownFormat, "A date is in no accepted form."},
	{NoSuchDate, "A date does not exist in the calendar."},
	{DateOutOfRange, "A date is in the future or longer ago than a person lives."},
}
