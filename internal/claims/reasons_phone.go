package claims

// Phone numbers. PossibleTypo is shared with e-mail addresses.
const (
	NumberDiffers       Reason = "number_differs"
	ExtensionDiffers    Reason = "extension_differs"
	ExtensionMissing    Reason = "extension_missing"
	AreaCodeMissing     Reason = "area_code_missing"
	MobilePrefixDiffers Reason = "mobile_prefix_differs"
	CountryCodeDiffers  Reason = "country_code_differs"
	CountryCodeAssumed  Reason = "country_code_assumed"
	CountryCodeUnmarked Reason = "country_code_unmarked"
	CountryCodeMissing  Reason = "country_code_missing"
	NotAPhoneNumber     Reason = "not_a_phone_number"
)

var phoneReasons = [...]ReasonText{
	{NumberDiffers, "The phone numbers differ."},
	{ExtensionDiffers, "The phone numbers agree, their extensions do not."},
	{ExtensionMissing, "The phone numbers agree, but only one side has an extension."},
	{AreaCodeMissing, "One number is the end of the other, as if written without its area code."},
	{MobilePrefixDiffers, "The numbers differ only in the 9 that marks mobile numbers in Argentina."},
	{CountryCodeDiffers, "The phone numbers agree but for the country code."},
	{CountryCodeAssumed, "A number had no country code; one was taken from a country on either side or from the policy."},
	{CountryCodeUnmarked, "A short number begins with the digits of its country code but has no plus sign; it may be a national number."},
	{CountryCodeMissing, "A number has no country code and none is known; the rest of the number agrees."},
	{NotAPhoneNumber, "A value is not a possible phone number."},
}
