package manifest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/workflow"
)

// profile is one with two workflows, two directories and an application.
func profile() Present {
	id := func(n int) string { return fmt.Sprintf("%024x", n) }
	directory := func(name string) integration.Integration {
		return integration.Integration{
			ID: "id-" + name, Name: name, Template: integration.OktaDirectory, Category: integration.CategoryDirectory,
			Settings: integration.Settings{"org_url": {"https://" + name + ".okta.com"}, "auth": {"token"}},
		}
	}
	return Present{
		Features: map[string]bool{integration.FeatureEcosystem: true},
		Workflows: []workflow.Workflow{
			{ID: id(11), Name: "first", ConfigurationID: id(1), Policy: match.DefaultPolicy(), PolicyVersion: 1},
			{ID: id(12), Name: "second", ConfigurationID: id(2), Policy: match.DefaultPolicy(), PolicyVersion: 1},
		},
		Integrations: []integration.Integration{
			{
				ID: "id-app", Name: "app", Template: integration.API, Category: integration.CategoryCustom,
				Settings: integration.Settings{"workflow": {id(11)}, "directory": {"id-corp"}},
			},
			directory("corp"),
			{ID: "id-auto", Name: "oidc-client-credentials", Template: integration.ClientCredentials, Category: integration.CategoryCustom},
			directory("other"),
		},
	}
}

// written is profile as a file.
func written(t *testing.T) string {
	t.Helper()
	text, err := Of(profile()).YAML()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func said(p Plan) []string {
	var all []string
	for _, c := range p.Changes {
		line := fmt.Sprintf("%s %s %s", c.Action, c.Kind, c.Name)
		for _, f := range c.Fields {
			line += fmt.Sprintf(" [%s: %s -> %s]", f.Name, Text(f.Before), Text(f.After))
		}
		all = append(all, line)
	}
	return all
}

func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		name     string
		old, new string // replaced in the file
		prune    bool
		want     []string
	}{
		{"as it is", "", "", true, nil},
		{"other case of a link", "workflow: first", "workflow: FIRST", true, nil},
		{"default written out", "auth: token", "auth: token", false, nil},
		{"another case of a name", "name: corp", "name: Corp", false, []string{"update integration Corp [name: corp -> Corp]"}},
		{"setting", "https://corp.okta.com", "https://new.okta.com", false, []string{"update integration corp [settings.org_url: https://corp.okta.com -> https://new.okta.com]"}},
		{"variable", "INCODECTL_SECRET_CORP", "OKTA", false, []string{"update integration corp [secret.env: INCODECTL_SECRET_CORP -> OKTA]"}},
		{"link gone", "    directory: corp\n", "", false, []string{"update integration app [directory: corp -> ]"}},
		{
			"policy", "policy: standard", "policy: {preset: standard, claims: {birthdate: {mode: exact, required: true}}}", false,
			[]string{"update workflow first [policy.claims.birthdate.mode: fuzzy -> exact] [policy.name: standard -> ]"},
		},
		{
			"new ones in order of dependence", "workflows:", "workflows:\n  - {name: new, configuration_id: 65f0a1b2c3d4e5f60718293a, policy: strict}", false,
			[]string{"create workflow new [configuration_id:  -> 65f0a1b2c3d4e5f60718293a] [policy:  -> strict]"},
		},
		{
			"dependents before directories", "integrations:\n", "integrations:\n  - {name: a, template: api, workflow: second, directory: d}\n  - {name: d, template: okta-directory, settings: {org_url: https://d.okta.com, auth: token}}\n", false,
			[]string{
				"create integration d [secret.env:  -> INCODECTL_SECRET_D] [settings.org_url:  -> https://d.okta.com] [settings.auth:  -> token]",
				"create integration a [workflow:  -> second] [directory:  -> d]",
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := parse(t, strings.Replace(written(t), tt.old, tt.new, 1)).Plan(profile(), Options{Prune: tt.prune})
			if err != nil {
				t.Fatal(err)
			}
			if got := said(p); !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// TestPrune holds the order of deletions, what is left out, and that nothing is
// deleted unasked.
func TestPrune(t *testing.T) {
	m := parse(t, "version: 1")
	if p, err := m.Plan(profile(), Options{}); err != nil || len(p.Changes) != 0 {
		t.Errorf("without --prune: %v, %v", said(p), err)
	}
	m = parse(t, "version: 1\nworkflows:\n  - {name: new, configuration_id: \"0000000000000000000000ff\", policy: strict}")
	p, err := m.Plan(profile(), Options{Prune: true})
	want := []string{
		"create workflow new [configuration_id:  -> 0000000000000000000000ff] [policy:  -> strict]",
		"delete integration app", "delete integration corp", "delete integration other", "delete workflow first", "delete workflow second",
	}
	if err != nil || !slices.Equal(said(p), want) || !p.Grave() || p.Count(Delete) != 5 {
		t.Errorf("%v, %v", said(p), err)
	}
}

// TestPruneLimits holds what is not deleted whoever agrees.
func TestPruneLimits(t *testing.T) {
	const one = "version: 1\nworkflows:\n  - {name: new, configuration_id: \"0000000000000000000000ff\", policy: strict}"
	none, four, five := 0, 4, 5
	for _, tt := range []struct {
		name, text string
		have       Present
		o          Options
		want       string
	}{
		{"nothing declared", "version: 1\nfeatures: [integrations-ecosystem]", profile(), Options{Prune: true}, "declares no workflow and no integration, and --prune would delete all 5"},
		{"nothing declared, as many allowed", "version: 1", profile(), Options{Prune: true, MaxDeletions: &five}, "declares no workflow"},
		{"nothing declared and nothing there", "version: 1", Present{}, Options{Prune: true, MaxDeletions: &none}, ""},
		{"nothing declared, no pruning", "version: 1", profile(), Options{MaxDeletions: &none}, ""},
		{"as many as allowed", one, profile(), Options{Prune: true, MaxDeletions: &five}, ""},
		{"one more", one, profile(), Options{Prune: true, MaxDeletions: &four}, "it would delete 5 things, more than --max-deletions 4 allows; nothing was changed"},
		{"none allowed", one, profile(), Options{Prune: true, MaxDeletions: &none}, "more than --max-deletions 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parse(t, tt.text).Plan(tt.have, tt.o)
			if tt.want == "" && err == nil {
				return
			}
			if !fault.Is(err, fault.Blocked) || !strings.Contains(err.Error(), tt.want) || tt.want == "" {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestPlanRefuses(t *testing.T) {
	const app = "version: 1\nintegrations:\n  - "
	for _, tt := range []struct {
		name, text string
		prune      bool
		code       fault.Code
		want       string
	}{
		{"unknown feature", "version: 1\nfeatures: [teleport]", false, fault.NotFound, `f.yaml:2:12: there is no feature "teleport"`},
		{"template", app + "{name: Corp, template: api, workflow: first}", false, fault.Conflict, `f.yaml:3:5: integration "corp" is of template okta-directory and cannot become api`},
		{"automatic", app + "{name: oidc-client-credentials, template: api, workflow: first}", false, fault.Conflict, `f.yaml:3:5: the name "oidc-client-credentials" is that of the automatic integration`},
		{"name but for punctuation", app + "{name: a-b, template: api, workflow: first}", false, fault.Conflict, `f.yaml:3:5: the name "a-b" differs from that of integration "a.b" only in punctuation`},
		{"renamed workflow", "version: 1\nworkflows:\n  - {name: neu, configuration_id: \"000000000000000000000001\", policy: strict}", false, fault.Conflict, `f.yaml:3:5: the Configuration ID 000000000000000000000001 of workflow "neu" belongs to workflow "first"`},
		{"no such workflow", app + "{name: n, template: api, workflow: fist}", false, fault.NotFound, `f.yaml:3:5: integration "n" is linked to workflow "fist": neither the file nor the profile has it`},
		{"pruned workflow", app + "{name: n, template: api, workflow: first}", true, fault.NotFound, `linked to workflow "first": the file does not declare it, and --prune leaves nothing else`},
		{"no such directory", app + "{name: n, template: api, workflow: first, directory: crop}", false, fault.NotFound, `linked to directory "crop"`},
		{"no directory", app + "{name: n, template: api, workflow: first, directory: app}", false, fault.Usage, `linked to "app" as its directory, which is of template api`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Parse([]byte(tt.text), "f.yaml")
			if err != nil {
				t.Fatal(err)
			}
			have := profile()
			if tt.name == "name but for punctuation" {
				have.Integrations[0].Name = "a.b"
			}
			_, err = m.Plan(have, Options{Prune: tt.prune})
			if !fault.Is(err, tt.code) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %s %v\nwant %s %s", fault.CodeOf(err), err, tt.code, tt.want)
			}
		})
	}
}

// TestFreedConfigurationID holds that a Configuration ID can be handed on.
func TestFreedConfigurationID(t *testing.T) {
	text := strings.Replace(written(t), `"000000000000000000000001"`, `"000000000000000000000003"`, 1)
	text = strings.Replace(text, "workflows:", "workflows:\n  - {name: a-new, configuration_id: \"000000000000000000000001\", policy: strict}", 1)
	p, err := parse(t, text).Plan(profile(), Options{})
	want := []string{
		"update workflow first [configuration_id: 000000000000000000000001 -> 000000000000000000000003]",
		"create workflow a-new [configuration_id:  -> 000000000000000000000001] [policy:  -> strict]",
	}
	if err != nil || !slices.Equal(said(p), want) {
		t.Errorf("%q, %v", said(p), err)
	}
}

// TestHandedOn holds that Configuration IDs can be handed on from one workflow to
// another in any order of the file, and that an exchange is refused in words.
func TestHandedOn(t *testing.T) {
	const one, two, three = "000000000000000000000001", "000000000000000000000002", "000000000000000000000003"
	have := profile()
	third := have.Workflows[1]
	third.ID, third.Name, third.ConfigurationID = "id-third", "third", three
	have.Workflows = append(have.Workflows, third)
	file := func(ids ...string) string {
		text := "version: 1\nworkflows:\n"
		for i, name := range []string{"first", "second", "third"} {
			text += fmt.Sprintf("  - {name: %s, configuration_id: %q, policy: standard}\n", name, ids[i])
		}
		return text
	}
	p, err := parse(t, file(two, three, "000000000000000000000004")).Plan(have, Options{})
	var names []string
	for _, c := range p.Changes {
		names = append(names, c.Name)
	}
	if want := []string{"third", "second", "first"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("%q, %v", names, err)
	}
	for _, ids := range [][]string{{two, one, three}, {two, three, one}} {
		_, err := parse(t, file(ids...)).Plan(have, Options{})
		if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "test.yaml:3:5: the workflows") ||
			!strings.Contains(err.Error(), "exchange their Configuration IDs") || strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("%v: %v", ids, err)
		}
	}
}

// TestOldTruths holds that a name stays a text where YAML 1.1 is read.
func TestOldTruths(t *testing.T) {
	for _, name := range []string{"y", "No", "on", "OFF", "yes", "n", "1e3", "null", "0x1F"} {
		have := profile()
		have.Integrations[1].Name = name
		text, err := Of(have).YAML()
		if err != nil || !strings.Contains(string(text), "name: \""+name+"\"\n") {
			t.Errorf("%s, %v", text, err)
		}
	}
}
