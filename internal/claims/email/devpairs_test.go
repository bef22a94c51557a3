package email

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

// Floors of the figures on the labelled pairs, a little below what is reached.
const (
	floorPrecision = 1
	floorRecall    = 0.98
	floorReview    = 0.02
)

// TestLabelledPairs measures verdicts on labelled pairs that lie beside the
// checkout and are no part of it: precision and recall of a match, and the share
// of pairs labelled for review that are reviewed. No stranger may score like a
// match.
func TestLabelledPairs(t *testing.T) {
	path := filepath.Join("..", "shared", "match-dev", "pairs", "emails.jsonl.gz")
	for range 8 {
		if _, err := os.Stat(path); err == nil {
			break
		}
		path = filepath.Join("..", path)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Skip("no labelled pairs beside the checkout")
	}
	defer f.Close() //nolint:errcheck // read only
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]map[claims.Verdict]int{"same": {}, "different": {}, "review": {}}
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		var row struct {
			ID, Label   string
			Left, Right map[string]string
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		res := compareRow(row.Left, row.Right)
		got[row.Label][res.Verdict]++
		if row.Label == "different" && res.Score >= 0.85 {
			t.Errorf("%s scores %v", row.ID, res.Score)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	precision := share(got["same"][claims.Match], got["different"][claims.Match])
	recall := share(got["same"][claims.Match], total(got["same"])-got["same"][claims.Match])
	review := share(got["review"][claims.Review], total(got["review"])-got["review"][claims.Review])
	t.Logf("precision %.4f, recall %.4f, reviewed %.4f, %v", precision, recall, review, got)
	if precision < floorPrecision || recall < floorRecall || review < floorReview {
		t.Errorf("below the floors of %v, %v and %v", floorPrecision, floorRecall, floorReview)
	}
}

func share(yes, no int) float64 { return float64(yes) / float64(yes+no) }

func total(m map[claims.Verdict]int) int {
	n := 0
	for _, v := range m {
		n += v
	}
	return n
}

// compareRow compares the addresses of a row. Those labelled for review are
// misspellings for the most part, which are another mailbox here.
func compareRow(left, right map[string]string) claims.Result {
	return Compare(set(left["email"]), set(right["email"]), Options{})
}
