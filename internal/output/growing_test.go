package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/iostreams"
)

type head struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

func items(err error, values ...any) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		for _, v := range values {
			if !yield(v, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

func printed(t *testing.T, format Format, v View) (string, error) {
	t.Helper()
	ios, _, out, _ := iostreams.Test()
	err := Renderer{IO: ios, Format: format}.Render(v)
	return out.String(), err
}

// TestGrowing holds that a list which is printed while it arrives gives the same
// document as one that is held in memory.
func TestGrowing(t *testing.T) {
	type whole struct {
		head
		List []any `json:"list"`
	}
	h := head{"r1", "two\nlines: and } ]\x1b"}
	element := map[string]any{"a": "x\n\ny", "b": []any{}, "c": map[string]any{"d": nil}, "e": "\u202e- z"}
	for name, values := range map[string][]any{"none": {}, "one": {element}, "three": {element, "text", element}} {
		grown := Growing{Head: h, Key: "list", Items: items(nil, values...)}
		for _, single := range []bool{true, false} {
			view := func(value any) View {
				if single {
					return Object(value, "n")
				}
				return List[any]{}.View([]any{value, value})
			}
			for _, format := range []Format{JSON, JSONL, YAML} {
				got, err := printed(t, format, view(grown))
				want, werr := printed(t, format, view(whole{h, values}))
				if err != nil || werr != nil || got != want {
					t.Errorf("%s, %s, single %v: %v, %v\n%s\nwant\n%s", name, format, single, err, werr, got, want)
				}
			}
		}
	}
}

func TestGrowingBreaksOff(t *testing.T) {
	broken := errors.New("broken off")
	for _, format := range []Format{JSON, JSONL, YAML} {
		got, err := printed(t, format, Object(Growing{Head: head{ID: "r1"}, Key: "list", Items: items(broken, 1, 2)}, "n"))
		if !errors.Is(err, broken) || !strings.HasSuffix(got, "\n") || !strings.Contains(got, "2") {
			t.Errorf("%s: %v\n%s", format, err, got)
		}
		if format != YAML && json.Valid([]byte(got)) {
			t.Errorf("%s: half a list is a whole document:\n%s", format, got)
		}
	}
}

func TestGrowingNeedsProperties(t *testing.T) {
	for _, h := range []any{struct{}{}, []int{1}, 7, map[string]any{}} {
		for _, format := range []Format{JSON, YAML} {
			if got, err := printed(t, format, Object(Growing{Head: h, Key: "list", Items: items(nil)}, "n")); err == nil || got != "\n" && got != "" {
				t.Errorf("%v as %s: %v %q", h, format, err, got)
			}
		}
	}
}

func TestGrowingReadsBack(t *testing.T) {
	got, err := printed(t, YAML, List[any]{}.View([]any{Growing{Head: head{"r1", "t"}, Key: "list", Items: items(nil, "a\n\n b\n", map[string]string{"k": "v\nw"})}}))
	if err != nil {
		t.Fatal(err)
	}
	var back []map[string]any
	if err := yaml.NewDecoder(bytes.NewBufferString(got)).Decode(&back); err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	want := []map[string]any{{"id": "r1", "text": "t", "list": []any{"a\n\n b\n", map[string]any{"k": "v\nw"}}}}
	if !reflect.DeepEqual(back, want) {
		t.Errorf("got %v, want %v", back, want)
	}
}
