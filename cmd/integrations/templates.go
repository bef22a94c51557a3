package integrations

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

type templatesOptions struct {
	f *cmdutil.Factory
}

func newCmdTemplates(f *cmdutil.Factory, runF func(context.Context, *templatesOptions) error) *cobra.Command {
	opts := &templatesOptions{f: f}
	if runF == nil {
		runF = runTemplates
	}
	return &cobra.Command{
		Use:   "templates",
		Short: "List the templates integrations are created from",
		Long: `List the templates integrations are created from, with their category, status
and required fields. The fields in full: incodectl integrations create TEMPLATE --help.

Category directory is where people and their attributes come from. Category iam
is for authentication: it starts sessions. Okta and Entra are in both.`,
		Example: "  incodectl integrations templates\n  incodectl integrations templates -o json",
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
}

type templateView struct {
	ID       string      `json:"id"`
	Title    string      `json:"title"`
	Category string      `json:"category"`
	Status   string      `json:"status"`
	Summary  string      `json:"summary"`
	OpenID   bool        `json:"openid"`          // has an OpenID Connect client
	Sessions bool        `json:"starts_sessions"` // people are verified through it
	Copy     []string    `json:"copy"`            // what is to be entered elsewhere
	Notes    []string    `json:"notes"`
	Fields   []fieldView `json:"fields"`
}

type fieldView struct {
	Key      string              `json:"key"`
	Flag     string              `json:"flag"`
	Title    string              `json:"title"`
	Kind     string              `json:"kind"`
	Required bool                `json:"required"`
	When     map[string][]string `json:"when,omitempty"`     // applies with one of these choices
	Excludes string              `json:"excludes,omitempty"` // the field that cannot be set beside it
	Options  []string            `json:"options,omitempty"`
	Default  string              `json:"default,omitempty"`
	Help     string              `json:"help"`
}

func runTemplates(ctx context.Context, opts *templatesOptions) error {
	svc, err := opts.f.Integrations(ctx)
	if err != nil {
		return err
	}
	all, err := svc.Catalogue(ctx)
	if err != nil {
		return err
	}
	return opts.f.RenderPaged(ctx, output.List[integration.Template]{
		Columns: []output.Column[integration.Template]{
			{Title: "Template", Value: func(t integration.Template) string { return t.ID }},
			{Title: "Title", Value: func(t integration.Template) string { return t.Title }},
			{Title: "Category", Value: func(t integration.Template) string { return string(t.Category) }},
			{Title: "Status", Value: func(t integration.Template) string { return string(t.Status) }},
			{Title: "Required fields", Value: required},
		},
		Name:   func(t integration.Template) string { return t.ID },
		Object: func(t integration.Template) any { return viewTemplate(t) },
	}.View(all))
}

// required lists the flags that are needed in every case.
func required(t integration.Template) string {
	if t.Status != integration.StatusAvailable {
		return "-"
	}
	flags := []string{"name"}
	for _, f := range t.Fields {
		if f.Required && (f.When == nil || f.Kind == integration.KindSecret) {
			flags = append(flags, f.Flag)
		}
	}
	return strings.Join(flags, ", ")
}

func viewTemplate(t integration.Template) templateView {
	v := templateView{
		ID: t.ID, Title: t.Title, Category: string(t.Category), Status: string(t.Status),
		Summary: t.Summary, OpenID: t.OpenID, Sessions: t.Sessions,
		Copy: append([]string{}, t.Copy...), Notes: append([]string{}, t.Notes...), Fields: make([]fieldView, 0, len(t.Fields)),
	}
	for _, f := range t.Fields {
		fv := fieldView{
			Key: f.Key, Flag: f.Flag, Title: f.Title, Kind: string(f.Kind), Required: f.Required,
			Excludes: f.Excludes, Options: f.Options, Default: f.Default, Help: f.Help,
		}
		if f.When != nil {
			fv.When = map[string][]string{f.When.Key: f.When.Values}
		}
		v.Fields = append(v.Fields, fv)
	}
	return v
}
