package manifest

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

func TestSchema(t *testing.T) {
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("profile.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("profile.json")
	if err != nil {
		t.Fatal(err)
	}
	holds := func(text string) error {
		var v any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			return err
		}
		data, err := json.Marshal(v)
		if err != nil {
			return err
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			return err
		}
		return schema.Validate(doc)
	}
	for seed := range uint64(30) {
		if text := canonical(t, random(rand.New(rand.NewPCG(seed, 3)))); holds(text) != nil {
			t.Errorf("it refuses what is exported: %v\n%s", holds(text), text)
		}
	}
	for _, text := range []string{small, "version: 1", "version: 1\nworkflows:\n"} {
		if err := holds(text); err != nil {
			t.Errorf("it refuses %s: %v", text, err)
		}
	}
	for _, text := range []string{
		"{}", "version: 2", "version: 1\nworkflow: []",
		"version: 1\nworkflows:\n  - {name: a, configuration_id: 65f0a1b2c3d4e5f60718293a}",
		"version: 1\nworkflows:\n  - {name: a, configuration_id: 65f0a1b2c3d4e5f60718293a, policy: hard}",
		"version: 1\nworkflows:\n  - {name: a, configuration_id: 65f0a1b2c3d4e5f60718293a, policy: {claims: {name: {mode: fuzy}}}}",
		declares("{name: a, template: okta-directry}"),
		declares("{name: a, template: okta-directory}"),
		declares("{name: a, template: okta-directory, settings: {org_url: https://a.okta.com}}"),
		declares("{name: a, template: okta-directory, settings: {org_url: https://a.okta.com, auth: token, group: [a]}}"),
		declares("{name: a, template: okta-directory, settings: {org_url: https://a.okta.com, auth: token, groups: a}}"),
		declares("{name: a, template: okta-directory, secret: 00x, settings: {org_url: https://a.okta.com, auth: token}}"),
		declares("{name: a, template: api}"),
		declares("{name: a, template: oidc-client-credentials}"),
	} {
		if holds(text) == nil {
			t.Errorf("it accepts %s", text)
		}
		if _, err := Parse([]byte(text), "f.yaml"); err == nil {
			t.Errorf("Parse accepts %s", text)
		}
	}
}
