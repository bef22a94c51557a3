package match

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/fault"
)

// TestParsePolicyNode holds that a policy within another document is read like a
// file, with the places of that document, and may leave its version out.
func TestParsePolicyNode(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"policy:\n  preset: strict", ""},
		{"policy:\n  version: 1\n  preset: strict", ""},
		{"policy: {preset: strict, groups: [{group: x, preset: lenient}]}", ""},
		{"policy:\n  version: 2\n  preset: strict", "policy f.yaml:2:12: version is 2; it must be 1"},
		{"policy:\n  preset: strct", `policy f.yaml:2:11: preset is "strct"`},
		{"policy:\n  claims:\n    name: {mode: fuzy}", `policy f.yaml:3:18: claims.name.mode is "fuzy"`},
		{"policy:\n  preset: strict\n  clams: {}", `policy f.yaml:3:3: the policy has an unknown key "clams"`},
		{"policy: [strict]", "policy f.yaml:1:9: the policy is a list"},
		{"policy: {}", "policy f.yaml:1:9: the policy has neither claims nor a preset"},
	} {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(tt.text), &doc); err != nil {
			t.Fatal(err)
		}
		p, err := ParsePolicyNode(doc.Content[0].Content[1], "f.yaml")
		switch {
		case tt.want == "" && (err != nil || p.Version != Version || p.Name != "" || p.Preset != PresetStrict):
			t.Errorf("%s: %+v, %v", tt.text, p, err)
		case tt.want != "" && (!fault.Is(err, fault.Usage) || !strings.HasPrefix(err.Error(), tt.want)):
			t.Errorf("%s: got %v, want %s", tt.text, err, tt.want)
		}
	}
}
