package manifest

import (
	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/yamlnode"
)

// readSecret reads where the secret is.
func (d *draft) readSecret() {
	v := d.parts[keySecret]
	needs := d.template.NeedsSecret(d.in.Settings)
	if v == nil {
		if needs && d.in.Name != "" {
			d.in.SecretEnv = secret.EnvName(d.in.Name)
		}
		return
	}
	what := d.what + "." + keySecret
	hint := "a file holds no secret, only where it is: secret: {env: NAME}"
	if !needs {
		f, has := d.template.Field(integration.KeySecret)
		switch {
		case !has:
			d.add(at(v), "", "%s has no meaning: %s has none", what, d.template.ID)
		case f.When != nil && d.in.Settings.Get(f.When.Key) != "":
			d.add(at(v), "", "%s has no meaning with %s: %s", what, f.When.Key, d.in.Settings.Get(f.When.Key))
		}
		return
	}
	if !d.plain(v, what) {
		return
	}
	if v.Kind != yaml.MappingNode || len(v.Content) == 0 {
		d.add(at(v), hint, "%s is %s; it must be a mapping with env: NAME", what, yamlnode.Kind(v))
		return
	}
	d.mapping(v, what, []string{keyEnv}, nil, func(key string, _, v *yaml.Node) {
		// What is no variable is not repeated: it may be the secret itself.
		f, _ := d.template.Field(integration.KeySecretEnv)
		s, ok := d.clean(f, v, what+"."+key)
		if ok {
			d.in.SecretEnv = s
		}
	})
}
