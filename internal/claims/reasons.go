package claims

// The reasons. Every comparator and the decision engine explain themselves with
// these words only; Reason.Text says what each means.
const (
	// Presence and readability.
	MissingBoth   Reason = "missing_both"
	Unreadable    Reason = "unreadable"
	ScriptDiffers Reason = "script_differs"
	MixedScript   Reason = "mixed_script"
	ExactRequired Reason = "exact_required"
	BelowMatch    Reason = "below_threshold"
	BelowReview   Reason = "below_review_threshold"

	// Names.
	NothingInCommon     Reason = "nothing_in_common"
	GivenNameDiffers    Reason = "given_name_differs"
	FamilyNameDiffers   Reason = "family_name_differs"
	MiddleNameMissing   Reason = "middle_name_missing"
	MiddleNameDiffers   Reason = "middle_name_differs"
	GivenNameOrder      Reason = "given_name_order"
	InitialOnly         Reason = "initial_only"
	SimilarSpelling     Reason = "similar_spelling"
	SurnameSubset       Reason = "surname_subset"
	PaternalOnly        Reason = "paternal_surname_only"
	MaternalOnly        Reason = "maternal_surname_only"
	SurnamePartlyDiffer Reason = "surname_partly_differs"
	ParticleDiffers     Reason = "particle_differs"
	SpellingFolded      Reason = "spelling_folded"
	JoinedDifferently   Reason = "joined_differently"
	PartsSwapped        Reason = "parts_swapped"
	PartsMoved          Reason = "parts_moved"
	PartsDisagree       Reason = "name_parts_disagree"
	SingleName          Reason = "single_name"
	SuffixDiffers       Reason = "suffix_differs"
	SuffixMissing       Reason = "suffix_missing"
	MRZNameUsed         Reason = "mrz_name_used"

	// Dates of birth.
	DateDiffers     Reason = "date_differs"
	DayMonthSwapped Reason = "day_month_swapped"
	PartialDate     Reason = "partial_date"
	AmbiguousDate   Reason = "ambiguous_date"
	UnknownFormat   Reason = "unknown_date_format"
	NoSuchDate      Reason = "no_such_date"
	DateOutOfRange  Reason = "date_out_of_range"

	// Addresses.
	CountryDiffers    Reason = "country_differs"
	PostalCodeDiffers Reason = "postal_code_differs"
	PostalCodeMissing Reason = "postal_code_missing"
	HouseDiffers      Reason = "house_number_differs"
	HouseMissing      Reason = "house_number_missing"
	UnitDiffers       Reason = "unit_differs"
	UnitMissing       Reason = "unit_missing"
	StreetDiffers     Reason = "street_differs"
	StreetMissing     Reason = "street_missing"
	StreetPartly      Reason = "street_partly_differs"
	LocalityDiffers   Reason = "locality_differs"
	AddressIncomplete Reason = "address_incomplete"

	// Phone numbers.
	NumberDiffers      Reason = "number_differs"
	ExtensionDiffers   Reason = "extension_differs"
	CountryCodeAssumed Reason = "country_code_assumed"
	CountryCodeMissing Reason = "country_code_missing"
	NotAPhoneNumber    Reason = "not_a_phone_number"

	// E-mail addresses.
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

// ReasonText is one entry of the vocabulary.
type ReasonText struct {
	Reason Reason `json:"reason"`
	Text   string `json:"text"`
}

// Reasons returns the whole vocabulary in documentation order.
func Reasons() []ReasonText { return append([]ReasonText(nil), reasonTexts[:]...) }

// Text returns the sentence that explains r, or "" for a word that is not in
// the vocabulary.
func (r Reason) Text() string {
	for _, t := range reasonTexts {
		if t.Reason == r {
			return t.Text
		}
	}
	return ""
}

var reasonTexts = [...]ReasonText{
	{MissingBoth, "Neither the document nor the directory record has this claim."},
	{Unreadable, "A value holds nothing that could be compared."},
	{ScriptDiffers, "The two sides are written in different scripts and cannot be compared letter by letter."},
	{MixedScript, "One word mixes letters of different scripts that look alike."},
	{ExactRequired, "The policy asks for an exact match and the values only agree loosely."},
	{BelowMatch, "The score is below the policy's threshold for a match."},
	{BelowReview, "The score is below the policy's threshold for a review."},

	{NothingInCommon, "The names have no word in common."},
	{GivenNameDiffers, "The given names differ."},
	{FamilyNameDiffers, "The family names differ."},
	{MiddleNameMissing, "One side has further given names that the other leaves out."},
	{MiddleNameDiffers, "The first given names agree, the further ones contradict each other."},
	{GivenNameOrder, "A given name agrees, but it is not the first one on both sides."},
	{InitialOnly, "An initial on one side stands for a name on the other."},
	{SimilarSpelling, "The names differ by one or two letters."},
	{SurnameSubset, "One side has only some of the other's surnames."},
	{PaternalOnly, "The directory has only the first (paternal) of the document's two surnames."},
	{MaternalOnly, "The directory has only the second (maternal) of the document's two surnames."},
	{SurnamePartlyDiffer, "One surname agrees, another contradicts."},
	{ParticleDiffers, "The family names differ only in a particle such as van, de or al."},
	{SpellingFolded, "The names agree once letters such as ä, ø or ß are written out as passports do."},
	{JoinedDifferently, "The names agree, but are split into words differently."},
	{PartsSwapped, "The names agree once given and family name are swapped."},
	{PartsMoved, "The names agree only when words move between given and family name."},
	{PartsDisagree, "The document's full name and its name parts have no word in common."},
	{SingleName, "A side has only one name."},
	{SuffixDiffers, "The suffixes contradict each other, as with father and son."},
	{SuffixMissing, "Only one side has a suffix such as Jr."},
	{MRZNameUsed, "The name of the machine-readable zone was compared, since the printed one could not be."},

	{DateDiffers, "The dates differ."},
	{DayMonthSwapped, "The dates agree once day and month are swapped."},
	{PartialDate, "A side has only part of the date, and that part agrees."},
	{AmbiguousDate, "A date can be read in more than one way."},
	{UnknownFormat, "A date is in no accepted form."},
	{NoSuchDate, "A date does not exist in the calendar."},
	{DateOutOfRange, "A date is in the future or longer ago than a person lives."},

	{CountryDiffers, "The countries differ."},
	{PostalCodeDiffers, "The postal codes differ."},
	{PostalCodeMissing, "One side has no postal code."},
	{HouseDiffers, "The house numbers differ."},
	{HouseMissing, "One side has no house number."},
	{UnitDiffers, "The flat, suite or unit differs."},
	{UnitMissing, "Only one side names a flat, suite or unit."},
	{StreetDiffers, "The streets differ."},
	{StreetMissing, "One side has no street."},
	{StreetPartly, "The streets share words but are not the same."},
	{LocalityDiffers, "The towns differ."},
	{AddressIncomplete, "A side has too little of an address to compare."},

	{NumberDiffers, "The phone numbers differ."},
	{ExtensionDiffers, "The phone numbers agree, their extensions do not."},
	{CountryCodeAssumed, "A number had no country code; one was taken from a country on either side or from the policy."},
	{CountryCodeMissing, "A number has no country code and none is known; the rest of the number agrees."},
	{NotAPhoneNumber, "A value is not a possible phone number."},

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
