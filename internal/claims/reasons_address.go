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
	RegionDiffers     Reason = "region_differs"
	PostalCodeSimilar Reason = "postal_code_similar"
	HousePartly       Reason = "house_number_partly_agrees"
	UnitPartly        Reason = "unit_partly_agrees"
	BoxDiffers        Reason = "po_box_differs"
	BuildingDiffers   Reason = "building_differs"
	StreetTypeDiffers Reason = "street_type_differs"
	DirectionDiffers  Reason = "street_direction_differs"
	DirectionMissing  Reason = "street_direction_missing"
	LinesMoved        Reason = "address_lines_moved"
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
	{RegionDiffers, "The states, provinces or regions differ."},
	{PostalCodeSimilar, "The postal codes differ by one slip of the pen, or are of the same part of town."},
	{HousePartly, "The house numbers may be of the same house: one is a range around the other, has a letter more, or may be misread."},
	{UnitPartly, "What both sides say of the flat agrees, but one says more, such as a floor besides the flat."},
	{BoxDiffers, "The post office boxes differ."},
	{BuildingDiffers, "The names of the building or business differ."},
	{StreetTypeDiffers, "The streets have the same name but are of another kind, such as Street and Avenue."},
	{DirectionDiffers, "The directions of the street contradict each other, such as North and South."},
	{DirectionMissing, "Only one side has a direction such as North before or after the street."},
	{LinesMoved, "The street of one side stands among the other lines of the other side."},
}
