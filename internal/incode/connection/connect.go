package connection

import (
	"context"

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

	settings Settings // in force before
	before   kept
}

// NeedsClientID reports whether the client ID is missing.
func (d Draft) NeedsClientID() bool { return d.Credentials.ClientID == "" }

// NeedsClientSecret reports whether the client secret is missing.
func (d Draft) NeedsClientSecret() bool { return d.Credentials.ClientSecret.Empty() }

// NeedsAPIKey reports whether the API key is missing.
func (d Draft) NeedsAPIKey() bool { return d.Credentials.APIKey.Empty() }

// Prepare works out what a request comes to beside what is there already. It
// changes nothing.
func (s *Service) Prepare(ctx context.Context, r Request) (Draft, error) {
	in := s.Settings()
	d := Draft{Environment: in.Environment.Value, settings: in}
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
	saved := Saved{Environment: d.Environment, ClientID: d.Credentials.ClientID}
	if d.Credentials.AuthURL != auth {
		saved.AuthURL = d.Credentials.AuthURL
	}
	if d.Credentials.APIURL != api {
		saved.APIURL = d.Credentials.APIURL
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
		// Logged first: what follows is not undone with the transaction.
		if err := s.Audit.Record(ctx, d.change()); err != nil {
			return err
		}
		if err := d.store(ctx, store); err != nil {
			return err
		}
		return s.Save(saved)
	})
}

// wanted is one credential, as it is to be and as it was.
type wanted struct {
	what, name string
	value      secret.Value
	held       held
}

func (d Draft) credentials() []wanted {
	return []wanted{
		{"client_secret", ClientSecretName, d.Credentials.ClientSecret, d.before.clientSecret},
		{"api_key", APIKeyName, d.Credentials.APIKey, d.before.apiKey},
		{"admin_token", AdminTokenName, d.Credentials.AdminToken, d.before.adminToken},
	}
}

// isNew reports whether a credential has to be stored.
func (d Draft) isNew(c wanted) bool {
	return !c.value.Empty() && (c.value != c.held.value || c.held.stored && d.before.hosts != d.Credentials.hosts())
}

// store puts the credentials away. The addresses are taken away first where they
// change and come last: credentials that are left halfway belong to none and are
// not sent.
func (d Draft) store(ctx context.Context, store secret.Store) error {
	hosts := d.Credentials.hosts()
	if d.before.hosts != hosts && d.touches() {
		if err := store.Delete(ctx, hostsName); err != nil {
			return err
		}
	}
	stored := false
	for _, c := range d.credentials() {
		var err error
		switch {
		case d.isNew(c):
			var origin secret.Origin
			origin, err = store.Set(ctx, c.name, c.value)
			stored = stored || origin != secret.EnvOrigin(c.name)
		case c.value.Empty() && c.held.stored: // of other addresses
			err = store.Delete(ctx, c.name)
		default:
			stored = stored || c.held.stored
		}
		if err != nil {
			return err
		}
	}
	if !stored || d.before.hosts == hosts {
		return nil
	}
	_, err := store.Set(ctx, hostsName, secret.New(hosts))
	return err
}

// touches reports whether anything is stored, or will be. Where all credentials
// are in the environment, there may be no secret store to ask.
func (d Draft) touches() bool {
	c, k := d.Credentials, d.before
	return k.stored() || c.ClientSecret != k.clientSecret.value || c.APIKey != k.apiKey.value || c.AdminToken != k.adminToken.value
}
