package match

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// policySchema compiles the schema, which also checks it against its own.
func policySchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("policy.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate holds YAML against the schema the way an editor does.
func validate(t *testing.T, s *jsonschema.Schema, text []byte) error {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(text, &v); err != nil {
		return err
	}
	asJSON, err := json.Marshal(v)
	if err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		return err
	}
	return s.Validate(doc)
}

func TestSchemaAcceptsWhatIsPrinted(t *testing.T) {
	s := policySchema(t)
	for _, preset := range Presets() {
		p, _ := PresetPolicy(preset.Name)
		p.DefaultCountry = "SE"
		p.EmailDomains = EmailDomains{IgnoreTags: []string{"corp.example"}, Aliases: map[string]string{"old.example": "corp.example"}}
		p.Groups = []Group{{Group: "contractors", Rules: p.Rules}}
		text, err := p.YAML()
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, s, text); err != nil {
			t.Errorf("%s: %v\n%s", preset.Name, err, text)
		}
		if _, err := ParsePolicy(text, "p.yaml"); err != nil {
			t.Errorf("%s: %v", preset.Name, err)
		}
	}
}

// TestSchemaAgreesWithParser: what one refuses for its form, so does the other.
func TestSchemaAgreesWithParser(t *testing.T) {
	s := policySchema(t)
	const base = "version: 1\nclaims: {name: {mode: fuzzy}, birthdate: {mode: exact}}\n"
	tests := []struct {
		name, in string
		ok       bool
	}{
		{"smallest", base, true},
		{"preset alone", "version: 1\npreset: strict", true},
		{"preset and a claim over it", "version: 1\npreset: lenient\nclaims: {address: {mode: fuzzy, scope: street}}", true},
		{"custom claim by digits", "version: 1\npreset: standard\nclaims: {badge: {mode: digits, on_missing_id: skip}}", true},
		{"groups", base + "groups: [{group: a, preset: strict}, {group: b, claims: {name: {mode: exact}, email: {mode: exact}}}]", true},
		{"domains", base + "email_domains: {ignore_tags: [a.example], ignore_dots: [], aliases: {b.example: a.example}}", true},
		{"no version", "preset: strict", false},
		{"neither preset nor claims", "version: 1", false},
		{"unknown preset", "version: 1\npreset: loose", false},
		{"unknown key", base + "unique: true", false},
		{"unknown key of a claim", "version: 1\nclaims: {name: {mode: exact, on_mismach: hard_stop}}", false},
		{"no mode", "version: 1\nclaims: {name: {required: true}}", false},
		{"digits of a standard claim", "version: 1\nclaims: {name: {mode: digits}}", false},
		{"scope of a name", "version: 1\nclaims: {name: {mode: exact, scope: full}}", false},
		{"scope of a custom claim", "version: 1\npreset: strict\nclaims: {badge: {mode: exact, scope: full}}", false},
		{"unknown scope", "version: 1\npreset: strict\nclaims: {address: {mode: exact, scope: town}}", false},
		{"threshold of nothing", "version: 1\npreset: strict\nclaims: {name: {mode: fuzzy, threshold: 0}}", false},
		{"threshold in percent", "version: 1\npreset: strict\nclaims: {name: {mode: fuzzy, threshold: 90}}", false},
		{"bad claim name", "version: 1\npreset: strict\nclaims: {Badge: {mode: exact}}", false},
		{"bad country", base + "default_country: Sweden", false},
		{"no evidence", base + "minimum_evidence: 0", false},
		{"unknown on_not_unique", base + "on_not_unique: hard_stop", false},
		{"group without a name", base + "groups: [{preset: strict}]", false},
		{"group without rules", base + "groups: [{group: a}]", false},
		{"groups in a group", base + "groups: [{group: a, preset: strict, groups: []}]", false},
		{"no domain", base + "email_domains: {ignore_tags: [corp]}", false},
		{"a list", "[]", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, parsed := ParsePolicy([]byte(tt.in), "p.yaml")
			if bySchema := validate(t, s, []byte(tt.in)); (parsed == nil) != tt.ok || (bySchema == nil) != tt.ok {
				t.Errorf("want ok=%v; parser: %v; schema: %v", tt.ok, parsed, bySchema)
			}
		})
	}
}
