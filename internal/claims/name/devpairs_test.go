package name

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

// floors are a little below what the comparator reaches on the labelled pairs,
// so that a change which makes it worse does not go unnoticed. best is F1 at
// the file's own threshold.
var floors = map[string]float64{
	"names_congress": 0.985, "names_crossscript_wikidata": 0.95, "names_es_double_surname": 0.995,
	"names_historical50k": 0.87, "names_nomenklatura": 0.875, "names_ocr": 0.985, "names_ofac": 0.89,
	"names_un_alias": 0.88, "names_un_crossscript": 0.98, "names_viz_mrz": 0.975,
	"names_watchman_crossscript": 0.99, "names_wikidata_alias": 0.94, "given_nicknames_wikidata": 0.875,
}

const macroFloor = 0.935

// devPair is one labelled pair with what the comparator says of it.
type devPair struct {
	score float64
	same  bool
	said  claims.Verdict
}

// devFolder finds the labelled pairs beside the checkout; they hold names of
// real people and are no part of it.
func devFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if f := filepath.Join(dir, "..", "shared", "match-dev", "pairs"); isDir(f) {
			return f
		}
	}
	t.Skip("no labelled pairs here")
	return ""
}

func isDir(f string) bool {
	info, err := os.Stat(f)
	return err == nil && info.IsDir()
}

// side converts one side of a labelled pair.
func side(m map[string]any) claims.Set {
	s := claims.Set{}
	for from, to := range map[string]string{
		"name": claims.Name, "given": claims.GivenName, "middle": claims.MiddleName, "surname": claims.FamilyName,
		"suffix": claims.Suffix, "mrz_name_field": claims.MRZName,
	} {
		if v, ok := m[from].(string); ok {
			s[to] = v
		}
	}
	return s
}

func readPairs(t *testing.T, file string) []devPair {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []devPair
	var c Comparer
	for lines := bufio.NewScanner(z); lines.Scan(); {
		var row struct {
			Left, Right map[string]any
			Label       string
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if row.Label == "review" {
			continue
		}
		r := c.Compare(side(row.Left), side(row.Right), Options{})
		out = append(out, devPair{r.Score, row.Label == "same", r.Verdict})
	}
	return out
}

// f1 of the pairs at one threshold.
func f1(pairs []devPair, threshold float64) float64 {
	hit, said, same := 0, 0, 0
	for _, p := range pairs {
		is := p.score >= threshold
		hit += one(is && p.same)
		said += one(is)
		same += one(p.same)
	}
	if hit == 0 {
		return 0
	}
	return 2 * float64(hit) / float64(said+same)
}

func bestF1(pairs []devPair) (best, threshold float64) {
	sorted := slices.Clone(pairs)
	slices.SortFunc(sorted, func(a, b devPair) int { return cmp.Compare(b.score, a.score) })
	hit, same := 0, 0
	for _, p := range sorted {
		same += one(p.same)
	}
	for i, p := range sorted {
		hit += one(p.same)
		if i+1 < len(sorted) && sorted[i+1].score == p.score {
			continue
		}
		if f := 2 * float64(hit) / float64(i+1+same); f > best {
			best, threshold = f, p.score
		}
	}
	return best, threshold
}

// rates of the verdicts: strangers that match, true pairs that match, true
// pairs that mismatch.
func rates(pairs []devPair) (falseMatch, settled, falseStop float64) {
	var same, different, m, x, fm float64
	for _, p := range pairs {
		if p.same {
			same++
			m += float64(one(p.said == claims.Match))
			x += float64(one(p.said == claims.Mismatch))
			continue
		}
		different++
		fm += float64(one(p.said == claims.Match))
	}
	return fm / max(different, 1), m / max(same, 1), x / max(same, 1)
}

// TestLabelledPairs measures the comparator on the labelled pairs where they
// are at hand, prints a table and holds the floors.
func TestLabelledPairs(t *testing.T) {
	folder := devFolder(t)
	all := map[string][]devPair{}
	var identity []devPair // files that look like identity checks
	for name := range floors {
		pairs := readPairs(t, filepath.Join(folder, name+".jsonl.gz"))
		all[name] = pairs
		switch name {
		case "names_nomenklatura", "names_ofac", "names_un_alias", "given_nicknames_wikidata":
		default:
			identity = append(identity, pairs...)
		}
	}
	t.Logf("%-28s %6s %6s %6s %12s %8s %11s", "file", "pairs", "F1", "at", "false match", "settled", "false stop")
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range all {
			if !yield(name) {
				return
			}
		}
	}) {
		best, at := bestF1(all[name])
		fm, settled, stop := rates(all[name])
		t.Logf("%-28s %6d %6.3f %6.3f %12.4f %8.3f %11.4f", name, len(all[name]), best, at, fm, settled, stop)
		if best < floors[name] {
			t.Errorf("%s: F1 %.3f is below %.3f", name, best, floors[name])
		}
	}
	macro, at := macroF1(all)
	t.Logf("one threshold %.3f for all names files: macro F1 %.3f", at, macro)
	if macro < macroFloor {
		t.Errorf("macro F1 %.3f is below %.3f", macro, macroFloor)
	}
	fm, settled, stop := rates(identity)
	t.Logf("files like identity checks: false match %.4f, settled %.3f, false stop %.4f", fm, settled, stop)
	if fm > 0.004 || settled < 0.78 || stop > 0.01 {
		t.Errorf("false match %.4f, settled %.3f, false stop %.4f", fm, settled, stop)
	}
}

// macroF1 is the mean F1 of the names files at the one threshold that suits
// them best.
func macroF1(all map[string][]devPair) (best, threshold float64) {
	for i := range 201 {
		at, sum, files := float64(i)/200, 0.0, 0.0
		for name, pairs := range all {
			if strings.HasPrefix(name, "names_") {
				sum += f1(pairs, at)
				files++
			}
		}
		if sum/files > best {
			best, threshold = sum/files, at
		}
	}
	return best, threshold
}
