package store

import (
	"testing"

	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
)

func TestAPIKeys(t *testing.T) {
	s, _ := newStore(t)
	ctx := t.Context()
	if all, err := s.APIKeys(ctx); err != nil || all == nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
	jira := credential.APIKey{ID: "k1", Name: "Jira", Fingerprint: "f1", Hint: "abcd", CreatedAt: day(1), CreatedBy: "ada@desk"}
	ci := credential.APIKey{ID: "k2", Name: "ci", Fingerprint: "f2", Hint: "0123", CreatedAt: day(2), CreatedBy: "ada@desk"}
	for _, k := range []credential.APIKey{jira, ci} {
		if err := s.CreateAPIKey(ctx, k); err != nil {
			t.Fatal(err)
		}
	}
	again := credential.APIKey{ID: "k3", Name: "JIRA", Fingerprint: "f3", CreatedAt: day(3)}
	if err := s.CreateAPIKey(ctx, again); !fault.Is(err, fault.Conflict) {
		t.Errorf("a taken name: %v", err)
	}
	if err := s.RevokeAPIKey(ctx, "k1", day(4), "bob@desk"); err != nil {
		t.Fatal(err)
	}
	if err := s.RevokeAPIKey(ctx, "k1", day(5), "eve@desk"); !fault.Is(err, fault.Conflict) {
		t.Errorf("revoked twice: %v", err)
	}
	if err := s.RevokeAPIKey(ctx, "k9", day(5), "eve@desk"); !fault.Is(err, fault.NotFound) {
		t.Errorf("revoked what is not there: %v", err)
	}
	if err := s.CreateAPIKey(ctx, again); err != nil { // the name is free again
		t.Fatal(err)
	}
	jira.RevokedAt, jira.RevokedBy = day(4), "bob@desk"
	all, err := s.APIKeys(ctx)
	if err != nil || len(all) != 3 || all[0] != again || all[1] != ci || all[2] != jira {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestClientSecret(t *testing.T) {
	s, _ := newStore(t)
	ctx := t.Context()
	if _, err := s.ClientSecret(ctx, corpID); !fault.Is(err, fault.NotFound) {
		t.Errorf("there is none: %v", err)
	}
	if err := s.DeleteClientSecret(ctx, corpID); err != nil {
		t.Errorf("deleting none: %v", err)
	}
	first := credential.ClientSecret{IntegrationID: corpID, Hash: "h1", GeneratedAt: day(1), GeneratedBy: "ada@desk"}
	second := credential.ClientSecret{IntegrationID: corpID, Hash: "h2", GeneratedAt: day(2), GeneratedBy: "bob@desk"}
	for _, c := range []credential.ClientSecret{first, second} {
		if err := s.PutClientSecret(ctx, c); err != nil {
			t.Fatal(err)
		}
		if got, err := s.ClientSecret(ctx, corpID); err != nil || got != c {
			t.Errorf("%+v, %v, want %+v", got, err, c)
		}
	}
	if err := s.PutClientSecret(ctx, credential.ClientSecret{IntegrationID: "gone", Hash: "h"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("of no integration: %v", err)
	}
	if err := s.DeleteClientSecret(ctx, corpID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ClientSecret(ctx, corpID); !fault.Is(err, fault.NotFound) {
		t.Errorf("there is still one: %v", err)
	}
}
