package claims

// Phone numbers.
const (
	NumberDiffers      Reason = "number_differs"
	ExtensionDiffers   Reason = "extension_differs"
	CountryCodeAssumed Reason = "country_code_assumed"
	CountryCodeMissing Reason = "country_code_missing"
	NotAPhoneNumber    Reason = "not_a_phone_number"
)

var phoneReasons = [...]ReasonText{
	{NumberDiffers, "The phone numbers differ."},
	{ExtensionDiffers, "The phone numbers agree, their extensions do not."},
	{CountryCodeAssumed, "A number had no country code; one was taken from a country on either side or from the policy."},
	{CountryCodeMissing, "A number has no country code and none is known; the rest of the number agrees."},
	{NotAPhoneNumber, "A value is not a possible phone number."},
}
