package manifest

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
)

// declares puts one integration into a file; it begins in line 3, column 5.
func declares(integration string) string { return "version: 1\nintegrations:\n  - " + integration }

func TestParseRefuses(t *testing.T) {
	const okta = "{name: a, template: okta-directory, settings: {org_url: https://a.okta.com, auth: token"
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "f.yaml: the file is empty; it needs version: 1"},
		{"comment only", "# nothing\n", "f.yaml: the file is empty"},
		{"no YAML", "a: [", "f.yaml:1: the file is not YAML: "},
		{"two documents", "version: 1\n---\nversion: 1\n", "f.yaml: line 2 begins a second YAML document"},
		{"broken second document", "version: 1\n---\n\ta: [", "f.yaml:3: the file is not YAML: "},
		{"a tab in the indentation", "version: 1\nworkflows:\n\t- a", "f.yaml:3: the file is not YAML: found character that cannot start any token"},
		{"an open quote", "version: 1\nfeatures: [\"a]\n", "f.yaml:2: the file is not YAML: "},
		{"no colon", "version: 1\nfeatures\nworkflows: []\n", "f.yaml:2: the file is not YAML: "},
		{"an open mapping", "{version: 1", "f.yaml:1: the file is not YAML: "},
		{"an anchor that is not there", "version: 1\n# *v\nworkflows: *v", "f.yaml:3: the file is not YAML: unknown anchor 'v' referenced"},
		{"Latin 1", "version: 1\n# caf\xe9\n", "f.yaml:2:6: the file is not UTF-8 from here on"},
		{"Latin 1 in the first line", "\xe9: 1", "f.yaml:1:1: the file is not UTF-8"},
		{"cut off", "version: 1\n\n# \xe2\x82", "f.yaml:3:3: the file is not UTF-8"},
		{"control character", "version: 1\n# a\x00b", "f.yaml:2:4: the file has a control character (U+0000)"},
		{"list", "[]", "f.yaml:1:1: the file is a list; it must be a mapping"},
		{"no version", "workflows: []", "f.yaml:1:1: the file has no version"},
		{"other version", "version: 2", "f.yaml:1:10: version must be 1"},
		{"version as text", `version: "1"`, "f.yaml:1:10: version must be 1"},
		{"misspelt key", "version: 1\nworkflow: []", `f.yaml:2:1: the file has an unknown key "workflow"; did you mean workflows?`},
		{"unknown key", "version: 1\nsecrets: []", `f.yaml:2:1: the file has an unknown key "secrets"; allowed are version, features`},
		{"key twice", "version: 1\nworkflows: []\nworkflows: []", `f.yaml:3:1: the file has the key "workflows" twice, first in line 2`},
		{"key of another type", "version: 1\n1: 2", "f.yaml:2:1: a key of the file is a number"},
		{"merge", "version: 1\n<<: {a: b}", "f.yaml:2:1: a key of the file is a merge"},
		{"alias", "version: &v 1\nworkflows: *v", "f.yaml:2:12: workflows uses an anchor or an alias"},
		{"anchor", "version: 1\nfeatures: &f [x]", "f.yaml:2:11: features uses an anchor"},
		{"alias within a secret", declares("{name: a, template: okta-directory, secret: &s {env: A}, settings: {org_url: https://a.okta.com, auth: token}}"), "f.yaml:3:49: integrations[0].secret uses an anchor"},
		{"no list", "version: 1\nworkflows: {}", "f.yaml:2:12: workflows is a mapping; it must be a list"},
		{"feature as number", "version: 1\nfeatures: [1]", "f.yaml:2:12: features[0] is a number; it must be a text; put it in quotes"},
		{"feature twice", "version: 1\nfeatures: [a, a]", `f.yaml:2:15: the feature "a" is declared twice, first in line 2`},

		{"workflow without a policy", "version: 1\nworkflows:\n  - name: a\n    configuration_id: 65f0a1b2c3d4e5f60718293a", "f.yaml:3:5: workflows[0] has no policy"},
		{"configuration ID", "version: 1\nworkflows:\n  - {name: a, configuration_id: 65f0, policy: strict}", "f.yaml:3:33: workflows[0].configuration_id: a Configuration ID has 24"},
		{"preset", "version: 1\nworkflows:\n  - {name: a, configuration_id: 65f0a1b2c3d4e5f60718293a, policy: hard}", `f.yaml:3:67: workflows[0].policy is "hard"; it must be strict, standard or lenient`},
		{"policy", "version: 1\nworkflows:\n  - name: a\n    configuration_id: 65f0a1b2c3d4e5f60718293a\n    policy:\n      claims:\n        name: {mode: fuzy}", `f.yaml:7:22: workflows[0].policy: claims.name.mode is "fuzy"`},
		{"policy that nothing passes", "version: 1\nworkflows:\n  - name: a\n    configuration_id: 65f0a1b2c3d4e5f60718293a\n    policy:\n      claims: {name: {mode: fuzzy}}", "f.yaml:6:15: workflows[0].policy: minimum_evidence is 20, but the compared claims together are worth"},
		{"policy version", "version: 1\nworkflows:\n  - name: a\n    configuration_id: 65f0a1b2c3d4e5f60718293a\n    policy: {version: 3, preset: strict}", "f.yaml:5:23: workflows[0].policy: version is 3"},
		{"workflow name", "version: 1\nworkflows:\n  - {name: a b, configuration_id: 65f0a1b2c3d4e5f60718293a, policy: strict}", `f.yaml:3:12: workflows[0].name: the name "a b" is not allowed`},
		{"workflow named like an ID", "version: 1\nworkflows:\n  - {name: a5f0a1b2c3d4e5f60718293a, configuration_id: 65f0a1b2c3d4e5f60718293a, policy: strict}", "f.yaml:3:12: workflows[0].name: the name"},
		{"same name but for case", "version: 1\nworkflows:\n  - {name: a, configuration_id: 65f0a1b2c3d4e5f60718293a, policy: strict}\n  - {name: A, configuration_id: 65f0a1b2c3d4e5f60718293b, policy: strict}", `f.yaml:4:5: the workflow "A" is declared twice, first in line 3`},
		{"same Configuration ID", "version: 1\nworkflows:\n  - {name: a, configuration_id: 65f0a1b2c3d4e5f60718293a, policy: strict}\n  - {name: b, configuration_id: 65F0a1b2c3d4e5f60718293A, policy: strict}", "f.yaml:4:5: the Configuration ID 65f0a1b2c3d4e5f60718293a is declared twice"},

		{"integration of no template", declares("{name: a}"), "f.yaml:3:5: integrations[0] has no template"},
		{"misspelt template", declares("{name: a, template: okta-directry}"), `f.yaml:3:25: there is no template "okta-directry"; did you mean okta-directory?`},
		{"unknown template", declares("{name: a, template: quickbooks}"), `f.yaml:3:25: there is no template "quickbooks"`},
		{"coming soon", declares("{name: a, template: byo-directory}"), "f.yaml:3:25: Bring Your Own Directory (byo-directory) is coming soon"},
		{"automatic", declares("{name: a, template: oidc-client-credentials}"), "f.yaml:3:25: OIDC Client Credentials (oidc-client-credentials) is made with the organisation feature"},
		{"name of a person", declares("{name: 12, template: api, workflow: w}"), "f.yaml:3:12: integrations[0].name is a number; it must be a text; put it in quotes"},
		{"missing setting", declares("{name: a, template: okta-directory, settings: {org_url: https://a.okta.com}}"), "f.yaml:3:5: integrations[0] has no settings.auth; okta-directory needs it"},
		{"misspelt setting", declares(okta + ", group: [a]}}"), `did you mean groups?`},
		{"setting with a dash", declares(okta + ", max-updates: 5}}"), `did you mean max_updates?`},
		{"wrong value", declares("{name: a, template: okta-directory, settings: {org_url: https://a-admin.okta.com, auth: token}}"), "f.yaml:3:61: integrations[0].settings.org_url: a-admin.okta.com is the administration console"},
		{"value in a list", declares(okta + ", groups: [00g1, a b]}}"), `integrations[0].settings.groups[1]: "a b" is no Okta ID`},
		{"value twice in a list", declares(okta + ", groups: [00g1, 00g1]}}"), "integrations[0].settings.groups[1] is in the list before"},
		{"text for a list", declares(okta + ", groups: 00g1}}"), "integrations[0].settings.groups is a text; it must be a list"},
		{"number for a text", declares(okta + ", groups: [12]}}"), "integrations[0].settings.groups[0] is a number; it must be a text; put it in quotes"},
		{"number out of range", declares(okta + ", concurrency: 40}}"), "integrations[0].settings.concurrency: \"40\" is no number from 1 to 16"},
		{"mapping of a list", declares(okta + ", mapping: [birthdate=x]}}"), "integrations[0].settings.mapping is a list; it must be a mapping"},
		{"claim that is none", declares(okta + ", mapping: {dob: profile.x}}}"), `integrations[0].settings.mapping: there is no claim "dob"`},
		{"claim twice", declares(okta + ", mapping: {email: a, email: b}}}"), `integrations[0].settings.mapping has the key "email" twice`},
		{"null", declares(okta + ", mapping: {email: }}}"), "integrations[0].settings.mapping.email is empty; it must be a text"},
		{"no meaning", declares(okta + ", key_id: k}}"), "integrations[0].settings.key_id has no meaning with auth: token"},
		{"excluded", declares(okta + ", groups: [00g1], search: x}}"), "cannot be used together"},
		{"workflow of a directory", declares("{name: a, template: okta-directory, workflow: w, settings: {org_url: https://a.okta.com, auth: token}}"), "f.yaml:3:51: integrations[0].workflow has no meaning: okta-directory has no workflow"},
		{"no workflow", declares("{name: a, template: api}"), "f.yaml:3:5: integrations[0] has no workflow; api needs the name of one"},
		{"secret in place", declares("{name: a, template: okta-directory, secret: 00hunter2, settings: {org_url: https://a.okta.com, auth: token}}"), "f.yaml:3:49: integrations[0].secret is a text; it must be a mapping with env: NAME"},
		{"secret that is nowhere", declares("{name: a, template: okta-directory, secret: {}, settings: {org_url: https://a.okta.com, auth: token}}"), "f.yaml:3:49: integrations[0].secret is a mapping; it must be a mapping with env: NAME"},
		{"secret by value", declares("{name: a, template: okta-directory, secret: {value: 00hunter2}, settings: {org_url: https://a.okta.com, auth: token}}"), `f.yaml:3:50: integrations[0].secret has an unknown key "value"`},
		{"secret as variable", declares("{name: a, template: okta-directory, secret: {env: 00hunter2}, settings: {org_url: https://a.okta.com, auth: token}}"), "f.yaml:3:55: integrations[0].secret.env: takes the name of an environment variable"},
		{"secret of what has none", declares("{name: a, template: api, workflow: w, secret: {env: A}}"), "f.yaml:3:51: integrations[0].secret has no meaning: api has none"},
		{"secret of a way that has none", declares("{name: a, template: entra-directory, secret: {env: A}, settings: {tenant_id: 11111111-2222-3333-4444-555555555555, auth: azure-cli}}"), "f.yaml:3:50: integrations[0].secret has no meaning with auth: azure-cli"},
		{"same variable", "version: 1\nintegrations:\n  - {name: a.b, template: api, workflow: w}\n  - {name: A-b, template: api, workflow: w}", `f.yaml:4:5: the integration "A-b" has the same name, but for case and punctuation, as the one in line 3`},
		{"too large", "version: 1 #" + strings.Repeat("x", MaxSize), "f.yaml: the file is larger than 4 MiB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Parse([]byte(tt.text), "f.yaml")
			if m != nil || !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v\nwant %s", err, tt.want)
			}
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(fault.HintOf(err), "hunter2") {
				t.Errorf("a secret is repeated: %v", err)
			}
			if strings.Contains(err.Error(), "\n") || fault.HintOf(err) == "" {
				t.Errorf("more than one problem, or no hint: %v (%s)", err, fault.HintOf(err))
			}
			if all := err.Error() + fault.HintOf(err); strings.Contains(all, "--map") || strings.Contains(all, "--group") {
				t.Errorf("it speaks of flags: %s", all)
			}
		})
	}
}

// TestAllAtOnce holds that everything wrong is said, in the order of the file,
// up to a number.
func TestAllAtOnce(t *testing.T) {
	_, err := Parse([]byte("version: 1\nfeatures: [1]\nworkflow: []\nintegrations:\n  - {name: 1, template: x}\n"), "f.yaml")
	want := []string{"f.yaml:2:12: ", "f.yaml:3:1: ", "f.yaml:5:12: ", "f.yaml:5:25: "}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != len(want) {
		t.Fatalf("got %v", err)
	}
	for i, line := range lines {
		if !strings.HasPrefix(line, want[i]) {
			t.Errorf("%s does not begin with %s", line, want[i])
		}
	}
	_, err = Parse([]byte("version: 1\nfeatures: ["+strings.Repeat("1, ", 30)+"]"), "f.yaml")
	if lines := strings.Split(err.Error(), "\n"); len(lines) != maxShown+1 || lines[maxShown] != "and 10 more" {
		t.Errorf("got %v", err)
	}
}

func TestParseAccepts(t *testing.T) {
	for _, text := range []string{
		"version: 1",
		"version: 1\nfeatures:\nworkflows:\nintegrations:\n",
		"{\n\t\"version\": 1,\n\t\"workflows\": []\n}",
		"version: 1\nworkflows:\n  - {name: a, configuration_id: 650000000000000000000000, policy: strict}",
		"version: 1\nworkflows:\n  - {name: a, configuration_id: 65e000000000000000000000, policy: {preset: strict}}",
		declares("{name: a, template: okta-directory, settings: {org_url: https://a.okta.com, auth: token, concurrency: 4, max_updates: 10%}}"),
		declares("{name: a, template: api, workflow: w, settings: }"),
	} {
		m, err := Parse([]byte(text), "f.yaml")
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for _, w := range m.Workflows {
			if len(w.ConfigurationID) != 24 || w.At.Line != 3 || w.Policy.Name == "" {
				t.Errorf("%s: %+v", text, w)
			}
		}
		for _, in := range m.Integrations {
			if in.Template == "okta-directory" && (in.SecretEnv != "INCODECTL_SECRET_A" || in.Settings.Get("concurrency") != "4") {
				t.Errorf("%s: %+v", text, in)
			}
		}
	}
}

// FuzzParse holds that nothing makes the reader panic, and that what it reads it
// writes and reads again as the same.
func FuzzParse(f *testing.F) {
	f.Add("version: 1")
	f.Add(declares("{name: a, template: okta-directory, settings: {org_url: https://a.okta.com, auth: token, mapping: {email: ''}}}"))
	f.Add("version: 1\nworkflows:\n  - {name: a, configuration_id: 650000000000000000000000, policy: {preset: strict, groups: [{group: x, preset: lenient}]}}")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse([]byte(text), "f.yaml")
		if err != nil {
			if !fault.Is(err, fault.Usage) {
				t.Fatal(err)
			}
			return
		}
		m.sort()
		once, err := m.YAML()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(once, "f.yaml")
		if err != nil {
			t.Fatalf("%v\n%s", err, once)
		}
		if twice, err := again.YAML(); err != nil || string(twice) != string(once) {
			t.Errorf("%v\n%s\nis then\n%s", err, once, twice)
		}
	})
}
