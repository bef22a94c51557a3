package directory

import (
	"context"
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
)

// mostPurged is how many of the people who were purged an entry names.
const mostPurged = 100

// ranSync is what the audit log says of a run: how many people, and nothing of
// anybody. Who they are is in the run's review and in the people themselves.
type ranSync struct {
	Run         string   `json:"run"`
	Mode        Mode     `json:"mode"`
	Added       int      `json:"added,omitempty"`
	Updated     int      `json:"updated,omitempty"`
	Deactivated int      `json:"deactivated,omitempty"`
	Reactivated int      `json:"reactivated,omitempty"`
	Missing     int      `json:"missing,omitempty"`
	Exceeded    []string `json:"exceeded,omitempty"` // limits
}

func ran(r Run, c Counts) ranSync {
	out := ranSync{
		Run: r.ID, Mode: r.Mode, Added: c.Added, Updated: c.Updated,
		Deactivated: c.Deactivated, Reactivated: c.Reactivated, Missing: c.Missing,
	}
	for _, b := range r.Exceeded {
		out.Exceeded = append(out.Exceeded, b.Limit)
	}
	return out
}

// planned is what a held run would have changed.
func planned(r Run) Counts {
	if r.Planned == nil {
		return Counts{}
	}
	return *r.Planned
}

// record logs a change of an integration's people.
func (s *Service) record(ctx context.Context, action, integrationID, name string, before, after any) error {
	if s.Audit == nil {
		return nil
	}
	return s.Audit.Record(ctx, audit.Change{
		Action: action, Target: audit.Target{Kind: audit.TargetDirectory, ID: integrationID, Name: name},
		Before: before, After: after,
	})
}

// recordSync logs an applied run, unless it changed nobody: a sync every few
// minutes would bury everything else, and the runs are listed anyway.
func (s *Service) recordSync(r Run) func(context.Context) error {
	if r.Counts.Changes() == 0 {
		return nil
	}
	return s.recordReview("directory.sync", r, r.Counts)
}

// recordHeld logs that a run was stopped by a limit and waits for review.
func (s *Service) recordHeld(r Run) func(context.Context) error {
	return s.recordReview("directory.sync_held", r, planned(r))
}

// recordReview logs what became of a run.
func (s *Service) recordReview(action string, r Run, c Counts) func(context.Context) error {
	return func(ctx context.Context) error {
		return s.record(ctx, action, r.IntegrationID, r.IntegrationName, nil, ran(r, c))
	}
}

// purgedPeople is what the audit log says of people who were deleted.
type purgedPeople struct {
	People        int       `json:"people"`
	MissingBefore time.Time `json:"missing_before"`
	ExternalIDs   []string  `json:"external_ids"`
	NotNamed      int       `json:"not_named,omitempty"` // more than are named
}

// recordPurge logs who was deleted, one entry an integration.
func (s *Service) recordPurge(ctx context.Context, gone []Key, before time.Time) error {
	if s.Audit == nil || len(gone) == 0 {
		return nil
	}
	dirs, err := s.Directories(ctx)
	if err != nil {
		return err
	}
	for _, in := range dirs {
		var ids []string
		for _, k := range gone {
			if k.IntegrationID == in.ID {
				ids = append(ids, k.ExternalID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		slices.Sort(ids)
		p := purgedPeople{People: len(ids), MissingBefore: before.UTC(), ExternalIDs: ids}
		if p.NotNamed = max(len(ids)-mostPurged, 0); p.NotNamed > 0 {
			p.ExternalIDs = ids[:mostPurged]
		}
		if err := s.record(ctx, "directory.purge", in.ID, in.Name, p, nil); err != nil {
			return err
		}
	}
	return nil
}
