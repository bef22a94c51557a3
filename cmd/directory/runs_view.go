package directory

import (
	"fmt"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/guard"
	"github.com/incodectl/incodectl/internal/output"
)

// runView is a run as -o json shows it: counts at the top level, times in UTC,
// durations in milliseconds.
type runView struct {
	ID            string              `json:"id"`
	IntegrationID string              `json:"integration_id"`
	Integration   string              `json:"integration"`
	Mode          string              `json:"mode"`
	Status        directory.RunStatus `json:"status"`
	directory.Counts
	Pages        int                     `json:"pages"`
	ResumedPages int                     `json:"resumed_pages"` // of these, read by an earlier run
	KeptPages    int                     `json:"kept_pages"`    // waiting for the next run to go on
	Requests     int                     `json:"requests"`
	Retries      int                     `json:"retries"`
	Bytes        int64                   `json:"bytes"`
	WaitedMS     int64                   `json:"waited_ms"` // for rate limits and before retries
	DurationMS   int64                   `json:"duration_ms"`
	StartedAt    time.Time               `json:"started_at"`
	FinishedAt   time.Time               `json:"finished_at"`
	Fingerprint  string                  `json:"fingerprint"` // of what was listed: source, scope and mapping
	RecordErrors []directory.RecordError `json:"record_errors"`
	Notes        []string                `json:"notes"`
	First        bool                    `json:"first"`         // nobody was stored before, so no limit applied
	ActiveBefore *int                    `json:"active_before"` // null when nothing came near a limit
	Exceeded     []guard.Breach          `json:"exceeded"`
	Held         bool                    `json:"held"`    // can be reviewed, applied and discarded
	Planned      *directory.Counts       `json:"planned"` // what a held or discarded run would change
	ReviewedAt   *time.Time              `json:"reviewed_at"`
	ReviewedBy   string                  `json:"reviewed_by,omitempty"`
	Error        string                  `json:"error,omitempty"`
}

func viewRun(r directory.Run) runView {
	return runView{
		ID: r.ID, IntegrationID: r.IntegrationID, Integration: r.IntegrationName, Mode: string(r.Mode), Status: r.Status,
		Counts: r.Counts, Pages: r.Pages, ResumedPages: r.ResumedPages, KeptPages: r.KeptPages,
		Requests: r.Requests, Retries: r.Retries, Bytes: r.Bytes,
		WaitedMS: r.Waited.Milliseconds(), DurationMS: r.Duration.Milliseconds(),
		StartedAt: r.StartedAt.UTC(), FinishedAt: r.FinishedAt.UTC(), Fingerprint: r.Fingerprint,
		RecordErrors: list(r.RecordErrors), Notes: list(r.Notes), First: r.First, ActiveBefore: counted(r.ActiveBefore),
		Exceeded: list(r.Exceeded), Held: r.Held, Planned: r.Planned,
		ReviewedAt: optional(r.ReviewedAt), ReviewedBy: r.ReviewedBy, Error: r.Error,
	}
}

// counted is null for JSON where nothing was counted.
func counted(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// list is a list for JSON: [] when there is none, never null.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// runObject shows one run with everything on its record.
func runObject(r directory.Run) output.View {
	return output.Object(viewRun(r), r.ID, runFields(r)...)
}

func runFields(r directory.Run) []output.Field {
	c := r.Counts
	if r.Planned != nil {
		c = *r.Planned
	}
	number := func(label string, n int) output.Field { return output.Field{Label: label, Value: fmt.Sprint(n)} }
	fields := []output.Field{
		{Label: "Run", Value: r.ID},
		{Label: "Integration", Value: r.IntegrationName},
		{Label: "Status", Value: status(r)},
		{Label: "Mode", Value: string(r.Mode)},
		{Label: "Started", Value: stamp(r.StartedAt)},
		number("Listed", c.Listed), number("Added", c.Added), number("Updated", c.Updated),
		number("Deactivated", c.Deactivated), number("Reactivated", c.Reactivated), number("Missing", c.Missing),
		number("Unchanged", c.Unchanged), number("Skipped", c.Skipped),
		{Label: "Pages", Value: pages(r)},
		{Label: "Requests", Value: fmt.Sprintf("%d (%d retries)", r.Requests, r.Retries)},
		number("Bytes", int(r.Bytes)),
		{Label: "Duration", Value: r.Duration.Round(time.Millisecond).String()},
		{Label: "Waited", Value: waited(r.Waited)},
	}
	if r.First {
		fields = append(fields, output.Field{Label: "First sync", Value: "yes, so no limit applied"})
	}
	for _, b := range r.Exceeded {
		fields = append(fields, output.Field{Label: "Over the limit", Value: breach(b)})
	}
	if !r.ReviewedAt.IsZero() {
		fields = append(fields, output.Field{Label: "Reviewed", Value: stamp(r.ReviewedAt) + " by " + r.ReviewedBy})
	}
	for _, n := range r.Notes {
		fields = append(fields, output.Field{Label: "Note", Value: n})
	}
	for _, e := range r.RecordErrors {
		fields = append(fields, output.Field{Label: "Not readable", Value: recordID(e) + ": " + e.Reason})
	}
	if r.Error != "" {
		fields = append(fields, output.Field{Label: "Error", Value: r.Error})
	}
	return fields
}

// status says in words how a run ended, and what became of it.
func status(r directory.Run) string {
	switch {
	case r.Held:
		return string(r.Status) + ", held for review: nothing is changed, the counts are what would be"
	case r.Planned != nil:
		return string(r.Status) + ": nothing was changed, the counts are what would have been"
	}
	return string(r.Status)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func pages(r directory.Run) string {
	text := fmt.Sprint(r.Pages)
	if r.ResumedPages > 0 {
		text += fmt.Sprintf(", %d of them read by an earlier sync", r.ResumedPages)
	}
	if r.KeptPages > 0 {
		text += fmt.Sprintf("; %d are kept for the next sync to go on from", r.KeptPages)
	}
	return text
}

// waited is empty for nothing, which leaves it out of a table.
func waited(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.Round(time.Millisecond).String()
}

// breach says how a limit is exceeded.
func breach(b guard.Breach) string {
	allowed := fmt.Sprint(b.Allowed)
	if b.Set != allowed {
		allowed += fmt.Sprintf(" (%s of %d active)", b.Set, b.Base)
	}
	return fmt.Sprintf("%s: %d people, and the limit is %s", b.Limit, b.Would, allowed)
}

// changes says in words what a run changed.
func changes(c directory.Counts) string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{
		{c.Added, "added"},
		{c.Updated, "updated"},
		{c.Deactivated, "deactivated"},
		{c.Reactivated, "reactivated"},
		{c.Missing, "missing"},
		{c.Skipped, "skipped"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}
