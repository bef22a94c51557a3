package quality

// Rates is what one threshold leads to. A rate over no pairs at all is 0.
type Rates struct {
	Threshold float64 `json:"threshold"`
	// How the pairs fall: same or different people, at the threshold or below it.
	TruePositive  int `json:"true_positive"`
	FalsePositive int `json:"false_positive"`
	FalseNegative int `json:"false_negative"`
	TrueNegative  int `json:"true_negative"`

	Precision float64 `json:"precision"` // of the pairs at the threshold, the share that is the same person
	Recall    float64 `json:"recall"`    // of the pairs that are the same person, the share at the threshold
	F1        float64 `json:"f1"`        // harmonic mean of the two
	// FalseMatch is the share of different people at the threshold: impostors let
	// in were it the line for a match.
	FalseMatch float64 `json:"false_match"`
	// FalseStop is the share of same people below the threshold: employees locked
	// out were it the line for a stop.
	FalseStop float64 `json:"false_stop"`
}

func (c Curve) rates(threshold float64, s step) Rates {
	r := Rates{
		Threshold:    threshold,
		TruePositive: s.tp, FalsePositive: s.fp,
		FalseNegative: c.same - s.tp, TrueNegative: c.different - s.fp,
	}
	r.Precision = ratio(s.tp, s.tp+s.fp)
	r.Recall = ratio(s.tp, c.same)
	r.F1 = ratio(2*s.tp, s.tp+s.fp+c.same)
	r.FalseMatch = ratio(s.fp, c.different)
	r.FalseStop = ratio(r.FalseNegative, c.same)
	return r
}

func ratio(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// Tally counts the verdicts of pairs that share a label.
type Tally struct {
	Match    int `json:"match"`
	Review   int `json:"review"`
	Mismatch int `json:"mismatch"`
}

// All returns the number of pairs.
func (t Tally) All() int { return t.Match + t.Review + t.Mismatch }

// Verdicts counts verdicts by label.
type Verdicts struct {
	Same      Tally `json:"same"`
	Different Tally `json:"different"`
	// Ambiguous are the pairs labelled review: nobody could tell. They are in no
	// rate; a good matcher sends them to review.
	Ambiguous Tally `json:"review"`
}

// Errors are the rates of a matcher's own verdicts, each over pairs whose truth
// is known.
type Errors struct {
	FalseMatch  float64 `json:"false_match"`  // different people called a match, of all different ones
	FalseStop   float64 `json:"false_stop"`   // same person called a mismatch, of all same ones
	Review      float64 `json:"review"`       // left to a person, of both
	SettledSame float64 `json:"settled_same"` // same person called a match, of all same ones
	// SettledDifferent is different people called a mismatch, of all different ones.
	SettledDifferent float64 `json:"settled_different"`
}

// Errors returns the rates.
func (v Verdicts) Errors() Errors {
	same, different := v.Same.All(), v.Different.All()
	return Errors{
		FalseMatch:       ratio(v.Different.Match, different),
		FalseStop:        ratio(v.Same.Mismatch, same),
		Review:           ratio(v.Same.Review+v.Different.Review, same+different),
		SettledSame:      ratio(v.Same.Match, same),
		SettledDifferent: ratio(v.Different.Mismatch, different),
	}
}
