package manifest

import (
	"reflect"
	"slices"
)

// Action is what is done to a thing.
type Action string

// The actions.
const (
	Create Action = "create"
	Update Action = "update"
	Delete Action = "delete"
)

// Kind is a kind of thing that a file declares.
type Kind string

// The kinds of thing.
const (
	KindFeature     Kind = "feature"
	KindWorkflow    Kind = "workflow"
	KindIntegration Kind = "integration"
)

// Change is what becomes of one thing.
type Change struct {
	Action   Action  `json:"action"`
	Kind     Kind    `json:"kind"`
	Name     string  `json:"name"`
	ID       string  `json:"id"`       // "" of a thing that is not there yet, and of a feature
	Template string  `json:"template"` // of an integration
	Fields   []Field `json:"fields"`   // those that differ; of a new thing all it has
	// Impact says in words what else happens.
	Impact []string `json:"impact"`
	// Grave changes take something away or send people elsewhere: a person has to
	// agree to them.
	Grave bool `json:"needs_confirmation"`

	at          Pos
	workflow    *Workflow    // as declared
	integration *Integration // as declared
}

// Field is a field that differs. Before and After are texts, lists of texts or
// mappings to texts, of a policy also numbers and truths; nil where there is none.
type Field struct {
	Name   string `json:"name"`
	Before any    `json:"before"`
	After  any    `json:"after"`
}

// Plan is what has to change, in the order in which it does.
type Plan struct {
	Changes   []Change
	Unchanged int // declared things that are as declared
}

// Count counts the changes of one action.
func (p Plan) Count(a Action) int {
	n := 0
	for _, c := range p.Changes {
		if c.Action == a {
			n++
		}
	}
	return n
}

// Grave reports whether a person has to agree.
func (p Plan) Grave() bool {
	return slices.ContainsFunc(p.Changes, func(c Change) bool { return c.Grave })
}

// same reports whether two plans do the same. What else happens may differ:
// people come and go while a plan is looked at.
func (p Plan) same(other Plan) bool {
	return slices.EqualFunc(p.Changes, other.Changes, func(a, b Change) bool {
		return a.Action == b.Action && a.Kind == b.Kind && a.Name == b.Name && a.ID == b.ID && a.Grave == b.Grave &&
			reflect.DeepEqual(a.Fields, b.Fields)
	})
}
