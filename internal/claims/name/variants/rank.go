package variants

import (
	"math"
	"strings"
	"sync"
)

type ranks map[string]float64

var (
	givenRanks   = sync.OnceValue(func() ranks { return readRanks(givenRanksFile) })
	surnameRanks = sync.OnceValue(func() ranks { return readRanks(surnameRanksFile) })
)

// readRanks turns a list, the most common first, into commonness. Frequencies
// of names fall roughly as 1/rank (Zipf), so the logarithm of the rank is
// proportional to that of the frequency.
func readRanks(file string) ranks {
	n := 0
	for line := range dataLines(file) {
		n += strings.Count(line, " ") + 1
	}
	r := make(ranks, n)
	scale := math.Log(float64(n + 1))
	for line := range dataLines(file) {
		for word := range strings.FieldsSeq(line) {
			r[word] = 1 - math.Log(float64(len(r)+1))/scale
		}
	}
	return r
}

// GivenRank returns how common a given name is in the United States, from 1
// (the most common) down to 0 (rare or unknown): .25 at rank 400, .1 at 1,300.
func GivenRank(s string) float64 { return givenRanks()[s] }

// SurnameRank returns how common a surname is in the United States, from 1 (the
// most common) down to 0 (rare or unknown): .3 at rank 400, .16 at 1,300.
func SurnameRank(s string) float64 { return surnameRanks()[s] }
