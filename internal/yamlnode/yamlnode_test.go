package yamlnode

import (
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestKind(t *testing.T) {
	for text, want := range map[string]string{
		"a": "a text", "'1'": "a text", "1": "a number", "1.5": "a number", "true": "true or false", "~": "empty",
		"2026-01-02": "a date", "[a]": "a list", "{a: b}": "a mapping", "!x a": "a value with a tag",
	} {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		if got := Kind(doc.Content[0]); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}
