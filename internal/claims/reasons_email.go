package claims

// E-mail addresses and custom claims.
const (
	MailboxDiffers  Reason = "mailbox_differs"
	DomainDiffers   Reason = "domain_differs"
	SameMailbox     Reason = "same_mailbox"
	PlusTagDiffers  Reason = "plus_tag_differs"
	PossibleTypo    Reason = "possible_typo"
	NotAnEmail      Reason = "not_an_email"
	Homoglyph       Reason = "homoglyph"
	TextDiffers     Reason = "text_differs"
	DigitsDiffer    Reason = "digits_differ"
	LeadingZeros    Reason = "leading_zeros_differ"
	DigitsMissing   Reason = "digits_missing"
	WordsMissing    Reason = "words_missing"
	WordOrderDiffer Reason = "word_order_differs"
)

var emailReasons = [...]ReasonText{
	{MailboxDiffers, "The part before the @ differs."},
	{DomainDiffers, "The e-mail domains differ."},
	{SameMailbox, "The addresses are spelt differently, but their host delivers both to one mailbox."},
	{PlusTagDiffers, "The addresses differ only in the tag after a plus sign."},
	{PossibleTypo, "The values differ in a single character, or in two neighbours that changed places."},
	{NotAnEmail, "A value is not an e-mail address."},
	{Homoglyph, "The addresses look alike but are spelt with other letters, as in an attempt to deceive."},
	{TextDiffers, "The values differ."},
	{DigitsDiffer, "The digits differ."},
	{LeadingZeros, "The digits agree but for zeros at the start, which spreadsheets drop."},
	{DigitsMissing, "A value has no digits."},
	{WordsMissing, "One side has words that the other leaves out."},
	{WordOrderDiffer, "The words agree in a different order."},
}
