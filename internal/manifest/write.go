package manifest

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/integration"
)

// head is the comment at the top of an exported file.
const head = `Integrations and workflows of an incodectl profile, as
"incodectl apply -f FILE" takes them. Things are known by their names. There is
no secret in here, only the environment variable each one is looked for in;
a secret in the profile's own secret store is found without it.`

// YAML returns the manifest as a file that Parse reads, always the same for the
// same profile.
func (m *Manifest) YAML() ([]byte, error) {
	root, err := m.node()
	if err != nil {
		return nil, err
	}
	root.Content[0].HeadComment = head
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(root); err != nil {
		return nil, err
	}
	return b.Bytes(), enc.Close()
}

// Value returns the manifest as a value that encodes as JSON like the file.
func (m *Manifest) Value() (any, error) {
	root, err := m.node()
	if err != nil {
		return nil, err
	}
	var v any
	return v, root.Decode(&v)
}

// sort brings everything in order of name.
func (m *Manifest) sort() {
	slices.SortFunc(m.Features, func(a, b Feature) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(m.Workflows, func(a, b Workflow) int { return byName(a.Name, b.Name) })
	slices.SortFunc(m.Integrations, func(a, b Integration) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), byName(a.Name, b.Name))
	})
}

func byName(a, b string) int {
	return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
}

// rank puts directories before what is linked to them.
func rank(in Integration) int {
	if isDirectory(in.Template) {
		return 0
	}
	return 1
}

func isDirectory(template string) bool {
	t, err := integration.TemplateByID(template)
	return err == nil && t.Category == integration.CategoryDirectory
}
