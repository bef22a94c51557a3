package audit

import (
	"context"
	"io"
	"math"

	"github.com/incodectl/incodectl/internal/fault"
)

// Export writes the entries after the one numbered after, oldest first, one
// Line each, and returns what it wrote. It checks them on the way and stops
// before the first that is broken with fault.Blocked: what is shipped elsewhere
// is either right or not there. A log that does not reach as far as after was
// cut short, which is fault.Blocked as well.
func (s *Service) Export(ctx context.Context, w io.Writer, after int64) (Report, error) {
	c, from := chain{whole: after == 0}, after
	if c.whole {
		from = math.MinInt64
	}
	// The entry before those that are written says what the first must follow.
	for row, err := range s.Repo.AuditRows(ctx, from) {
		if err != nil {
			return Report{}, err
		}
		if c.report.Entries == 0 && !c.whole && row.Columns.Seq != after {
			break
		}
		e, b := c.next(row)
		if b != nil {
			return c.written(after), broken(*b)
		}
		if e.Seq == after {
			continue
		}
		if _, err := io.WriteString(w, row.Line+"\n"); err != nil {
			return c.written(after), err
		}
	}
	if after > 0 && c.report.Entries == 0 {
		return Report{}, fault.New(fault.Blocked, "the audit log has no entry %d, after which to go on", after).
			WithHint("if it was exported before, the log was cut short or made anew since: incodectl audit verify --head HASH")
	}
	return c.written(after), nil
}

// written is the report without the entry that was only looked at.
func (c *chain) written(after int64) Report {
	r := c.report
	r.Intact = true
	if after > 0 && r.Entries > 0 {
		r.Entries--
		r.First++
	}
	if r.Entries == 0 {
		r.First = 0
	}
	return r
}
