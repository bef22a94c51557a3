package name

import (
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims/labelled"
	"github.com/incodectl/incodectl/internal/claims/quality"
)

// floors are a little below what the comparator reaches on the labelled pairs,
// so that a change which makes it worse does not go unnoticed: F1 at the file's
// own threshold.
var floors = map[string]float64{
	"names_congress": 0.985, "names_crossscript_wikidata": 0.95, "names_es_double_surname": 0.995,
	"names_historical50k": 0.87, "names_nomenklatura": 0.875, "names_ocr": 0.985, "names_ofac": 0.89,
	"names_un_alias": 0.88, "names_un_crossscript": 0.98, "names_viz_mrz": 0.98,
	"names_watchman_crossscript": 0.99, "names_wikidata_alias": 0.94, "given_nicknames_wikidata": 0.89,
}

const macroFloor = 0.935

// TestLabelledPairs measures the comparator on the labelled pairs where they
// are at hand, prints a table and holds the floors.
func TestLabelledPairs(t *testing.T) {
	files := append(labelled.Files(t, "names_"), labelled.Files(t, "given_")...)
	var names []quality.Curve
	var identity labelled.Figures
	t.Logf("%-28s %6s %6s %6s %12s %8s %11s", "file", "pairs", "F1", "at", "false match", "settled", "false stop")
	for _, file := range files {
		f := labelled.Measure(t, file, func(p labelled.Pair) labelled.Answer {
			r := Compare(p.Left.Claims, p.Right.Claims, Options{})
			return labelled.Answer{Score: r.Score, Verdict: r.Verdict}
		})
		best, _ := f.Curve().BestF1()
		e := f.Verdicts.Errors()
		t.Logf("%-28s %6d %6.3f %6.3f %12.4f %8.3f %11.4f", file, len(f.Samples), best.F1, best.Threshold, e.FalseMatch, e.SettledSame, e.FalseStop)
		if best.F1 < floors[file] {
			t.Errorf("%s: F1 %.3f is below %.3f", file, best.F1, floors[file])
		}
		if strings.HasPrefix(file, "names_") {
			names = append(names, f.Curve())
			if !slices.Contains([]string{"names_nomenklatura", "names_ofac", "names_un_alias"}, file) {
				identity.Add(f) // the others are sanctions lists
			}
		}
	}
	macro, at := macroF1(names)
	t.Logf("one threshold %.3f for all names files: macro F1 %.3f", at, macro)
	if macro < macroFloor {
		t.Errorf("macro F1 %.3f is below %.3f", macro, macroFloor)
	}
	e := identity.Verdicts.Errors()
	t.Logf("files like identity checks: false match %.4f, settled %.3f, false stop %.4f", e.FalseMatch, e.SettledSame, e.FalseStop)
	if e.FalseMatch > 0.004 || e.SettledSame < 0.76 || e.FalseStop > 0.01 {
		t.Errorf("%+v", e)
	}
}

// macroF1 is the mean F1 of the files at the one threshold that suits them best.
func macroF1(files []quality.Curve) (best, threshold float64) {
	for i := range 201 {
		at, sum := float64(i)/200, 0.0
		for _, c := range files {
			sum += c.At(at).F1
		}
		if mean := sum / float64(len(files)); mean > best {
			best, threshold = mean, at
		}
	}
	return best, threshold
}
