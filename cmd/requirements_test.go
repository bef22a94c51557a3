package cmd_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// requirementRow is a row of docs/requirements.md: its ID, what is required, and the scripts.
var requirementRow = regexp.MustCompile(`(?m)^\| ([DM]\d\d) \| (.+?) \| (.+?) \|$`)

// rowsOf are the requirement rows a script says it covers, in its comment.
func rowsOf(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "#") {
			break
		}
		rows = append(rows, regexp.MustCompile(`\b[DM]\d\d\b`).FindAllString(line, -1)...)
	}
	return rows
}

// TestRequirements holds docs/requirements.md to the scripts and the scripts to
// it: every row has a script that names it, and every row a script names lists it.
func TestRequirements(t *testing.T) {
	text, err := os.ReadFile("../docs/requirements.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string][]string{} // row to scripts
	for _, m := range requirementRow.FindAllStringSubmatch(string(text), -1) {
		if listed[m[1]] != nil {
			t.Errorf("%s is listed twice", m[1])
		}
		listed[m[1]] = regexp.MustCompile(`[a-z0-9_]+`).FindAllString(m[3], -1)
	}
	for _, area := range []struct {
		letter string
		rows   int
	}{{"D", 40}, {"M", 30}} {
		for n := 1; n <= area.rows; n++ {
			row := fmt.Sprintf("%s%02d", area.letter, n)
			if len(listed[row]) == 0 {
				t.Errorf("%s has no script", row)
			}
		}
	}
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	covered := map[string][]string{}
	for _, path := range scripts {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		for _, row := range rowsOf(t, path) {
			covered[row] = append(covered[row], name)
			if !slices.Contains(listed[row], name) {
				t.Errorf("script %s names %s, whose row does not list it", name, row)
			}
		}
	}
	for row, names := range listed {
		for _, name := range names {
			if !slices.Contains(covered[row], name) {
				t.Errorf("%s lists script %s, which does not name it at its top", row, name)
			}
		}
	}
}
