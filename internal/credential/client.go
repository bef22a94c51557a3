package credential

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
)

// clientSecretSize is how many random bytes a client secret has; in base64url
// that makes 48 characters.
const clientSecretSize = 36

// Client is an integration's OpenID Connect client.
type Client struct {
	Integration integration.Integration
	// Secret is what is known of its secret; nil while it has none.
	Secret *ClientSecret
}

// Client finds the client of an integration, or of the automatic OIDC Client
// Credentials when ref is empty.
func (s *Service) Client(ctx context.Context, ref string) (Client, error) {
	in, err := s.withClient(ctx, ref)
	if err != nil {
		return Client{}, err
	}
	return s.clientOf(ctx, in)
}

func (s *Service) clientOf(ctx context.Context, in integration.Integration) (Client, error) {
	c, err := s.Repo.ClientSecret(ctx, in.ID)
	switch {
	case fault.Is(err, fault.NotFound):
		return Client{Integration: in}, nil
	case err != nil:
		return Client{}, err
	}
	return Client{Integration: in, Secret: &c}, nil
}

// withClient finds an integration that has a client.
func (s *Service) withClient(ctx context.Context, ref string) (integration.Integration, error) {
	if ref == "" {
		return s.automatic(ctx)
	}
	in, err := s.Integrations.Get(ctx, ref)
	if err != nil && ref == integration.ClientCredentials && fault.Is(err, fault.NotFound) {
		return s.automatic(ctx) // it is made where somebody looks for it first
	}
	if err == nil && in.ClientID == "" {
		err = fault.New(fault.Usage, "integration %q (%s) has no OpenID Connect client, so it has neither a client ID nor a client secret", in.Name, in.Template).
			WithHint("these templates have one: %s", strings.Join([]string{
				integration.OktaIDV, integration.OktaIDP, integration.EntraEAM, integration.OIDC, integration.ClientCredentials,
			}, ", "))
	}
	return in, err
}

func (s *Service) automatic(ctx context.Context) (integration.Integration, error) {
	all, err := s.Integrations.List(ctx)
	if err != nil {
		return integration.Integration{}, err
	}
	i := slices.IndexFunc(all, func(in integration.Integration) bool { return in.Template == integration.ClientCredentials })
	if i < 0 {
		return integration.Integration{}, fault.New(fault.NotFound, "this profile has no integration %q", integration.ClientCredentials).
			WithHint("name another one that has a client: incodectl integrations list")
	}
	return all[i], nil
}

func (c Client) target() audit.Target {
	return audit.Target{Kind: audit.TargetCredential, ID: c.Integration.ID, Name: c.Integration.Name}
}

// logged is what the audit log says of a client's secret.
func (c Client) logged() any {
	if c.Secret == nil {
		return nil
	}
	return map[string]any{"client_id": c.Integration.ClientID, "generated_at": c.Secret.GeneratedAt, "generated_by": c.Secret.GeneratedBy}
}

// NeedSecret is fault.Unauthorized when the client has no secret that something
// could be compared with.
func (c Client) NeedSecret() error {
	if c.Secret != nil {
		return nil
	}
	return fault.New(fault.Unauthorized, "integration %q has no client secret", c.Integration.Name).
		WithHint("make one: incodectl credentials generate-secret %s", c.Integration.Name)
}

// NewClientSecret is a client secret just made. There is no other way to it.
type NewClientSecret struct {
	Client

	Value    secret.Value
	KeptIn   secret.Origin
	Replaced bool // another one, which no longer works
}

// CanKeep makes sure that a generated secret could be kept, so that nobody is
// asked to replace what could not be.
func (s *Service) CanKeep(ctx context.Context) error {
	_, err := s.keeper(ctx)
	return err
}

// GenerateClientSecret makes a client's secret, or replaces it if replace says
// so: fault.Confirmation when it has one and replace does not. The secret is in
// the secret store, under the integration's name, before anybody sees it; on any
// error the former one stays valid and stored.
func (s *Service) GenerateClientSecret(ctx context.Context, ref string, replace bool) (NewClientSecret, error) {
	in, err := s.withClient(ctx, ref)
	if err != nil {
		return NewClientSecret{}, err
	}
	store, err := s.keeper(ctx)
	if err != nil {
		return NewClientSecret{}, err
	}
	made := NewClientSecret{Value: s.newClientSecret()}
	hash, err := newHash(made.Value, s.Random(saltSize)) // slow, so not in the transaction
	if err != nil {
		return NewClientSecret{}, err
	}
	var entry *kept
	err = s.Repo.Atomically(ctx, func(ctx context.Context) error {
		// By its ID and read again: it may have been renamed or deleted meanwhile.
		now, err := s.Integrations.Get(ctx, in.ID)
		if err != nil {
			return err
		}
		before, err := s.clientOf(ctx, now)
		if err != nil {
			return err
		}
		if made.Replaced = before.Secret != nil; made.Replaced && !replace {
			return hasSecret(before)
		}
		made.Client = Client{Integration: now, Secret: &ClientSecret{
			IntegrationID: in.ID, Hash: hash.String(), GeneratedAt: s.Now().UTC(), GeneratedBy: s.Actor,
		}}
		if entry, err = keep(ctx, store, now.Name); err != nil {
			return err
		}
		if made.KeptIn, err = store.Set(ctx, now.Name, made.Value); err != nil {
			return err
		}
		if err := s.Repo.PutClientSecret(ctx, *made.Secret); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Change{
			Action: "credential.generate_secret", Target: made.target(), Before: before.logged(), After: made.logged(),
		})
	})
	if err != nil {
		if entry != nil {
			entry.undo(ctx)
		}
		return NewClientSecret{}, err
	}
	return made, nil
}

func hasSecret(c Client) error {
	return fault.New(fault.Confirmation, "integration %q has a client secret already, generated on %s by %s; a new one replaces it and the old one stops working",
		c.Integration.Name, c.Secret.GeneratedAt.UTC().Format(time.RFC3339), c.Secret.GeneratedBy).
		WithHint("to replace it: incodectl credentials generate-secret %s --yes", c.Integration.Name)
}

// newClientSecret draws until the secret begins and ends with a letter or digit:
// one that begins with a dash would be taken for a flag by many programs.
func (s *Service) newClientSecret() secret.Value {
	for {
		text := base64.RawURLEncoding.EncodeToString(s.Random(clientSecretSize))
		if strings.Trim(text, "-_") == text {
			return secret.New(text)
		}
	}
}

// VerifyClientSecret tells whether this is the client's present secret:
// fault.Unauthorized when it is not, or when there is none. A hash of former
// parameters is made anew while the secret is at hand.
func (s *Service) VerifyClientSecret(ctx context.Context, ref string, v secret.Value) (Client, error) {
	c, err := s.Client(ctx, ref)
	if err != nil {
		return c, err
	}
	if err := c.NeedSecret(); err != nil {
		return c, err
	}
	hash, err := parseHash(c.Secret.Hash)
	var ok bool
	if err == nil {
		ok, err = hash.matches(v)
	}
	switch {
	case err != nil:
		return c, fault.Wrap(err, fault.Internal, "integration %q", c.Integration.Name).
			WithHint("generate a new one: incodectl credentials generate-secret %s", c.Integration.Name)
	case !ok:
		return c, fault.New(fault.Unauthorized, "this is not the client secret of integration %q", c.Integration.Name).
			WithHint("it may have been replaced on %s; lost ones are generated anew: incodectl credentials generate-secret %s",
				c.Secret.GeneratedAt.UTC().Format(time.RFC3339), c.Integration.Name)
	case hash.outdated():
		_ = s.rehash(ctx, c, v) // the answer does not depend on it, and the next time will do
	}
	return c, nil
}

// rehash replaces a hash of former parameters, unless the secret itself was
// replaced meanwhile.
func (s *Service) rehash(ctx context.Context, c Client, v secret.Value) error {
	hash, err := newHash(v, s.Random(saltSize))
	if err != nil {
		return err
	}
	return s.Repo.Atomically(ctx, func(ctx context.Context) error {
		now, err := s.Repo.ClientSecret(ctx, c.Integration.ID)
		if err != nil || now.Hash != c.Secret.Hash {
			return err
		}
		now.Hash = hash.String()
		if err := s.Repo.PutClientSecret(ctx, now); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Change{Action: "credential.rehash", Target: c.target()})
	})
}

// RevokeClientSecret takes a client's secret away without a new one. The stored
// secret goes with its hash; where the secret store does not let it go it is
// revoked all the same, and the error is fault.Partial.
func (s *Service) RevokeClientSecret(ctx context.Context, ref string) (Client, error) {
	in, err := s.withClient(ctx, ref)
	if err != nil {
		return Client{}, err
	}
	store, unkept := s.Secrets()
	c, entry := Client{Integration: in}, (*kept)(nil)
	err = s.Repo.Atomically(ctx, func(ctx context.Context) error {
		now, err := s.Integrations.Get(ctx, in.ID)
		if err != nil {
			return err
		}
		if c, err = s.clientOf(ctx, now); err != nil {
			return err
		}
		if c.Secret == nil {
			return fault.New(fault.NotFound, "integration %q has no client secret", now.Name)
		}
		if err := s.Repo.DeleteClientSecret(ctx, now.ID); err != nil {
			return err
		}
		if err := s.Audit.Record(ctx, audit.Change{Action: "credential.revoke", Target: c.target(), Before: c.logged()}); err != nil {
			return err
		}
		if unkept == nil {
			// Inside the transaction, so that it is not the secret of somebody who
			// generates one right after.
			if entry, unkept = keep(ctx, store, now.Name); unkept == nil {
				unkept = store.Delete(ctx, now.Name)
			}
		}
		return nil
	})
	switch {
	case err != nil:
		if entry != nil {
			entry.undo(ctx)
		}
		return c, err
	case unkept != nil:
		return c, fault.Wrap(unkept, fault.Partial, "the client secret of %q is revoked, but it could not be removed from the secret store", c.Integration.Name).
			WithHint("remove the entry incodectl, account %s/%s, from the keyring by hand", s.Profile, strings.ToLower(c.Integration.Name))
	}
	return c, nil
}
