package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Growing is an object whose last property is a list that is printed while it
// arrives and never held in memory as a whole. It is what List.Object returns,
// or the value of Object; JSON, JSONL and YAML print it. An error of the list
// ends the output as one of a view's items does.
type Growing struct {
	Head  any    // encodes as a JSON object with at least one property
	Key   string // of the list, a plain word
	Items iter.Seq2[any, error]
}

var errHead = errors.New("encoding the result: an object without properties cannot grow")

// writeDoc writes one value as JSON, after lead, which is left out when the
// value cannot be encoded. begun says whether anything was written.
func writeDoc(out io.Writer, lead string, value any, prefix, indent string) (begun bool, err error) {
	if g, ok := value.(Growing); ok {
		return g.writeJSON(out, lead, prefix, indent)
	}
	doc, err := encode(value, prefix, indent)
	if err != nil {
		return false, err
	}
	_, err = out.Write(append([]byte(lead), doc...))
	return true, err
}

func (g Growing) writeJSON(out io.Writer, lead, prefix, indent string) (begun bool, err error) {
	head, err := encode(g.Head, prefix, indent)
	if err != nil {
		return false, err
	}
	open, ok := bytes.CutSuffix(head, []byte("}"))
	if open = bytes.TrimRight(open, " \n"); !ok || len(open) < 2 {
		return false, errHead
	}
	key, err := json.Marshal(g.Key)
	if err != nil {
		return false, err
	}
	property, element, closing := "", "", "}"
	if indent != "" {
		key = append(key, ':', ' ')
		property, element, closing = "\n"+prefix+indent, "\n"+prefix+indent+indent, "\n"+prefix+"}"
	} else {
		key = append(key, ':')
	}
	if _, err := io.WriteString(out, lead+string(open)+","+property+string(key)+"["); err != nil {
		return true, err
	}
	before, after := element, ""
	for item, err := range g.Items {
		if err != nil {
			return true, err
		}
		doc, err := encode(item, prefix+indent+indent, indent)
		if err != nil {
			return true, err
		}
		if _, err := io.WriteString(out, before+string(doc)); err != nil {
			return true, err
		}
		before, after = ","+element, property
	}
	_, err = io.WriteString(out, after+"]"+closing)
	return true, err
}

// writeYAML writes the object, as an element of a sequence where element is set.
func (g Growing) writeYAML(out io.Writer, element bool) error {
	head, err := yamlNode(g.Head)
	if err != nil {
		return err
	}
	if head.Kind != yaml.MappingNode || len(head.Content) == 0 {
		return errHead
	}
	base := ""
	if element {
		base, head = "  ", sequence(head)
	}
	doc, err := yamlText(head)
	if err != nil {
		return err
	}
	if _, err := out.Write(doc); err != nil {
		return err
	}
	lead := base + g.Key + ":\n"
	for item, err := range g.Items {
		if err != nil {
			return err
		}
		node, err := yamlNode(item)
		if err != nil {
			return err
		}
		doc, err := yamlText(sequence(node))
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, lead+indented(string(doc), base+"  ")); err != nil {
			return err
		}
		lead = ""
	}
	if lead == "" {
		return nil
	}
	_, err = io.WriteString(out, base+g.Key+": []\n")
	return err
}

// indented puts by before every line of text that is not empty.
func indented(text, by string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line != "\n" {
			b.WriteString(by)
		}
		b.WriteString(line)
	}
	return b.String()
}
