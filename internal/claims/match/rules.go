package match

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/yamlnode"
)

// entry is a key of a mapping with its value.
type entry struct {
	key   string
	value *yaml.Node
}

// ruleKeys are the keys of Rules, the preset first: claims are put over it.
var ruleKeys = [...]string{
	"preset", "default_country", "claims", "minimum_evidence", "allow_name_only", "on_not_unique", "email_domains",
}

// groups reads the list of groups; each entry stands on its own.
func (f file) groups(n *yaml.Node, path string) ([]Group, error) {
	if err := f.plain(n, path); err != nil {
		return nil, err
	}
	if n.Kind != yaml.SequenceNode {
		return nil, f.refuse(n, "%s is %s; it must be a list of groups, each with a group and its rules", path, yamlnode.Kind(n))
	}
	f.at[path] = n
	out := make([]Group, 0, len(n.Content))
	for i, item := range n.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		g, err := f.group(item, at)
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

func (f file) group(n *yaml.Node, path string) (g Group, err error) {
	var rules []entry
	err = f.mapping(n, path, func(key string, k, v *yaml.Node) (err error) {
		if key == "group" {
			g.Group, err = f.word(v, path+".group")
			return err
		}
		if !slices.Contains(ruleKeys[:], key) {
			return f.refuse(k, "%s has an unknown key %q; allowed are group, %s", path, key, strings.Join(ruleKeys[:], ", "))
		}
		rules = append(rules, entry{key, v})
		return nil
	})
	if err != nil {
		return Group{}, err
	}
	if f.at[path+".group"] == nil {
		return Group{}, f.refuse(n, "%s has no group; it must name one", path)
	}
	g.Rules, err = f.rules(n, path, rules)
	return g, err
}

// rules reads the keys of Rules: first the preset, then what is put over it.
func (f file) rules(n *yaml.Node, path string, list []entry) (r Rules, err error) {
	full := func(key string) string { return strings.TrimPrefix(path+"."+key, ".") }
	slices.SortStableFunc(list, func(a, b entry) int {
		return cmp.Compare(slices.Index(ruleKeys[:], a.key), slices.Index(ruleKeys[:], b.key))
	})
	for _, e := range list {
		if err := f.rule(&r, e, full(e.key)); err != nil {
			return Rules{}, err
		}
	}
	if f.at[full("claims")] == nil && r.Preset == "" {
		return Rules{}, f.refuse(n, "%s has neither claims nor a preset; it must have one of them", described(path))
	}
	return r, nil
}

func (f file) rule(r *Rules, e entry, full string) (err error) {
	v := e.value
	switch e.key {
	case "preset":
		var name string
		if name, err = f.word(v, full); err != nil {
			return err
		}
		p, ok := PresetPolicy(name)
		if !ok {
			return f.refuse(v, "%s is %q; it must be one of strict, standard, lenient", full, name)
		}
		*r = p.Rules
	case "default_country":
		r.DefaultCountry, err = f.word(v, full)
		r.DefaultCountry = strings.ToUpper(r.DefaultCountry)
	case "minimum_evidence":
		r.MinimumEvidence, err = f.bits(v, full)
	case "allow_name_only":
		r.AllowNameOnly, err = f.boolean(v, full)
	case "on_not_unique":
		var word string
		word, err = f.word(v, full)
		r.OnNotUnique = OnNotUnique(word)
	case "email_domains":
		r.EmailDomains, err = f.emailDomains(v, full)
	case "claims":
		if r.Claims == nil {
			r.Claims = map[string]Claim{}
		}
		err = f.mapping(v, full, func(claim string, k, c *yaml.Node) (err error) {
			if bad := nameProblem(claim); bad != nil {
				return f.refuse(k, "%s", bad.text).WithHint("%s", bad.advice())
			}
			r.Claims[claim], err = f.claim(c, full+"."+claim)
			return err
		})
	}
	return err
}

// claim reads one claim; what is left out is the strictest choice.
func (f file) claim(n *yaml.Node, path string) (Claim, error) {
	c := Claim{OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail}
	err := f.mapping(n, path, func(key string, k, v *yaml.Node) error {
		full := path + "." + key
		var word string
		var err error
		switch key {
		case "mode":
			word, err = f.word(v, full)
			c.Mode = Mode(word)
		case "on_mismatch":
			word, err = f.word(v, full)
			c.OnMismatch = OnMismatch(word)
		case "on_missing_directory":
			word, err = f.word(v, full)
			c.OnMissingDirectory = OnMissing(word)
		case "on_missing_id":
			word, err = f.word(v, full)
			c.OnMissingID = OnMissing(word)
		case "scope":
			word, err = f.word(v, full)
			c.Scope = Scope(word)
		case "threshold":
			c.Threshold, err = f.number(v, full)
		case "review_threshold":
			c.ReviewThreshold, err = f.number(v, full)
		case "required":
			c.Required, err = f.boolean(v, full)
		default:
			scope := ""
			if strings.HasSuffix(path, "."+claims.Address) {
				scope = "scope, "
			}
			err = f.refuse(k, "%s has an unknown key %q; allowed are mode, %sthreshold, review_threshold, on_mismatch, on_missing_directory, on_missing_id, required", path, key, scope)
		}
		return err
	})
	if err == nil && f.at[path+".mode"] == nil {
		err = f.refuse(n, "%s has no mode; it must be one of %s", path, modesOf(path[strings.LastIndexByte(path, '.')+1:]))
	}
	return c, err
}
