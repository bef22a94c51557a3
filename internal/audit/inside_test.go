package audit

// MustParse is an entry of its line, for the tests.
func MustParse(line string) Entry {
	e, _, err := parse([]byte(line))
	if err != nil {
		panic(err)
	}
	return e
}

// Clean and the bounds are the tests' as well.
var Clean = clean

const (
	MostReason = mostReason
	MostName   = mostName
)
