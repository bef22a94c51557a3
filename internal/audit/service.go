package audit

import (
	"context"
	"iter"
)

// Service reads the log. Unlike the other services it does so also while the
// organisation feature is off: that it was switched off is in the log.
type Service struct{ Repo Repository }

// List yields the entries that f selects, newest first unless it says otherwise.
func (s *Service) List(ctx context.Context, f Filter) iter.Seq2[Entry, error] {
	return s.Repo.Audit(ctx, f)
}

// Kinds are the kinds of thing that change.
func Kinds() []TargetKind {
	return []TargetKind{
		TargetFeature, TargetIntegration, TargetWorkflow, TargetSession,
		TargetAPIKey, TargetCredential, TargetDirectory, TargetIncode,
	}
}
