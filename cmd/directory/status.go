package directory

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/output"
)

type statusOptions struct {
	f *cmdutil.Factory
}

func newCmdStatus(f *cmdutil.Factory, runF func(context.Context, *statusOptions) error) *cobra.Command {
	opts := &statusOptions{f: f}
	if runF == nil {
		runF = runStatus
	}
	return &cobra.Command{
		Use:   "status",
		Short: "Show per integration how many people there are and how old the data is",
		Long: `Show per integration how many people there are, how old the data is, how the
last sync went, and what the next one reads: a delta, what changed since, or
the full listing. A run that a limit stopped is named on stderr.`,
		Example: "  incodectl directory status\n  incodectl directory status -o json",
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
}

type statusView struct {
	IntegrationID  string     `json:"integration_id"`
	Integration    string     `json:"integration"`
	Template       string     `json:"template"`
	Active         int        `json:"active"`
	Inactive       int        `json:"inactive"`
	Missing        int        `json:"missing"`
	SyncedAt       *time.Time `json:"synced_at"`
	AgeSeconds     *int64     `json:"age_seconds"`
	LastRun        *runView   `json:"last_run"`
	FullAt         *time.Time `json:"full_at"` // when the last applied full listing began
	FullAgeSeconds *int64     `json:"full_age_seconds"`
	NextMode       string     `json:"next_mode"`
	HeldRun        *string    `json:"held_run"`    // the run that waits for review
	KeptPages      int        `json:"kept_pages"`  // of an interrupted sync, for the next to go on from
	KeptPeople     int        `json:"kept_people"` // on those pages
	FullSyncNeeded string     `json:"full_sync_needed,omitempty"`
}

func runStatus(ctx context.Context, opts *statusOptions) error {
	f := opts.f
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	all, err := dir.Status(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		f.IO.Notef(noneYet)
	}
	err = f.Render(statusList(f.Now()).View(all))
	for _, st := range all {
		name := st.Integration.Name
		if st.Held != nil {
			f.IO.Warnf("%s: run %s was stopped by a limit and waits for review: incodectl directory runs review %s", name, st.Held.ID, st.Held.ID)
		}
		if st.Kept.Pages > 0 {
			f.IO.Notef("%s: %s", name, keptPages(st.Kept))
		}
		if st.Integration.FullSyncNeeded != "" {
			f.IO.Warnf("%s: %s; run a full sync", name, st.Integration.FullSyncNeeded)
		}
	}
	return err
}

// keptPages says what an interrupted run has left. It need not be the last one
// recorded: a run that was killed is not recorded.
func keptPages(k directory.Kept) string {
	are := "are"
	if k.Pages == 1 {
		are = "is"
	}
	return fmt.Sprintf("%s (%s) of an unfinished %s sync %s kept; the next sync goes on from there (--no-resume begins anew)",
		cmdutil.Count(k.Pages, "page", "pages"), cmdutil.Count(k.People, "person", "people"), k.Mode, are)
}

func statusList(now time.Time) output.List[directory.Status] {
	people := func(s directory.State) func(directory.Status) string {
		return func(st directory.Status) string { return fmt.Sprint(st.States[s]) }
	}
	return output.List[directory.Status]{
		Columns: []output.Column[directory.Status]{
			{Title: "Integration", Value: func(st directory.Status) string { return st.Integration.Name }},
			{Title: "Active", Right: true, Value: people(directory.Active)},
			{Title: "Inactive", Right: true, Value: people(directory.Inactive)},
			{Title: "Missing", Right: true, Value: people(directory.Missing)},
			{Title: "Data confirmed", Value: func(st directory.Status) string { return age(now, st.SyncedAt) }},
			{Title: "Last run", Value: lastRun},
			{Title: "Mode", Value: lastMode},
			{Title: "Last full", Value: func(st directory.Status) string { return age(now, st.FullAt) }},
			{Title: "Next", Value: func(st directory.Status) string { return string(nextMode(st, now)) }},
		},
		Name:   func(st directory.Status) string { return st.Integration.ID },
		Object: func(st directory.Status) any { return viewStatus(st, now) },
	}
}

func lastRun(st directory.Status) string {
	if st.LastRun == nil {
		return "none"
	}
	return string(st.LastRun.Status)
}

func lastMode(st directory.Status) string {
	if st.LastRun == nil {
		return ""
	}
	return string(st.LastRun.Mode)
}

// nextMode is what a sync without --mode reads next.
func nextMode(st directory.Status, now time.Time) directory.Mode {
	t, err := new(syncFlags).resolve(st.Integration.Settings)
	if age := now.Sub(st.FullAt); err != nil || !st.Delta || age < 0 || age >= t.fullEvery {
		return directory.ModeFull
	}
	return directory.ModeDelta
}

func viewStatus(st directory.Status, now time.Time) statusView {
	v := statusView{
		IntegrationID: st.Integration.ID, Integration: st.Integration.Name, Template: st.Integration.Template,
		Active: st.States[directory.Active], Inactive: st.States[directory.Inactive], Missing: st.States[directory.Missing],
		SyncedAt: optional(st.SyncedAt), AgeSeconds: seconds(now, st.SyncedAt),
		FullAt: optional(st.FullAt), FullAgeSeconds: seconds(now, st.FullAt), NextMode: string(nextMode(st, now)),
		KeptPages: st.Kept.Pages, KeptPeople: st.Kept.People, FullSyncNeeded: st.Integration.FullSyncNeeded,
	}
	if st.Held != nil {
		v.HeldRun = &st.Held.ID
	}
	if st.LastRun != nil {
		r := viewRun(*st.LastRun)
		v.LastRun = &r
	}
	return v
}
