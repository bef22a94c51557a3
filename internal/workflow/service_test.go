package workflow_test

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/store"
	"github.com/incodectl/incodectl/internal/workflow"
)

// log collects changes; fail makes it refuse them.
type log struct {
	mu      sync.Mutex
	changes []audit.Change
	fail    error
}

func (l *log) Record(_ context.Context, c audit.Change) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		return l.fail
	}
	l.changes = append(l.changes, c)
	return nil
}

func (l *log) actions() []string {
	all := []string{}
	for _, c := range l.changes {
		all = append(all, c.Action)
	}
	return all
}

// world is a service over a store of its own, as another process would have it
// when opened again.
type world struct {
	*workflow.Service
	store *store.Store
	log   *log
	gate  error
}

func open(t *testing.T, path string) *world {
	t.Helper()
	var mu sync.Mutex
	at, id := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), 0
	now := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(time.Second)
		return at
	}
	repo, err := store.Open(t.Context(), path, store.Options{Now: now, LockWait: 30 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := repo.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{store: repo, log: &log{}}
	w.Service = &workflow.Service{
		Repo: repo, Gate: func(context.Context) error { return w.gate }, Audit: w.log, Actor: "ada@desk", Now: now,
		NewID: func() string {
			mu.Lock()
			defer mu.Unlock()
			id++
			return fmt.Sprintf("%024x", id)
		},
	}
	return w
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "test.db"))
}

func (w *world) create(t *testing.T, name, configurationID string) workflow.Workflow {
	t.Helper()
	got, err := w.Create(t.Context(), workflow.CreateRequest{Name: name, ConfigurationID: configurationID})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// link stores an integration that is linked to a workflow.
func (w *world) link(t *testing.T, name, workflowID string) {
	t.Helper()
	in := integration.Integration{
		ID: "01890a5d-ac96-774b-bcce-" + fmt.Sprintf("%012x", len(name)), Name: name, Template: integration.API, Category: integration.CategoryCustom,
		Settings: integration.Settings{integration.KeyWorkflow: {workflowID}},
	}
	if err := w.store.CreateIntegration(t.Context(), in, nil); err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, code fault.Code, parts ...string) {
	t.Helper()
	if !fault.Is(err, code) || fault.HintOf(err) == "" {
		t.Errorf("got %v (%s), want %s and a hint", err, fault.CodeOf(err), code)
		return
	}
	for _, part := range parts {
		if !strings.Contains(err.Error()+"\n"+fault.HintOf(err), part) {
			t.Errorf("%q is not in %v (%s)", part, err, fault.HintOf(err))
		}
	}
}

func TestCreate(t *testing.T) {
	w := newWorld(t)
	made := w.create(t, "Sign-In", "https://dashboard.incode.com/workflows/"+strings.ToUpper(oneID))
	if made.ConfigurationID != oneID || made.PolicyVersion != 1 || made.Policy.Name != "standard" || made.CreatedAt.IsZero() {
		t.Errorf("made %+v", made)
	}
	for _, ref := range []string{made.ID, strings.ToUpper(made.ID), oneID, strings.ToUpper(oneID), "Sign-In", "sign-in", "https://dashboard.incode.com/workflows/" + oneID} {
		got, err := w.Get(t.Context(), ref)
		if err != nil || !reflect.DeepEqual(got, made) {
			t.Errorf("%s: %+v, %v; want %+v", ref, got, err, made)
		}
	}
	_, err := w.Get(t.Context(), "nobody")
	refused(t, err, fault.NotFound, `there is no workflow "nobody"`)

	policy := preset("strict")
	policy.Name = ""
	second, err := w.Create(t.Context(), workflow.CreateRequest{
		Name: "second", ConfigurationID: otherID, Policy: &policy, Set: []string{"claims.email.mode=fuzzy"}, Unset: []string{"claims.phone_number"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if second.Policy.Name != "second" || second.Policy.Claims["email"].Mode != match.Fuzzy || len(second.Policy.Claims) != 4 {
		t.Errorf("made %+v", second.Policy)
	}
	all, err := w.List(t.Context())
	if err != nil || !reflect.DeepEqual(all, []workflow.Workflow{second, made}) {
		t.Errorf("listed %+v, %v", all, err)
	}
	if c := w.log.changes[1]; c.Action != "workflow.create" || c.Target.ID != second.ID || c.Target.Name != "second" || c.Target.Kind != audit.TargetWorkflow ||
		c.Before != nil || !strings.Contains(fmt.Sprintf("%+v", c.After), "mode: fuzzy") {
		t.Errorf("logged %+v", c)
	}
}

func TestCreateRefuses(t *testing.T) {
	w := newWorld(t)
	made := w.create(t, "Sign-In", oneID)
	const third = "65f0a1b2c3d4e5f60718293c"
	nothing, large := match.Policy{Version: 1}, preset("strict")
	for i := range 64 {
		g := match.Group{Group: fmt.Sprint(i), Rules: large.Rules}
		g.Claims = map[string]match.Claim{}
		for j := range 32 {
			g.Claims[fmt.Sprintf("custom_%d", j)] = match.Claim{Mode: match.Exact, OnMismatch: match.HardStop, OnMissingDirectory: match.Fail, OnMissingID: match.Fail}
		}
		large.Groups = append(large.Groups, g)
	}
	for _, tt := range []struct {
		req  workflow.CreateRequest
		code fault.Code
		want string
	}{
		{workflow.CreateRequest{Name: "sign-in", ConfigurationID: third}, fault.Conflict, `already a workflow named "Sign-In"`},
		{workflow.CreateRequest{Name: "other", ConfigurationID: strings.ToUpper(oneID)}, fault.Conflict, `workflow "Sign-In" has the Configuration ID`},
		{workflow.CreateRequest{Name: "other", ConfigurationID: made.ID}, fault.Usage, `is the ID of workflow "Sign-In" in this profile`},
		{workflow.CreateRequest{Name: third, ConfigurationID: third}, fault.Usage, "looks like a Configuration ID"},
		{workflow.CreateRequest{Name: "two words", ConfigurationID: third}, fault.Usage, "is not allowed"},
		{workflow.CreateRequest{Name: "other", ConfigurationID: "123"}, fault.Usage, "24 hexadecimal digits"},
		{workflow.CreateRequest{Name: "other", ConfigurationID: third, Policy: &nothing}, fault.Usage, "claims"},
		{workflow.CreateRequest{Name: "other", ConfigurationID: third, Policy: &large}, fault.Usage, "larger than"},
		{workflow.CreateRequest{Name: "other", ConfigurationID: third, Set: []string{"claims.name.mode=no"}}, fault.Usage, "claims.name.mode"},
	} {
		if _, err := w.Create(t.Context(), tt.req); !fault.Is(err, tt.code) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.want, err)
		}
	}
	w.log.fail = fault.New(fault.Internal, "the log is full")
	if _, err := w.Create(t.Context(), workflow.CreateRequest{Name: "other", ConfigurationID: third}); !fault.Is(err, fault.Internal) {
		t.Errorf("made without an entry: %v", err)
	}
	if all, err := w.List(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("there are %d, %v", len(all), err)
	}
}

func TestEdit(t *testing.T) {
	w := newWorld(t)
	made := w.create(t, "sign-in", oneID)
	w.create(t, "other", otherID)

	before, after, err := w.Edit(t.Context(), "SIGN-IN", workflow.EditRequest{Set: []string{"claims.birthdate.mode=exact"}})
	if err != nil || !reflect.DeepEqual(before, made) || after.PolicyVersion != 2 || after.Policy.Claims["birthdate"].Mode != match.Exact || after.Policy.Name != "sign-in" {
		t.Fatalf("%+v, %v", after, err)
	}
	if got, err := w.Get(t.Context(), made.ID); err != nil || !reflect.DeepEqual(got, after) {
		t.Errorf("stored %+v, %v; want %+v", got, err, after)
	}
	// An equal policy is no version, however it is said; nor is there an entry.
	entries := len(w.log.changes)
	same := after.Policy
	same.Name = ""
	for _, req := range []workflow.EditRequest{
		{}, {Policy: &same}, {Set: []string{"claims.birthdate.mode=exact"}}, {Name: "sign-in"}, {ConfigurationID: strings.ToUpper(oneID)},
	} {
		before, now, err := w.Edit(t.Context(), made.ID, req)
		if err != nil || !now.Equal(before) || now.PolicyVersion != 2 || now.UpdatedAt != after.UpdatedAt {
			t.Errorf("%+v: %+v, %v", req, now, err)
		}
	}
	if len(w.log.changes) != entries {
		t.Errorf("logged %v", w.log.actions())
	}
	// A policy that goes by the workflow's name follows it; no version either.
	_, after, err = w.Edit(t.Context(), made.ID, workflow.EditRequest{Name: "Sign-Up", ConfigurationID: "65f0a1b2c3d4e5f60718293c"})
	if err != nil || after.Name != "Sign-Up" || after.Policy.Name != "Sign-Up" || after.PolicyVersion != 2 || after.ConfigurationID != "65f0a1b2c3d4e5f60718293c" {
		t.Errorf("%+v, %v", after, err)
	}
	if got, err := w.Get(t.Context(), "sign-up"); err != nil || !reflect.DeepEqual(got, after) {
		t.Errorf("stored %+v, %v; want %+v", got, err, after)
	}
	last := w.log.changes[len(w.log.changes)-1]
	if last.Action != "workflow.edit" || last.Target.Name != "sign-in" || fmt.Sprint(last.Before) != "{sign-in "+oneID+" <nil> 0}" ||
		fmt.Sprint(last.After) != "{Sign-Up 65f0a1b2c3d4e5f60718293c <nil> 0}" {
		t.Errorf("logged %+v", last)
	}
	for _, tt := range []struct {
		req  workflow.EditRequest
		code fault.Code
	}{
		{workflow.EditRequest{Name: "OTHER"}, fault.Conflict},
		{workflow.EditRequest{ConfigurationID: otherID}, fault.Conflict},
		{workflow.EditRequest{Name: "two words"}, fault.Usage},
		{workflow.EditRequest{ConfigurationID: "x"}, fault.Usage},
		{workflow.EditRequest{ConfigurationID: made.ID}, fault.Usage},
		{workflow.EditRequest{Name: "fine", Unset: []string{"claims"}}, fault.Usage},
	} {
		if _, _, err := w.Edit(t.Context(), made.ID, tt.req); !fault.Is(err, tt.code) {
			t.Errorf("%+v: %v", tt.req, err)
		}
	}
	_, _, err = w.Edit(t.Context(), "nobody", workflow.EditRequest{Name: "x"})
	refused(t, err, fault.NotFound)
	if got, err := w.Get(t.Context(), made.ID); err != nil || !reflect.DeepEqual(got, after) {
		t.Errorf("a refusal changed %+v, %v", got, err)
	}
}

func TestHistory(t *testing.T) {
	w := newWorld(t)
	made := w.create(t, "sign-in", oneID)
	strict := preset("strict")
	for i, req := range []workflow.EditRequest{{Set: []string{"minimum_evidence=25"}}, {Policy: &strict}, {Name: "renamed"}} {
		w.Actor = fmt.Sprintf("person%d@desk", i)
		if _, _, err := w.Edit(t.Context(), made.ID, req); err != nil {
			t.Fatal(err)
		}
	}
	now, all, err := w.History(t.Context(), "renamed")
	if err != nil || now.PolicyVersion != 3 || len(all) != 3 {
		t.Fatalf("%+v, %v", all, err)
	}
	for i, want := range []struct{ by, name string }{{"person1@desk", "strict"}, {"person0@desk", "renamed"}, {"ada@desk", "standard"}} {
		r := all[i]
		if r.Version != 3-i || r.By != want.by || r.Policy.Name != want.name || i > 0 && !r.Since.Before(all[i-1].Since) {
			t.Errorf("%d: %+v", i, r)
		}
	}
	if all[1].Policy.MinimumEvidence != 25 || all[2].Since != made.CreatedAt {
		t.Errorf("got %+v", all)
	}
	_, _, err = w.History(t.Context(), "nobody")
	refused(t, err, fault.NotFound)
}

func TestLinked(t *testing.T) {
	w := newWorld(t)
	made := w.create(t, "sign-in", oneID)
	w.create(t, "unused", otherID)
	w.link(t, "sso", made.ID)
	w.link(t, "desk-a", made.ID)

	doomed, err := w.PreviewDelete(t.Context(), "sign-in")
	if err != nil || len(doomed.Users) != 2 {
		t.Fatalf("%+v, %v", doomed, err)
	}
	refused(t, doomed.Refusal(), fault.Conflict, `workflow "sign-in" cannot be deleted: it is linked to 2 integrations (desk-a, sso)`, "integrations edit desk-a --workflow NAME")
	// Linked after the preview: what counts is when it is deleted.
	refused(t, w.Delete(t.Context(), workflow.Doomed{Workflow: made}), fault.Conflict, "desk-a, sso")

	_, _, err = w.Edit(t.Context(), "sign-in", workflow.EditRequest{ConfigurationID: "65f0a1b2c3d4e5f60718293c", Name: "x"})
	refused(t, err, fault.Conflict, `workflow "sign-in" is linked to 2 integrations (desk-a, sso)`, "--force")
	if got, err := w.Get(t.Context(), oneID); err != nil || got.Name != "sign-in" {
		t.Errorf("got %+v, %v", got, err)
	}
	_, after, err := w.Edit(t.Context(), "sign-in", workflow.EditRequest{ConfigurationID: "65f0a1b2c3d4e5f60718293c", Force: true})
	if err != nil || after.ConfigurationID != "65f0a1b2c3d4e5f60718293c" {
		t.Errorf("%+v, %v", after, err)
	}
	// The same one again needs no force, and another policy none either.
	_, after, err = w.Edit(t.Context(), "sign-in", workflow.EditRequest{ConfigurationID: "65f0a1b2c3d4e5f60718293c", Set: []string{"preset=strict"}})
	if err != nil || after.PolicyVersion != 2 {
		t.Errorf("%+v, %v", after, err)
	}

	doomed, err = w.PreviewDelete(t.Context(), "unused")
	if err != nil || doomed.Refusal() != nil {
		t.Fatalf("%+v, %v", doomed, err)
	}
	if err := w.Delete(t.Context(), doomed); err != nil {
		t.Fatal(err)
	}
	refused(t, w.Delete(t.Context(), doomed), fault.NotFound)
	if all, err := w.List(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("left %+v, %v", all, err)
	}
	w.create(t, "unused", otherID) // both are free again
	want := []string{"workflow.create", "workflow.create", "workflow.edit", "workflow.edit", "workflow.delete", "workflow.create"}
	if got := w.log.actions(); !slices.Equal(got, want) {
		t.Errorf("logged %v", got)
	}
	if c := w.log.changes[4]; c.After != nil || !strings.Contains(fmt.Sprintf("%+v", c.Before), otherID) {
		t.Errorf("logged %+v", c)
	}
}

func TestFeatureOff(t *testing.T) {
	w := newWorld(t)
	made := w.create(t, "sign-in", oneID)
	w.gate = fault.New(fault.FeatureDisabled, "off").WithHint("switch it on")
	ctx := t.Context()
	for name, f := range map[string]func() error{
		"create": func() error {
			_, err := w.Create(ctx, workflow.CreateRequest{Name: "x", ConfigurationID: otherID})
			return err
		},
		"list":    func() error { _, err := w.List(ctx); return err },
		"get":     func() error { _, err := w.Get(ctx, made.ID); return err },
		"users":   func() error { _, err := w.Users(ctx, made.ID); return err },
		"edit":    func() error { _, _, err := w.Edit(ctx, made.ID, workflow.EditRequest{Name: "x"}); return err },
		"history": func() error { _, _, err := w.History(ctx, made.ID); return err },
		"preview": func() error { _, err := w.PreviewDelete(ctx, made.ID); return err },
		"delete":  func() error { return w.Delete(ctx, workflow.Doomed{Workflow: made}) },
	} {
		if err := f(); !fault.Is(err, fault.FeatureDisabled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEditsAtOnce: several who change one workflow at the same time, each through
// a store of their own, all see their change kept, and every version is in the
// history with what it added.
func TestEditsAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	first := open(t, path)
	made := first.create(t, "sign-in", oneID)
	const people, each = 4, 5
	var wg sync.WaitGroup
	for i := range people {
		w := open(t, path)
		wg.Go(func() {
			for j := range each {
				set := fmt.Sprintf("claims.custom_%d_%d={mode: exact, on_missing_id: skip, on_missing_directory: skip}", i, j)
				if _, _, err := w.Edit(t.Context(), made.ID, workflow.EditRequest{Set: []string{set}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Go(func() {
		if _, _, err := first.Edit(t.Context(), made.ID, workflow.EditRequest{Name: "renamed"}); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
	now, all, err := first.History(t.Context(), made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if now.Name != "renamed" || now.PolicyVersion != people*each+1 || len(now.Policy.Claims) != len(made.Policy.Claims)+people*each || len(all) != people*each+1 {
		t.Errorf("%s, version %d with %d claims, %d in the history", now.Name, now.PolicyVersion, len(now.Policy.Claims), len(all))
	}
	for i := range len(all) - 1 {
		d, err := workflow.Differences(all[i+1].Policy, all[i].Policy)
		added := slices.DeleteFunc(d, func(d workflow.Difference) bool { return d.Path == "name" })
		if err != nil || all[i].Version != all[i+1].Version+1 || len(added) != 1 {
			t.Errorf("version %d: %v, %v", all[i].Version, d, err)
		}
	}
}

// TestCreatesAtOnce: one name and one Configuration ID go to one workflow,
// whoever comes first.
func TestCreatesAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	first := open(t, path)
	var wg sync.WaitGroup
	var mu sync.Mutex
	made := 0
	for i := range 6 {
		w := open(t, path)
		w.NewID = func() string { return fmt.Sprintf("%024x", 100+i) }
		wg.Go(func() {
			req := workflow.CreateRequest{Name: "same", ConfigurationID: fmt.Sprintf("%024x", i)}
			if i%2 == 0 {
				req = workflow.CreateRequest{Name: fmt.Sprint("name", i), ConfigurationID: oneID}
			}
			_, err := w.Create(t.Context(), req)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				made++
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if all, err := first.List(t.Context()); err != nil || len(all) != 2 || made != 2 {
		t.Errorf("%d made, %d there, %v", made, len(all), err)
	}
}
