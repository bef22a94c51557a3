package script

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/incodectl/incodectl/internal/claims/text"
)

// TestLabelledPairs measures the comparison on labelled pairs of names in
// different scripts, where they are at hand.
func TestLabelledPairs(t *testing.T) {
	dir := labelledPairs(t)
	for _, tt := range []struct {
		file       string
		f1         float64 // at a threshold of .7
		falseMatch float64 // of different people scoring .85 or more
	}{
		{"names_crossscript_wikidata", .95, .005},
		{"names_un_crossscript", .97, .005},
		{"names_watchman_crossscript", 1, 0},
	} {
		var s Scorer
		var truePos, falsePos, falseNeg, matched, different float64
		eachPair(t, filepath.Join(dir, tt.file+".jsonl.gz"), func(left, right string, same bool) {
			if text.ScriptsOf(left) == text.ScriptsOf(right) {
				return
			}
			score, _ := s.Score(text.Tokens(left), text.Tokens(right))
			switch {
			case same && score >= .7:
				truePos++
			case same:
				falseNeg++
			case score >= .7:
				falsePos++
			}
			if !same {
				different++
				if score >= .85 {
					matched++
				}
			}
		})
		f1 := 2 * truePos / (2*truePos + falsePos + falseNeg)
		t.Logf("%s: F1 %.3f, false match %.4f", tt.file, f1, matched/different)
		if f1 < tt.f1 || matched/different > tt.falseMatch {
			t.Errorf("%s: F1 %.3f, want %.3f; false match %.4f, want %.4f", tt.file, f1, tt.f1, matched/different, tt.falseMatch)
		}
	}
}

// labelledPairs finds the folder of labelled pairs beside the project.
func labelledPairs(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
		pairs := filepath.Join(dir, "shared", "match-dev", "pairs")
		if _, err := os.Stat(pairs); err == nil {
			return pairs
		}
	}
	t.Skip("no labelled pairs here")
	return ""
}

func eachPair(t *testing.T, file string, visit func(left, right string, same bool)) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	zr, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(zr)
	for lines.Scan() {
		var p struct {
			Left, Right struct{ Name string }
			Label       string
		}
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		if p.Label != "review" {
			visit(p.Left.Name, p.Right.Name, p.Label == "same")
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}
