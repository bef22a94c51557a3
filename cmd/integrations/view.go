package integrations

import (
	"context"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/secret"
)

// view is an integration as -o json shows it.
type view struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Template string `json:"template"`
	Category string `json:"category"`
	ClientID string `json:"client_id,omitempty"` // of its OpenID Connect client
	// ClientIDAtIncode is the one that other systems need, where Incode issued it.
	ClientIDAtIncode string            `json:"client_id_at_incode,omitempty"`
	Workflow         *integration.Link `json:"workflow,omitempty"`
	Directory        *integration.Link `json:"directory,omitempty"`
	Settings         map[string]any    `json:"settings"`
	SecretEnv        string            `json:"secret_env,omitempty"` // the variable that overrides the stored secret
	FullSyncNeeded   string            `json:"full_sync_needed,omitempty"`
	CreatedAt        time.Time         `json:"created_at"`
	UpdatedAt        time.Time         `json:"updated_at"`
}

// shown is an integration with the names of what it is linked to.
type shown struct {
	integration.Integration
	links integration.Links
}

// show finds those names.
func show(ctx context.Context, svc *integration.Service, in integration.Integration) (shown, error) {
	links, err := svc.Links(ctx, in)
	return shown{in, links}, err
}

func viewOf(in shown) view {
	v := view{
		ID: in.ID, Name: in.Name, Template: in.Template, Category: string(in.Category), ClientID: in.ClientID,
		Workflow: in.links.Workflow, Directory: in.links.Directory,
		Settings: map[string]any{}, FullSyncNeeded: in.FullSyncNeeded,
		CreatedAt: in.CreatedAt.UTC(), UpdatedAt: in.UpdatedAt.UTC(),
	}
	t, err := integration.TemplateByID(in.Template)
	if err == nil && t.NeedsSecret(in.Settings) {
		v.SecretEnv = secret.EnvName(in.Name)
	}
	for key, values := range in.Settings {
		field, _ := t.Field(key)
		switch {
		case field.Kind == integration.KindMapping:
			m := make(map[string]string, len(values))
			for _, pair := range values {
				claim, path, _ := strings.Cut(pair, "=")
				m[claim] = path
			}
			v.Settings[key] = m
		case field.Multiple():
			v.Settings[key] = values
		default:
			v.Settings[key] = strings.Join(values, ",")
		}
	}
	return v
}

// spell writes a link for people: its name, and its ID where that is all there is.
func spell(l *integration.Link) string {
	switch {
	case l == nil:
		return ""
	case l.Deleted:
		return strings.TrimSpace(l.Name+" ") + " (" + l.ID + "), deleted"
	}
	return l.Name + " (" + l.ID + ")"
}

// nameOf is a link in a column of a list.
func nameOf(l *integration.Link) string {
	switch {
	case l == nil:
		return ""
	case l.Deleted:
		return "deleted"
	}
	return l.Name
}

// setting is the value of a field for people.
func (in shown) setting(f integration.Field) string {
	switch f.Kind {
	case integration.KindWorkflow:
		return spell(in.links.Workflow)
	case integration.KindDirectory:
		return spell(in.links.Directory)
	}
	return strings.Join(in.Settings[f.Key], ", ")
}

// fields are the lines that show an integration, but for its dates.
func (in shown) fields() []output.Field {
	fields := []output.Field{
		{Label: "ID", Value: in.ID},
		{Label: "Name", Value: in.Name},
		{Label: "Template", Value: in.Template},
		{Label: "Category", Value: string(in.Category)},
	}
	t, err := integration.TemplateByID(in.Template)
	if err == nil {
		for _, f := range t.Fields {
			if len(in.Settings[f.Key]) > 0 {
				fields = append(fields, output.Field{Label: f.Title, Value: in.setting(f)})
			}
		}
	}
	if env := viewOf(in).SecretEnv; env != "" {
		where := "in the secret store, or $" + env
		if ref := in.Settings.Get(integration.KeySecretEnv); ref != "" {
			where = "in $" + ref + ", or $" + env
		}
		fields = append(fields, output.Field{Label: "Secret", Value: where})
	}
	if in.FullSyncNeeded != "" {
		fields = append(fields, output.Field{Label: "Full sync needed", Value: in.FullSyncNeeded})
	}
	return fields
}

// dates are the last lines.
func (in shown) dates() []output.Field {
	return []output.Field{
		{Label: "Created", Value: in.CreatedAt.UTC().Format(time.RFC3339)},
		{Label: "Updated", Value: in.UpdatedAt.UTC().Format(time.RFC3339)},
	}
}
