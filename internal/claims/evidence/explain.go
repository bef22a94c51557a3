package evidence

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

// Explain says how the weight of a comparison came about, so that it can be
// redone by hand: the sentence of its row, the row's bits, and what was taken
// off. For an address with steps it lists what each part adds. It is "" for a
// comparison that says nothing.
func Explain(res claims.Result, steps []claims.Step) string {
	if parts := explainParts(res, steps); parts != "" {
		return parts
	}
	r, ok := rowFor(res)
	if !ok {
		return ""
	}
	out := r.Why + " " + number(r.Low) + " bits"
	if r.Low != r.High {
		out = fmt.Sprintf("%s %s bits at score %s, %s at %s", r.Why, number(r.Low), number(r.From), number(r.High), number(r.To))
	}
	if less := commonness(res, r.Level); less > 0 {
		out += ", less " + number(less) + " for how common the name is"
	}
	return out + "."
}

// Explain is Explain for a weight without a comparison behind it, such as that
// of a mailbox.
func (w Weight) Explain() string {
	if w.Level == "" {
		return ""
	}
	return w.Why + " " + number(w.Bits) + " bits."
}

func explainParts(res claims.Result, steps []claims.Step) string {
	if Weigh(res).Level == "" {
		return ""
	}
	var parts []string
	sum := 0.0
	for _, s := range steps {
		if b, ok := partBits(s); ok {
			parts = append(parts, s.Part+" "+number(b))
			sum += b
		}
	}
	if len(parts) == 0 {
		return ""
	}
	out := "The parts add up: " + strings.Join(parts, ", ")
	if cut := boundedAddress(sum); cut != sum {
		out += "; cut to " + number(cut) + " bits"
	}
	return out + "."
}

// number writes bits and scores without trailing zeros.
func number(v float64) string { return strconv.FormatFloat(hundredths(v), 'f', -1, 64) }
