package credentials

import (
	"time"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/integration"
)

// view is a client as -o json shows it.
type view struct {
	Integration   string `json:"integration"`
	IntegrationID string `json:"integration_id"`
	Template      string `json:"template"`
	ClientID      string `json:"client_id"`
	// ClientIDAtIncode is the one that other systems need, where Incode issued it.
	ClientIDAtIncode string     `json:"client_id_at_incode,omitempty"`
	Issuer           string     `json:"issuer"`
	TokenEndpoint    string     `json:"token_endpoint"`
	HasSecret        bool       `json:"has_secret"`
	GeneratedAt      *time.Time `json:"generated_at,omitempty"`
	GeneratedBy      string     `json:"generated_by,omitempty"`
}

func viewOf(f *cmdutil.Factory, c credential.Client) view {
	v := view{
		Integration: c.Integration.Name, IntegrationID: c.Integration.ID, Template: c.Integration.Template,
		ClientID: c.Integration.ClientID,
	}
	if t, err := integration.TemplateByID(v.Template); err == nil {
		if id, ok := t.Client(c.Integration, integration.Around{AtIncode: f.Settings().Incode.ClientID}); ok {
			v.ClientIDAtIncode = id
		}
	}
	addresses := integration.Template{Copy: []string{integration.CopyIssuer, integration.CopyToken}}
	for _, p := range addresses.Pastes(c.Integration, integration.Around{Auth: f.Settings().Incode.Auth}) {
		switch p.Key {
		case integration.CopyIssuer:
			v.Issuer = p.Value
		case integration.CopyToken:
			v.TokenEndpoint = p.Value
		}
	}
	if c.Secret != nil {
		at := c.Secret.GeneratedAt.UTC()
		v.HasSecret, v.GeneratedAt, v.GeneratedBy = true, &at, c.Secret.GeneratedBy
	}
	return v
}

// client is the client ID that other systems need.
func (v view) client() string {
	if v.ClientIDAtIncode != "" {
		return v.ClientIDAtIncode
	}
	return v.ClientID
}

// clientTitle is what it is called.
func (v view) clientTitle() string {
	if v.ClientIDAtIncode != "" {
		return integration.TitleAtIncode
	}
	return "Client ID"
}

// secretState says of the secret what may be said of it.
func (v view) secretState() string {
	if !v.HasSecret {
		return "none; generate one: incodectl credentials generate-secret " + v.Integration
	}
	return "generated on " + v.GeneratedAt.Format(time.RFC3339) + " by " + v.GeneratedBy + "; it cannot be shown again"
}
