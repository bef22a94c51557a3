package guard

import (
	"math"
	"strconv"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// DefaultAPIShare is how much of a source's rate limit a sync uses when nothing
// else is set: half is left to the company's other programs.
const DefaultAPIShare = "50%"

// ParseShare reads a share of a source's rate limit, from "1%" to "100%", as a
// fraction: 0.5 for "50%". Nothing at all would be no sync. Errors are
// fault.Usage.
func ParseShare(s string) (float64, error) {
	text, ok := strings.CutSuffix(strings.TrimSpace(s), "%")
	percent, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if !ok || err != nil || !(percent >= 1 && percent <= 100) {
		return 0, fault.New(fault.Usage, "%q is no share", s).WithHint("write a percentage from 1%% to 100%%, like 50%%")
	}
	return percent / 100, nil
}

// FormatShare writes a fraction as ParseShare reads it.
func FormatShare(share float64) string {
	const digits = 1e4 // of a percentage: a fraction such as 0.07 is no exact number
	return strconv.FormatFloat(math.Round(share*100*digits)/digits, 'f', -1, 64) + "%"
}
