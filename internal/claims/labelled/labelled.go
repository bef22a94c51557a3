// Package labelled is for tests: it reads pairs of records of which it is known
// whether they are one person's, and counts how often a comparison errs.
//
// The pairs lie beside the checkout, in ../shared/match-dev/pairs. They hold
// names of real people and are no part of the project; tests skip without them.
package labelled

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

// Pair is one labelled pair; Left is the document's side.
type Pair struct {
	ID          string
	Label       string // same, different or review
	Kind        string // how the pair was made
	Left, Right Side
}

// Side is one side of a pair: the columns of the file, and the claims they are.
type Side struct {
	Raw    map[string]string
	Claims claims.Set
}

// Files returns the names of the files that start with a prefix, or skips the
// test where there are none.
func Files(t testing.TB, prefix string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder(t), prefix+"*.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range paths {
		paths[i] = strings.TrimSuffix(filepath.Base(p), ".jsonl.gz")
	}
	slices.Sort(paths)
	return paths
}

// folder finds the pairs, or skips the test.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		pairs := filepath.Join(dir, "..", "shared", "match-dev", "pairs")
		if info, err := os.Stat(pairs); err == nil && info.IsDir() {
			return pairs
		}
	}
	t.Skip("there are no labelled pairs beside this checkout")
	return ""
}

// Read returns the pairs of a file, or skips the test where there are none.
func Read(t testing.TB, file string) []Pair {
	t.Helper()
	f, err := os.Open(filepath.Join(folder(t), file+".jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []Pair
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		var row struct {
			ID, Label, Kind string
			Left, Right     map[string]any
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out = append(out, Pair{row.ID, row.Label, row.Kind, sideOf(row.Left), sideOf(row.Right)})
	}
	if err := lines.Err(); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return out
}

func sideOf(row map[string]any) Side {
	s := Side{Raw: make(map[string]string, len(row))}
	for k, v := range row {
		if v != nil {
			s.Raw[k] = fmt.Sprint(v)
		}
	}
	s.Claims = convert(s.Raw)
	return s
}

// columns are the claims that the columns of a file are; others keep their name.
var columns = map[string]string{
	"given": claims.GivenName, "middle": claims.MiddleName, "surname": claims.FamilyName, "mrz_name_field": claims.MRZName,
	"dob": claims.Birthdate, "date": claims.Birthdate, "phone": claims.Phone, "birth_place": claims.PlaceOfBirth,
	"address": claims.AddressFormatted, "suburb": claims.AddressLocality, "city": claims.AddressLocality,
	"state": claims.AddressRegion, "postcode": claims.AddressPostalCode, "postal": claims.AddressPostalCode,
	"region": claims.AddressCountry, "country": claims.AddressCountry, // the region of a phone number is a country
}

// convert gives the columns their claim names. The lines of an address that is
// also there as one text say nothing new.
func convert(raw map[string]string) claims.Set {
	out := make(claims.Set, len(raw))
	for k, v := range raw {
		switch k {
		case "street_number", "line1", "address_1", "unit", "address_2":
			continue
		}
		if claim, ok := columns[k]; ok {
			k = claim
		}
		if v != "" {
			out[k] = v
		}
	}
	if out[claims.AddressFormatted] == "" {
		if street := Street(raw); street != "" {
			out[claims.AddressStreet] = street
		}
	}
	return out
}

// Street joins the lines of an address.
func Street(raw map[string]string) string {
	first := strings.TrimSpace(raw["street_number"] + " " + raw["line1"] + raw["address_1"])
	return strings.Trim(first+", "+raw["unit"]+raw["address_2"], ", ")
}
