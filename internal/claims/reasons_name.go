package claims

// Names.
const (
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
	NameCutOff          Reason = "name_cut_off"
	Nickname            Reason = "nickname"
	SpellingVariant     Reason = "spelling_variant"
	FatherAndSon        Reason = "father_and_son"
	NameTooLong         Reason = "name_too_long"
	SurnameChanged      Reason = "surname_may_have_changed"
	Misread             Reason = "misread_letters"
)

var nameReasons = [...]ReasonText{
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
	{MRZNameUsed, "The name of the machine-readable zone was compared, since it agrees better than the printed one or there is no other."},
	{NameCutOff, "A name ends where the field of the machine-readable zone is full."},
	{Nickname, "A pet name or short form on one side stands for a name on the other."},
	{SpellingVariant, "The names are spelt as different languages or transliterations spell the same name."},
	{FatherAndSon, "Son and father stand the other way round, as in A bin B and B bin A."},
	{NameTooLong, "A name is longer than names are; only its beginning was compared."},
	{SurnameChanged, "The given names agree and the family names differ: another person, or a surname that has changed."},
	{Misread, "The names agree once digits are read as the letters they look like."},
}
