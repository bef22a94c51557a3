package audit

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestChanged(t *testing.T) {
	for _, c := range [][3]string{
		{"", "", ""},
		{"", `{"template":"okta-directory","name":"corp"}`, "name corp, template okta-directory"},
		{`{"name":"corp"}`, "", "name corp"},
		{`{"name":"corp","same":1}`, `{"name":"lumen","same":1}`, "name corp -> lumen"},
		{`{"note":""}`, `{"note":"x"}`, `note "" -> x`},
		{`{"a":1}`, `{"b":true}`, "a 1 -> (none), b (none) -> true"},
		{"", `{"list":[ "a", "b" ],"deep":{"x": null}}`, `deep.x null, list ["a","b"]`},
		{`{"settings":{"scope":"all","x":{}}}`, `{"settings":{"scope":"some","x":{"y":"z"}}}`, `settings.scope all -> some, settings.x.y (none) -> z`},
		{`{}`, `{}`, ""},
		{"", `{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}`, "a 1, b 2, c 3, d 4, 2 more"},
		{"", `{"text":"` + strings.Repeat("ü", 50) + `"}`, "text " + strings.Repeat("ü", 39) + "…"},
		{"", `{"policy":"name: x\nrules:\n","policy_version":1}`, "policy set, policy_version 1"},
		{`{"policy":"name: x\nrules:\n"}`, "", "policy removed"},
		{`{"policy":{"a.b":"1"}}`, `{"policy":{"a.b":"2","c":"[x]"}}`, "policy.a.b 1 -> 2, policy.c (none) -> [x]"},
		{`{"state":"pending_review","decision":"pass"}`, `{"state":"failed","decision":"pass"}`, "state pending_review -> failed"},
		{"", `["not","an","object"]`, `value ["not","an","object"]`},
	} {
		if got := changed(json.RawMessage(c[0]), json.RawMessage(c[1]), false); got != c[2] {
			t.Errorf("%s -> %s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// TestChangedWhole: nothing is left out for a reader that has room.
func TestChangedWhole(t *testing.T) {
	long := strings.Repeat("ü", 50)
	got := changed(nil, json.RawMessage(`{"a":1,"b":2,"c":3,"d":4,"e":5,"f":"`+long+`"}`), true)
	if want := "a 1, b 2, c 3, d 4, e 5, f " + long; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
