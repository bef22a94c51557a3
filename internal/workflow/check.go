package workflow

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

// idDigits is how long a Configuration ID is.
const idDigits = 24

// idPattern finds Configuration IDs within an address: not within a longer word.
var idPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[^0-9A-Za-z])([0-9A-Fa-f]{24})(?:[^0-9A-Za-z]|$)`)
})

// ParseConfigurationID reads a Configuration ID as a person has it at hand: the
// ID itself, in either case, or the address of the workflow's page in Incode's
// Dashboard, which has it in its path, query or fragment. Nothing of the text is
// repeated in an error: what is pasted by mistake may be a key.
func ParseConfigurationID(text string) (string, error) {
	text = strings.TrimSpace(text)
	if looksLikeID(text) {
		return strings.ToLower(text), nil
	}
	hint := "open the workflow in Incode's Dashboard and copy its Configuration ID, or the address of the page"
	if text == "" {
		return "", fault.New(fault.Usage, "the Configuration ID is empty").WithHint("%s", hint)
	}
	if !strings.Contains(text, "://") {
		return "", fault.New(fault.Usage, "a Configuration ID has %d hexadecimal digits, which this text of %d characters does not have",
			idDigits, len([]rune(text))).WithHint("%s", hint)
	}
	u, err := url.Parse(text)
	if err != nil {
		return "", fault.New(fault.Usage, "the address of the workflow's page cannot be read").WithHint("%s", hint)
	}
	if scheme := strings.ToLower(u.Scheme); scheme != "https" && scheme != "http" || u.Host == "" {
		return "", fault.New(fault.Usage, "the address of a workflow's page begins with https://").WithHint("%s", hint)
	}
	switch found := idsIn(u); len(found) {
	case 1:
		return found[0], nil
	case 0:
		return "", fault.New(fault.Usage, "the address has no Configuration ID (%d hexadecimal digits) in it", idDigits).WithHint("%s", hint)
	default:
		return "", fault.New(fault.Usage, "the address has %d IDs in it that could be the Configuration ID", len(found)).
			WithHint("copy the Configuration ID alone: it is shown in the opened workflow")
	}
}

// idsIn returns the different IDs in an address, in lower case.
func idsIn(u *url.URL) []string {
	var found []string
	seen := map[string]bool{}
	query, err := url.QueryUnescape(u.RawQuery)
	if err != nil {
		query = u.RawQuery
	}
	for _, part := range []string{u.Path, query, u.Fragment} {
		for part != "" {
			// One match may end with the separator the next begins with.
			at := idPattern().FindStringSubmatchIndex(part)
			if at == nil {
				break
			}
			id := strings.ToLower(part[at[2]:at[3]])
			if !seen[id] {
				seen[id] = true
				found = append(found, id)
			}
			part = part[at[3]:]
		}
	}
	return found
}

func looksLikeID(text string) bool {
	if len(text) != idDigits {
		return false
	}
	for _, r := range text {
		if !strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return false
		}
	}
	return true
}

// checkForeign refuses a workflow's own ID as a Configuration ID: they look alike,
// and Incode would not know it.
func (s *Service) checkForeign(ctx context.Context, configurationID string) error {
	w, err := s.Repo.Workflow(ctx, configurationID)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil
	case err != nil:
		return err
	case w.ID == configurationID:
		return fault.New(fault.Usage, "%s is the ID of workflow %q in this profile, and no Configuration ID of Incode's", w.ID, w.Name).
			WithHint("Incode's Dashboard shows the Configuration ID in the opened workflow")
	}
	return nil // another's Configuration ID: the repository names it
}

// CheckName validates a workflow's name: by the rule for integrations, and so
// that it is not mistaken for a Configuration ID.
func CheckName(name string) error {
	if looksLikeID(name) {
		return fault.New(fault.Usage, "the name %q looks like a Configuration ID; choose another", name)
	}
	return integration.CheckName(name)
}
