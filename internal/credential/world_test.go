package credential_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"iter"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/store"
	"github.com/incodectl/incodectl/internal/verification"
)

const (
	ssoID  = "01890a5d-ac96-774b-bcce-b302099a8057"
	corpID = "01890a5d-ac96-774b-bcce-b302099a8058"
	autoID = "01890a5d-ac96-774b-bcce-b302099a8059"
)

// errBroken is what everything that is made to fail fails with.
var errBroken = errors.New("broken for the test")

// secrets is a secret store of which each call can be made to fail.
type secrets struct {
	mu      sync.Mutex
	kept    map[string]secret.Value
	fails   func(call, name string) error
	history []string
}

func (s *secrets) call(verb, name string) error {
	s.history = append(s.history, verb+" "+name)
	if s.fails == nil {
		return nil
	}
	return s.fails(verb, name)
}

func (s *secrets) Get(_ context.Context, name string) (secret.Value, secret.Origin, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.call("get", name); err != nil {
		return secret.Value{}, "", err
	}
	v, ok := s.kept[strings.ToLower(name)]
	if !ok {
		return v, "", fault.New(fault.NotFound, "no secret is stored for %q", name)
	}
	return v, "memory", nil
}

// Set stores the value also when it is made to fail, as a keyring may do that
// answers too late.
func (s *secrets) Set(_ context.Context, name string, v secret.Value) (secret.Origin, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.call("set", name)
	if err != nil && !errors.Is(err, errBroken) {
		return "", err
	}
	s.kept[strings.ToLower(name)] = v
	return "memory", err
}

func (s *secrets) Delete(_ context.Context, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.call("delete", name); err != nil {
		return err
	}
	delete(s.kept, strings.ToLower(name))
	return nil
}

// sessions pretends that one open session used every key.
type sessions struct {
	cancelled []verification.SessionFilter
	open      []verification.Session
	err       error
}

func (s *sessions) List(_ context.Context, f verification.SessionFilter) (iter.Seq2[verification.Session, error], int, error) {
	return func(yield func(verification.Session, error) bool) {
		for _, one := range s.open {
			if !yield(one, nil) {
				return
			}
		}
	}, len(s.open), nil
}

func (s *sessions) Cancel(_ context.Context, f verification.SessionFilter, reason string) ([]verification.Session, error) {
	if reason != verification.ReasonKeyRevoked {
		return nil, errors.New("cancelled because of " + reason)
	}
	s.cancelled = append(s.cancelled, f)
	return s.open, s.err
}

// recorder logs into the store and can be made to fail after that.
type recorder struct {
	audit.Log

	err error
}

func (r *recorder) Record(ctx context.Context, c audit.Change) error {
	return errors.Join(r.Log.Record(ctx, c), r.err)
}

// world is a service over a real store.
type world struct {
	*credential.Service

	t        *testing.T
	store    *store.Store
	secrets  *secrets
	sessions *sessions
	audit    *recorder
	path     string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }
	path := filepath.Join(t.TempDir(), "data", "store.db")
	s, err := store.Open(t.Context(), path, store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.SetFeature(t.Context(), integration.FeatureEcosystem, true, now()); err != nil {
		t.Fatal(err)
	}
	for _, in := range []integration.Integration{
		{ID: ssoID, Name: "sso", Template: integration.OIDC, Category: integration.CategoryCustom, ClientID: strings.Repeat("c", 32)},
		{ID: corpID, Name: "corp", Template: integration.OktaDirectory, Category: integration.CategoryDirectory},
		{ID: autoID, Name: integration.ClientCredentials, Template: integration.ClientCredentials, Category: integration.CategoryCustom, ClientID: strings.Repeat("a", 32)},
	} {
		in.Settings, in.CreatedAt, in.UpdatedAt = integration.Settings{}, now(), now()
		if err := s.CreateIntegration(t.Context(), in, nil); err != nil {
			t.Fatal(err)
		}
	}
	w := &world{t: t, store: s, secrets: &secrets{kept: map[string]secret.Value{}}, sessions: &sessions{}, path: path}
	w.audit = &recorder{Log: audit.Log{Repo: s, Now: now, Actor: audit.Actor{Kind: audit.ActorUser, Name: "ada@desk"}}}
	open := func() (secret.Store, error) { return w.secrets, nil }
	w.Service = &credential.Service{
		Repo: s, Integrations: &integration.Service{Repo: s, Secrets: open, Now: now, Audit: w.audit, Actor: "ada@desk"},
		Sessions: w.sessions, Secrets: open, Audit: w.audit, Actor: "ada@desk", Now: now,
		NewID: func() string { return hex.EncodeToString(random(12)) }, Random: random,
	}
	return w
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// generate makes one key that has to be made.
func (w *world) generate(name string) credential.NewAPIKey {
	w.t.Helper()
	made, err := w.GenerateAPIKeys(w.t.Context(), name, 1)
	if err != nil {
		w.t.Fatal(err)
	}
	return made[0]
}

// keys returns the names of all keys.
func (w *world) keys() []string {
	w.t.Helper()
	all, err := w.APIKeys(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	names := make([]string, len(all))
	for i, k := range all {
		names[i] = k.Name
	}
	return names
}

// logged returns the actions in the audit log, oldest first.
func (w *world) logged() []string {
	w.t.Helper()
	var actions []string
	for e, err := range w.store.Audit(w.t.Context(), audit.Filter{Oldest: true}) {
		if err != nil {
			w.t.Fatal(err)
		}
		actions = append(actions, e.Action)
	}
	return actions
}

func wantFault(t *testing.T, err error, code fault.Code, words ...string) {
	t.Helper()
	if !fault.Is(err, code) {
		t.Errorf("got %v (%s), want %s", err, fault.CodeOf(err), code)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error()+"\n"+fault.HintOf(err), word) {
			t.Errorf("%q is not in: %v\n%s", word, err, fault.HintOf(err))
		}
	}
}
