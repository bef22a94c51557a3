package integrations

import (
	"testing"

	"github.com/incodectl/incodectl/internal/integration"
)

func TestScope(t *testing.T) {
	for want, s := range map[string]integration.Settings{
		"everybody the credential can see": {"org_url": {"https://corp.okta.com"}},
		"members of group a":               {"groups": {"a"}},
		"members of groups a, b":           {"groups": {"a", "b"}},
		"search status pr":                 {"search": {"status pr"}},
		"filter accountEnabled eq true":    {"filter": {"accountEnabled eq true"}},
	} {
		if got := scope(s); got != want {
			t.Errorf("%v: %q, want %q", s, got, want)
		}
	}
}
