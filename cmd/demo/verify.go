package demo

import (
	"context"

	"github.com/incodectl/incodectl/internal/sandbox"
)

// verify is the second act: an integration that starts sessions, two of them,
// and who is enrolled by them.
func verify(ctx context.Context, s *stage, _ *sandbox.Server, okta, _ *sandbox.Company) error {
	s.say("Second act: a helpdesk. A workflow has the claims policy, an integration starts sessions by it.")
	err := s.do(ctx, act{}, "workflows", "create", "--name", "callers",
		"--configuration-id", "65f0a1b2c3d4e5f60718293a", "-q", "-o", "name")
	if err != nil {
		return err
	}
	err = s.do(ctx, act{}, "integrations", "create", "helpdesk", "--name", "desk",
		"--workflow", "callers", "--directory", "lumen", "-q", "-o", "name")
	if err != nil {
		return err
	}
	s.say("Somebody calls. Their session is requested, and completed with their document: verified and enrolled.")
	if err := session(ctx, s, okta.Person(caller), sandbox.Right, "right-id.json", pass); err != nil {
		return err
	}
	s.say("The next caller has moved: that session waits for a reviewer.")
	if err := session(ctx, s, okta.Person(mover), sandbox.MovedAddress, "moved-id.json", softFlag); err != nil {
		return err
	}
	s.say("What became of the sessions, and who is enrolled.")
	if err := s.do(ctx, act{}, "sessions", "list"); err != nil {
		return err
	}
	return s.do(ctx, act{}, "directory", "users", "--enrollment", "enrolled")
}

// session requests a session for a person and completes it with a document.
func session(ctx context.Context, s *stage, person sandbox.Person, v sandbox.Variation, from string, exit int) error {
	err := s.do(ctx, act{into: "id"}, "sessions", "request", "--integration", "desk",
		"--login-hint", person.EmployeeID, "-o", "name")
	if err != nil {
		return err
	}
	return s.do(ctx, act{input: string(person.Document(v)), from: from, exit: exit},
		"sessions", "complete", "$id", "--claims", "-")
}
