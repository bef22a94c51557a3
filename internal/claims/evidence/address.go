package evidence

import "github.com/incodectl/incodectl/internal/claims"

// Bounds of what an address adds in all: its parts are not independent of each
// other, and a household shares it whole.
const (
	maxAddress = 18
	minAddress = -14
)

// oneSided is the method of a step for a part that only one side has.
const oneSided = "one_side"

// WeighParts is Weigh for an address with its steps (address.CompareParts): the
// sum of the rows of its parts, each at the score of its step. Parts without a
// row, and house numbers that one side lacks, add nothing.
func WeighParts(res claims.Result, steps []claims.Step) Weight {
	w := Weigh(res)
	if w.Level == "" {
		return w
	}
	sum, known := 0.0, false
	for _, s := range steps {
		if b, ok := partBits(s); ok {
			sum, known = sum+b, true
		}
	}
	if !known {
		return w
	}
	w.Level, w.Why = Parts, "The parts of the address add up."
	w.Bits = hundredths(boundedAddress(sum))
	return w
}

// partBits is what one part adds.
func partBits(s claims.Step) (bits float64, ok bool) {
	r, ok := rowOf(addressRows[:], Level(s.Part), s.Score)
	if !ok || s.Method == oneSided {
		return 0, false
	}
	return r.at(s.Score), true
}

func boundedAddress(sum float64) float64 { return min(maxAddress, max(minAddress, sum)) }
