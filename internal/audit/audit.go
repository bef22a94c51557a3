// Package audit is the log of what was changed in a profile, by whom and why:
// append-only, each entry chained to the one before it by a hash, written in the
// transaction of the change it tells of. It holds identifiers and settings, never
// a secret and nothing from anybody's record.
package audit

import (
	"context"
	"encoding/json"
	"iter"
	"time"
)

// ActorKind says what made a change.
type ActorKind string

// The kinds of actor.
const (
	ActorUser ActorKind = "user" // somebody at this machine
	ActorCI   ActorKind = "ci"   // a job of a CI system
)

// Actor is who makes changes.
type Actor struct {
	Kind ActorKind `json:"kind"`
	// Name is "ada@host", or a CI job as its system names it:
	// "github-actions:corp/directory/sync#4711".
	Name string `json:"name"`
	// By is who started a CI job, "" where that is not known.
	By string `json:"by,omitempty"`
}

// String is how an actor is named in one word.
func (a Actor) String() string { return a.Name }

// TargetKind is a kind of thing that changes.
type TargetKind string

// The kinds of thing that change.
const (
	TargetFeature     TargetKind = "feature"
	TargetIntegration TargetKind = "integration"
	TargetWorkflow    TargetKind = "workflow"
	TargetSession     TargetKind = "session"
	TargetAPIKey      TargetKind = "api_key"
	TargetCredential  TargetKind = "credential" // of an integration, whose ID it has
	TargetDirectory   TargetKind = "directory"  // the people of an integration, whose ID it has
	TargetIncode      TargetKind = "incode"     // the profile's connection to Incode
)

// Target is the thing that changed.
type Target struct {
	Kind TargetKind `json:"kind"`
	ID   string     `json:"id"`
	Name string     `json:"name,omitempty"` // as it was called then
}

// Change is one change as those who make it describe it.
type Change struct {
	// Action is the kind of target and what was done: "integration.create".
	Action string
	Target Target
	// Before and After are what changed, as JSON objects; nil before a creation and
	// after a deletion. Of an edit they hold only the fields that differ.
	Before, After any
	// Why is a reason given for this change alone; it wins over that of the command.
	Why string
}

// Entry is one change as it is logged.
type Entry struct {
	Seq    int64           `json:"seq"` // 1, 2, 3 ... without gaps
	At     time.Time       `json:"at"`
	Actor  Actor           `json:"actor"`
	Action string          `json:"action"`
	Target Target          `json:"target"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
	Reason string          `json:"reason,omitempty"`
	// Prev is the hash of the entry before, 64 zeros of the first.
	Prev string `json:"prev"`
	// Hash is the SHA-256 of all of the above, see Sum.
	Hash string `json:"hash"`
}

// Recorder logs changes. Services hold one and call it inside the transaction
// that makes the change: if it fails, nothing is changed.
type Recorder interface {
	Record(ctx context.Context, c Change) error
}

// Repository keeps the log. The store implements it.
type Repository interface {
	// AppendAudit adds an entry made from the newest one there is (the zero Entry
	// if none), in the transaction ctx carries or one of its own.
	AppendAudit(ctx context.Context, next func(last Entry) (Entry, error)) error
	// Audit yields entries, newest first unless f says otherwise, from one
	// snapshot. An entry that cannot be read ends it with fault.Blocked.
	Audit(ctx context.Context, f Filter) iter.Seq2[Entry, error]
	// AuditRows yields entries as they are stored, whatever state they are in,
	// oldest first and from the one numbered from on. Columns is always set.
	AuditRows(ctx context.Context, from int64) iter.Seq2[Row, error]
}

// Filter selects entries; the zero Filter selects all.
type Filter struct {
	Actor  string     // part of the actor's name or of By, ignoring case
	Action string     // "integration.create", or "integration" for all of one kind
	Kind   TargetKind // of the target
	Target string     // exact ID or, ignoring case, name of the target
	Since  time.Time  // not before
	Until  time.Time  // before
	After  int64      // entries with a higher Seq only
	Oldest bool       // oldest first
	Limit  int        // 0 is all
}
