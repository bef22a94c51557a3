package manifest

import (
	"encoding/json"
	"strings"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/integration"
)

// object is a JSON object.
type object = map[string]any

// Schema returns the JSON Schema (draft 2020-12) of a file, for editors and
// checks in CI. Parse refuses more: values that cannot be right, fields that
// contradict each other, things declared twice.
func Schema() ([]byte, error) {
	policy, defs, err := policySchema()
	if err != nil {
		return nil, err
	}
	defs["policy"] = policy
	schema := object{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"title":                "incodectl profile",
		"description":          "Integrations and workflows of a profile, as incodectl apply -f takes them.",
		"type":                 "object",
		"required":             []string{keyVersion},
		"additionalProperties": false,
		"properties": object{
			keyVersion:      object{"const": Version},
			keyFeatures:     listOf(object{"enum": []string{integration.FeatureEcosystem}}, "Organisation features to be on; those not named are left as they are."),
			keyWorkflows:    listOf(workflowSchema(), "Known by their names."),
			keyIntegrations: listOf(integrationSchema(), "Known by their names."),
		},
		"$defs": defs,
	}
	text, err := json.MarshalIndent(schema, "", "  ")
	return append(text, '\n'), err
}

// policySchema takes the schema of a policy apart: the policy, which needs no
// version of its own here, and the definitions it refers to.
func policySchema() (policy, defs object, err error) {
	if err := json.Unmarshal(match.Schema(), &policy); err != nil {
		return nil, nil, err
	}
	defs, _ = policy["$defs"].(object)
	for _, key := range []string{"$schema", "$defs", "required"} {
		delete(policy, key)
	}
	return policy, defs, nil
}

// listOf is a list, which may be left empty.
func listOf(items object, about string) object {
	return object{"type": []string{"array", "null"}, "items": items, "description": about}
}

func textAbout(about string) object {
	return object{"type": "string", "minLength": 1, "description": about}
}

func workflowSchema() object {
	presets := make([]string, 0, 3)
	for _, p := range match.Presets() {
		presets = append(presets, p.Name)
	}
	return object{
		"type": "object", "required": []string{keyName, keyConfigurationID, keyPolicy}, "additionalProperties": false,
		"properties": object{
			keyName:            textAbout("A name of your choice, unique in the profile."),
			keyConfigurationID: object{"type": []string{"string", "number"}, "description": "24 hexadecimal digits from Incode's Dashboard, or the address of the workflow's page."},
			keyPolicy:          object{"anyOf": []any{object{"enum": presets}, object{"$ref": "#/$defs/policy"}}, "description": "A preset, or a claims policy written in place."},
		},
	}
}

// integrationSchema has the settings of each template.
func integrationSchema() object {
	var ids []string
	var each []any
	for _, t := range integration.Templates() {
		if t.Status != integration.StatusAvailable {
			continue
		}
		ids = append(ids, t.ID)
		each = append(each, object{
			"if":   object{"properties": object{keyTemplate: object{"const": t.ID}}},
			"then": templateSchema(t),
		})
	}
	return object{
		"type": "object", "required": []string{keyName, keyTemplate}, "additionalProperties": false,
		"properties": object{
			keyName:      textAbout("A name of your choice, unique in the profile."),
			keyTemplate:  object{"enum": ids},
			keyWorkflow:  textAbout("Name of the workflow that sessions follow."),
			keyDirectory: textAbout("Name of the directory integration in which people are looked up; all when left out."),
			keySecret: object{
				"type": "object", "required": []string{keyEnv}, "additionalProperties": false,
				"properties": object{keyEnv: object{
					"type": "string", "pattern": "^[A-Z_][A-Z0-9_]*$", "description": "Environment variable that holds the secret.",
				}},
			},
			keySettings: object{"type": []string{"object", "null"}},
		},
		"allOf": each,
	}
}

func templateSchema(t integration.Template) object {
	settings := object{}
	var required, needed []string
	for _, f := range t.Fields {
		switch {
		case !isSetting(f):
			if f.Required && f.Kind == integration.KindWorkflow {
				needed = append(needed, keyWorkflow)
			}
			continue
		case f.Required && f.When == nil:
			required = append(required, f.Key)
		}
		settings[f.Key] = fieldSchema(f)
	}
	about := object{"additionalProperties": false, "properties": settings}
	if len(required) > 0 {
		about["required"] = required
		needed = append(needed, keySettings)
	}
	then := object{"properties": object{keySettings: about}}
	if len(needed) > 0 {
		then["required"] = needed
	}
	return then
}

func fieldSchema(f integration.Field) object {
	about := strings.ToUpper(f.Help[:1]) + f.Help[1:] + "."
	switch {
	case f.Kind == integration.KindMapping:
		return object{"type": "object", "additionalProperties": object{"type": "string"}, "description": about}
	case f.Multiple():
		return object{"type": "array", "items": textAbout(f.Title), "uniqueItems": true, "description": about}
	case isNumber(f):
		return object{"type": []string{"string", "integer"}, "description": about}
	case len(f.Options) > 0:
		return object{"enum": f.Options, "description": about}
	}
	return textAbout(about)
}
