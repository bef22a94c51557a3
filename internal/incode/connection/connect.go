package connection

import (
	"context"
	"maps"
	"slices"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// Request is what a profile is to be connected with. What is empty stays as it
// is; a credential does only while it belongs to the same addresses and client.
type Request struct {
	Environment, AuthURL, APIURL, ClientID string
	ClientSecret, APIKey, AdminToken       secret.Value
}

// Draft is a connection before it is made. What Needs says may be filled in.
type Draft struct {
	Environment string
	Credentials Credentials

	given  Request
	before kept
	saved  Saved
}

// NeedsClientID, NeedsClientSecret and NeedsAPIKey report what is missing.
func (d Draft) NeedsClientID() bool { return d.Credentials.ClientID == "" }

// NeedsClientSecret reports whether the client secret is missing.
func (d Draft) NeedsClientSecret() bool { return d.Credentials.ClientSecret.Empty() }

// NeedsAPIKey reports whether the API key is missing.
func (d Draft) NeedsAPIKey() bool { return d.Credentials.APIKey.Empty() }

// Prepare works out what a request comes to beside what is there already. It
// changes nothing.
func (s *Service) Prepare(ctx context.Context, r Request) (Draft, error) {
	in := s.Settings()
	d := Draft{Environment: in.Environment.Value, given: r}
	d.Credentials = Credentials{AuthURL: in.AuthURL.Value, APIURL: in.APIURL.Value, ClientID: in.ClientID.Value}
	if r.Environment != "" {
		// Naming an environment goes back to its own addresses.
		d.Environment = r.Environment
		d.Credentials.AuthURL, d.Credentials.APIURL = s.Hosts(r.Environment)
	}
	set := func(into *string, value string) {
		if value != "" {
			*into = value
		}
	}
	c := &d.Credentials
	set(&c.AuthURL, r.AuthURL)
	set(&c.APIURL, r.APIURL)
	set(&c.ClientID, r.ClientID)
	store, err := s.Secrets()
	if err != nil {
		return Draft{}, err
	}
	if d.before, err = read(ctx, store); err != nil {
		return Draft{}, err
	}
	c.APIKey = first(r.APIKey, d.before.usable(d.before.apiKey, c.hosts()).value)
	c.AdminToken = first(r.AdminToken, d.before.usable(d.before.adminToken, c.hosts()).value)
	c.ClientSecret = r.ClientSecret
	if old := d.before.usable(d.before.clientSecret, c.hosts()); c.ClientSecret.Empty() && (!old.stored || c.ClientID == in.ClientID.Value) {
		c.ClientSecret = old.value
	}
	return d, nil
}

func first(a, b secret.Value) secret.Value {
	if a.Empty() {
		return b
	}
	return a
}

// Connect tries the credentials, with send also in Incode's view, and keeps them.
func (s *Service) Connect(ctx context.Context, d Draft, send bool) error {
	if d.NeedsClientID() || d.NeedsClientSecret() || d.NeedsAPIKey() {
		return fault.New(fault.Usage, "client ID, client secret and API key are needed to connect to Incode")
	}
	if err := s.Try(ctx, d.Credentials, send); err != nil {
		return err
	}
	auth, api := s.Hosts(d.Environment)
	d.saved = Saved{Environment: d.Environment, ClientID: d.Credentials.ClientID}
	if d.Credentials.AuthURL != auth {
		d.saved.AuthURL = d.Credentials.AuthURL
	}
	if d.Credentials.APIURL != api {
		d.saved.APIURL = d.Credentials.APIURL
	}
	store, err := s.Secrets()
	if err != nil {
		return err
	}
	return s.Repo.Atomically(ctx, func(ctx context.Context) error {
		if now, err := read(ctx, store); err != nil {
			return err
		} else if now != d.before {
			return fault.New(fault.Conflict, "the stored credentials changed meanwhile; nothing was stored").
				WithHint("see what is set: incodectl incode status")
		}
		changed, err := d.store(ctx, store)
		if err != nil {
			return err
		}
		if err := s.Save(d.saved); err != nil {
			return err
		}
		return s.Audit.Record(ctx, s.change(d, changed))
	})
}

// store puts the credentials away and says which are new. The addresses are
// taken away first where they change and come last: credentials that are left
// halfway belong to none and are not sent.
func (d Draft) store(ctx context.Context, store secret.Store) (changed []string, err error) {
	hosts := d.Credentials.hosts()
	if d.before.hosts != hosts {
		if err := store.Delete(ctx, hostsName); err != nil {
			return nil, err
		}
	}
	stored := false
	for _, one := range []struct {
		what, name string
		value      secret.Value
		held       held
	}{
		{"client_secret", ClientSecretName, d.Credentials.ClientSecret, d.before.clientSecret},
		{"api_key", APIKeyName, d.Credentials.APIKey, d.before.apiKey},
		{"admin_token", AdminTokenName, d.Credentials.AdminToken, d.before.adminToken},
	} {
		switch {
		case one.value.Empty() && one.held.stored: // of other addresses
			err = store.Delete(ctx, one.name)
		case one.value.Empty():
		case one.value == one.held.value && (!one.held.stored || d.before.hosts == hosts):
			stored = stored || one.held.stored
		default:
			var origin secret.Origin
			origin, err = store.Set(ctx, one.name, one.value)
			stored = stored || origin != secret.EnvOrigin(one.name)
			changed = append(changed, one.what)
		}
		if err != nil {
			return nil, err
		}
	}
	if !stored || d.before.hosts == hosts {
		return changed, nil
	}
	_, err = store.Set(ctx, hostsName, secret.New(hosts))
	return changed, err
}

// change describes the connection for the audit log: what differs, and which
// credentials are new.
func (s *Service) change(d Draft, changed []string) audit.Change {
	in := s.Settings()
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
	if len(changed) > 0 {
		after["stored"] = changed
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
