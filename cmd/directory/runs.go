package directory

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
)

type runsOptions struct {
	f           *cmdutil.Factory
	integration string
	limit       int
}

func newCmdRuns(f *cmdutil.Factory, runF func(context.Context, *runsOptions) error) *cobra.Command {
	opts := &runsOptions{f: f}
	if runF == nil {
		runF = runRuns
	}
	cmd := &cobra.Command{
		Use:   "runs",
		Short: "List the sync runs, newest first",
		Long:  "List the sync runs, newest first, with what each changed. -o json has the whole record of each.",
		Example: `  incodectl directory runs
  incodectl directory runs --integration corp --limit 1 -o json`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmdutil.IntegrationFlag(f, cmd, &opts.integration, "only those of this `integration` (ID or name)")
	cmd.Flags().IntVar(&opts.limit, "limit", 20, "show at most `n`; 0 shows all")
	return cmd
}

func runRuns(ctx context.Context, opts *runsOptions) error {
	if opts.limit < 0 {
		return fault.New(fault.Usage, "--limit is negative")
	}
	dir, err := opts.f.Directory(ctx)
	if err != nil {
		return err
	}
	filter := directory.RunFilter{}
	if opts.limit > 0 {
		filter.Limit = opts.limit + 1 // one more, to know whether there are more
	}
	if opts.integration != "" {
		in, err := dir.Directory(ctx, opts.integration)
		if err != nil {
			return err
		}
		filter.IntegrationID = in.ID
	}
	runs, err := dir.Runs(ctx, filter)
	if err != nil {
		return err
	}
	if opts.limit > 0 && len(runs) > opts.limit {
		runs = runs[:opts.limit]
		opts.f.IO.Notef("showing the newest %d; --limit 0 shows all", opts.limit)
	}
	if len(runs) == 0 {
		opts.f.IO.Notef("nothing was synced yet; run: incodectl directory sync")
	}
	return opts.f.Render(runsList().View(runs))
}

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
	Requests     int                     `json:"requests"`
	Retries      int                     `json:"retries"`
	Bytes        int64                   `json:"bytes"`
	WaitedMS     int64                   `json:"waited_ms"` // for rate limits and before retries
	DurationMS   int64                   `json:"duration_ms"`
	StartedAt    time.Time               `json:"started_at"`
	FinishedAt   time.Time               `json:"finished_at"`
	Fingerprint  string                  `json:"fingerprint"` // of what was listed: source, scope and mapping
	RecordErrors []directory.RecordError `json:"record_errors"`
	Error        string                  `json:"error,omitempty"`
}

func viewRun(r directory.Run) runView {
	v := runView{
		ID: r.ID, IntegrationID: r.IntegrationID, Integration: r.IntegrationName, Mode: r.Mode, Status: r.Status,
		Counts: r.Counts, Pages: r.Pages, Requests: r.Requests, Retries: r.Retries, Bytes: r.Bytes,
		WaitedMS: r.Waited.Milliseconds(), DurationMS: r.Duration.Milliseconds(),
		StartedAt: r.StartedAt.UTC(), FinishedAt: r.FinishedAt.UTC(), Fingerprint: r.Fingerprint,
		RecordErrors: r.RecordErrors, Error: r.Error,
	}
	if v.RecordErrors == nil {
		v.RecordErrors = []directory.RecordError{}
	}
	return v
}

func runsList() output.List[directory.Run] {
	return output.List[directory.Run]{
		Columns: []output.Column[directory.Run]{
			{Title: "Integration", Value: func(r directory.Run) string { return r.IntegrationName }},
			{Title: "Started", Value: func(r directory.Run) string { return r.StartedAt.UTC().Format(time.RFC3339) }},
			{Title: "Status", Value: func(r directory.Run) string { return string(r.Status) }},
			{Title: "Listed", Right: true, Value: func(r directory.Run) string { return fmt.Sprint(r.Counts.Listed) }},
			{Title: "Changes", Value: result},
			{Title: "Took", Right: true, Value: func(r directory.Run) string { return r.Duration.Round(time.Millisecond).String() }},
			{Title: "Run", Value: func(r directory.Run) string { return r.ID }},
		},
		Name:   func(r directory.Run) string { return r.ID },
		Object: func(r directory.Run) any { return viewRun(r) },
	}
}

func runFields(r directory.Run) []output.Field {
	c := r.Counts
	fields := []output.Field{
		{Label: "Run", Value: r.ID},
		{Label: "Integration", Value: r.IntegrationName},
		{Label: "Status", Value: string(r.Status)},
		{Label: "Listed", Value: fmt.Sprint(c.Listed)},
		{Label: "Added", Value: fmt.Sprint(c.Added)},
		{Label: "Updated", Value: fmt.Sprint(c.Updated)},
		{Label: "Deactivated", Value: fmt.Sprint(c.Deactivated)},
		{Label: "Reactivated", Value: fmt.Sprint(c.Reactivated)},
		{Label: "Missing", Value: fmt.Sprint(c.Missing)},
		{Label: "Unchanged", Value: fmt.Sprint(c.Unchanged)},
		{Label: "Skipped", Value: fmt.Sprint(c.Skipped)},
		{Label: "Pages", Value: fmt.Sprint(r.Pages)},
		{Label: "Requests", Value: fmt.Sprintf("%d (%d retries)", r.Requests, r.Retries)},
		{Label: "Duration", Value: r.Duration.Round(time.Millisecond).String()},
	}
	if r.Error != "" {
		fields = append(fields, output.Field{Label: "Error", Value: r.Error})
	}
	return fields
}

// result is what a run changed, or why it changed nothing.
func result(r directory.Run) string {
	if r.Error != "" {
		return r.Error
	}
	return changes(r.Counts)
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
