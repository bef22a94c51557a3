package manifest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/workflow"
)

const small = `version: 1
features: [integrations-ecosystem]
workflows:
  - {name: sign-in, configuration_id: 65f0a1b2c3d4e5f60718293a, policy: standard}
integrations:
  - name: corp
    template: okta-directory
    settings: {org_url: https://corp.okta.example, auth: token}
  - {name: app, template: api, workflow: sign-in, directory: corp}
`

// TestTwoAtOnce holds that of several processes that apply the same file one
// does it and the others find nothing left to do.
func TestTwoAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	openWorld(t, path) // makes the store
	var wg sync.WaitGroup
	changes := make([]int, 8)
	for i := range changes {
		w := openWorld(t, path)
		wg.Go(func() {
			m := parse(t, small)
			plan, err := w.Plan(t.Context(), m, Options{})
			if err == nil {
				var done Plan
				done, err = w.Apply(t.Context(), m, plan, Options{})
				changes[i] = len(done.Changes)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	slices.Sort(changes)
	if want := []int{0, 0, 0, 0, 0, 0, 0, 4}; !slices.Equal(changes, want) {
		t.Errorf("changes of the processes: %v", changes)
	}
	w := openWorld(t, path)
	if p, err := w.present(t.Context()); err != nil || len(p.Workflows) != 1 || len(p.Integrations) != 3 || w.entries(t) != 5 {
		t.Errorf("there are %+v, %v", p, err)
	}
}

// TestChangedMeanwhile holds that nothing is done but what was shown.
func TestChangedMeanwhile(t *testing.T) {
	w := newWorld(t)
	w.apply(t, parse(t, small), Options{})
	m := parse(t, strings.Replace(small, "policy: standard", "policy: strict", 1))
	plan, err := w.Plan(t.Context(), m, Options{})
	if err != nil || len(plan.Changes) != 1 {
		t.Fatalf("%+v, %v", plan, err)
	}
	if _, _, err := w.Workflows.Edit(t.Context(), "sign-in", workflow.EditRequest{ConfigurationID: strings.Repeat("b", 24), Force: true}); err != nil {
		t.Fatal(err)
	}
	before, logged := w.yaml(t), w.entries(t)
	if _, err := w.Apply(t.Context(), m, plan, Options{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v", err)
	}
	if w.yaml(t) != before || w.entries(t) != logged {
		t.Error("something was changed")
	}
}

// TestWhichItemFails holds that a service's refusal names the place in the file.
func TestWhichItemFails(t *testing.T) {
	w := newWorld(t)
	w.Integrations.Check = nil
	w.apply(t, parse(t, small), Options{})
	w.log.n, w.log.failAt = 0, 1
	_, err := w.Plan(t.Context(), parse(t, strings.Replace(small, "auth: token}", "auth: token, concurrency: 2}", 1)), Options{})
	if want := `test.yaml:6:5: update of integration "corp" failed, nothing was changed: the log cannot be written`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestFeatureOff(t *testing.T) {
	w := newWorld(t)
	m := parse(t, strings.Replace(small, "features: [integrations-ecosystem]\n", "", 1))
	if _, err := w.Plan(t.Context(), m, Options{}); !fault.Is(err, fault.FeatureDisabled) {
		t.Errorf("plan: %v", err)
	}
	if _, err := w.Export(t.Context()); !fault.Is(err, fault.FeatureDisabled) {
		t.Errorf("export: %v", err)
	}
}

// TestSecretStaysPut holds that a secret that is kept here stays so when the
// file names the variable every integration has, and that another way to
// authenticate is refused no secret.
func TestSecretStaysPut(t *testing.T) {
	w := newWorld(t)
	m := parse(t, small)
	w.apply(t, m, Options{})
	ctx := t.Context()
	// As if the secret had been given by hand.
	in, err := w.Integrations.Get(ctx, "corp")
	if err != nil {
		t.Fatal(err)
	}
	delete(in.Settings, integration.KeySecretEnv)
	if err := w.store.UpdateIntegration(ctx, in, nil); err != nil {
		t.Fatal(err)
	}
	if again := w.apply(t, m, Options{}); len(again.Changes) != 0 {
		t.Errorf("it is changed to %+v", again.Changes)
	}
	keyed := parse(t, strings.Replace(small, "auth: token}", "auth: private-key, client_id: 0oa1, key_id: k1}", 1))
	w.apply(t, keyed, Options{})
	if in, err = w.Integrations.Get(ctx, "corp"); err != nil || in.Settings.Get(integration.KeySecretEnv) != "INCODECTL_SECRET_CORP" {
		t.Errorf("%v, %v", in.Settings, err)
	}
}

// TestWeighed holds what of a plan a person has to agree to, and what is said.
func TestWeighed(t *testing.T) {
	w := newWorld(t)
	w.apply(t, parse(t, small), Options{})
	for _, tt := range []struct {
		old, new string
		prune    bool
		want     []string // kind, name, whether grave, impact
	}{
		{"policy: standard", "policy: strict", false, []string{"workflow sign-in false: the policy becomes version 2 and decides new sessions at once; open sessions keep theirs"}},
		{"65f0a1b2c3d4e5f60718293a", "65f0a1b2c3d4e5f60718293b", false, []string{"workflow sign-in true: new sessions of 1 integration (app) are with the new Configuration ID"}},
		{"corp.okta.example", "new.okta.example", false, []string{"integration corp true: it is of another organisation then, and its secret is sent there"}},
		{"auth: token}", "auth: token, groups: [00g1]}", false, []string{"integration corp false: the next sync reads everybody again"}},
		{", directory: corp", "", false, []string{"integration app false: new sessions follow the new link at once; open sessions keep theirs"}},
		{"  - {name: app, template: api, workflow: sign-in, directory: corp}\n", "", true, []string{"integration app true: its ID ID is never valid again"}},
		{"  - {name: app, template: api, workflow: sign-in, directory: corp}\n", "", false, nil},
	} {
		plan, err := w.Plan(t.Context(), parse(t, strings.Replace(small, tt.old, tt.new, 1)), Options{Prune: tt.prune})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range plan.Changes {
			got = append(got, fmt.Sprintf("%s %s %v: %s", c.Kind, c.Name, c.Grave, strings.ReplaceAll(strings.Join(c.Impact, "; "), c.ID, "ID")))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s -> %s:\n%q\nwant\n%q", tt.old, tt.new, got, tt.want)
		}
	}
}

// TestStoredSecretGoes holds that a plan says when it takes a stored secret away,
// and asks while nobody would have it then.
func TestStoredSecretGoes(t *testing.T) {
	w := newWorld(t)
	w.apply(t, parse(t, small), Options{})
	in, err := w.Integrations.Get(t.Context(), "corp")
	if err != nil {
		t.Fatal(err)
	}
	delete(in.Settings, integration.KeySecretEnv)
	if err := w.store.UpdateIntegration(t.Context(), in, nil); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		old, new, set string
		want          []string // "" is none
		grave         bool
	}{
		{"template: okta-directory", "template: okta-directory\n    secret: {env: OKTA}", "", []string{"its stored secret goes; from then on it is read from OKTA, which is not set here"}, true},
		{"template: okta-directory", "template: okta-directory\n    secret: {env: OKTA}", "OKTA", []string{"its stored secret goes; from then on it is read from OKTA"}, false},
		{"auth: token}", "auth: private-key, client_id: 0oa1, key_id: k1}", "", []string{"its stored secret goes; from then on it is read from INCODECTL_SECRET_CORP, which is not set here"}, true},
		{"auth: token}", "auth: token, concurrency: 2}", "", nil, false},
	} {
		w.Integrations.Getenv = func(name string) string { return map[string]string{tt.set: "x"}[name] }
		plan, err := w.Plan(t.Context(), parse(t, strings.Replace(small, tt.old, tt.new, 1)), Options{})
		if err != nil || len(plan.Changes) != 1 {
			t.Fatalf("%s: %+v, %v", tt.new, plan.Changes, err)
		}
		if c := plan.Changes[0]; !slices.Equal(c.Impact, tt.want) || c.Grave != tt.grave {
			t.Errorf("%s: %q, grave %v", tt.new, c.Impact, c.Grave)
		}
	}
}

func TestAdvise(t *testing.T) {
	w := newWorld(t)
	m := parse(t, strings.Replace(small, "policy: standard", "policy: {claims: {birthdate: {mode: exact}, document_number: {mode: digits}}}", 1))
	plan, err := w.Plan(t.Context(), m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.Advise(t.Context(), plan)
	if err != nil || len(all) != 2 || !strings.Contains(all[0].Text, "the name is not compared") ||
		!strings.Contains(all[1].Text, "INCODECTL_SECRET_CORP is not set") || !strings.Contains(all[1].Hint, "export INCODECTL_SECRET_CORP") {
		t.Errorf("%+v, %v", all, err)
	}
	if got := plan.Unsynced(); !slices.Equal(got, []string{"corp"}) {
		t.Errorf("unsynced: %v", got)
	}
	w.Integrations.Getenv = func(name string) string { return map[string]string{"INCODECTL_SECRET_CORP": "x"}[name] }
	if all, err = w.Advise(t.Context(), plan); err != nil || len(all) != 1 {
		t.Errorf("with the variable: %+v, %v", all, err)
	}
}

// stuck is a secret store that forgets nothing.
type stuck struct{ nowhere }

func (stuck) Delete(context.Context, string) error { return errors.New("the keyring is locked") }

// TestAfterwards holds that what fails after everything is applied is said beside
// what was changed.
func TestAfterwards(t *testing.T) {
	w := newWorld(t)
	w.apply(t, parse(t, small), Options{})
	in, err := w.Integrations.Get(t.Context(), "corp")
	if err != nil {
		t.Fatal(err)
	}
	delete(in.Settings, integration.KeySecretEnv)
	if err := w.store.UpdateIntegration(t.Context(), in, nil); err != nil {
		t.Fatal(err)
	}
	w.Integrations.Secrets = func() (secret.Store, error) { return stuck{nowhere{t}}, nil }
	m := parse(t, strings.Replace(small, "template: okta-directory", "template: okta-directory\n    secret: {env: ELSEWHERE}", 1))
	plan, err := w.Plan(t.Context(), m, Options{})
	if err != nil || len(plan.Changes) != 1 {
		t.Fatalf("planning touched the secret store, or finds %+v: %v", plan.Changes, err)
	}
	done, err := w.Apply(t.Context(), m, plan, Options{})
	if !fault.Is(err, fault.Partial) || len(done.Changes) != 1 || !strings.Contains(err.Error(), "the keyring is locked") {
		t.Errorf("%+v, %v", done.Changes, err)
	}
	if again := w.apply(t, m, Options{}); len(again.Changes) != 0 {
		t.Errorf("it is not applied: %+v", again.Changes)
	}
}
