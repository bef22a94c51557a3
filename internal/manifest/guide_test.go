package manifest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/integration"
)

// TestGuide holds that the guide's example can be applied, and that it names
// every template with its settings.
func TestGuide(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", "as-code.md"))
	if err != nil {
		t.Fatal(err)
	}
	guide := string(data)
	example := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindStringSubmatch(guide)
	if example == nil {
		t.Fatal("there is no example")
	}
	w := newWorld(t)
	if plan := w.apply(t, parse(t, example[1]), Options{Prune: true}); len(plan.Changes) != 8 {
		t.Errorf("it makes %v", said(plan))
	}
	for _, tpl := range integration.Templates() {
		if tpl.Status != integration.StatusAvailable {
			continue
		}
		if !strings.Contains(guide, "`"+tpl.ID+"`") {
			t.Errorf("%s is missing", tpl.ID)
		}
		for _, key := range settingKeys(tpl) {
			if !strings.Contains(guide, "`"+key+"`") {
				t.Errorf("%s of %s is missing", key, tpl.ID)
			}
		}
	}
}
