package manifest

import (
	"context"
	"encoding/hex"
	"errors"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/store"
	"github.com/incodectl/incodectl/internal/workflow"
)

// world is a profile with a store of its own.
type world struct {
	*Service
	store *store.Store
	log   *log
}

// log is an audit log that can be made to fail.
type log struct {
	audit.Recorder
	failAt int // the entry that fails, counted from 1; 0 is none
	n      int
}

var errLog = errors.New("the log cannot be written")

func (l *log) Record(ctx context.Context, c audit.Change) error {
	if l.n++; l.n == l.failAt {
		return errLog
	}
	return l.Recorder.Record(ctx, c)
}

// nowhere is a secret store that must not be written to.
type nowhere struct{ t testing.TB }

func (nowhere) Get(context.Context, string) (secret.Value, secret.Origin, error) {
	return secret.Value{}, "", fault.New(fault.NotFound, "there is none")
}

func (n nowhere) Set(context.Context, string, secret.Value) (secret.Origin, error) {
	n.t.Error("a secret was stored")
	return "", errors.New("never")
}

func (nowhere) Delete(context.Context, string) error { return nil }

var ticks atomic.Int64

func now() time.Time {
	return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(ticks.Add(1)) * time.Second)
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return openWorld(t, filepath.Join(t.TempDir(), "store.db"))
}

func openWorld(t testing.TB, path string) *world {
	t.Helper()
	s, err := store.Open(t.Context(), path, store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	l := &log{Recorder: &audit.Log{Repo: s, Now: now, Actor: audit.Actor{Kind: audit.ActorUser, Name: "ada@host"}}}
	newID := func() string { id := uuid.New(); return hex.EncodeToString(id[:12]) }
	in := &integration.Service{
		Repo: s, Secrets: func() (secret.Store, error) { return nowhere{t}, nil }, Now: now, Actor: "ada@host", Profile: "default",
		NewID: func() string { return uuid.Must(uuid.NewV7()).String() }, NewClientID: newID, Audit: l,
		Getenv: func(string) string { return "" },
	}
	w := &workflow.Service{Repo: s, Gate: in.Gate, Audit: l, Actor: "ada@host", Now: now, NewID: newID}
	in.Workflow = func(ctx context.Context, ref string) (integration.Link, error) {
		w, err := w.Get(ctx, ref)
		return integration.Link{ID: w.ID, Name: w.Name}, err
	}
	return &world{Service: &Service{Integrations: in, Workflows: w}, store: s, log: l}
}

func parse(t testing.TB, text string) *Manifest {
	t.Helper()
	m, err := Parse([]byte(text), "test.yaml")
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return m
}

// apply plans and applies.
func (w *world) apply(t testing.TB, m *Manifest, o Options) Plan {
	t.Helper()
	plan, err := w.Plan(t.Context(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	done, err := w.Apply(t.Context(), m, plan, o)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func (w *world) yaml(t testing.TB) string {
	t.Helper()
	m, err := w.Export(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := m.YAML()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// entries counts what was logged.
func (w *world) entries(t testing.TB) int {
	t.Helper()
	n := 0
	for _, err := range w.store.Audit(t.Context(), audit.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}
