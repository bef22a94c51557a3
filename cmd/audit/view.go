package audit

import (
	"fmt"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/output"
)

// list shows entries. Times and changes are short where a person reads them.
func list(f *cmdutil.Factory) output.List[audit.Entry] {
	layout, whole := time.RFC3339, true
	if f.IO.IsStdoutTTY() && f.Settings().Format == output.Table {
		whole = false
		layout = "2006-01-02 15:04"
	}
	return output.List[audit.Entry]{
		Columns: []output.Column[audit.Entry]{
			{Title: "Seq", Right: true, Value: func(e audit.Entry) string { return fmt.Sprint(e.Seq) }},
			{Title: "When", Value: func(e audit.Entry) string { return e.At.UTC().Format(layout) }},
			{Title: "Actor", Value: actor},
			{Title: "Action", Value: func(e audit.Entry) string { return e.Action }},
			{Title: "Target", Value: target},
			{Title: "Changed", Value: func(e audit.Entry) string { return changed(e.Before, e.After, whole) }},
			{Title: "Reason", Value: func(e audit.Entry) string { return e.Reason }},
		},
		Name: func(e audit.Entry) string { return fmt.Sprint(e.Seq) },
	}
}

func actor(e audit.Entry) string {
	if e.Actor.By == "" {
		return e.Actor.Name
	}
	return e.Actor.Name + " by " + e.Actor.By
}

// target is the name of what changed, the ID of what has none.
func target(e audit.Entry) string {
	if e.Target.Name == "" {
		return e.Target.ID
	}
	return e.Target.Name
}
