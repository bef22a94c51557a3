package integrations

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

func equal(a, b integration.Settings) bool {
	return maps.EqualFunc(a, b, func(x, y []string) bool { return slices.Equal(x, y) })
}

func TestCreateFlags(t *testing.T) {
	for _, c := range []struct {
		args     []string
		template string
		name     string
		settings integration.Settings
		secret   cmdutil.SecretFlags
	}{
		{
			args: []string{
				"okta-directory", "--name", "corp", "--org-url", "https://corp.okta.com", "--auth", "token", "--secret-stdin",
				"--group", "a", "--group", "b", "--map", "birthdate=profile.dateOfBirth", "--map", "email=",
			},
			template: "okta-directory", name: "corp", secret: cmdutil.SecretFlags{Stdin: true},
			settings: integration.Settings{
				"org_url": {"https://corp.okta.com"}, "auth": {"token"}, "groups": {"a", "b"},
				"mapping": {"birthdate=profile.dateOfBirth", "email="},
			},
		},
		{
			args:     []string{"entra-directory", "--tenant-id", "t", "--cloud", "china", "--graph-url", "g", "--secret-file", "f"},
			template: "entra-directory", secret: cmdutil.SecretFlags{File: "f"},
			settings: integration.Settings{"tenant_id": {"t"}, "cloud": {"china"}, "graph_url": {"g"}},
		},
		{
			args: []string{
				"okta-directory", "--search", "status pr", "--max-deactivations", "500,10%", "--max-updates", "none",
				"--full-every", "7d", "--max-api-share", "25%", "--concurrency", "4",
			},
			template: "okta-directory",
			settings: integration.Settings{
				"search": {"status pr"}, "max_deactivations": {"500,10%"}, "max_updates": {"none"},
				"full_every": {"7d"}, "max_api_share": {"25%"}, "concurrency": {"4"},
			},
		},
		{
			args:     []string{"entra-directory", "--filter", "accountEnabled eq true"},
			template: "entra-directory", settings: integration.Settings{"filter": {"accountEnabled eq true"}},
		},
		{
			args: []string{
				"oidc", "--name", "portal", "--workflow", "w", "--directory", "d", "--redirect-uri", "https://a.example/x,y", "--redirect-uri", "b", "--reference", "r",
			},
			template: "oidc", name: "portal",
			settings: integration.Settings{
				"workflow": {"w"}, "directory": {"d"}, "redirect_uris": {"https://a.example/x,y", "b"}, "reference": {"r"},
			},
		},
		{
			args:     []string{"entra-eam", "--workflow", "w", "--tenant-id", "t", "--app-id", "a"},
			template: "entra-eam", settings: integration.Settings{"workflow": {"w"}, "tenant_id": {"t"}, "app_id": {"a"}},
		},
		{
			args:     []string{"okta-directory", "--secret-env", "TOKEN"},
			template: "okta-directory", settings: integration.Settings{"secret_env": {"TOKEN"}},
		},
		// Given twice is kept, so that it can be refused by name.
		{
			args:     []string{"okta-directory", "--org-url", "a", "--org-url", "b"},
			template: "okta-directory", settings: integration.Settings{"org_url": {"a", "b"}},
		},
		{args: []string{"byo-directory"}, template: "byo-directory"},
	} {
		var got *createOptions
		cmd := newCmdCreate(&cmdutil.Factory{}, func(_ context.Context, opts *createOptions) error {
			got = opts
			return nil
		})
		cmd.SetArgs(c.args)
		if err := cmd.ExecuteContext(t.Context()); err != nil {
			t.Errorf("%v: %v", c.args, err)
			continue
		}
		if got.template != c.template || got.name != c.name || !equal(got.flags.settings(), c.settings) || got.flags.secret != c.secret {
			t.Errorf("%v: %+v with %v and %+v", c.args, got, got.flags.settings(), got.flags.secret)
		}
	}
}

func TestEditFlags(t *testing.T) {
	var got *editOptions
	cmd := newCmdEdit(&cmdutil.Factory{}, func(_ context.Context, opts *editOptions) error {
		got = opts
		return nil
	})
	cmd.SetArgs([]string{"corp", "--name", "other", "--clear", "group", "--clear", "--map", "--client-id", "x"})
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := integration.Settings{"client_id": {"x"}}
	if got.ref != "corp" || got.name != "other" || !slices.Equal(got.clear, []string{"group", "--map"}) || !equal(got.flags.settings(), want) {
		t.Errorf("got %+v with %v", got, got.flags.settings())
	}
}

// TestEditOffersEveryTemplatesFields holds that a flag that several templates
// have offers what each of them accepts.
func TestEditOffersEveryTemplatesFields(t *testing.T) {
	cmd := newCmdEdit(&cmdutil.Factory{}, nil)
	for _, tmpl := range integration.Templates() {
		for _, f := range tmpl.Fields {
			if f.Kind == integration.KindSecret {
				continue
			}
			if cmd.Flags().Lookup(f.Flag) == nil {
				t.Errorf("no flag --%s, which %s has", f.Flag, tmpl.ID)
				continue
			}
			complete, ok := cmd.GetFlagCompletionFunc(f.Flag)
			if f.Kind != integration.KindChoice {
				continue
			}
			if !ok {
				t.Errorf("--%s offers nothing", f.Flag)
				continue
			}
			offered, _ := complete(cmd, nil, "")
			for _, o := range f.Options {
				if !slices.Contains(offered, o) {
					t.Errorf("--%s offers %v, not %s", f.Flag, offered, o)
				}
			}
		}
	}
}

func TestDeleteFlags(t *testing.T) {
	for _, flag := range []string{"--yes", "-y", "--force"} {
		var got *deleteOptions
		cmd := newCmdDelete(&cmdutil.Factory{}, func(_ context.Context, opts *deleteOptions) error {
			got = opts
			return nil
		})
		cmd.SetArgs([]string{"corp", flag})
		if err := cmd.ExecuteContext(t.Context()); err != nil || got.ref != "corp" || got.yes == got.force {
			t.Errorf("%s: %+v, %v", flag, got, err)
		}
	}
}

// TestRequired holds that the list of templates names every field that is
// needed whatever else is chosen.
func TestRequired(t *testing.T) {
	for id, want := range map[string]string{
		"okta-directory": "name, org-url, auth, secret", "entra-directory": "name, tenant-id, auth, secret", "byo-directory": "-",
		"oidc": "name, workflow, redirect-uri", "api": "name, workflow", "oidc-client-credentials": "-",
	} {
		tmpl, err := integration.TemplateByID(id)
		if err != nil {
			t.Fatal(err)
		}
		if got := required(tmpl); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// TestPick holds that every value can be had alone, and that only names in use
// are offered for what cannot.
func TestPick(t *testing.T) {
	in := shown{
		integration.Integration{
			ID: "id", Name: "portal", Template: "oidc", Category: integration.CategoryCustom, ClientID: "client",
			Settings: integration.Settings{"workflow": {"w1"}, "redirect_uris": {"a", "b"}},
		},
		integration.Links{Workflow: &integration.Link{ID: "w1", Name: "sign-in"}},
	}
	all := []integration.Paste{{Key: "client_id", Value: "client"}, {Key: "issuer", Value: "https://auth"}}
	for key, want := range map[string]string{
		"id": "id", "name": "portal", "category": "custom", "client_id": "client", "Client-ID": "client", "issuer": "https://auth",
		"workflow": "sign-in", "workflow_id": "w1", "redirect_uris": "a b",
	} {
		if got, err := pick(in, all, key); err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %v, %v; want %s", key, got, err, want)
		}
	}
	_, err := pick(in, all, "directory")
	if want := "it has: category, client_id, id, issuer, name, redirect_uris, template, workflow, workflow_id"; !fault.Is(err, fault.Usage) || fault.HintOf(err) != want {
		t.Errorf("%v (%s)", err, fault.HintOf(err))
	}
}
