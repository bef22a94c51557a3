package evidence

import "github.com/incodectl/incodectl/internal/claims"

// How the weights came about. For strangers the chance of agreement is known or
// counted: a birth date is one of some 16,000 (45 years), so an equal one is worth
// log2(0.95 x 16,000) = 14 bits; names are as common as census lists have them; a
// large part of a country may live in one town. How often two records of one
// person disagree, and with which slips, was estimated on labelled records, one
// set of weights for all of them, in whole bits, on the condition that better
// agreement never weighs less. That names and dates which agree seem to be worth
// little there is left out: strangers were picked for having them in common.
// What the weights reach is printed by
//
//	go test ./internal/claims/pair -run TestLabelledPairs -v
//
// and stays about the same when single weights are moved by a bit or two.

const (
	review   = claims.Review
	mismatch = claims.Mismatch
)

// From the weight of a name that agrees its commonness is taken off, see
// commonness.
var nameRows = [...]Row{
	{claims.Name, Match, 0.85, 1, 13, 13, "", "The names agree; how much that says depends on how common the name is."},
	{claims.Name, Similar, 0.7, 0.85, 12, 13, "", "The names agree but for a slip or a short form."},
	{claims.Name, Level(claims.SurnameChanged), 0.5, 0.85, 1, 1, review, "The given names agree, the family names do not: another person, or a marriage."},
	{claims.Name, Level(claims.SingleName), 0.5, 0.85, 6, 7, "", "What there is of the names agrees, but one side has a single name."},
	{claims.Name, Level(claims.SingleName), 0.85, 1, 7, 8, "", "The names agree, but are single names."},
	{claims.Name, TitleOnly, 0, 1, 0, 0, review, "One side has a title where the name should be."},
	{claims.Name, Doubtful, 0.5, 0.6, -2, 1, review, "Part of the name agrees, another part hardly does."},
	{claims.Name, Doubtful, 0.6, 0.7, 1, 12, review, "Part of the name agrees, another part only roughly."},
	{claims.Name, Mismatch, 0, 0.25, -10, -10, review, "The names differ; records of one person rarely do."},
	{claims.Name, Mismatch, 0.25, 0.5, -10, -3, review, "The names differ for the most part."},
	{claims.Name, Level(claims.SuffixDiffers), 0, 0.5, -10, -10, mismatch, "The suffixes contradict each other, as with father and son."},
}

var birthdateRows = [...]Row{
	{claims.Birthdate, Equal, 0.85, 1, 10, 14, "", "The dates agree; one stranger in 16,000 was born on the same day."},
	{claims.Birthdate, NewYear, 0.85, 1, 8, 8, "", "The dates agree on 1 January, which often stands for a day nobody knows."},
	{claims.Birthdate, SameText, 0, 1, 6, 6, "", "Neither side is a date that can be, but both say the same."},
	{claims.Birthdate, Level(claims.AmbiguousDate), 0.5, 0.85, 10, 10, "", "The dates agree in one of the orders they may be meant in."},
	{claims.Birthdate, Level(claims.DayMonthSwapped), 0.5, 0.85, 7, 7, "", "Day and month are swapped: a common slip, and a rare accident."},
	{claims.Birthdate, Level(claims.PartialDate), 0.5, 0.85, 4, 9, "", "As much of the date as both sides have agrees."},
	{claims.Birthdate, Level(claims.DigitMisread), 0.5, 0.85, 7, 7, "", "One digit is misread."},
	{claims.Birthdate, Level(claims.DigitsTransposed), 0.5, 0.85, 6, 6, "", "Two digits changed places."},
	{claims.Birthdate, Level(claims.OneDigitDiffers), 0.5, 0.85, 7, 7, "", "One digit differs."},
	{claims.Birthdate, Typo, 0, 1, 8, 8, "", "One side is no date that can be, and one digit away from the other."},
	{claims.Birthdate, Level(claims.CenturyDiffers), 0.5, 0.85, 4, 4, "", "The dates agree but for the century."},
	{claims.Birthdate, Level(claims.PlaceholderDate), 0.5, 0.85, -5, -5, "", "Only the years agree; one side may not know the day."},
	{claims.Birthdate, Level(claims.DayDiffers), 0.5, 0.85, -2, -2, "", "Only the day differs."},
	{claims.Birthdate, Level(claims.MonthDiffers), 0.5, 0.85, -2, -2, "", "Only the month differs."},
	{claims.Birthdate, Level(claims.YearDiffers), 0.5, 0.85, -4, -4, "", "Only the year differs."},
	{claims.Birthdate, Near, 0.2, 0.5, -8, -8, review, "The dates differ, yet share the year or all but two digits."},
	{claims.Birthdate, TwoDigits, 0, 0.5, 3, 3, review, "Two digits differ, in two parts of the date or in one that cannot be: a slip of the pen, and a rare accident."},
	{claims.Birthdate, Mismatch, 0, 0.2, -11, -11, review, "The dates differ; records of one person rarely do."},
}

// The rows of the verdicts are for those who have no parts; WeighParts adds up
// the others.
var addressRows = [...]Row{
	{claims.Address, Match, 0.85, 1, 9, 11, "", "The addresses agree; the household and the neighbours share them."},
	{claims.Address, Review, 0.5, 0.85, 0, 6, "", "The addresses agree in part."},
	{claims.Address, Mismatch, 0, 0.5, -4, 0, "", "The addresses differ; people move."},
	{claims.Address, "house_number", 0, 1, -4, 5, "", "The house number."},
	{claims.Address, "po_box", 0, 1, -3, 8, "", "The post office box."},
	{claims.Address, "street", 0, 0.5, -7, 0, "", "The street differs."},
	{claims.Address, "street", 0.5, 0.8, 0, 6, "", "The street agrees in part."},
	{claims.Address, "street", 0.8, 1, 6, 7, "", "The street agrees."},
	{claims.Address, "locality", 0, 0.5, -8, 0, "", "The town differs; people move, and towns have several names."},
	{claims.Address, "locality", 0.5, 0.8, 0, 3, "", "The town agrees in part."},
	{claims.Address, "locality", 0.8, 1, 3, 3, "", "The town agrees; many people live in one town."},
	{claims.Address, "region", 0, 1, -1, 4, "", "The region."},
	{claims.Address, "postal_code", 0, 0.2, -6, -2, "", "The postal code differs."},
	{claims.Address, "postal_code", 0.2, 0.6, -2, 6, "", "The postal code is of the same area, or a slip."},
	{claims.Address, "postal_code", 0.6, 0.9, 6, 7, "", "The postal code is of the same sector."},
	{claims.Address, "postal_code", 0.9, 1, 7, 7, "", "The postal code agrees."},
}

var emailRows = [...]Row{
	{claims.Email, Equal, 0.85, 1, 13, 15, "", "The mailbox is the same."},
	{claims.Email, Review, 0.5, 0.85, 11, 11, "", "The mailbox is most likely the same."},
	{claims.Email, SameText, 0, 1, 10, 10, "", "Neither side is an e-mail address, but both say the same."},
	{claims.Email, Typo, 0, 1, 12, 12, "", "A slip in the domain, and hardly one before the @."},
	{claims.Email, MailboxTypo, 0, 1, 7, 7, "", "A slip before the @, or a colleague with a similar name."},
	{claims.Email, SameMailbox, 0, 1, 7, 7, "", "The part before the @ is the same at another host; it is often made from the name."},
	{claims.Email, ShortMailbox, 0, 1, 4, 4, "", "The part before the @ is the same, but as short as initials."},
	{claims.Email, SimilarMailbox, 0, 1, 3, 3, "", "The part before the @ is similar."},
	{claims.Email, MailboxName, 0, 1, 6, 6, "", "The mailbox holds the part of the other side's name that this side lacks."},
	{claims.Email, MailboxInitial, 0, 1, 4, 4, "", "The mailbox has the initials of what the other side's name has more."},
	{claims.Email, MailboxOther, 0, 1, -4, -4, "", "The mailbox is not made from the other side's name, as most are."},
	{claims.Email, Mismatch, 0, 1, -7, -7, "", "The addresses differ; some people have several."},
}

var phoneRows = [...]Row{
	{claims.Phone, Match, 0.85, 1, 10, 12, "", "The numbers agree; a household or an office may share one."},
	{claims.Phone, Review, 0.5, 0.85, 4, 8, "", "The numbers agree in part."},
	{claims.Phone, Mismatch, 0, 0.5, -3, -3, "", "The numbers differ; numbers change."},
}

var identifierRows = [...]Row{
	{Identifier, Match, 0.85, 1, 14, 16, "", "The number is the same; it is given out once."},
	{Identifier, Review, 0.5, 0.85, 4, 8, "", "The number is nearly the same."},
	{Identifier, Mismatch, 0, 0.5, -3, -3, "", "The numbers differ; documents are renewed."},
}

var genderRows = [...]Row{
	{claims.Gender, Match, 0.85, 1, 1, 1, "", "The gender is the same, as it is for half of all strangers."},
	{claims.Gender, Review, 0.5, 0.85, 0, 0, "", "The genders may be the same."},
	{claims.Gender, Mismatch, 0, 0.5, -4, -4, "", "The genders differ."},
}

var nationalityRows = [...]Row{
	{claims.Nationality, Match, 0.85, 1, 1, 1, "", "The nationality is the same, as it is for most colleagues."},
	{claims.Nationality, Review, 0.5, 0.85, 0, 0, "", "The nationalities may be the same."},
	{claims.Nationality, Mismatch, 0, 0.5, -2, -2, "", "The nationalities differ; some people have two."},
}

var placeRows = [...]Row{
	{PlaceOfBirth, Match, 0.85, 1, 5, 5, "", "The places of birth agree; many people are born in one town."},
	{PlaceOfBirth, Review, 0.5, 0.85, 3, 4, "", "The places of birth agree in part."},
	{PlaceOfBirth, Mismatch, 0, 0.5, -5, -5, "", "The places of birth differ; one side may name the county or the country."},
}

var textRows = [...]Row{
	{Text, Match, 0.85, 1, 6, 6, "", "The values agree; what they mean, and how common they are, is not known."},
	{Text, Review, 0.5, 0.85, 2, 4, "", "The values agree in part."},
	{Text, Mismatch, 0, 0.5, -4, -4, "", "The values differ."},
}
