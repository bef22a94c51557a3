package manifest

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// handedOn brings changes of workflows in an order in which each Configuration ID
// is given up before another workflow gets it: no two have the same one, not even
// in the middle of a transaction. Workflows that exchange theirs have no such
// order.
func (c *comparison) handedOn(updates []Change) []Change {
	held := map[string]bool{} // by a workflow whose change is yet to come
	for _, u := range updates {
		held[c.workflowNamed(u.Name).ConfigurationID] = true
	}
	ordered := make([]Change, 0, len(updates))
	for len(updates) > 0 {
		i := slices.IndexFunc(updates, func(u Change) bool {
			id := u.workflow.ConfigurationID
			return !held[id] || id == c.workflowNamed(u.Name).ConfigurationID
		})
		if i < 0 {
			var names []string
			for _, u := range updates {
				names = append(names, `"`+u.Name+`"`)
			}
			c.refuse(fault.Conflict, updates[0].at, "apply it in two steps: the first with a Configuration ID for one of them that no workflow has",
				"the workflows %s exchange their Configuration IDs, which cannot be done at once", strings.Join(names, ", "))
			return ordered
		}
		delete(held, c.workflowNamed(updates[i].Name).ConfigurationID)
		ordered = append(ordered, updates[i])
		updates = slices.Delete(updates, i, i+1)
	}
	return ordered
}
