package manifest

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/workflow"
)

func (r *reader) workflow(n *yaml.Node, what string) Workflow {
	w := Workflow{At: at(n)}
	keys := []string{keyName, keyConfigurationID, keyPolicy}
	r.mapping(n, what, keys, keys, func(key string, k, v *yaml.Node) {
		switch key {
		case keyName:
			w.Name = r.name(v, what+".name", workflow.CheckName)
		case keyConfigurationID:
			w.ConfigurationID = r.configurationID(v, what+"."+key)
		case keyPolicy:
			w.Policy = r.policy(v, what+"."+key)
		}
	})
	if w.Policy.Name == "" {
		w.Policy.Name = w.Name
	}
	return w
}

// policy reads the name of a preset or a policy written in place.
func (r *reader) policy(n *yaml.Node, what string) match.Policy {
	if !r.plain(n, what) {
		return match.Policy{}
	}
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!str" {
		p, ok := match.PresetPolicy(n.Value)
		if !ok {
			r.add(at(n), "", "%s is %q; it must be strict, standard or lenient, or a mapping with a policy of your own", what, n.Value)
		}
		return p
	}
	p, err := match.ParsePolicyNode(n, r.file)
	if e, ok := errors.AsType[*fault.Error](err); ok {
		where, text := at(n), strings.TrimPrefix(e.Message, "policy "+r.file+":")
		if line, rest, ok := strings.Cut(text, ": "); ok {
			if _, err := fmt.Sscanf(line, "%d:%d", &where.Line, &where.Column); err == nil {
				text = rest
			}
		}
		r.add(where, e.Hint, "%s: %s", what, text)
	}
	return p
}

// configurationID reads a Configuration ID. Some look like numbers to YAML, such
// as 65 with an e and 21 digits; what is written counts.
func (r *reader) configurationID(n *yaml.Node, what string) string {
	s, ok := r.scalar(n, what, "!!str", "!!int", "!!float")
	if !ok {
		return ""
	}
	id, err := workflow.ParseConfigurationID(s)
	if err != nil {
		r.addErr(at(n), what+": ", err)
		return ""
	}
	return id
}
