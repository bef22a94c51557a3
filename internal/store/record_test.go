package store

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
)

// TestRecordOf: records and hints are read as JSON has them, also where they are
// not written as an encoder writes them, and what is damaged is an error.
func TestRecordOf(t *testing.T) {
	for text, want := range map[string]claims.Set{
		`{}`:                         {},
		`{"a":"1"}`:                  {"a": "1"},
		`{"a":"1","b.c":"x, \"y\""}`: {"a": "1", "b.c": `x, "y"`},
		`{"a\\":"\\","b":"\u00e9"}`:  {`a\`: `\`, "b": "é"},
		` { "a" : "1" } `:            {"a": "1"},
	} {
		if got, err := recordOf(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{``, `{`, `{"a`, `{"a"`, `{"a":`, `{"a":"`, `{"a":"\`, `{"a":"1"`, `{"a":1}`, `{"a":"1"}x`, `{"a":"\x"}`, `["a"]`} {
		if got, err := recordOf(text); err == nil {
			t.Errorf("%s is read as %v", text, got)
		}
	}
	for _, text := range []string{``, `[`, `["0a"`, `["0a`, `["0\"]`, `["0a"]]`, `[""]`, `["9a"]`, `{}`, `[1]`} {
		if got, err := hintsOf(text); err == nil {
			t.Errorf("%s is read as %v", text, got)
		}
	}
}

func FuzzRecord(f *testing.F) {
	f.Add("given_name", `Zoë "Z" \`, "line\nbreak\x00")
	f.Add(`"`, `\u0041`, "\xff")
	f.Fuzz(func(t *testing.T, key, a, b string) {
		c := claims.Set{key: a, "z" + key: b}
		text := (&encoder{}).record(c)
		var want map[string]string
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatalf("%q is no JSON: %v", text, err)
		}
		if got, err := recordOf(text); err != nil || !reflect.DeepEqual(map[string]string(got), want) {
			t.Errorf("%q is read as %q, %v; want %q", text, got, err, want)
		}
		list, err := hintsText([]directory.Hint{{Kind: directory.HintAlias, Value: a}, {Kind: directory.HintLogin, Value: b}})
		if err != nil {
			t.Fatal(err)
		}
		hints, err := hintsOf(list)
		var items []string
		if jerr := json.Unmarshal([]byte(list), &items); err != nil || jerr != nil || len(hints) != 2 ||
			hints[0].Value != items[0][1:] || hints[1].Value != items[1][1:] || hints[0].Kind != directory.HintAlias {
			t.Errorf("%q is read as %q, %v, %v", list, hints, err, jerr)
		}
		_, _ = recordOf(a) // whatever it is, it ends
		_, _ = hintsOf(b)
	})
}
