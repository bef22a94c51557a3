package demo

import (
	"context"

	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// Exit codes of a match.
const (
	pass     = 0
	softFlag = 10
	hardStop = 11
)

// The people of the story. The first ten of every company are complete and
// active and have plain documents.
const (
	hero     = 0
	impostor = 1
	second   = 2
	caller   = 3
	mover    = 4
)

// story is the demo from beginning to end.
func story(ctx context.Context, s *stage, server *sandbox.Server, okta, entra *sandbox.Company) error {
	scenes := []func(context.Context, *stage, *sandbox.Server, *sandbox.Company, *sandbox.Company) error{
		connect, lookUp, matchDocuments, deactivate, verify,
	}
	for _, scene := range scenes {
		if err := scene(ctx, s, server, okta, entra); err != nil {
			return err
		}
	}
	return nil
}

func connect(ctx context.Context, s *stage, server *sandbox.Server, _, _ *sandbox.Company) error {
	s.say("Incode enables the feature for an organisation; incodectl is told once.")
	if err := s.do(ctx, act{}, "features", "enable", integration.FeatureEcosystem); err != nil {
		return err
	}
	s.say("Connect an Okta org and an Entra tenant. Secrets come from standard input.")
	err := s.do(ctx, act{input: server.OktaToken(), from: "okta-token"},
		"integrations", "create", "okta-directory", "--name", "lumen", "--org-url", server.OktaURL(),
		"--auth", "token", "--secret-stdin", "--map", "birthdate=profile.dateOfBirth")
	if err != nil {
		return err
	}
	err = s.do(ctx, act{input: server.ClientSecret(), from: "entra-secret"},
		"integrations", "create", "entra-directory", "--name", "aurora", "--tenant-id", server.TenantID(),
		"--client-id", server.ClientID(), "--auth", "client-secret", "--secret-stdin",
		"--authority-url", server.AuthorityURL(), "--graph-url", server.GraphURL(),
		"--map", "birthdate=onPremisesExtensionAttributes.extensionAttribute1")
	if err != nil {
		return err
	}
	s.say("Sync both directories into the local store.")
	return s.do(ctx, act{}, "directory", "sync")
}

func lookUp(ctx context.Context, s *stage, _ *sandbox.Server, okta, entra *sandbox.Company) error {
	s.say("Look a person up by e-mail address, and another by employee ID.")
	if err := s.do(ctx, act{}, "directory", "lookup", "--login-hint", okta.Person(hero).Email); err != nil {
		return err
	}
	return s.do(ctx, act{}, "directory", "lookup", "--login-hint", entra.Person(second).EmployeeID)
}

func matchDocuments(ctx context.Context, s *stage, _ *sandbox.Server, okta, _ *sandbox.Company) error {
	person, other := okta.Person(hero), okta.Person(impostor)
	match := func(document []byte, from string, exit int) error {
		return s.do(ctx, act{input: string(document), from: from, exit: exit},
			"match", "--login-hint", person.Email, "--claims", "-")
	}
	s.say("Their own identity document: it passes.")
	if err := match(person.Document(sandbox.Right), "right-id.json", pass); err != nil {
		return err
	}
	s.say("Their own, but with an address they have moved away from: a person should review.")
	if err := match(person.Document(sandbox.MovedAddress), "moved-id.json", softFlag); err != nil {
		return err
	}
	s.say("Somebody else's identity document: stopped.")
	return match(other.Document(sandbox.Right), "someone-elses-id.json", hardStop)
}

func deactivate(ctx context.Context, s *stage, _ *sandbox.Server, okta, _ *sandbox.Company) error {
	s.say("The person leaves: Okta deactivates them. The next sync sees it.")
	okta.Deactivate(hero)
	if err := s.do(ctx, act{}, "directory", "sync", "lumen"); err != nil {
		return err
	}
	person := okta.Person(hero)
	s.say("Now even the right document is refused.")
	return s.do(ctx, act{input: string(person.Document(sandbox.Right)), from: "right-id.json", exit: hardStop},
		"match", "--login-hint", person.Email, "--claims", "-")
}
