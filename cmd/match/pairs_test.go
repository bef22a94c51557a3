package match

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
)

// lines collects what eachPair makes of an input.
func lines(t *testing.T, in io.Reader, workers int, work func(pairLine) string) ([]string, error) {
	t.Helper()
	var got []string
	err := eachPair(t.Context(), in, workers, work, func(batch []string) error {
		got = append(got, batch...)
		return nil
	})
	return got, err
}

func shown(l pairLine) string {
	if l.err != nil {
		return fmt.Sprintf("%d: %v", l.number, l.err)
	}
	return fmt.Sprintf("%d %s", l.number, strings.TrimSpace(string(l.text)))
}

func TestEachPair(t *testing.T) {
	long := strings.Repeat("x", maxPairLine+1)
	for _, tt := range []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", nil},
		{"blank lines count and are passed over", "a\n\n \t\r\nb\n", []string{"1 a", "4 b"}},
		{"no line break at the end", "a\r\nb", []string{"1 a", "2 b"}},
		{"a byte order mark", "\ufeffa\nb", []string{"1 a", "2 b"}},
		{"a line that is too long", "a\n" + long + "\nb\n", []string{"1 a", "2: longer than 1 MiB", "3 b"}},
		{"too long and never ending", long + long, []string{"1: longer than 1 MiB"}},
		{"just not too long", long[:maxPairLine-1] + "\n", []string{"1 " + long[:maxPairLine-1]}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.HalfReader(strings.NewReader(tt.in))} {
				got, err := lines(t, r, 3, shown)
				if err != nil || !slices.Equal(got, tt.want) {
					t.Errorf("%d lines %.80q, %v; want %.80q", len(got), got, err, tt.want)
				}
			}
		})
	}
}

// TestEachPairInOrder: however long a line takes, the answers keep their order.
func TestEachPairInOrder(t *testing.T) {
	var in strings.Builder
	var want []string
	for i := range 1000 {
		fmt.Fprintln(&in, i)
		want = append(want, fmt.Sprint(i))
	}
	for _, workers := range []int{1, 2, 7} {
		got, err := lines(t, strings.NewReader(in.String()), workers, func(l pairLine) string {
			if l.number%128 < 3 {
				time.Sleep(time.Millisecond)
			}
			return strings.TrimSpace(string(l.text))
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%d workers: %d answers, %v", workers, len(got), err)
		}
	}
}

func TestEachPairStops(t *testing.T) {
	endless := endlessReader("{}\n")
	broken := errors.New("full disk")
	err := eachPair(t.Context(), endless, 2, shown, func([]string) error { return broken })
	if !errors.Is(err, broken) {
		t.Errorf("a writer that fails: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = eachPair(ctx, endless, 2, shown, func([]string) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	unreadable := io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken))
	got, err := lines(t, unreadable, 2, shown)
	if !errors.Is(err, broken) || !slices.Equal(got, []string{"1 a", "2 b"}) {
		t.Errorf("a file that breaks off: %q, %v", got, err)
	}
}

// TestEachPairAnswersAtOnce: who types a pair gets the answer before the next.
func TestEachPairAnswersAtOnce(t *testing.T) {
	r, w := io.Pipe()
	answers := make(chan string)
	go func() {
		_ = eachPair(t.Context(), r, 2, shown, func(batch []string) error {
			for _, s := range batch {
				answers <- s
			}
			return nil
		})
		close(answers)
	}()
	for _, s := range []string{"a", "b"} {
		if _, err := io.WriteString(w, s+"\n"); err != nil {
			t.Fatal(err)
		}
		if got := <-answers; !strings.HasSuffix(got, s) {
			t.Errorf("%q after %q", got, s)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for range answers {
	}
}

type endlessReader string

func (e endlessReader) Read(p []byte) (int, error) { return copy(p, e), nil }

func TestPairsFlags(t *testing.T) {
	run := func(args ...string) (got *compareOptions, err error) {
		cmd := newCmdCompare(&cmdutil.Factory{}, func(_ context.Context, opts *compareOptions) error {
			got = opts
			return nil
		})
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		cmd.SetArgs(args)
		return got, cmd.ExecuteContext(t.Context())
	}
	got, err := run("--pairs", "-", "--jobs", "3", "--default-country", "Germany", "--explain", "--reveal")
	if err != nil {
		t.Fatal(err)
	}
	want := compareOptions{pairsOptions: pairsOptions{f: got.f, pairs: "-", jobs: 3, country: "DE"}, explain: true, reveal: true}
	if *got != want || got.workers() != 3 {
		t.Errorf("got %+v, want %+v", *got, want)
	}
	if got, err = run("--pairs", "x"); err != nil || got.workers() < 1 {
		t.Errorf("%+v, %v", got, err)
	}
	for _, args := range [][]string{{}, {"--pairs", "-", "x"}, {"--pairs", "-", "--jobs", "-1"}, {"--pairs", "-", "--default-country", "Nowhere"}} {
		if got, err := run(args...); got != nil || err == nil {
			t.Errorf("%v: %+v, %v", args, got, err)
		} else if len(args) > 3 && !fault.Is(err, fault.Usage) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
