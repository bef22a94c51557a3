package cmd

import (
	"context"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/config"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/incode"
	"github.com/incodectl/incodectl/internal/incode/connection"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/verification"
)

// connection joins the profile's connection to Incode to its settings, its
// secrets and the audit log.
func (a *app) connection(repo connection.Repository, log audit.Recorder) *connection.Service {
	return &connection.Service{
		Settings: a.incodeSettings, Save: a.saveIncode, Hosts: config.IncodeHosts,
		Secrets: a.secretStore, Try: a.tryIncode, Repo: repo, Audit: log,
	}
}

func (a *app) incode(ctx context.Context) (*connection.Service, error) {
	c, err := a.core(ctx)
	if err != nil {
		return nil, err
	}
	return c.incode, nil
}

func (a *app) incodeSettings() connection.Settings {
	c := a.config
	environment := connection.Setting(c.IncodeEnvironment)
	auth, api := c.IncodeURLs()
	from := func(own config.Setting[string], value string) connection.Setting {
		if own.Value != "" {
			return connection.Setting{Value: value, Source: own.Source}
		}
		return connection.Setting{Value: value, Source: "the " + environment.Value + " environment"}
	}
	return connection.Settings{
		Environment: environment, ClientID: connection.Setting(c.IncodeClientID),
		AuthURL: from(c.IncodeAuthURL, auth), APIURL: from(c.IncodeAPIURL, api),
	}
}

// saveIncode writes the profile's section of the config file.
func (a *app) saveIncode(s connection.Saved) error {
	change := func(key, value string) config.Change {
		return config.Change{Key: key, Value: value, Unset: value == "" || s.ClientID == ""}
	}
	return config.Edit(a.config.ConfigFile, a.settings.Profile, []config.Change{
		change(config.KeyIncodeEnvironment, s.Environment), change(config.KeyIncodeClientID, s.ClientID),
		change(config.KeyIncodeAuthURL, s.AuthURL), change(config.KeyIncodeAPIURL, s.APIURL),
	})
}

func (a *app) incodeClient(c connection.Credentials) (*incode.Client, error) {
	return incode.New(incode.Options{
		AuthURL: c.AuthURL, APIURL: c.APIURL, ClientID: c.ClientID, ClientSecret: c.ClientSecret,
		APIKey: c.APIKey, AdminToken: c.AdminToken, HTTP: a.httpOptions(), Now: a.env.Now,
	})
}

func (a *app) tryIncode(ctx context.Context, c connection.Credentials, send bool) error {
	client, err := a.incodeClient(c)
	if err != nil || !send {
		return err
	}
	return client.Check(ctx)
}

// onboarding connects to Incode; nil when the profile has no client ID, and
// sessions are local. Half a connection is an error: a script that means to ask
// Incode must not be content with less.
func (a *app) onboarding(ctx context.Context) (verification.Onboarding, error) {
	svc, err := a.incode(ctx)
	if err != nil {
		return nil, err
	}
	if !svc.Connected() {
		for _, name := range []string{connection.ClientSecretName, connection.APIKeyName} {
			if env := secret.EnvName(name); a.env.Getenv(env) != "" {
				return nil, fault.New(fault.Usage, "%s is set, but the client ID of Incode is not", env).
					WithHint("set INCODECTL_INCODE_CLIENT_ID too, or unset %s to work without Incode", env)
			}
		}
		return nil, nil
	}
	credentials, err := svc.Load(ctx)
	if err != nil {
		return nil, err
	}
	client, err := a.incodeClient(credentials)
	if err != nil {
		return nil, err
	}
	return client, nil
}
