package clitest

import (
	"errors"
	"testing"
)

func TestAt(t *testing.T) {
	const text = `{"a": {"b-c": [1, {"d": "x y"}, null]}, "n": 9007199254740993, "t": true, "e": []}`
	doc, err := decodeAll(text)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		".a.b-c[0]": "1", ".a.b-c[1].d": "x y", ".a.b-c[2]": "null", ".a.b-c[]": "3", ".a[]": "1",
		".n": "9007199254740993", ".t": "true", ".e": "[]", ".a.b-c[1]": `{"d":"x y"}`,
	} {
		if got, err := at(doc, path); got != want || err != nil {
			t.Errorf("%s: %q, %v; want %q", path, got, err, want)
		}
	}
	for _, path := range []string{".x", ".a.b-c[3]", ".a.b-c.d", ".t.x", ".e[0]", "[0]", ".n[]"} {
		if got, err := at(doc, path); !errors.Is(err, errAbsent) {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
	for _, path := range []string{"a", ".a..b", ".e[]x", "[x]", ".a.b-c[].d"} {
		if got, err := at(doc, path); err == nil || errors.Is(err, errAbsent) {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
}

func TestDecodeAll(t *testing.T) {
	for text, want := range map[string]string{"": "0", "[]\n": "0", "{\"a\":1}\n{\"a\":2}\n": "2", "[1,2,3]": "3"} {
		doc, err := decodeAll(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := at(doc, "[]"); got != want || err != nil {
			t.Errorf("%q has %s, %v; want %s", text, got, err, want)
		}
	}
	if _, err := decodeAll(`{"a":1} not JSON`); err == nil {
		t.Error("what is not JSON was accepted")
	}
}
