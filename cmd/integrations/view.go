package integrations

import (
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/secret"
)

// view is an integration as -o json shows it.
type view struct {
	ID             string         `json:"id"`
	Name           string         `json:"name"`
	Template       string         `json:"template"`
	Category       string         `json:"category"`
	Settings       map[string]any `json:"settings"`
	SecretEnv      string         `json:"secret_env,omitempty"` // the variable that overrides the stored secret
	FullSyncNeeded string         `json:"full_sync_needed,omitempty"`
	CreatedAt      time.Time      `json:"created_at"`
	UpdatedAt      time.Time      `json:"updated_at"`
}

func viewOf(in integration.Integration) view {
	v := view{
		ID: in.ID, Name: in.Name, Template: in.Template, Category: string(in.Category),
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

// object is the view of one integration.
func object(in integration.Integration) output.View {
	fields := []output.Field{
		{Label: "ID", Value: in.ID},
		{Label: "Name", Value: in.Name},
		{Label: "Template", Value: in.Template},
		{Label: "Category", Value: string(in.Category)},
	}
	t, err := integration.TemplateByID(in.Template)
	if err == nil {
		for _, f := range t.Fields {
			if values := in.Settings[f.Key]; len(values) > 0 {
				fields = append(fields, output.Field{Label: f.Title, Value: strings.Join(values, ", ")})
			}
		}
	}
	v := viewOf(in)
	if v.SecretEnv != "" {
		fields = append(fields, output.Field{Label: "Secret", Value: "in the secret store, or $" + v.SecretEnv})
	}
	if in.FullSyncNeeded != "" {
		fields = append(fields, output.Field{Label: "Full sync needed", Value: in.FullSyncNeeded})
	}
	fields = append(fields,
		output.Field{Label: "Created", Value: v.CreatedAt.Format(time.RFC3339)},
		output.Field{Label: "Updated", Value: v.UpdatedAt.Format(time.RFC3339)})
	return output.Object(v, in.ID, fields...)
}
