package sessions

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/prompt/prompttest"
	"github.com/incodectl/incodectl/internal/store"
	"github.com/incodectl/incodectl/internal/verification"
)

// world is a command line over a store with sessions, and an Incode that answers
// with what progress says.
type world struct {
	t        *testing.T
	f        *cmdutil.Factory
	store    *store.Store
	now      time.Time
	out      *bytes.Buffer
	words    *bytes.Buffer
	format   output.Format
	made     int
	progress func(interviewID string) (verification.Progress, error)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: now, format: output.JSON}
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "p.db"), store.Options{Now: func() time.Time { return w.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	w.store = s
	var ios *iostreams.IOStreams
	ios, _, w.out, w.words = iostreams.Test()
	svc := &verification.Service{
		Repo: s, Integrations: everything{}, Audit: nowhere{}, Actor: "ada@host", Now: func() time.Time { return w.now },
		Onboarding: func(context.Context) (verification.Onboarding, error) { return w, nil },
	}
	w.f = &cmdutil.Factory{
		IO: ios, Now: func() time.Time { return w.now }, Prompt: prompttest.New(nil),
		Settings: func() cmdutil.Settings { return cmdutil.Settings{Format: w.format} },
		Sessions: func(context.Context) (*verification.Service, error) { return svc, nil },
	}
	return w
}

// everything is a profile in which every integration exists.
type everything struct{}

func (everything) Gate(context.Context) error { return nil }

func (everything) Get(_ context.Context, ref string) (integration.Integration, error) {
	return integration.Integration{ID: ref, Name: ref}, nil
}

func (everything) List(context.Context) ([]integration.Integration, error) { return nil, nil }

type nowhere struct{}

func (nowhere) Record(context.Context, audit.Change) error { return nil }

// KeyFingerprint, RequestNew and Progress make a world an Incode.
func (*world) KeyFingerprint() string { return "" }

func (*world) RequestNew(context.Context, verification.OnboardingRequest) (verification.OnboardingLink, error) {
	return verification.OnboardingLink{}, errors.New("nothing is requested here")
}

func (w *world) Progress(_ context.Context, interviewID string) (verification.Progress, error) {
	return w.progress(interviewID)
}

// add stores a pending session of an hour and returns its ID.
func (w *world) add(origin verification.Origin, hint string) string {
	w.t.Helper()
	w.made++
	s, e, err := verification.Session{
		ID: fmt.Sprintf("%024x", 0xabc000+w.made), Origin: origin, IntegrationID: "desk", IntegrationName: "desk", LoginHint: hint,
		InterviewID: fmt.Sprint(w.made), CreatedAt: w.now.Add(time.Duration(w.made)), ValidUntil: w.now.Add(time.Hour),
	}.Move(verification.Pending, verification.ReasonRequested, "", "ada@host", w.now)
	if err == nil {
		err = w.store.CreateSession(w.t.Context(), s, e)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return s.ID
}

// states returns the IDs and states of what was printed as a JSON array.
func (w *world) states() (got []string) {
	w.t.Helper()
	var views []sessionView
	if err := json.Unmarshal(w.out.Bytes(), &views); err != nil {
		w.t.Fatalf("%v in %s", err, w.out)
	}
	for _, v := range views {
		got = append(got, v.ID+" "+string(v.State))
	}
	w.out.Reset()
	return got
}

func (w *world) list(states ...string) []string {
	w.t.Helper()
	if err := runList(w.t.Context(), &listOptions{f: w.f, states: states}); err != nil {
		w.t.Fatal(err)
	}
	return w.states()
}

// TestLapsed: what nobody has moved yet counts as expired wherever it is shown.
func TestLapsed(t *testing.T) {
	w := newWorld(t)
	id := w.add(verification.Local, "ada")
	if got, want := w.list("pending"), []string{id + " pending"}; !slices.Equal(got, want) {
		t.Errorf("listed %q, want %q", got, want)
	}
	w.now = w.now.Add(time.Hour)
	if got := w.list("pending"); len(got) > 0 {
		t.Errorf("pending after its time: %q", got)
	}
	if got, want := w.list("expired"), []string{id + " expired"}; !slices.Equal(got, want) {
		t.Errorf("listed %q, want %q", got, want)
	}
	if err := runGet(t.Context(), &getOptions{f: w.f, id: id}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"state": "expired"`, `"reason": "link_expired"`, `"finished_at": "2026-05-01T13:00:00Z"`} {
		if !strings.Contains(w.out.String(), want) {
			t.Errorf("no %s in %s", want, w.out)
		}
	}
	if err := runExpire(t.Context(), &expireOptions{f: w.f, ids: []string{id}, yes: true}); !fault.Is(err, fault.Conflict) {
		t.Errorf("expired again: %v", err)
	}
}

func TestExpireAsks(t *testing.T) {
	w := newWorld(t)
	id := w.add(verification.Local, "ada")
	expire := func(answers map[string]string) error {
		p := prompttest.New(answers)
		w.f.Prompt = p
		err := runExpire(t.Context(), &expireOptions{f: w.f, ids: []string{id}})
		if left := p.Unused(); len(left) > 0 {
			t.Errorf("not asked: %q", left)
		}
		return err
	}
	if err := expire(map[string]string{"yes": "n"}); !fault.Is(err, fault.Confirmation) || !strings.Contains(w.words.String(), "this expires session "+id) {
		t.Errorf("after no: %v, %s", err, w.words)
	}
	if got, want := w.list(), []string{id + " pending"}; !slices.Equal(got, want) {
		t.Errorf("after no there is %q, want %q", got, want)
	}
	if err := expire(map[string]string{"yes": "y"}); err != nil {
		t.Error(err)
	}
	if got, want := w.states(), []string{id + " expired"}; !slices.Equal(got, want) {
		t.Errorf("after yes %q, want %q", got, want)
	}
}

// TestRefreshFailures: what cannot be read is unchanged, said of a few by name
// and of all in the output, and keeps nobody else from being read.
func TestRefreshFailures(t *testing.T) {
	w := newWorld(t)
	for range 8 {
		w.add(verification.Incode, "ada")
	}
	w.progress = func(interviewID string) (verification.Progress, error) {
		if interviewID == "4" || interviewID == "8" {
			return verification.Progress{Status: "ID_VALIDATION_FINISHED"}, nil
		}
		return verification.Progress{}, fault.New(fault.Unavailable, "the network is gone")
	}
	err := runRefresh(t.Context(), &refreshOptions{f: w.f})
	if !fault.Is(err, fault.Partial) || err.Error() != "6 of 8 sessions could not be read" {
		t.Errorf("ended with %v", err)
	}
	words := w.words.String()
	if n := strings.Count(words, "the network is gone"); n != namedFailures || !strings.Contains(words, "warning: 1 more could not be read") ||
		!strings.Contains(words, "read 8 sessions: 0 moved on, 2 unchanged, 6 could not be read") {
		t.Errorf("%d named in %s", n, words)
	}
	if n := strings.Count(w.out.String(), `"code": "unavailable"`); n != 6 {
		t.Errorf("%d errors in %s", n, w.out)
	}
	got := w.states()
	if len(got) != 8 || slices.ContainsFunc(got, func(s string) bool { return !strings.HasSuffix(s, " pending") }) {
		t.Errorf("got %q", got)
	}
}

// TestRefreshInterrupted: what was read before is shown, and the end is no success.
func TestRefreshInterrupted(t *testing.T) {
	w := newWorld(t)
	first := w.add(verification.Incode, "ada")
	w.add(verification.Incode, "bob")
	ctx, cancel := context.WithCancel(t.Context())
	w.progress = func(interviewID string) (verification.Progress, error) {
		if interviewID == "1" {
			return verification.Progress{Status: "ID_VALIDATION_FINISHED"}, nil
		}
		cancel()
		return verification.Progress{}, ctx.Err()
	}
	err := runRefresh(ctx, &refreshOptions{f: w.f})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if got := w.states(); len(got) != 1 || !strings.HasPrefix(got[0], first) || w.words.Len() > 0 {
		t.Errorf("shown: %q, %s", got, w.words)
	}
}

// TestHostileHint: what a login hint holds does nothing to a terminal.
func TestHostileHint(t *testing.T) {
	w := newWorld(t)
	id := w.add(verification.Local, "ada\x1b[2J\nbob")
	w.format = output.Table
	if err := runList(t.Context(), &listOptions{f: w.f}); err != nil {
		t.Fatal(err)
	}
	if err := runGet(t.Context(), &getOptions{f: w.f, id: id}); err != nil {
		t.Fatal(err)
	}
	w.f.Prompt = prompttest.New(map[string]string{"yes": "n"})
	_ = runExpire(t.Context(), &expireOptions{f: w.f, ids: []string{id}})
	if text := w.out.String() + w.words.String(); strings.Contains(text, "\x1b[2J") || strings.Contains(text, "\nbob") {
		t.Errorf("shown as it is: %q", text)
	}
}
