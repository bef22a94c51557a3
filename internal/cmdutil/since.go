package cmdutil

import (
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/timespan"
)

// Since reads a flag that says from when on: a span back from now ("7d"), a date
// ("2026-10-01", midnight UTC) or an RFC 3339 time. Errors are fault.Usage.
func Since(now time.Time, flag, text string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	span, err := timespan.Parse(text)
	if err != nil {
		return time.Time{}, fault.New(fault.Usage, "--%s %q is neither a span of time nor a date", flag, text).
			WithHint("write a span such as 12h or 7d, a date such as 2026-10-01, or a time such as 2026-10-01T08:00:00Z")
	}
	return now.Add(-span).UTC(), nil
}
