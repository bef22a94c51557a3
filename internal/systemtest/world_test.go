package systemtest

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/entra"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/guard"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/sandbox"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/secret/vault"
	"github.com/incodectl/incodectl/internal/store"
)

// smallPage is the page size where a test wants several pages of few people.
const smallPage = 50

// world is a sandbox, a store and the services over it.
type world struct {
	server      *sandbox.Server
	okta, entra *sandbox.Company
	path        string // of the store's file
	page        int    // people on a page
	store       *store.Store
	dirs        *directory.Service
	// gate, where one is set, sees every request before the sandbox does.
	gate gate
}

// gate is a func that can be replaced while the server runs.
type gate struct{ f atomic.Value }

// Store sets f; it is called from the server's goroutines.
func (g *gate) Store(f func(*http.Request)) { g.f.Store(f) }

func (g *gate) in(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f, ok := g.f.Load().(func(*http.Request)); ok {
			f(r)
		}
		next.ServeHTTP(w, r)
	})
}

// worldOptions say how a world differs from the usual one.
type worldOptions struct {
	users    int
	bigPages bool // pages as the vendors serve them
	page     int  // people on a page of Graph and Okta; 0: smallPage
	changes  int  // people on a page of Graph's changes; 0: as Graph serves them
	sandbox  sandbox.Options
	now      func() time.Time               // of the sandbox and its companies; nil: time.Now
	folder   func(t testing.TB, dir string) // prepares the store's folder; may be nil
}

func newWorld(t testing.TB, o worldOptions) *world {
	t.Helper()
	so := o.sandbox
	if o.now != nil {
		so.Now = o.now
	}
	so.Okta = sandbox.NewCompany(sandbox.CompanyOptions{Users: o.users, Seed: 3, Domain: "lumen.example", IDPrefix: "LUM", Now: so.Now})
	so.Entra = sandbox.NewCompany(sandbox.CompanyOptions{Users: o.users, Seed: 4, Domain: "aurora.example", IDPrefix: "AUR", Now: so.Now})
	w := &world{
		okta: so.Okta, entra: so.Entra, path: filepath.Join(t.TempDir(), "data", "default.db"), page: cmp.Or(o.page, smallPage),
	}
	inner := so.Wrap
	so.Wrap = func(next http.Handler) http.Handler {
		if inner != nil {
			next = inner(next)
		}
		if !o.bigPages {
			next = smallGraphPages(next, w.page, o.changes)
		}
		return w.gate.in(next)
	}
	server, err := sandbox.Start(t.Context(), so)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	w.server = server
	if o.folder != nil {
		o.folder(t, filepath.Dir(w.path))
	}
	w.open(t)
	t.Cleanup(func() { w.close(t) })
	secrets, err := vault.Open(vault.Options{Kind: vault.KindMemory, Profile: "test"})
	if err != nil {
		t.Fatal(err)
	}
	w.dirs.Integrations.Secrets = func() (secret.Store, error) { return secrets, nil }
	if err := w.dirs.Integrations.SetFeature(t.Context(), integration.FeatureEcosystem, true); err != nil {
		t.Fatal(err)
	}
	return w
}

// open opens the store and the services over it.
func (w *world) open(t testing.TB) {
	t.Helper()
	var err error
	if w.store, err = store.Open(t.Context(), w.path, store.Options{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	w.dirs = &directory.Service{
		Repo: w.store, Now: time.Now, NewRunID: runID,
		Integrations: &integration.Service{
			Repo: w.store, Now: time.Now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() }, Actor: "test",
		},
	}
}

// close closes the store; closing it again is fine.
func (w *world) close(t testing.TB) {
	t.Helper()
	if w.store == nil {
		return
	}
	if err := w.store.Close(); err != nil {
		t.Error(err)
	}
	w.store = nil
}

func runID() string {
	b := make([]byte, 12)
	_, _ = rand.Read(b) // cannot fail
	return hex.EncodeToString(b)
}

// smallGraphPages makes Graph serve small pages: the client always asks for
// the largest, and a thousand people a page make slow tests. Pages of changes
// stay as large as Graph makes them where changes is 0.
func smallGraphPages(next http.Handler, people, changes int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "top=999", fmt.Sprint("top=", people), 1)
		if changes > 0 {
			r.Header.Set("Prefer", fmt.Sprint("odata.maxpagesize=", changes))
		}
		next.ServeHTTP(w, r)
	})
}

// side is one provider of a world: the company there, and the integration with it.
type side struct {
	w       *world
	company *sandbox.Company
	in      integration.Integration
	pages   int // size
	auth    string
	mapping directory.Mapping
	groups  []string
	search  string // Okta's search expression, Graph's filter
	http    httpx.Options
	oracle  func(p *sandbox.Person) directory.User
	ids     map[string]string            // the groups' ids by name
	scope   func(p *sandbox.Person) bool // who is in scope; nil: everybody
	gone    int                          // who was deleted last, by events
	days    int                          // how many quietDay made
	// request, if set, changes what sync asks for: a full run without limits that
	// goes on where the last one ended.
	request func(*directory.SyncRequest)
}

// oktaSide creates an Okta integration. auth is okta.AuthToken or okta.AuthPrivateKey.
func (w *world) oktaSide(t testing.TB, auth string) *side {
	t.Helper()
	s := &side{
		w: w, company: w.okta, pages: w.page, auth: auth, oracle: oktaTruth, ids: w.server.GroupIDs().Okta,
		mapping: directory.Mapping{"birthdate": "profile.dateOfBirth", "badge": "profile.badgeNumber"},
		http:    quick(),
	}
	s.create(t, integration.OktaDirectory, integration.Settings{
		integration.KeyOrgURL: {w.server.OktaURL()}, integration.KeyAuth: {integration.AuthToken},
		integration.KeyMapping: s.mapping.Entries(),
	}, w.server.OktaToken())
	return s
}

// entraSide creates an Entra integration.
func (w *world) entraSide(t testing.TB) *side {
	t.Helper()
	s := &side{
		w: w, company: w.entra, auth: entra.AuthClientSecret, oracle: entraTruth(w.entra.Domain()), ids: w.server.GroupIDs().Graph,
		mapping: directory.Mapping{
			"birthdate": "onPremisesExtensionAttributes.extensionAttribute1", "badge": w.server.ExtensionName("badgeNumber"),
		},
		http: quick(),
	}
	s.create(t, integration.EntraDirectory, integration.Settings{
		integration.KeyTenantID: {w.server.TenantID()}, integration.KeyClientID: {w.server.ClientID()},
		integration.KeyAuth: {integration.AuthClientSecret}, integration.KeyAuthorityURL: {w.server.AuthorityURL()}, integration.KeyGraphURL: {w.server.GraphURL()},
		integration.KeyMapping: s.mapping.Entries(),
	}, w.server.ClientSecret())
	return s
}

func (s *side) create(t testing.TB, template string, settings integration.Settings, credential string) {
	t.Helper()
	in, _, err := s.w.dirs.Integrations.Create(t.Context(), integration.CreateRequest{
		Template: template, Name: template + "-" + runID()[:6], Settings: settings, Secret: secret.New(credential),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.in = in
}

// quick is a client that waits for nothing, with nothing left to chance.
func quick() httpx.Options {
	return httpx.Options{
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Rand:  func() float64 { return 0.5 },
	}
}

// source makes a new Source, which has no token yet.
func (s *side) source(t testing.TB) directory.Source {
	t.Helper()
	var source directory.Source
	var err error
	server := s.w.server
	if s.in.Template == integration.OktaDirectory {
		o := okta.Options{
			OrgURL: server.OktaURL(), Auth: s.auth, Token: secret.New(server.OktaToken()),
			ClientID: server.OktaClientID(), KeyID: server.KeyID(),
			Groups: s.groups, Search: s.search, Mapping: s.mapping, HTTP: s.http, PageSize: s.pages,
		}
		if s.auth == okta.AuthPrivateKey {
			pem, kerr := server.OktaPrivateKeyPEM()
			if kerr != nil {
				t.Fatal(kerr)
			}
			o.PrivateKey = secret.New(pem)
		}
		source, err = okta.New(o)
	} else {
		source, err = entra.New(entra.Options{
			TenantID: server.TenantID(), ClientID: server.ClientID(), Auth: s.auth, Secret: secret.New(server.ClientSecret()),
			AuthorityURL: server.AuthorityURL(), GraphURL: server.GraphURL(),
			Groups: s.groups, Filter: s.search, Mapping: s.mapping, HTTP: s.http,
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func (s *side) sync(ctx context.Context, t testing.TB, progress func(directory.Progress)) (directory.Run, error) {
	t.Helper()
	return s.w.dirs.Sync(ctx, s.asked(t, progress))
}

// asked is what a sync asks for.
func (s *side) asked(t testing.TB, progress func(directory.Progress)) directory.SyncRequest {
	t.Helper()
	r := directory.SyncRequest{
		Integration: s.in, Source: s.source(t), Mode: directory.ModeFull, Progress: progress,
		Limits: directory.Limits{Deactivations: guard.None(), Updates: guard.None()},
	}
	if s.request != nil {
		s.request(&r)
	}
	return r
}

// delta makes the next syncs deltas wherever that is possible.
func delta(r *directory.SyncRequest) { r.Mode = directory.ModeDelta }

// mustSync syncs, which has to succeed and to leave the truth.
func (s *side) mustSync(t testing.TB) directory.Run {
	t.Helper()
	run, err := s.sync(t.Context(), t, nil)
	if err != nil {
		t.Fatalf("a sync without a fault: %v", err)
	}
	if run.Status != directory.RunSucceeded {
		t.Fatalf("a sync without a fault is %s: %+v", run.Status, run.RecordErrors)
	}
	s.equalsTruth(t)
	return run
}

// lastRun is the newest recorded run of the integration.
func (s *side) lastRun(t testing.TB) directory.Run {
	t.Helper()
	runs, err := s.w.store.Runs(t.Context(), directory.RunFilter{IntegrationID: s.in.ID, Limit: 1})
	if err != nil || len(runs) == 0 {
		t.Fatal("no run is recorded", err)
	}
	return runs[0]
}
