package manifest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
)

// random makes a manifest that can be applied after any other it made: what has
// the same name has the same template.
func random(r *rand.Rand) *Manifest {
	m := &Manifest{File: "random.yaml", Features: []Feature{{Name: integration.FeatureEcosystem}}}
	var workflows, directories []string
	for i := range 4 {
		if r.IntN(3) == 0 {
			continue
		}
		w := Workflow{Name: pick(r, "Flow", "flow", "FLOW") + fmt.Sprint("-", i), ConfigurationID: fmt.Sprintf("%022x%d%d", r.IntN(9), i, r.IntN(2))}
		w.Policy = randomPolicy(r, w.Name)
		workflows = append(workflows, w.Name)
		m.Workflows = append(m.Workflows, w)
	}
	for i := range 3 {
		if r.IntN(3) == 0 {
			continue
		}
		in := randomDirectory(r, i)
		directories = append(directories, in.Name)
		m.Integrations = append(m.Integrations, in)
	}
	for i, t := range integration.Templates() {
		if t.Category == integration.CategoryDirectory || t.Status != integration.StatusAvailable || len(workflows) == 0 || r.IntN(2) == 0 {
			continue
		}
		in := Integration{Name: fmt.Sprintf("%s.%d", pick(r, "App", "app"), i), Template: t.ID, Workflow: pick(r, workflows...), Settings: integration.Settings{}}
		if len(directories) > 0 && r.IntN(2) == 0 {
			in.Directory = pick(r, directories...)
		}
		if f, ok := t.Field(integration.KeyRedirectURIs); ok && (f.Required || r.IntN(2) == 0) {
			in.Settings[f.Key] = some(r, "https://a.example/cb", "https://b.example/cb?x=1", "http://127.0.0.1:8080/cb")
		}
		if _, ok := t.Field(integration.KeyReference); ok && r.IntN(3) == 0 {
			in.Settings[integration.KeyReference] = []string{pick(r, "12345", "true", "0x10", "ref-1")}
		}
		m.Integrations = append(m.Integrations, in)
	}
	return m
}

func randomDirectory(r *rand.Rand, i int) Integration {
	in := Integration{Name: fmt.Sprintf("%s_%d", pick(r, "Dir", "dir"), i), Settings: integration.Settings{}}
	if i == 2 {
		in.Template = integration.EntraDirectory
		in.Settings = integration.Settings{
			integration.KeyTenantID: {"11111111-2222-3333-4444-55555555555" + fmt.Sprint(r.IntN(3))},
			integration.KeyAuth:     {pick(r, integration.AuthAzureCLI, integration.AuthClientSecret)},
			integration.KeyCloud:    {pick(r, integration.CloudPublic, integration.CloudChina)},
		}
		if in.Settings.Get(integration.KeyAuth) == integration.AuthClientSecret {
			in.Settings[integration.KeyClientID] = []string{"11111111-2222-3333-4444-555555555555"}
			in.SecretEnv = pick(r, secret.EnvName(in.Name), "ENTRA_SECRET")
		}
		return in
	}
	in.Template = integration.OktaDirectory
	in.SecretEnv = pick(r, secret.EnvName(in.Name), "OKTA_TOKEN", "TRUE")
	in.Settings[integration.KeyOrgURL] = []string{"https://" + pick(r, "a", "b") + ".okta.example"}
	in.Settings[integration.KeyAuth] = []string{pick(r, integration.AuthToken, integration.AuthPrivateKey)}
	if in.Settings.Get(integration.KeyAuth) == integration.AuthPrivateKey {
		in.Settings[integration.KeyClientID] = []string{pick(r, "0oa1", "123")}
		in.Settings[integration.KeyKeyID] = []string{pick(r, "null", "2026-01-01", "k: #1", "{x}")}
	}
	switch r.IntN(3) {
	case 0:
		in.Settings[integration.KeyGroups] = some(r, "00g1", "12e3", "00g3")
	case 1:
		in.Settings[integration.KeySearch] = []string{`profile.department eq "Sales: #1"`}
	}
	if r.IntN(2) == 0 {
		in.Settings[integration.KeyMapping] = slices.Sorted(slices.Values(some(r, "birthdate=profile.dob", "email=", "employee_id=profile.no", "phone_number=profile.null")))
	}
	if r.IntN(2) == 0 {
		in.Settings[integration.KeyMaxDeactivations] = []string{pick(r, "7", "10%", "500,10%", "none")}
		in.Settings[integration.KeyConcurrency] = []string{pick(r, "1", "16")}
		in.Settings[integration.KeyFullEvery] = []string{pick(r, "1d", "12h")}
	}
	return in
}

func randomPolicy(r *rand.Rand, name string) match.Policy {
	p, _ := match.PresetPolicy(pick(r, match.PresetStrict, match.PresetStandard, match.PresetLenient))
	if r.IntN(2) == 0 {
		return p
	}
	p.Name = pick(r, name, "a policy: of mine", "12")
	c := p.Claims["birthdate"]
	c.OnMismatch = match.SoftFlag
	p.Claims["birthdate"] = c
	p.MinimumEvidence = float64(17 + r.IntN(3))
	if r.IntN(2) == 0 {
		p.Groups = []match.Group{{Group: "Contractors", Rules: func() match.Rules { q, _ := match.PresetPolicy(match.PresetStrict); return q.Rules }()}}
	}
	return p
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// some returns one or more of the values, in any order.
func some(r *rand.Rand, of ...string) []string {
	r.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
	return of[:1+r.IntN(len(of))]
}

// canonical is what the profile must look like after the manifest is applied
// with --prune.
func canonical(t testing.TB, m *Manifest) string {
	t.Helper()
	c := *m
	c.Workflows, c.Integrations = slices.Clone(m.Workflows), slices.Clone(m.Integrations)
	c.sort()
	text, err := c.YAML()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestRandom applies random manifests over each other. Each time the profile is
// then exactly what was declared, a second time nothing changes, and what kept
// its name kept its ID.
func TestRandom(t *testing.T) {
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 1))
		w := newWorld(t)
		for round := range 4 {
			m := random(r)
			text := canonical(t, m)
			read := parse(t, text)
			before := map[string]string{}
			if round > 0 {
				before = idsByName(t, w)
			}
			w.apply(t, read, Options{Prune: true})
			if got := w.yaml(t); got != text {
				t.Fatalf("seed %d, round %d: got\n%s\nwant\n%s", seed, round, got, text)
			}
			logged := w.entries(t)
			if again := w.apply(t, read, Options{Prune: true}); len(again.Changes) != 0 || w.entries(t) != logged {
				t.Fatalf("seed %d, round %d: the second time changed %+v", seed, round, again.Changes)
			}
			for name, id := range idsByName(t, w) {
				if was, ok := before[name]; ok && was != id {
					t.Errorf("seed %d, round %d: %s had ID %s and has %s", seed, round, name, was, id)
				}
			}
		}
	}
}

// idsByName lists the IDs of everything by folded name.
func idsByName(t testing.TB, w *world) map[string]string {
	t.Helper()
	p, err := w.present(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range p.Workflows {
		all["workflow "+secret.EnvName(f.Name)] = f.ID
	}
	for _, in := range p.Integrations {
		all["integration "+secret.EnvName(in.Name)] = in.ID
	}
	return all
}

// TestAllOrNothing fails every single write of an apply in turn: the profile must
// be as it was before, log and all.
func TestAllOrNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	w := newWorld(t)
	w.apply(t, random(r), Options{Prune: true})
	before, logged := w.yaml(t), w.entries(t)
	m := random(r)
	plan, err := w.Plan(t.Context(), m, Options{Prune: true})
	if err != nil {
		t.Fatal(err)
	}
	if w.yaml(t) != before || w.entries(t) != logged {
		t.Fatal("planning changed something")
	}
	failures := 0
	for n := 1; ; n++ {
		w.log.n, w.log.failAt = 0, n
		_, err := w.Apply(t.Context(), m, plan, Options{Prune: true})
		if err == nil {
			break
		}
		failures++
		if w.yaml(t) != before || w.entries(t) != logged {
			t.Fatalf("the failure of entry %d left something", n)
		}
	}
	if failures != len(plan.Changes) || failures < 5 {
		t.Errorf("%d failures of %d changes", failures, len(plan.Changes))
	}
	if w.yaml(t) != canonical(t, m) {
		t.Error("without a failure it is not applied")
	}
}
