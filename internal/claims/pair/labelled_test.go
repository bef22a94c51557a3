package pair

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/quality"
)

// floors are the F1 at a file's best threshold that full records must reach.
var floors = map[string]float64{
	"records_febrl1": 0.995, "records_febrl2": 0.995, "records_febrl3": 0.995, "records_febrl4": 0.997,
	"records_historical50k": 0.915, "records_splink_fake1000": 0.98,
}

// TestLabelledPairs measures the comparison on the labelled pairs that lie
// beside the checkout; they hold names of real people and are no part of it.
// The table is printed by
//
//	go test ./internal/claims/pair -run TestLabelledPairs -v
func TestLabelledPairs(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	files, err := filepath.Glob(filepath.Join(labelledFolder(t), "*.jsonl.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	names := map[string]quality.Curve{}
	t.Logf("%-28s %6s %7s %7s %7s %7s %8s %8s %8s", "file", "n", "bestF1", "P@R95", "AUC", "thr", "f-match", "f-stop", "review")
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".jsonl.gz")
		curve, verdicts := measureFile(t, file)
		best, _ := curve.BestF1()
		precision, _ := curve.PrecisionAtRecall(0.95)
		auc, _ := curve.AUC()
		e := verdicts.Errors()
		t.Logf("%-28s %6d %7.3f %7.3f %7.3f %7.3f %8.4f %8.4f %8.4f", name, curve.Same()+curve.Different(),
			best.F1, precision, auc, best.Threshold, e.FalseMatch, e.FalseStop, e.Review)
		if strings.HasPrefix(name, "names_") {
			names[name] = curve
		}
		if best.F1 < floors[name] {
			t.Errorf("%s: F1 %.4f is below %.4f", name, best.F1, floors[name])
		}
	}
	threshold, f1 := oneThreshold(names)
	t.Logf("names_* with one threshold %.3f: macro F1 %.3f over %d files", threshold, f1, len(names))
}

// oneThreshold returns the threshold with the best balanced accuracy over all
// curves, and the mean F1 there.
func oneThreshold(curves map[string]quality.Curve) (threshold, f1 float64) {
	best := -1.0
	for i := range 201 {
		at, balanced, sum := float64(i)/200, 0.0, 0.0
		for _, c := range curves {
			r := c.At(at)
			balanced += (r.Recall + 1 - r.FalseMatch) / 2
			sum += r.F1
		}
		if balanced > best {
			best, threshold, f1 = balanced, at, sum/float64(len(curves))
		}
	}
	return threshold, f1
}

func measureFile(t *testing.T, file string) (quality.Curve, quality.Verdicts) {
	t.Helper()
	lines := readLines(t, file)
	pairs := make([]Pair, len(lines))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(lines); i += workers {
				pairs[i] = Compare(lines[i].Left, lines[i].Right, Options{Now: now})
			}
		})
	}
	wg.Wait()
	var samples []quality.Sample
	var v quality.Verdicts
	for i, p := range pairs {
		checkPair(t, p)
		if lines[i].Label == "review" {
			continue
		}
		same := lines[i].Label == "same"
		samples = append(samples, quality.Sample{Score: p.Score, Same: same})
		tally := &v.Different
		if same {
			tally = &v.Same
		}
		switch p.Verdict {
		case claims.Match:
			tally.Match++
		case claims.Review:
			tally.Review++
		default:
			tally.Mismatch++
		}
	}
	return quality.NewCurve(samples), v
}

// labelledFolder finds the pairs, or skips the test.
func labelledFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		folder := filepath.Join(dir, "..", "shared", "match-dev", "pairs")
		if info, err := os.Stat(folder); err == nil && info.IsDir() {
			return folder
		}
	}
	t.Skip("there are no labelled pairs beside this checkout")
	return ""
}

// readLines converts a file of labelled pairs to the format of ReadLine and
// reads that.
func readLines(t *testing.T, file string) []Line {
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
	var out []Line
	for s := bufio.NewScanner(z); s.Scan(); {
		var row struct {
			ID          string
			Left, Right map[string]any
			Label, Kind string
		}
		if err := json.Unmarshal(s.Bytes(), &row); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		text, err := json.Marshal(map[string]any{
			"id": row.ID, "left": convert(row.Left), "right": convert(row.Right), "label": row.Label, "kind": row.Kind,
		})
		if err != nil {
			t.Fatal(err)
		}
		l, err := ReadLine(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		out = append(out, l)
	}
	return out
}

// convert gives the keys of a labelled record their OpenID Connect names.
func convert(row map[string]any) map[string]any {
	out, address := map[string]any{}, map[string]any{}
	for key, v := range row {
		switch key {
		case "given":
			out["given_name"] = v
		case "middle":
			out["middle_name"] = v
		case "surname":
			out["family_name"] = v
		case "mrz_name_field":
			out["mrz_name"] = v
		case "dob", "date":
			out["birthdate"] = v
		case "phone":
			out["phone_number"] = v
		case "birth_place":
			out["place_of_birth"] = v
		case "address":
			address["formatted"] = v
		case "suburb", "city":
			address["locality"] = v
		case "state":
			address["region"] = v
		case "postcode", "postal":
			address["postal_code"] = v
		case "region", "country": // the region of a phone number is a country
			address["country"] = v
		case "street_number":
			address["house_number"] = v
		case "line1", "address_1":
			address["line1"] = v
		case "unit", "address_2":
			address["line2"] = v
		default:
			out[key] = v
		}
	}
	if address["formatted"] != nil {
		delete(address, "line1")
		delete(address, "line2")
	}
	if len(address) > 0 {
		out["address"] = address
	}
	return out
}
