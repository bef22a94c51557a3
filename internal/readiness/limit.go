package readiness

import (
	"strconv"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// Limit is the share of ready people, in percent, that is asked for.
type Limit float64

// ParseLimit reads 95% or 95, which both are 95 percent. A number of 1 or less
// without a percent sign, other than 0, could as well be a share of 1 and is
// refused, as is what is no share at all. Errors are fault.Usage.
func ParseLimit(s string) (Limit, error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(s), "%")
	number = strings.TrimSpace(number)
	v, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil || strings.Trim(number, "0123456789.") != "" || v > 100:
		return 0, fault.New(fault.Usage, "%q is no share of people", s).WithHint("write a percentage from 0%% to 100%%, like 95%%")
	case percent || v > 1 || v == 0:
		return Limit(v), nil
	}
	return 0, fault.New(fault.Usage, "%q could be percent or a share of 1", s).WithHint("write it with a percent sign, like 95%%")
}

// String returns the limit as it is written: 95%.
func (l Limit) String() string {
	return strconv.FormatFloat(float64(l), 'f', -1, 64) + "%"
}

// tolerance takes up what a share loses as a binary fraction, in percent.
const tolerance = 1e-9

// Check returns fault.Partial when too few people are ready. Where nobody was
// looked at, or matching is refused until a full sync, nothing is proven.
func (l Limit) Check(r Report) error {
	if r.People == 0 {
		return fault.New(fault.Partial, "nobody is proven ready for matching: there are no active people").
			WithHint("sync the directory first: incodectl directory sync")
	}
	for _, in := range r.Integrations {
		if in.FullSyncNeeded != "" {
			return fault.New(fault.Partial, "integration %q is not ready for matching: %s", in.Name, in.FullSyncNeeded).
				WithHint("run a full sync: incodectl directory sync %s", in.Name)
		}
	}
	if 100*float64(r.Ready) >= float64(l)*float64(r.People)-tolerance*float64(r.People) {
		return nil
	}
	return fault.New(fault.Partial, "%d of %d people are ready for matching, %.2f%%; %s are asked for", r.Ready, r.People, *r.Percent, l).
		WithHint("list who is not, and why: incodectl directory readiness -o csv")
}
