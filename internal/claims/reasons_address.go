package claims

// Addresses.
const (
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
)

var addressReasons = [...]ReasonText{
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
}
