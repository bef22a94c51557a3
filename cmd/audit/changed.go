package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	mostFields = 4  // that are named of one change
	mostValue  = 40 // runes of a value
)

// changed says in brief what an entry changed: "name corp -> lumen" of an edit,
// "template okta-directory" of what is new or gone. Texts of several lines, which
// are whole policies, are only said to be there. whole leaves nothing else out.
func changed(before, after json.RawMessage, whole bool) string {
	was, is := fields(before), fields(after)
	all := maps.Clone(was)
	maps.Copy(all, is)
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		old, had := was[name]
		now, has := is[name]
		switch {
		case had && has && old == now:
		case strings.Contains(now, "\n"):
			parts = append(parts, name+" set")
		case strings.Contains(old, "\n"):
			parts = append(parts, name+" removed")
		case had && has:
			parts = append(parts, name+" "+brief(old, whole)+" -> "+brief(now, whole))
		case has && len(before) > 0:
			parts = append(parts, name+" (none) -> "+brief(now, whole))
		case had && len(after) > 0:
			parts = append(parts, name+" "+brief(old, whole)+" -> (none)")
		default:
			parts = append(parts, name+" "+brief(all[name], whole))
		}
	}
	if more := len(parts) - mostFields; more > 0 && !whole {
		parts = append(parts[:mostFields], fmt.Sprintf("%d more", more))
	}
	return strings.Join(parts, ", ")
}

// fields takes an object apart, and the objects in it: settings.scope is scope in
// settings. Texts are as they are, anything else is compact JSON; an empty object
// is nothing.
func fields(doc json.RawMessage) map[string]string {
	out := map[string]string{}
	if len(doc) > 0 {
		flatten(out, "", doc)
	}
	return out
}

func flatten(into map[string]string, name string, value json.RawMessage) {
	var object map[string]json.RawMessage
	if json.Unmarshal(value, &object) == nil && object != nil {
		if name != "" {
			name += "."
		}
		for key, v := range object {
			flatten(into, name+key, v)
		}
		return
	}
	if name == "" { // no change is described so
		name = "value"
	}
	var text *string
	if json.Unmarshal(value, &text) == nil && text != nil {
		into[name] = *text
		return
	}
	var b bytes.Buffer
	if json.Compact(&b, value) != nil {
		b.Write(value)
	}
	into[name] = b.String()
}

func brief(value string, whole bool) string {
	if value == "" {
		return `""`
	}
	if runes := []rune(value); len(runes) > mostValue && !whole {
		return string(runes[:mostValue-1]) + "…"
	}
	return value
}
