package integration

import (
	"context"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// Checked is one thing that was looked at to see whether an integration can
// work. Err says what is wrong with it, nil that nothing is.
type Checked struct {
	What   string // "workflow", "directory", "redirect_uri"
	Detail string // what was found
	Advice bool   // Err does not keep it from working
	Err    error
}

// CheckUp looks at whether an integration that starts sessions has what it
// needs, without asking anybody else. redirectURI, if not "", has to be
// registered.
func (s *Service) CheckUp(ctx context.Context, in Integration, redirectURI string) ([]Checked, error) {
	t, err := TemplateByID(in.Template)
	if err != nil {
		return nil, err
	}
	if in.Category == CategoryDirectory {
		return nil, fault.New(fault.Usage, "integration %q is a directory", in.Name)
	}
	var all []Checked
	links, err := s.Links(ctx, in)
	if err != nil {
		return nil, err
	}
	if w := links.Workflow; w != nil {
		c := Checked{What: "workflow", Detail: w.Name}
		if w.Deleted {
			c.Detail = w.ID
			c.Err = fault.New(fault.NotFound, "the workflow %s of integration %q is gone", w.ID, in.Name).
				WithHint("link it to another: incodectl integrations edit %s --workflow NAME", in.Name)
		}
		all = append(all, c)
	}
	missing, err := s.Missing(ctx, in)
	if err != nil {
		return nil, err
	}
	if t.Sessions {
		c := Checked{What: "directory", Detail: "all"}
		if links.Directory != nil {
			c.Detail = links.Directory.Name
		}
		for _, m := range missing {
			c.Err, c.Advice = m, m.Code == fault.Ambiguous
			all = append(all, c)
		}
		if len(missing) == 0 {
			all = append(all, c)
		}
	}
	if redirectURI != "" {
		all = append(all, s.checkRedirect(t, in, redirectURI))
	}
	rest, err := s.unfinished(ctx, t, in)
	return append(all, rest...), err
}

// unfinished is advice on what people have yet to do before the other system can
// use an integration.
func (s *Service) unfinished(ctx context.Context, t Template, in Integration) (all []Checked, err error) {
	advise := func(what string, err *fault.Error) {
		all = append(all, Checked{What: what, Detail: "none", Advice: true, Err: err})
	}
	// Of a client that the Dashboard issued the secret is not here either.
	if _, atIncode := t.Client(in, Around{}); t.OpenID && !atIncode {
		d, err := s.Repo.Dependents(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		if !d.ClientSecret {
			advise("client_secret", fault.New(fault.NotFound, "integration %q has no client secret yet", in.Name).
				WithHint("generate one: incodectl credentials generate-secret %s", in.Name))
		}
	}
	if t.ID == OktaIDP && len(in.Settings[KeyRedirectURIs]) == 0 {
		advise("redirect_uris", fault.New(fault.NotFound, "integration %q has no redirect URI yet, so Okta cannot return anybody", in.Name).
			WithHint("register the one that Okta shows: incodectl integrations edit %s --redirect-uri URI", in.Name))
	}
	if t.Sessions && !t.OpenID && s.AnyAPIKey != nil {
		any, err := s.AnyAPIKey(ctx)
		if err != nil {
			return nil, err
		}
		if !any {
			advise("api_key", fault.New(fault.NotFound, "there is no API key yet, which integration %q needs", in.Name).
				WithHint("generate one: incodectl api-keys generate --name %s", in.Name))
		}
	}
	return all, nil
}

// checkRedirect says, of a URI that is not registered, which one may be meant.
func (s *Service) checkRedirect(t Template, in Integration, uri string) Checked {
	c := Checked{What: "redirect_uri", Detail: uri}
	if _, ok := t.Field(KeyRedirectURIs); !ok {
		c.Err = fault.New(fault.Usage, "template %s has no redirect URIs", t.ID)
		return c
	}
	if in.Redirects(uri) {
		return c
	}
	registered := in.Settings[KeyRedirectURIs]
	e := fault.New(fault.Unauthorized, "redirect URI %q is not registered with integration %q", uri, in.Name).
		WithHint("register it, with all others: incodectl integrations edit %s --redirect-uri URI ...", in.Name)
	plain := func(s string) string { return strings.ToLower(strings.TrimRight(s, "/")) }
	for _, r := range registered {
		if plain(r) == plain(uri) {
			e.Message += "; " + r + " is, and has to be the same to the character"
		}
	}
	if len(registered) == 0 {
		e.Message += ", which has none"
	}
	c.Err = e
	return c
}
