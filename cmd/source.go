package cmd

import (
	"context"
	"io"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/entra"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
)

// openSource connects a directory integration to its adapter.
func (a *app) openSource(ctx context.Context, in integration.Integration, o cmdutil.SourceOptions) (directory.Source, error) {
	svc, err := a.integrations(ctx)
	if err != nil {
		return nil, err
	}
	v, _, err := svc.Secret(ctx, in)
	if err != nil {
		return nil, err
	}
	mapping, err := directory.ParseMapping(in.Settings[integration.KeyMapping])
	if err != nil {
		return nil, err
	}
	client := a.httpOptions()
	client.MaxShare = o.MaxShare
	switch in.Template {
	case integration.OktaDirectory:
		return okta.New(a.oktaOptions(in.Settings, mapping, v, client))
	case integration.EntraDirectory:
		return entra.New(a.entraOptions(in.Settings, mapping, v, client))
	default:
		return nil, fault.New(fault.Usage, "template %s is no directory that can be synced", in.Template)
	}
}

func (a *app) oktaOptions(s integration.Settings, m directory.Mapping, v secret.Value, client httpx.Options) okta.Options {
	o := okta.Options{
		OrgURL: s.Get(integration.KeyOrgURL), BaseURL: s.Get(integration.KeyBaseURL), Auth: s.Get(integration.KeyAuth),
		ClientID: s.Get(integration.KeyClientID), KeyID: s.Get(integration.KeyKeyID),
		Groups: s[integration.KeyGroups], Search: s.Get(integration.KeySearch), Mapping: m, HTTP: client, Now: a.env.Now,
	}
	if o.Auth == integration.AuthPrivateKey {
		o.PrivateKey = v
	} else {
		o.Token = v
	}
	return o
}

func (a *app) entraOptions(s integration.Settings, m directory.Mapping, v secret.Value, client httpx.Options) entra.Options {
	tokenFile := s.Get(integration.KeyTokenFile)
	if tokenFile == "" {
		tokenFile = a.env.Getenv("AZURE_FEDERATED_TOKEN_FILE")
	}
	return entra.Options{
		TenantID: s.Get(integration.KeyTenantID), ClientID: s.Get(integration.KeyClientID),
		Auth: s.Get(integration.KeyAuth), Secret: v, TokenFile: tokenFile,
		Cloud: s.Get(integration.KeyCloud), AuthorityURL: s.Get(integration.KeyAuthorityURL), GraphURL: s.Get(integration.KeyGraphURL),
		Groups: s[integration.KeyGroups], Filter: s.Get(integration.KeyFilter), Mapping: m, HTTP: client, Now: a.env.Now,
	}
}

func (a *app) httpOptions() httpx.Options {
	var log io.Writer
	if a.config.Debug.Value {
		log = a.env.IO.Err
	}
	return httpx.Options{
		CACert: a.config.CACert.Value, Getenv: a.env.Getenv, Debug: log,
		UserAgent: "incodectl/" + a.env.Build.Version, Now: a.env.Now,
	}
}

// checkAdapter validates what only an adapter can judge, before anything is saved.
func checkAdapter(in integration.Integration, v secret.Value) error {
	mapping, err := directory.ParseMapping(in.Settings[integration.KeyMapping])
	if err != nil {
		return err
	}
	how := in.Settings.Get(integration.KeyAuth)
	switch in.Template {
	case integration.OktaDirectory:
		if err := okta.CheckMapping(mapping); err != nil {
			return err
		}
		if search := in.Settings.Get(integration.KeySearch); search != "" {
			if err := okta.CheckSearch(search); err != nil {
				return err
			}
		}
		switch {
		case v.Empty():
		case how == integration.AuthPrivateKey:
			return okta.CheckPrivateKey(v)
		default:
			return okta.CheckToken(v)
		}
	case integration.EntraDirectory:
		if err := entra.CheckMapping(mapping); err != nil {
			return err
		}
		if err := entra.CheckFilter(in.Settings.Get(integration.KeyFilter)); err != nil {
			return err
		}
		if !v.Empty() {
			return entra.CheckSecret(how, v)
		}
	}
	return nil
}
