package rawjson_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/rawjson"
)

// person is one as a directory sends them.
const person = `{"id":"00u1","status":"ACTIVE","created":"2026-01-05T08:00:00.000Z","activated":null,"type":{"id":"oty1"},` +
	`"profile":{"login":"ada.morgan@corp.example","lastName":"Morg\u00e1n \"x\"","badgeNumber":100000,"n":-1.5e+3,` +
	`"languages":["en", "de"],"active":true,"empty":{},"none":[ ]},"_links":{"self":{"href":"https://corp.okta.example/u/00u1"}}}`

// TestValid cuts a document at every place and spoils every byte of it.
func TestValid(t *testing.T) {
	t.Parallel()
	agrees := func(raw []byte) {
		if got, want := rawjson.Valid(raw), json.Valid(raw); got != want {
			t.Fatalf("%q: %v, want %v", raw, got, want)
		}
	}
	agrees([]byte(person))
	for i := range len(person) {
		agrees([]byte(person[:i]))
		for _, c := range []byte("\x00\x1f\"\\,:]}[{ 0-.eEtnu\xff") {
			spoiled := []byte(person)
			spoiled[i] = c
			agrees(spoiled)
		}
	}
	for _, depth := range []int{9999, 10000, 10001} {
		raw := []byte(strings.Repeat("[", depth) + strings.Repeat("]", depth))
		if got, want := rawjson.Valid(raw), json.Valid(raw); got != want {
			t.Errorf("%d deep: %v, want %v", depth, got, want)
		}
	}
}

func BenchmarkValid(b *testing.B) {
	doc := []byte("[" + strings.Repeat(person+",\n", 199) + person + "]")
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if !rawjson.Valid(doc) {
			b.Fatal("not valid")
		}
	}
}

// FuzzWalk compares with encoding/json what is taken apart here.
func FuzzWalk(f *testing.F) {
	for _, s := range []string{
		`{}`, ` { } `, `{"a":1}`, "{\n\t\"a\" : [1, {\"b\":\"]}\\\"\"}] ,\"c\":null , \"a\":\"\\u0000x\\\\\"}", `{"\u0061":true,"ä":"\ud83d","":-1.5e3}`,
		`{"a":"\"","b":{"c":{}},"d":[[]]}`, `[]`, `["a",null,"\\", {"x":"y"} ,7]`, `[[",]"],"\u00e9"]`,
		`-`, `01`, `1.`, `1e`, `1e+`, `-0.0E-0`, `tru`, `nul`, `"\u12"`, `"\x"`, `"`, `[1,]`, `{"a"}`, `{"a":1,}`, `{1:2}`, ` `, `[] []`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if want := json.Valid(raw); rawjson.Valid(raw) != want {
			t.Fatalf("%q: valid is %v, want %v", raw, !want, want)
		} else if !want {
			return
		}
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) == nil && object != nil {
			got := map[string]string{}
			rawjson.Walk(raw, func(key, value []byte) { got[decoded(t, key)] = string(value) })
			want := map[string]string{}
			for k, v := range object {
				want[k] = string(v)
			}
			if !maps.Equal(got, want) {
				t.Errorf("%q: got %q, want %q", raw, got, want)
			}
		}
		var array []json.RawMessage
		if json.Unmarshal(raw, &array) == nil && array != nil {
			var got []string
			rawjson.Walk(raw, func(_, value []byte) { got = append(got, string(value)) })
			want := make([]string, 0, len(array))
			for _, v := range array {
				want = append(want, string(v))
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q: got %q, want %q", raw, got, want)
			}
		}
		var text *string
		if json.Unmarshal(raw, &text) == nil && text != nil {
			if got := rawjson.Unquote([]byte(strings.TrimSpace(string(raw)))); got != strings.ReplaceAll(*text, "\x00", "") {
				t.Errorf("%q: got %q, want %q", raw, got, *text)
			}
		}
	})
}

func decoded(t *testing.T, key []byte) string {
	t.Helper()
	var s string
	if err := json.Unmarshal(key, &s); err != nil {
		t.Fatalf("key %q: %v", key, err)
	}
	return s
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string][3]bool{ // valid, null, object
		"": {false, true, false}, "null": {true, true, false}, "{}": {true, false, true}, "[]": {true, false, false}, `"x"`: {true, false, false}, "{": {false, false, true},
	} {
		b := []byte(raw)
		if got := [3]bool{rawjson.Valid(b), rawjson.IsNull(b), rawjson.IsObject(b)}; got != want {
			t.Errorf("%q: %v, want %v", raw, got, want)
		}
	}
	if !rawjson.Is([]byte(`"\u0061b"`), "ab") || !rawjson.Is([]byte(`"ab"`), "ab") || rawjson.Is([]byte(`"ab"`), "abc") {
		t.Error("a name and its other spelling are one")
	}
}
