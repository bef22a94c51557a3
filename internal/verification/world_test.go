package verification_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/store"
	"github.com/incodectl/incodectl/internal/verification"
	"github.com/incodectl/incodectl/internal/workflow"
)

// clock is a settable time source.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time           { return time.Unix(0, c.at.Load()).UTC() }
func (c *clock) forward(by time.Duration) { c.at.Add(int64(by)) }

// workflows are workflows by ID.
type workflows map[string]workflow.Workflow

func (w workflows) Get(_ context.Context, ref string) (workflow.Workflow, error) {
	if one, ok := w[ref]; ok {
		return one, nil
	}
	return workflow.Workflow{}, fault.New(fault.NotFound, "there is no workflow %q", ref)
}

// incode plays Incode: it answers as it was told to.
type incode struct {
	mu       sync.Mutex
	asked    []verification.OnboardingRequest
	answer   func() (verification.OnboardingLink, error) // nil: a link
	progress map[string]verification.Progress
}

func (i *incode) RequestNew(_ context.Context, r verification.OnboardingRequest) (verification.OnboardingLink, error) {
	i.mu.Lock()
	i.asked = append(i.asked, r)
	n, answer := len(i.asked), i.answer
	i.mu.Unlock()
	if answer != nil {
		return answer()
	}
	return verification.OnboardingLink{InterviewID: fmt.Sprintf("interview%d", n), URL: "https://verify.example/secret-link"}, nil
}

func (i *incode) Progress(_ context.Context, id string) (verification.Progress, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	p, ok := i.progress[id]
	if !ok {
		return p, fault.New(fault.Unavailable, "Incode does not answer")
	}
	return p, nil
}
func (*incode) KeyFingerprint() string { return "profile-key" }

// read takes a document of one word, the given name of a Lindqvist.
func read(r io.Reader) (claims.Set, error) {
	word, err := io.ReadAll(r)
	if string(word) == "broken" {
		return nil, fault.New(fault.Usage, "the document cannot be read")
	}
	return document(string(word)), err
}

func document(given string) claims.Set {
	born := "1990-05-13"
	if given == stop {
		born = "1971-08-27"
	}
	return claims.Set{claims.GivenName: given, claims.FamilyName: "Lindqvist", claims.Birthdate: born}
}

// world is a profile with a directory "corp" of three people, of whom "mara" and
// "nils" are active, and a helpdesk integration "desk".
type world struct {
	*verification.Service
	t        testing.TB
	path     string
	clock    *clock
	repo     *store.Store
	flows    workflows
	incode   *incode // nil: no credentials
	people   []directory.Record
	corp     integration.Integration
	desk     integration.Integration
	services *integration.Service
}

const (
	pass = "Mara"  // given names on the document brought for mara
	flag = "M"     // an initial
	stop = "Boris" // who was born on another day
)

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, path: filepath.Join(t.TempDir(), "w.db"), clock: &clock{}, flows: workflows{}}
	w.clock.at.Store(now.UnixNano())
	w.flows["flow"] = workflow.Workflow{
		ID: "flow", Name: "standard", ConfigurationID: "0123456789abcdef01234567", Policy: match.DefaultPolicy(), PolicyVersion: 1,
	}
	w.Service, w.repo = w.open()
	w.services = w.Directory.Integrations
	w.must(w.services.SetFeature(t.Context(), integration.FeatureEcosystem, true))
	w.corp = w.integrate("corp", integration.OktaDirectory, nil)
	w.people = []directory.Record{
		person("mara", "Mara", "1990-05-13", "", "ACTIVE"),
		person("nils", "Nils", "1985-02-03", "", "ACTIVE"),
		person("olga", "Olga", "1980-03-04", "", "DEPROVISIONED"),
	}
	w.people[0].Claims[claims.Email] = "mara@corp.example"
	w.sync()
	w.desk = w.integrate("desk", integration.Helpdesk, integration.Settings{
		integration.KeyWorkflow: {"flow"}, integration.KeyDirectory: {w.corp.ID}, integration.KeyReference: {"their-reference"},
	})
	return w
}

// open returns the services over one more handle of the same store, as another
// process would have them.
func (w *world) open() (*verification.Service, *store.Store) {
	w.t.Helper()
	repo, err := store.Open(w.t.Context(), w.path, store.Options{Now: w.clock.now, LockWait: time.Minute})
	w.must(err)
	w.t.Cleanup(func() { _ = repo.Close() })
	log := &audit.Log{Repo: repo, Now: w.clock.now, Actor: audit.Actor{Kind: audit.ActorUser, Name: "ada@host"}}
	ints := &integration.Service{
		Repo: repo, Now: w.clock.now, NewID: newID(), NewClientID: newID(), Actor: "ada@host", Profile: "test", Audit: log,
	}
	dir := &directory.Service{Repo: repo, Integrations: ints, Now: w.clock.now, NewRunID: newID(), Audit: log}
	s := &verification.Service{
		Repo: repo, Directory: dir, Integrations: ints, Workflows: w.flows, Audit: log, Actor: "ada@host",
		Now: w.clock.now, NewID: newID(), NewIdentity: newID(),
		Onboarding: func(context.Context) (verification.Onboarding, error) {
			if w.incode == nil {
				return nil, nil
			}
			return w.incode, nil
		},
	}
	ints.Leaving, dir.Gone = s.IntegrationLeaving, s.PeopleGone
	return s, repo
}

var lastID atomic.Uint64

// newID makes IDs that no two services make alike; the first digits differ.
func newID() func() string {
	return func() string {
		n := lastID.Add(1)
		return fmt.Sprintf("%08x%016x", uint32(n*2654435761), n)
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) integrate(name, template string, s integration.Settings) integration.Integration {
	w.t.Helper()
	tmpl, err := integration.TemplateByID(template)
	w.must(err)
	in := integration.Integration{
		ID: newID()(), Name: name, Template: template, Category: tmpl.Category, Settings: s,
		CreatedAt: w.clock.now(), UpdatedAt: w.clock.now(),
	}
	w.must(w.repo.CreateIntegration(w.t.Context(), in, nil))
	return in
}

// everybody lists people of whom whoever is not listed is gone.
type everybody struct{ listing }

func (e everybody) Check(_ context.Context, ids []string) ([]directory.Presence, directory.Cost, error) {
	out := make([]directory.Presence, len(ids))
	for i, id := range ids {
		out[i] = directory.Presence{ExternalID: id, Gone: "deleted"}
	}
	return out, directory.Cost{}, nil
}

// sync brings the people of the world into the store.
func (w *world) sync() {
	w.t.Helper()
	_, err := w.Directory.Sync(w.t.Context(), directory.SyncRequest{
		Integration: w.corp, Source: everybody{listing{people: w.people}}, Mode: directory.ModeFull,
		Limits: directory.Limits{Deactivations: guard.None(), Updates: guard.None()},
	})
	w.must(err)
}

func (w *world) request(who string) verification.Session {
	w.t.Helper()
	made, err := w.Request(w.t.Context(), verification.RequestOptions{Integration: "desk", LoginHint: who + "@corp.example"})
	w.must(err)
	return made.Session
}

func (w *world) complete(id, given string) (verification.Completed, error) {
	return w.Complete(w.t.Context(), id, document(given), match.Options{})
}

// stored is a session as it is in the store, with its events, which must fit.
func (w *world) stored(id string) (verification.Session, []verification.Event) {
	w.t.Helper()
	s, err := w.repo.Session(w.t.Context(), id)
	w.must(err)
	events, err := w.repo.Events(w.t.Context(), id)
	w.must(err)
	checkEvents(w.t, s, events)
	return s, events
}

// checkEvents: as many events as versions, chained from nothing to the state.
func checkEvents(t testing.TB, s verification.Session, events []verification.Event) {
	t.Helper()
	if len(events) != s.Version || len(events) == 0 {
		t.Fatalf("session %s at version %d has %d events", s.ID, s.Version, len(events))
	}
	from := verification.State("")
	for i, e := range events {
		if e.From != from || e.Seq != i+1 || e.SessionID != s.ID || e.Actor == "" || from.Final() {
			t.Fatalf("session %s, event %d: %+v after %q", s.ID, i+1, e, from)
		}
		from = e.To
	}
	last := events[len(events)-1]
	if from != s.State || last.Reason != s.Reason || s.State.Final() == s.FinishedAt.IsZero() {
		t.Fatalf("session %s is %s (%s), its last event %+v, finished %s", s.ID, s.State, s.Reason, last, s.FinishedAt)
	}
}

func (w *world) sessions(f verification.SessionFilter) []verification.Session {
	w.t.Helper()
	list, n, err := w.List(w.t.Context(), f)
	w.must(err)
	all := collect(w.t, list)
	if len(all) != n && f.Limit == 0 {
		w.t.Errorf("%d sessions, counted %d", len(all), n)
	}
	return all
}

func collect[T any](t testing.TB, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

// wants checks an error's kind and that it says what to do next.
func wants(t testing.TB, about string, err error, code fault.Code) {
	t.Helper()
	if !fault.Is(err, code) || fault.HintOf(err) == "" {
		t.Errorf("%s: %v (%s), hint %q; want %s", about, err, fault.CodeOf(err), fault.HintOf(err), code)
	}
}

var errCut = errors.Join(fault.New(fault.Unavailable, "the connection was cut"), verification.ErrUnknown)
