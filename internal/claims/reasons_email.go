package claims

// E-mail addresses and custom claims.
const (
	MailboxDiffers  Reason = "mailbox_differs"
	DomainDiffers   Reason = "domain_differs"
	PlusTagDiffers  Reason = "plus_tag_differs"
	PossibleTypo    Reason = "possible_typo"
	NotAnEmail      Reason = "not_an_email"
	Homoglyph       Reason = "homoglyph"
	TextDiffers     Reason = "text_differs"
	DigitsDiffer    Reason = "digits_differ"
	DigitsMissing   Reason = "digits_missing"
	WordOrderDiffer Reason = "word_order_differs"
)

var emailReasons = [...]ReasonText{
	{MailboxDiffers, "The part before the @ differs."},
	{DomainDiffers, "The e-mail domains differ."},
	{PlusTagDiffers, "The addresses differ only in the tag after a plus sign."},
	{PossibleTypo, "The addresses differ in a single character."},
	{NotAnEmail, "A value is not an e-mail address."},
	{Homoglyph, "The domains look alike but are spelt with letters of different scripts."},
	{TextDiffers, "The values differ."},
	{DigitsDiffer, "The digits differ."},
	{DigitsMissing, "A value has no digits."},
	{WordOrderDiffer, "The words agree in a different order."},
}
