package entra

import (
	"strings"

	"github.com/incodectl/incodectl/internal/directory"
)

// suggestClaim returns the claim that a property's name speaks for, or "". Of a
// directory extension that is what follows the app's ID.
func suggestClaim(path string) string {
	if directoryExtension.MatchString(path) {
		path = strings.SplitN(path, "_", 3)[2]
	}
	return directory.SuggestClaim(path)
}
