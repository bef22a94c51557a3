package readiness

import (
	"strconv"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// Limit is the share of ready people, in percent, that is asked for.
type Limit float64

// ParseLimit reads 95%, 95 or 0.95, which all are 95 percent. A number without
// a percent sign is a share below 1 and percent above it; 1 itself could be
// either and is refused, as is what is no share at all. Errors are fault.Usage.
func ParseLimit(s string) (Limit, error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(s), "%")
	number = strings.TrimSpace(number)
	v, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil || strings.Trim(number, "0123456789.") != "" || v > 100:
		return 0, fault.New(fault.Usage, "%q is no share of people", s).WithHint("write it as 95%%, 95 or 0.95")
	case percent || v > 1 || v == 0:
		return Limit(v), nil
	case v == 1:
		return 0, fault.New(fault.Usage, "%q could mean one percent or all", s).WithHint("write 1%% or 100%%")
	}
	return Limit(v * 100), nil
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
