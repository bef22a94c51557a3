package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/iostreams"
)

// failing yields n people, then an error.
func failing(n int, err error) iter.Seq2[person, error] {
	return func(yield func(person, error) bool) {
		for range n {
			if !yield(people()[0], nil) {
				return
			}
		}
		if yield(person{}, err) {
			panic("asked for more after an error")
		}
	}
}

func TestErrorsOfTheItems(t *testing.T) {
	boom := errors.New("the store is gone")
	for _, f := range Formats() {
		for _, tty := range []bool{false, true} {
			setup := func(ios *iostreams.IOStreams) { ios.SetStdoutTTY(tty) }
			stdout, stderr, err := render(t, list().Stream(failing(0, boom)), f, setup)
			if !errors.Is(err, boom) || stdout != "" || stderr != "" {
				t.Errorf("%s, nothing before the error: stdout = %q, stderr = %q, err = %v", f, stdout, stderr, err)
			}
			stdout, _, err = render(t, list().Stream(failing(2, boom)), f, setup)
			if !errors.Is(err, boom) || strings.Count(stdout, "u1") != 2 || !strings.HasSuffix(stdout, "\n") {
				t.Errorf("%s, two before the error: stdout = %q, err = %v", f, stdout, err)
			}
			if f == JSON && json.Valid([]byte(stdout)) {
				t.Errorf("half a list is valid JSON: %s", stdout)
			}
		}
	}
}

func TestErrorsOfTheValue(t *testing.T) {
	for _, f := range []Format{JSON, JSONL, YAML} {
		if stdout, _, err := render(t, Object(func() {}, "x"), f); err == nil || stdout != "" {
			t.Errorf("%s: stdout = %q, err = %v", f, stdout, err)
		}
	}
}

// many yields n people without holding them.
func many(n int) iter.Seq2[person, error] {
	return func(yield func(person, error) bool) {
		for i := range n {
			if !yield(person{ID: fmt.Sprintf("u%04d", i), Name: strings.Repeat("x", 1+i/500)}, nil) {
				return
			}
		}
	}
}

func TestALongTableIsPrintedInBlocks(t *testing.T) {
	got, _, err := render(t, list().Stream(many(1200)), Table, columns(80))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	if len(lines) != 1201 || strings.Count(got, "FULL NAME") != 1 {
		t.Fatalf("%d lines, %d headers", len(lines), strings.Count(got, "FULL NAME"))
	}
	for i, want := range map[int]string{
		0:    "ID     FULL NAME  LOGINS  PHONE",
		1:    "u0000  x               0",
		501:  "u0500  xx              0",
		1200: "u1199  xxx             0",
	} {
		if lines[i] != want {
			t.Errorf("line %d = %q, want %q", i, lines[i], want)
		}
	}
}

func TestStreamsAreNotHeld(t *testing.T) {
	for _, f := range Formats() {
		for _, width := range []int{0, 80, 20} { // piped, a table, records
			ios, _, _, _ := iostreams.Test()
			if width > 0 {
				columns(width)(ios)
			}
			closed := errors.New("closed")
			ios.Out = failingWriter{closed}
			pulled := 0
			items := func(yield func(person, error) bool) {
				for p, err := range many(100_000) {
					pulled++
					if !yield(p, err) {
						return
					}
				}
			}
			err := Renderer{IO: ios, Format: f}.Render(list().Stream(items))
			most := 10_000
			if f == Table && width > 0 {
				most = blockRows // a block is shown before the next is read
			}
			if !errors.Is(err, closed) || pulled > most {
				t.Errorf("%s, width %d: err = %v after %d items", f, width, err, pulled)
			}
		}
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func BenchmarkTable(b *testing.B) {
	for b.Loop() {
		ios, _, out, _ := iostreams.Test()
		ios.SetStdoutTTY(true)
		if err := (Renderer{IO: ios}).Render(list().Stream(many(1000))); err != nil || out.Len() == 0 {
			b.Fatal(err)
		}
	}
}

func BenchmarkJSONL(b *testing.B) {
	for b.Loop() {
		ios, _, _, _ := iostreams.Test()
		if err := (Renderer{IO: ios, Format: JSONL}).Render(list().Stream(many(1000))); err != nil {
			b.Fatal(err)
		}
	}
}
