package credentials

import (
	"time"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/integration"
)

// view is a client as -o json shows it.
type view struct {
	Integration   string     `json:"integration"`
	IntegrationID string     `json:"integration_id"`
	Template      string     `json:"template"`
	ClientID      string     `json:"client_id"`
	Issuer        string     `json:"issuer"`
	TokenEndpoint string     `json:"token_endpoint"`
	HasSecret     bool       `json:"has_secret"`
	GeneratedAt   *time.Time `json:"generated_at,omitempty"`
	GeneratedBy   string     `json:"generated_by,omitempty"`
}

func viewOf(f *cmdutil.Factory, c credential.Client) view {
	v := view{
		Integration: c.Integration.Name, IntegrationID: c.Integration.ID, Template: c.Integration.Template,
		ClientID: c.Integration.ClientID,
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

// secretState says of the secret what may be said of it.
func (v view) secretState() string {
	if !v.HasSecret {
		return "none; generate one: incodectl credentials generate-secret " + v.Integration
	}
	return "generated on " + v.GeneratedAt.Format(time.RFC3339) + " by " + v.GeneratedBy + "; it cannot be shown again"
}
