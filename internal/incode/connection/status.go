package connection

import (
	"context"
	"strings"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// Status is what a profile's connection consists of, without a secret.
type Status struct {
	Settings
	// Where the credentials are, "" for one there is none of.
	ClientSecret, APIKey, AdminToken secret.Origin
	KeyFingerprint                   string // of the API key, "" when there is none
	// Err is why the connection cannot be used, nil when it can.
	Err error
}

// Status says what is set and from where.
func (s *Service) Status(ctx context.Context) (Status, error) {
	st := Status{Settings: s.Settings()}
	store, err := s.Secrets()
	if err != nil {
		return st, err
	}
	k, err := read(ctx, store)
	if err != nil {
		return st, err
	}
	st.ClientSecret, st.APIKey, st.AdminToken = k.clientSecret.origin, k.apiKey.origin, k.adminToken.origin
	if !k.apiKey.value.Empty() {
		st.KeyFingerprint = credential.Fingerprint(k.apiKey.value)
	}
	_, st.Err = s.Load(ctx)
	return st, nil
}

// Check tries the credentials in force with Incode.
func (s *Service) Check(ctx context.Context) error {
	c, err := s.Load(ctx)
	if err != nil {
		return err
	}
	return s.Try(ctx, c, true)
}

// Nothing reports whether there is nothing that Disconnect would remove.
func (st Status) Nothing() bool {
	return !ofProfile(st.ClientID) && !ofProfile(st.Environment) && !ofProfile(st.AuthURL) && !ofProfile(st.APIURL) && len(st.stored()) == 0
}

// Stored lists the credentials that are stored, and not in the environment.
func (st Status) stored() (what []string) {
	for _, one := range []struct {
		what, name string
		origin     secret.Origin
	}{
		{"client_secret", ClientSecretName, st.ClientSecret}, {"api_key", APIKeyName, st.APIKey}, {"admin_token", AdminTokenName, st.AdminToken},
	} {
		if one.origin != "" && one.origin != secret.EnvOrigin(one.name) {
			what = append(what, one.what)
		}
	}
	return what
}

// Remaining lists where a connection is set up that Disconnect does not reach:
// environment variables, and the part of the config file for all profiles.
func (st Status) Remaining() (sources []string) {
	if src := st.ClientID.Source; st.ClientID.Value != "" && !ofProfile(st.ClientID) {
		sources = append(sources, src)
	}
	for name, origin := range map[string]secret.Origin{ClientSecretName: st.ClientSecret, APIKeyName: st.APIKey, AdminTokenName: st.AdminToken} {
		if origin != "" && origin == secret.EnvOrigin(name) {
			sources = append(sources, "environment "+string(origin))
		}
	}
	return sources
}

// ofProfile reports whether a setting is in the profile's section of the config
// file, as package config says it.
func ofProfile(s Setting) bool { return strings.Contains(s.Source, ", profile ") }

// Disconnect forgets the settings in the profile's section and what is stored.
func (s *Service) Disconnect(ctx context.Context) (Status, error) {
	st, err := s.Status(ctx)
	if err != nil {
		return st, err
	}
	if st.Nothing() {
		return st, fault.New(fault.NotFound, "the profile is not connected to Incode")
	}
	store, err := s.Secrets()
	if err != nil {
		return st, err
	}
	before := describe(st.Environment.Value, Credentials{
		AuthURL: st.AuthURL.Value, APIURL: st.APIURL.Value, ClientID: st.ClientID.Value,
	}, secret.Value{})
	if st.KeyFingerprint != "" {
		before["api_key_fingerprint"] = st.KeyFingerprint
	}
	return st, s.Repo.Atomically(ctx, func(ctx context.Context) error {
		// Logged first: what follows is not undone with the transaction.
		if err := s.Audit.Record(ctx, audit.Change{
			Action: "incode.disconnect", Before: before,
			Target: audit.Target{Kind: audit.TargetIncode, ID: st.ClientID.Value, Name: st.Environment.Value},
		}); err != nil {
			return err
		}
		// Without their addresses the credentials are of no use, should one stay.
		for _, name := range []string{hostsName, AdminTokenName, APIKeyName, ClientSecretName} {
			if err := store.Delete(ctx, name); err != nil {
				return err
			}
		}
		return s.Save(Saved{})
	})
}
