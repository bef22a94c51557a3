package connection

import (
	"maps"
	"slices"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/secret"
)

// change describes the connection for the audit log: what differs, and which
// credentials are new.
func (d Draft) change() audit.Change {
	in := d.settings
	after := describe(d.Environment, d.Credentials, d.Credentials.APIKey)
	c := audit.Change{Action: "incode.connect", Target: audit.Target{Kind: audit.TargetIncode, ID: d.Credentials.ClientID, Name: d.Environment}}
	if in.ClientID.Value != "" {
		before := describe(in.Environment.Value, Credentials{
			AuthURL: in.AuthURL.Value, APIURL: in.APIURL.Value, ClientID: in.ClientID.Value,
		}, d.before.apiKey.value)
		for _, key := range slices.Collect(maps.Keys(after)) {
			if before[key] == after[key] {
				delete(before, key)
				delete(after, key)
			}
		}
		c.Before = before
	}
	var fresh []string
	for _, one := range d.credentials() {
		if d.isNew(one) {
			fresh = append(fresh, one.what)
		}
	}
	if len(fresh) > 0 {
		after["stored"] = fresh
	}
	c.After = after
	return c
}

func describe(environment string, c Credentials, key secret.Value) map[string]any {
	fields := map[string]any{
		"environment": environment, "auth_url": c.AuthURL, "api_url": c.APIURL, "client_id": c.ClientID,
	}
	if !key.Empty() {
		fields["api_key_fingerprint"] = credential.Fingerprint(key)
	}
	return fields
}
