package directory

import (
	"fmt"
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
)

const (
	shortID     = 8  // digits of a run's ID on a terminal, more where they are not unique
	shortReason = 60 // columns of a failure's reason on a terminal; the record has all of it
	roomForTook = 96 // columns of a terminal on which how long a run took crowds nothing out
)

// columnTook is the first column to go where there is little room.
const columnTook = "Took"

// runsView lists runs. On a terminal it is kept narrow: what is needed to go on
// has to fit 80 columns, and the beginning of an ID is enough everywhere.
// Elsewhere times and IDs are whole.
func runsView(f *cmdutil.Factory, runs []directory.Run) output.View {
	short := forReader(f) && f.IO.IsStdoutTTY()
	digits := digitsFor(runs)
	list := output.List[directory.Run]{
		Columns: []output.Column[directory.Run]{
			{Title: "Integration", Value: func(r directory.Run) string { return r.IntegrationName }},
			{Title: "Started", Value: func(r directory.Run) string {
				if short {
					return r.StartedAt.UTC().Format("2006-01-02 15:04")
				}
				return stamp(r.StartedAt)
			}},
			{Title: "Status", Value: func(r directory.Run) string { return string(r.Status) }},
			{Title: "Listed", Right: true, Value: func(r directory.Run) string { return fmt.Sprint(listedBy(r)) }},
			{Title: columnTook, Right: true, Value: func(r directory.Run) string {
				if short {
					return took(r.Duration)
				}
				return r.Duration.Round(time.Millisecond).String()
			}},
			{Title: "Run", Value: func(r directory.Run) string {
				if short {
					return r.ID[:min(digits, len(r.ID))]
				}
				return r.ID
			}},
			{Title: "Changes", Value: func(r directory.Run) string { return result(r, short) }},
		},
		Name:   func(r directory.Run) string { return r.ID },
		Object: func(r directory.Run) any { return viewRun(r) },
	}
	if short && f.IO.Width() < roomForTook {
		list.Columns = slices.DeleteFunc(list.Columns, func(c output.Column[directory.Run]) bool { return c.Title == columnTook })
	}
	return list.View(runs)
}

// digitsFor is how many digits of their IDs tell these runs apart.
func digitsFor(runs []directory.Run) int {
	for digits := shortID; ; digits++ {
		seen := make(map[string]bool, len(runs))
		cut := false
		for _, r := range runs {
			seen[r.ID[:min(digits, len(r.ID))]] = true
			cut = cut || digits < len(r.ID)
		}
		if len(seen) == len(runs) || !cut {
			return digits
		}
	}
}

// listedBy is how many people a run listed. The record of a stopped one has
// that with what it would have changed.
func listedBy(r directory.Run) int {
	if r.Planned != nil {
		return r.Planned.Listed
	}
	return r.Counts.Listed
}

// took is a duration with as many digits as a person compares.
func took(d time.Duration) string {
	switch {
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	case d < time.Minute:
		return d.Round(100 * time.Millisecond).String()
	default:
		return d.Round(time.Second).String()
	}
}

// result is what a run changed or, where that is nothing, would have changed;
// for a person also why it failed.
func result(r directory.Run, reasons bool) string {
	switch {
	case r.Held:
		return changes(*wouldBe(r)) + " (held)"
	case r.Planned != nil:
		return changes(*r.Planned) + " (" + string(r.Status) + ")"
	case r.Error != "" && reasons:
		return iostreams.Truncate(iostreams.Clean(r.Error), shortReason)
	}
	return changes(r.Counts)
}

// wouldBe is what a run would change, or would have changed.
func wouldBe(r directory.Run) *directory.Counts {
	if r.Planned != nil {
		return r.Planned
	}
	return &r.Counts
}
