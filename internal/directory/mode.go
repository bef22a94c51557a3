package directory

import (
	"fmt"
	"time"

	"github.com/incodectl/incodectl/internal/integration"
)

// DefaultFullEvery is how old the last full listing may grow before a sync in
// ModeAuto reads one again. A delta shows what the source remembers of its own
// changes; only a full listing proves that nobody is left who is not there.
const DefaultFullEvery = 24 * time.Hour

// choose says which mode a run has, and, where a full run was not asked for,
// why it is one nevertheless.
func choose(req SyncRequest, in integration.Integration, at Position, fingerprint string, now time.Time) (Mode, string) {
	if req.Mode == ModeFull {
		return ModeFull, ""
	}
	every := req.FullEvery
	if every <= 0 {
		every = DefaultFullEvery
	}
	age := now.Sub(at.FullAt)
	switch {
	case at.FullAt.IsZero() && req.Mode == ModeAuto:
		return ModeFull, "" // it could not be anything else
	case at.FullAt.IsZero():
		return ModeFull, "full, because there was no complete sync yet"
	case in.FullSyncNeeded != "":
		return ModeFull, "full, because " + in.FullSyncNeeded
	case at.Fingerprint != fingerprint:
		return ModeFull, "full, because what is listed, or how it is mapped, was changed since the last sync"
	case at.Mark == "":
		return ModeFull, "full, because the last sync left nothing that changes could be followed from"
	case req.Mode == ModeAuto && (age >= every || age < 0):
		return ModeFull, fmt.Sprintf("full, because the last full listing is %s old", max(age, 0).Round(time.Minute))
	}
	return ModeDelta, ""
}
