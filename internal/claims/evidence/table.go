package evidence

import "github.com/incodectl/incodectl/internal/claims"

// Level is a degree of agreement of a claim.
type Level string

// The levels that are no reasons. The others are the reasons of package claims
// and, of an address, the parts that package address compares.
const (
	Match          Level = "match"
	Similar        Level = "similar"
	TitleOnly      Level = "title_only"
	Doubtful       Level = "doubtful"
	Review         Level = "review"
	Mismatch       Level = "mismatch"
	Equal          Level = "equal"
	NewYear        Level = "equal_1_january"
	Near           Level = "near"
	TwoDigits      Level = "two_digits_differ"
	SameText       Level = "same_text"
	Typo           Level = "typo"
	MailboxTypo    Level = "typo_in_mailbox"
	SameMailbox    Level = "same_mailbox"
	ShortMailbox   Level = "same_short_mailbox"
	SimilarMailbox Level = "similar_mailbox"
	MailboxName    Level = "name_in_mailbox"
	MailboxInitial Level = "initial_in_mailbox"
	MailboxOther   Level = "another_name_in_mailbox"
	Parts          Level = "parts"
)

// Row is one level of one claim and its weight.
type Row struct {
	Claim string `json:"claim"` // or Identifier, Text
	Level Level  `json:"level"`
	// From and To are the scores between which the weight goes in a straight line
	// from Low to High bits. A level may have several rows, one after the other.
	// Where the level says all there is to say Low and High are equal.
	From float64 `json:"from"`
	To   float64 `json:"to"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// AtBest is the best verdict of the whole with this level: what no amount of
	// other agreement outweighs. Empty for no bound.
	AtBest claims.Verdict `json:"at_best,omitempty"`
	Why    string         `json:"why"`
}

// at is the weight at a score.
func (r Row) at(score float64) float64 {
	if r.Low == r.High {
		return r.Low
	}
	return r.Low + (r.High-r.Low)*min(1, max(0, (score-r.From)/(r.To-r.From)))
}

// Groups of claims that share their rows.
const (
	PlaceOfBirth = "place_of_birth" // OpenID Connect for Identity Assurance 1.0, 4
	Identifier   = "identifier"     // numbers that belong to one person or document
	Text         = "text"           // any other custom claim
)

// group is the claim under which the table keeps the rows of a claim.
func group(claim string) string {
	switch claim {
	case claims.Name, claims.Birthdate, claims.Address, claims.Email, claims.Phone,
		claims.Gender, claims.Nationality, claims.IssuingCountry, PlaceOfBirth:
		return claim
	case claims.DocumentNumber, claims.PersonalNumber, claims.TaxIDNumber, claims.CURP, claims.EmployeeID:
		return Identifier
	}
	return Text
}

// rowOf returns the row of a level at a score: the first that reaches so far.
func rowOf(rows []Row, l Level, score float64) (row Row, ok bool) {
	for _, r := range rows {
		if r.Level == l {
			row, ok = r, true
			if score <= r.To {
				break
			}
		}
	}
	return row, ok
}

// Table returns all rows, those of a claim together.
func Table() []Row {
	var all []Row
	for _, c := range []string{
		claims.Name, claims.Birthdate, claims.Address, claims.Email, claims.Phone,
		Identifier, claims.Gender, claims.Nationality, PlaceOfBirth, Text,
	} {
		all = append(all, rows(c)...)
	}
	return all
}

// rows returns the rows of a group. A document's issuing country has none: it
// says nothing about who the person is.
func rows(group string) []Row {
	switch group {
	case claims.Name:
		return nameRows[:]
	case claims.Birthdate:
		return birthdateRows[:]
	case claims.Address:
		return addressRows[:]
	case claims.Email:
		return emailRows[:]
	case claims.Phone:
		return phoneRows[:]
	case Identifier:
		return identifierRows[:]
	case claims.Gender:
		return genderRows[:]
	case claims.Nationality:
		return nationalityRows[:]
	case PlaceOfBirth:
		return placeRows[:]
	case Text:
		return textRows[:]
	}
	return nil
}
