package output

import (
	"iter"

	"github.com/incodectl/incodectl/internal/iostreams"
)

// View is something to print, in any format. Make one with List.View,
// List.Stream or Object.
type View struct {
	columns []column
	items   iter.Seq2[item, error]
	single  bool   // one object rather than a list
	empty   string // said of a list without items
}

type column struct {
	title string
	right bool
	extra bool
	whole bool
}

// item is one row or object, read no further than the format needs.
type item interface {
	cells() []string
	name() string
	object() any
}

// Column is a column of a table or CSV: a title ("Last sync") and how to read
// its cell from an item. Right aligns it to the right, for counts. Extra columns
// are left out, the last first, of a terminal that has no room for all. Whole
// ones, such as IDs, are never cut: a part of them is of no use.
type Column[T any] struct {
	Title string
	Value func(T) string
	Right bool
	Extra bool
	Whole bool
}

// List says how items of type T are printed.
type List[T any] struct {
	Columns []Column[T]
	Name    func(T) string // for Name; the first column when nil
	Object  func(T) any    // for JSON, JSONL and YAML; the item itself when nil
	Empty   string         // said on stderr instead of an empty table: "no integrations yet"
}

// View returns items as a view.
func (l List[T]) View(items []T) View {
	return l.Stream(func(yield func(T, error) bool) {
		for _, it := range items {
			if !yield(it, nil) {
				return
			}
		}
	})
}

// Stream returns items as a view that is printed while they arrive and never
// held in memory as a whole. The first error ends it and is what Render returns.
// The view can be rendered as often as items can be ranged over.
func (l List[T]) Stream(items iter.Seq2[T, error]) View {
	v := View{empty: l.Empty, columns: make([]column, len(l.Columns))}
	for i, c := range l.Columns {
		v.columns[i] = column{title: iostreams.Clean(c.Title), right: c.Right, extra: c.Extra, whole: c.Whole}
	}
	v.items = func(yield func(item, error) bool) {
		for it, err := range items {
			if !yield(element[T]{list: &l, value: it}, err) || err != nil {
				return
			}
		}
	}
	return v
}

// element is an item of a List.
type element[T any] struct {
	list  *List[T]
	value T
}

func (e element[T]) cells() []string {
	cells := make([]string, len(e.list.Columns))
	for i, c := range e.list.Columns {
		cells[i] = c.Value(e.value)
	}
	return cells
}

func (e element[T]) name() string {
	switch {
	case e.list.Name != nil:
		return e.list.Name(e.value)
	case len(e.list.Columns) > 0:
		return e.list.Columns[0].Value(e.value)
	}
	return ""
}

func (e element[T]) object() any {
	if e.list.Object != nil {
		return e.list.Object(e.value)
	}
	return e.value
}

// Field is one line of a single object: a label ("Org URL") and its value.
type Field struct{ Label, Value string }

// Object returns one thing as a view: value for JSON, JSONL and YAML, the fields
// for tables and CSV, name for Name. A table leaves out the fields without a
// value, CSV keeps their columns.
func Object(value any, name string, fields ...Field) View {
	v := View{single: true, columns: make([]column, len(fields))}
	for i, f := range fields {
		v.columns[i] = column{title: iostreams.Clean(f.Label)}
	}
	v.items = func(yield func(item, error) bool) {
		yield(thing{value: value, label: name, fields: fields}, nil)
	}
	return v
}

// thing is the only item of an Object.
type thing struct {
	value  any
	label  string
	fields []Field
}

func (t thing) cells() []string {
	cells := make([]string, len(t.fields))
	for i, f := range t.fields {
		cells[i] = f.Value
	}
	return cells
}

func (t thing) name() string { return t.label }

func (t thing) object() any { return t.value }
