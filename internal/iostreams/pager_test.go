package iostreams

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

func TestPagerOf(t *testing.T) {
	for _, c := range []struct{ own, common, term, want string }{
		{"", "", "", "less -FRX"},
		{"", "more", "", "more"},
		{"most -x", "more", "", "most -x"},
		{"", "cat", "", ""},
		{" ", "more", "", ""},
		{"less", "cat", "", "less"},
		{"", "", "dumb", ""},
	} {
		got := pagerOf(func(name string) string {
			return map[string]string{"INCODECTL_PAGER": c.own, "PAGER": c.common, "TERM": c.term}[name]
		})
		if got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestPager(t *testing.T) {
	if _, err := exec.LookPath("sed"); err != nil {
		t.Skip("there is no sed")
	}
	for _, c := range []struct {
		name, pager string
		terminal    bool
		want        string
	}{
		{"at a terminal", "sed s/^/paged:/", true, "paged:a\npaged:b\nafter\n"},
		{"in a script", "sed s/^/paged:/", false, "a\nb\nafter\n"},
		{"switched off", "", true, "a\nb\nafter\n"},
		{"not there", "no-such-pager-at-all", true, "a\nb\nafter\n"},
	} {
		ios, _, out, errs := Test()
		ios.SetStdinTTY(c.terminal)
		ios.SetStdoutTTY(c.terminal)
		ios.SetPager(c.pager)
		stop := ios.StartPager(t.Context())
		_, _ = fmt.Fprint(ios.Out, "a\nb\n")
		ios.Notef("words")
		if paged := c.name == "at a terminal"; paged == strings.Contains(errs.String(), "words\n") {
			t.Errorf("%s: words while paging: %q", c.name, errs)
		}
		stop()
		if strings.Count(errs.String(), "words\n") != 1 {
			t.Errorf("%s: words after: %q", c.name, errs)
		}
		_, _ = fmt.Fprintln(ios.Out, "after")
		if out.String() != c.want {
			t.Errorf("%s: %q", c.name, out)
		}
		if told := strings.Contains(errs.String(), "no-such-pager"); told != (c.name == "not there") {
			t.Errorf("%s: %q", c.name, errs)
		}
	}
}

// TestPagerLeft writes on after the reader has gone.
func TestPagerLeft(t *testing.T) {
	if _, err := exec.LookPath("true"); err != nil {
		t.Skip("there is no true")
	}
	ios, _, _, _ := Test()
	ios.SetStdinTTY(true)
	ios.SetStdoutTTY(true)
	ios.SetPager("true")
	stop := ios.StartPager(t.Context())
	defer stop()
	for range 1000 {
		if _, err := fmt.Fprintln(ios.Out, strings.Repeat("x", 1000)); err != nil {
			if !IsBrokenPipe(err) {
				t.Error(err)
			}
			return
		}
	}
	t.Error("nobody reads, and nothing fails")
}
