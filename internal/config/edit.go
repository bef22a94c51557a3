package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/atomicfile"
	"github.com/incodectl/incodectl/internal/fault"
)

// filePerm is the mode a config file is written with.
const filePerm fs.FileMode = 0o600

// Change is what Edit does to one setting.
type Change struct {
	Key, Value string
	Unset      bool // remove it; Value is ignored
}

// Edit changes settings in the config file at path: for the named profile, or for
// all profiles when profile is "". A missing file and its folder are created,
// comments and order are kept, blank lines are not. The file is replaced in one
// step, so that it has all of the changes or none, also after a crash; removing
// what is not there writes nothing. Another process that edits the file at the
// same moment may overwrite the changes.
//
// A wrong key, value or profile, a file that is a symbolic link and one that is
// not valid YAML are fault.Usage. Mistakes elsewhere in the file are no obstacle,
// so that they can be repaired one after the other.
func Edit(path, profile string, changes []Change) error {
	parsed := make([]any, len(changes))
	for i, c := range changes {
		k, err := editable(path, profile, c.Key)
		if err != nil {
			return err
		}
		if c.Unset {
			continue
		}
		if parsed[i], err = k.parseInFile(runtime.GOOS, c.Value, "the new value"); err != nil {
			return err
		}
	}
	f, err := openForEdit(path)
	if err != nil {
		return err
	}
	changed := false
	for i, c := range changes {
		if c.Unset {
			changed = f.unset(profile, c.Key) || changed
			continue
		}
		if err := f.set(profile, c.Key, parsed[i]); err != nil {
			return err
		}
		changed = true
	}
	if !changed {
		return nil
	}
	return f.save()
}

// set puts a checked value where it belongs.
func (f *editedFile) set(profile, key string, value any) (err error) {
	mapping := f.top
	if profile != "" {
		for _, name := range []string{profilesKey, profile} {
			if mapping, err = f.section(mapping, name); err != nil {
				return err
			}
		}
	}
	return put(mapping, key, value)
}

// unset removes a setting; it reports whether there was one.
func (f *editedFile) unset(profile, key string) bool {
	chain := []*yaml.Node{f.top}
	names := []string{}
	if profile != "" {
		names = []string{profilesKey, profile}
	}
	for _, name := range names {
		i := index(chain[len(chain)-1], name)
		if i < 0 {
			return false
		}
		chain = append(chain, chain[len(chain)-1].Content[i+1])
	}
	if index(chain[len(chain)-1], key) < 0 {
		return false
	}
	// A section that became empty goes with its last setting.
	for names = append(names, key); len(chain) > 0; chain, names = chain[:len(chain)-1], names[:len(names)-1] {
		mapping, i := chain[len(chain)-1], index(chain[len(chain)-1], names[len(names)-1])
		mapping.Content = slices.Delete(mapping.Content, i, i+2)
		if len(mapping.Content) > 0 {
			break
		}
	}
	return true
}

func editable(path, profile, key string) (Key, error) {
	if profile != "" && !validProfile(profile) {
		return Key{}, fault.New(fault.Usage, "%q is no name for a profile; allowed: %s", profile, profileRule)
	}
	k, ok := findKey(key)
	if !ok || k.NoFile || profile != "" && key == KeyProfile {
		return Key{}, unknownKey(key, "file "+path)
	}
	return k, nil
}

// editedFile is a config file as a tree that keeps the comments.
type editedFile struct {
	path string
	head []byte     // comments of a file that holds nothing else
	root *yaml.Node // the document
	top  *yaml.Node // its mapping
}

func openForEdit(path string) (*editedFile, error) {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unreadable(path, err)
	}
	root, top, err := decode(path, data)
	if err != nil {
		return nil, err
	}
	if top != nil {
		return &editedFile{path: path, root: root, top: top}, nil
	}
	top = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	return &editedFile{
		path: path, head: data, top: top,
		root: &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{top}},
	}, nil
}

// section returns the mapping called name inside mapping, made when missing.
func (f *editedFile) section(mapping *yaml.Node, name string) (*yaml.Node, error) {
	if i := index(mapping, name); i >= 0 {
		section := mapping.Content[i+1]
		if isNull(section) {
			section.Kind, section.Tag, section.Value = yaml.MappingNode, "!!map", ""
		}
		if section.Kind != yaml.MappingNode {
			return nil, wrongShape(f.path, section, name, "a list of settings")
		}
		return section, nil
	}
	section := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	mapping.Content = append(mapping.Content, textNode(name), section)
	return section, nil
}

// put sets key in mapping and keeps the comments of a value it replaces.
func put(mapping *yaml.Node, key string, value any) error {
	node := new(yaml.Node)
	if err := node.Encode(value); err != nil {
		return err
	}
	i := index(mapping, key)
	if i < 0 {
		mapping.Content = append(mapping.Content, textNode(key), node)
		return nil
	}
	old := mapping.Content[i+1]
	node.HeadComment, node.LineComment, node.FootComment = old.HeadComment, old.LineComment, old.FootComment
	mapping.Content[i+1] = node
	return nil
}

// textNode is a string that stays one: yaml quotes a profile called 2024.
func textNode(s string) *yaml.Node {
	n := new(yaml.Node)
	n.SetString(s)
	return n
}

// index returns the position of key in a mapping's content, or -1.
func index(mapping *yaml.Node, key string) int {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return i
		}
	}
	return -1
}

func (f *editedFile) save() error {
	var out bytes.Buffer
	out.Write(f.head)
	if len(f.head) > 0 && !bytes.HasSuffix(f.head, []byte("\n")) {
		out.WriteByte('\n')
	}
	if len(f.top.Content) > 0 {
		enc := yaml.NewEncoder(&out)
		enc.SetIndent(2)
		if err := enc.Encode(f.root); err != nil {
			return err
		}
	}
	// Comments in odd places have made the encoder write what cannot be read
	// back. Better no change than a broken file.
	if _, _, err := decode(f.path, out.Bytes()); err != nil {
		return fault.Wrap(err, fault.Usage, "the config file %s cannot be changed without breaking it", f.path).
			WithHint("edit it by hand")
	}
	err := atomicfile.WriteFileAtomic(f.path, out.Bytes(), filePerm)
	if errors.Is(err, atomicfile.ErrSymlink) || errors.Is(err, atomicfile.ErrNotRegular) {
		return fault.Wrap(err, fault.Usage, "the config file is not changed").
			WithHint("edit the file it stands for by hand, or set INCODECTL_CONFIG_DIR to another directory")
	}
	if err != nil {
		return fault.Wrap(err, fault.Internal, "the config file %s cannot be written", f.path)
	}
	return nil
}
