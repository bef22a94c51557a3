package address

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

// row is a labelled pair of addresses.
type row struct {
	Label       string
	Left, Right map[string]any
}

// set makes claims of a labelled address: its parts where it has any and they
// are asked for, else its one line.
func set(m map[string]any, parts bool) claims.Set {
	get := func(k string) string { s, _ := m[k].(string); return s }
	if !parts {
		return claims.Set{claims.AddressFormatted: get("address")}
	}
	s := claims.Set{claims.AddressPostalCode: get("postal"), claims.AddressCountry: get("country")}
	street := get("line1")
	if u := get("unit"); u != "" {
		street += ", " + u
	}
	if street == "" {
		s[claims.AddressFormatted] = get("address")
		return s
	}
	s[claims.AddressStreet], s[claims.AddressLocality], s[claims.AddressRegion] = street, get("city"), get("state")
	return s
}

// pairsFolder is where the labelled pairs are on a machine that has them; they
// are not part of the project.
func pairsFolder(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		p := filepath.Join(dir, "..", "shared", "match-dev", "pairs")
		if _, err := os.Stat(p); err == nil {
			return p
		}
		dir = filepath.Dir(dir)
	}
	t.Skip("no labelled pairs here")
	return ""
}

func readPairs(t *testing.T, path string) []row {
	f, err := os.Open(path)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []row
	for sc := bufio.NewScanner(z); sc.Scan(); {
		var r row
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// bestF1 is the F1 at the threshold that is best for the scores.
func bestF1(same, different []float64) float64 {
	best := 0.0
	for _, threshold := range same {
		above := func(list []float64) (n int) {
			for _, s := range list {
				if s >= threshold {
					n++
				}
			}
			return n
		}
		tp := above(same)
		best = max(best, 2*float64(tp)/float64(tp+above(different)+len(same)))
	}
	return best
}

// What the comparator reaches on labelled pairs, as printed and as parts. The
// floors are a little below what was measured.
func TestLabelledPairs(t *testing.T) {
	folder := pairsFolder(t)
	for _, tt := range []struct {
		file              string
		f1                float64
		falseMatch, stops float64 // different that match, same that mismatch; at most
	}{
		{"addresses_us_offices", 0.997, 0.001, 0.002},
		{"addresses_febrl", 0.993, 0.001, 0.055},
		{"addresses_restaurants", 0.97, 0.001, 0.045},
		{"addresses_uk", 0.9, 0.04, 0.01},
		{"addresses_libpostal", 0.95, 0, 0.01},
	} {
		for _, parts := range []bool{false, true} {
			var same, different []float64
			matches, stops := 0, 0
			for _, r := range readPairs(t, filepath.Join(folder, tt.file+".jsonl.gz")) {
				got := Compare(set(r.Left, parts), set(r.Right, parts), Options{})
				switch r.Label {
				case "same":
					same = append(same, got.Score)
					if got.Verdict == claims.Mismatch {
						stops++
					}
				case "different":
					different = append(different, got.Score)
					if got.Verdict == claims.Match {
						matches++
					}
				}
			}
			f1 := bestF1(same, different)
			fm, fs := float64(matches)/float64(len(different)), float64(stops)/float64(len(same))
			t.Logf("%-22s parts %-5v F1 %.3f, false match %.4f, false stop %.4f", tt.file, parts, f1, fm, fs)
			if f1 < tt.f1 || fm > tt.falseMatch || fs > tt.stops {
				t.Errorf("%s: below its floor", tt.file)
			}
		}
	}
}
