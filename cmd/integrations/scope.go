package integrations

import (
	"strings"

	"github.com/incodectl/incodectl/internal/integration"
)

// everybody is the scope of an integration that names none.
const everybody = "everybody the credential can see"

// scope says in words who is listed with these settings.
func scope(s integration.Settings) string {
	switch groups := s[integration.KeyGroups]; {
	case s.Get(integration.KeySearch) != "":
		return "search " + s.Get(integration.KeySearch)
	case s.Get(integration.KeyFilter) != "":
		return "filter " + s.Get(integration.KeyFilter)
	case len(groups) == 1:
		return "members of group " + groups[0]
	case len(groups) > 1:
		return "members of groups " + strings.Join(groups, ", ")
	default:
		return everybody
	}
}
