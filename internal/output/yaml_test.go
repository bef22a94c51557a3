package output

import (
	"encoding/json"
	"testing"
)

func TestYAMLSpecialValues(t *testing.T) {
	type doc struct {
		Z     string          `json:"z"`
		A     string          `json:"a"`
		Time  string          `json:"time"`
		Lines string          `json:"lines"`
		Null  *string         `json:"null"`
		Big   json.Number     `json:"big"`
		List  []any           `json:"list"`
		None  []string        `json:"none"`
		Empty map[string]any  `json:"empty"`
		Raw   json.RawMessage `json:"raw"`
	}
	d := doc{
		Z: "yes", A: "123", Time: "12:30", Lines: "one\ntwo\n", Big: "12345678901234567890",
		List: []any{true, nil, "true", "null", "2026-01-02", 1.5}, None: []string{}, Empty: map[string]any{},
		Raw: json.RawMessage(`{"on": "\ud83d\ude00"}`),
	}
	want := `z: "yes"
a: "123"
time: "12:30"
lines: |
  one
  two
"null": null
big: 12345678901234567890
list:
  - true
  - null
  - "true"
  - "null"
  - "2026-01-02"
  - 1.5
none: []
empty: {}
raw:
  "on": "\U0001F600"
`
	got, _, err := render(t, Object(d, "x"), YAML)
	if err != nil || got != want {
		t.Errorf("yaml:\n%s\nerr = %v, want:\n%s", got, err, want)
	}
}
