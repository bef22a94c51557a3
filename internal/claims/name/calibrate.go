package name

// knot is one point of a map in straight lines from a raw similarity to the
// score convention (match from 0.85, review from 0.5).
type knot struct{ raw, score float64 }

// wordKnots map the similarity of names in one script, crossKnots that of names
// in two. They were set on labelled pairs so that fewer than one true pair in a
// hundred falls below the review band, fewer than one stranger in a hundred
// reaches a match, and a score means the same in both.
var (
	wordKnots  = [...]knot{{0, 0}, {0.23, 0.5}, {0.62, 0.69}, {0.885, 0.85}, {1, 1}}
	crossKnots = [...]knot{{0, 0}, {0.13, 0.5}, {0.64, 0.675}, {0.86, 0.85}, {1, 1}}
)

// Calibration returns the points of the two maps from raw similarity to score,
// for names in one script and in two; between them it is a straight line.
func Calibration() (words, cross [][2]float64) {
	for _, k := range wordKnots {
		words = append(words, [2]float64{k.raw, k.score})
	}
	for _, k := range crossKnots {
		cross = append(cross, [2]float64{k.raw, k.score})
	}
	return words, cross
}

// calibrate maps a raw similarity onto the score.
func calibrate(raw float64) float64 { return along(wordKnots[:], raw) }

func calibrateCross(raw float64) float64 { return along(crossKnots[:], raw) }

func along(knots []knot, raw float64) float64 {
	for i := 1; i < len(knots); i++ {
		lo, hi := knots[i-1], knots[i]
		if raw <= hi.raw {
			return lo.score + (raw-lo.raw)/(hi.raw-lo.raw)*(hi.score-lo.score)
		}
	}
	return 1
}
