// Package connection is how a profile is connected to Incode: which environment
// and client it works with, and its credentials, which are kept in the secret
// store together with the addresses they were stored for and are sent to no
// others.
package connection

import (
	"context"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// Under what names the secret store keeps a profile's credentials, and the
// addresses they belong to.
const (
	ClientSecretName = secret.Own + "incode-client-secret"
	APIKeyName       = secret.Own + "incode-api-key"
	AdminTokenName   = secret.Own + "incode-admin-token"
	hostsName        = secret.Own + "incode-hosts"
)

// Setting is a setting in force and where it comes from, in words.
type Setting struct{ Value, Source string }

// Settings are those in force. The addresses are never empty.
type Settings struct{ Environment, AuthURL, APIURL, ClientID Setting }

// Saved is what is kept in the profile's section of the config file. An empty
// address is the environment's own; an empty ClientID removes all of it.
type Saved struct{ Environment, AuthURL, APIURL, ClientID string }

// Credentials are everything a client of Incode's API needs.
type Credentials struct {
	AuthURL, APIURL, ClientID        string
	ClientSecret, APIKey, AdminToken secret.Value // AdminToken may be empty
}

// hosts is how the addresses are kept beside stored credentials.
func (c Credentials) hosts() string { return c.AuthURL + " " + c.APIURL }

// Service changes and shows the connection of one profile.
type Service struct {
	// Settings are those in force; Save changes the profile's section.
	Settings func() Settings
	Save     func(Saved) error
	// Hosts returns the addresses of an environment.
	Hosts   func(environment string) (auth, api string)
	Secrets func() (secret.Store, error)
	// Try says what is wrong with credentials; with send also in Incode's view.
	Try   func(ctx context.Context, c Credentials, send bool) error
	Repo  Repository
	Audit audit.Recorder
}

// Repository makes several changes one. The store implements it.
type Repository interface {
	// Atomically runs f in one transaction, see the store.
	Atomically(ctx context.Context, f func(ctx context.Context) error) error
}

// held is one credential as the secret store has it.
type held struct {
	value  secret.Value
	origin secret.Origin // "" when there is none
	stored bool          // rather than in its environment variable
}

// kept is what the secret store holds for the profile.
type kept struct {
	clientSecret, apiKey, adminToken held
	hosts                            string // the stored ones belong to
}

// stored reports whether any credential is stored.
func (k kept) stored() bool {
	return k.clientSecret.stored || k.apiKey.stored || k.adminToken.stored
}

// usable returns a credential where it may be sent to these hosts, else nothing.
func (k kept) usable(h held, hosts string) held {
	if h.stored && k.hosts != hosts {
		return held{}
	}
	return h
}

// read gets all there is. Another process may be storing credentials of other
// addresses meanwhile: as long as the addresses are there, so are the credentials
// that belong to them, so what is the same before and after belongs to them.
func read(ctx context.Context, store secret.Store) (kept, error) {
	before, err := readCredentials(ctx, store)
	if err != nil || !before.stored() {
		return before, err
	}
	hosts, err := get(ctx, store, hostsName)
	if err != nil {
		return kept{}, err
	}
	after, err := readCredentials(ctx, store)
	switch {
	case err != nil:
		return kept{}, err
	case after != before:
		return kept{}, fault.New(fault.Conflict, "another incodectl is changing the credentials for Incode").
			WithHint("try again when it is done")
	case hosts.stored: // a variable says nothing about what is stored
		after.hosts = hosts.value.Reveal()
	}
	return after, nil
}

func readCredentials(ctx context.Context, store secret.Store) (k kept, err error) {
	if k.clientSecret, err = get(ctx, store, ClientSecretName); err != nil {
		return kept{}, err
	}
	if k.apiKey, err = get(ctx, store, APIKeyName); err != nil {
		return kept{}, err
	}
	k.adminToken, err = get(ctx, store, AdminTokenName)
	if fault.Is(err, fault.SecretUnavailable) && k.clientSecret.fromEnv() && k.apiKey.fromEnv() {
		// In CI there is no keyring that could hold the one credential nobody needs.
		return k, nil
	}
	return k, err
}

// fromEnv reports whether a credential is in its environment variable.
func (h held) fromEnv() bool { return h.origin != "" && !h.stored }

func get(ctx context.Context, store secret.Store, name string) (held, error) {
	v, origin, err := store.Get(ctx, name)
	if fault.Is(err, fault.NotFound) {
		return held{}, nil
	}
	return held{value: v, origin: origin, stored: err == nil && origin != secret.EnvOrigin(name)}, err
}

// Connected reports whether the profile is meant to work with Incode: whether
// it has a client ID.
func (s *Service) Connected() bool { return s.Settings().ClientID.Value != "" }

// Load returns the credentials in force: fault.NotFound when the profile is not
// connected, fault.SecretUnavailable when one is missing, and fault.Blocked when
// stored ones belong to other addresses than those in force.
func (s *Service) Load(ctx context.Context) (Credentials, error) {
	in := s.Settings()
	if in.ClientID.Value == "" {
		return Credentials{}, fault.New(fault.NotFound, "the profile is not connected to Incode").
			WithHint("connect it: incodectl incode connect (in CI: set INCODECTL_INCODE_CLIENT_ID, %s and %s)",
				secret.EnvName(ClientSecretName), secret.EnvName(APIKeyName))
	}
	store, err := s.Secrets()
	if err != nil {
		return Credentials{}, err
	}
	k, err := read(ctx, store)
	if err != nil {
		return Credentials{}, err
	}
	c := Credentials{
		AuthURL: in.AuthURL.Value, APIURL: in.APIURL.Value, ClientID: in.ClientID.Value,
		ClientSecret: k.clientSecret.value, APIKey: k.apiKey.value, AdminToken: k.adminToken.value,
	}
	return c, k.check(c.hosts())
}

// check says why the credentials cannot be used with these addresses.
func (k kept) check(hosts string) error {
	for _, needed := range []struct {
		what, name, flag string
		held
	}{
		{"client secret", ClientSecretName, "--secret-stdin", k.clientSecret},
		{"API key", APIKeyName, "--api-key-file FILE", k.apiKey},
	} {
		if needed.origin == "" {
			return fault.New(fault.SecretUnavailable, "Incode's %s is missing", needed.what).
				WithHint("store it: incodectl incode connect %s (or set %s)", needed.flag, secret.EnvName(needed.name))
		}
	}
	switch {
	case !k.stored() || k.hosts == hosts:
		return nil
	case k.hosts == "":
		return fault.New(fault.Blocked, "it is not known which of Incode's addresses the stored credentials belong to, so they are not sent").
			WithHint("store them again: incodectl incode connect")
	default:
		return fault.New(fault.Blocked, "the stored credentials belong to %s and are not sent to %s", k.hosts, hosts).
			WithHint("set the addresses back, or store the credentials of the new ones: incodectl incode connect")
	}
}
