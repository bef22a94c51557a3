package report

import (
	"bytes"
	"errors"
	"iter"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// hostile is what a directory may hold to break out of where it is shown.
const hostile = `</script><script>document.title="broken"</script><img src=x onerror="document.title='broken'">` + "\u2028\x1b[31m{{.Profile}}${1}`"

func day(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }

func sample() (Page, []Person) {
	p := Page{
		Profile: "default " + hostile, Version: "1.2.3", At: time.Date(2026, 3, 5, 12, 30, 0, 0, time.UTC),
		Directories: []Directory{{Name: "corp", Template: "okta-directory", People: 4, Active: 3, SyncedAt: day(4)}, {Name: hostile, Template: "entra-directory"}},
		Enrollment:  []Count{{"enrolled", "Enrolled", 2}, {"pending_review", "In review", 1}, {"pending", "Pending", 0}, {"not_enrolled", "Not enrolled", 1}},
		Coverage:    []Coverage{{"name", 3, 3}, {"birthdate", 1, 3}, {hostile, 0, 3}},
		Days:        []Day{{Date: day(3), Succeeded: 2, Failed: 1}, {Date: day(4)}, {Date: day(5), Review: 1, Open: 1, Ended: 2}},
		Total:       4,
	}
	people := []Person{
		{Login: "ada@corp.example", Name: "A** L*******", Directory: "corp", State: "active", Enrollment: "enrolled", LastVerified: day(3), Sessions: 2},
		{Login: "bob@corp.example", Name: hostile, Directory: "corp", State: "active", Enrollment: "pending_review", Sessions: 10},
		{Login: "cyd@corp.example", Name: "C** D***", Directory: hostile, State: "inactive", Enrollment: "enrolled", LastVerified: day(4), Sessions: 9},
		{Login: "dee@corp.example", Name: "D** É***", Directory: "corp", State: "active", Enrollment: "not_enrolled"},
	}
	return p, people
}

func each(people []Person) iter.Seq2[Person, error] {
	return func(yield func(Person, error) bool) {
		for _, p := range people {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func write(t *testing.T, p Page, people []Person) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, p, each(people)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// walk visits the elements of a page.
func walk(t *testing.T, page string, visit func(n *html.Node)) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			visit(n)
		}
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// TestHostileValuesStayText parses the page as a browser does: whatever a value
// says, there are the two scripts of ours and nothing that loads.
func TestHostileValuesStayText(t *testing.T) {
	p, people := sample()
	scripts := 0
	walk(t, write(t, p, people), func(n *html.Node) {
		switch n.Data {
		case "script":
			scripts++
		case "img", "iframe", "link", "object", "embed", "base":
			t.Errorf("there is a %s", n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	})
	if scripts != 2 {
		t.Errorf("%d scripts", scripts)
	}
}

// TestAccessible holds what a screen reader needs: names for pictures and
// fields, captions and scopes for tables, headings in order.
func TestAccessible(t *testing.T) {
	p, people := sample()
	page := write(t, p, people)
	ids := map[string]bool{}
	walk(t, page, func(n *html.Node) {
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("id %q twice", id)
			}
			ids[id] = true
		}
	})
	level, labels := 0, map[string]bool{}
	walk(t, page, func(n *html.Node) {
		switch n.Data {
		case "html":
			if attr(n, "lang") == "" {
				t.Error("no language")
			}
		case "h1", "h2", "h3":
			now := int(n.Data[1] - '0')
			if now > level+1 {
				t.Errorf("heading %s after level %d", n.Data, level)
			}
			level = now
		case "svg":
			if attr(n, "aria-hidden") != "true" && (attr(n, "role") != "img" || !ids[attr(n, "aria-labelledby")]) {
				t.Error("a drawing without a name")
			}
		case "th":
			if attr(n, "scope") == "" {
				t.Error("a th without scope")
			}
		case "table":
			if n.FirstChild == nil || n.FirstChild.NextSibling == nil || n.FirstChild.NextSibling.Data != "caption" && n.FirstChild.Data != "caption" {
				t.Error("a table without caption")
			}
		case "label":
			labels[attr(n, "for")] = true
		case "section":
			if !ids[attr(n, "aria-labelledby")] {
				t.Error("a section without a name")
			}
		}
	})
	walk(t, page, func(n *html.Node) {
		if (n.Data == "input" || n.Data == "select") && !labels[attr(n, "id")] {
			t.Errorf("%s %q has no label", n.Data, attr(n, "id"))
		}
	})
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		n, of int
		want  string
	}{{0, 0, "–"}, {0, 5, "0 %"}, {5, 5, "100 %"}, {1, 100000, "<0.1 %"}, {99999, 100000, ">99.9 %"}, {1, 3, "33.3 %"}} {
		if got := percent(c.n, c.of); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.n, c.of, got, c.want)
		}
	}
}

func TestChartFitsItsScale(t *testing.T) {
	for n, want := range map[int]int{0: 1, 1: 1, 3: 5, 7: 10, 11: 20, 21: 50, 400: 500, 501: 1000} {
		if got := nice(n); got != want {
			t.Errorf("nice(%d) is %d, want %d", n, got, want)
		}
	}
	c := chart([]Day{{Date: day(1), Succeeded: 3, Failed: 4, Open: 5}})
	y := float64(chartHeight)
	for _, p := range c.Columns[0].Parts {
		if p.Height <= 0 || p.Y+p.Height-y > 1e-9 || p.Y < 0 {
			t.Errorf("%+v after %v", p, y)
		}
		y = p.Y
	}
	if empty := chart(nil); empty.Total != 0 || empty.Width < 1 {
		t.Errorf("%+v", empty)
	}
}

func TestEmpty(t *testing.T) {
	page := write(t, Page{Profile: "p"}, nil)
	for _, want := range []string{"Nobody is active", "There were no sessions"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
}

func TestErrors(t *testing.T) {
	oops := errors.New("the store is locked")
	failing := func(yield func(Person, error) bool) { yield(Person{}, oops) }
	if err := Write(&bytes.Buffer{}, Page{}, failing); !errors.Is(err, oops) {
		t.Error(err)
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full")
	}
	defer func() { _ = full.Close() }()
	if err := Write(full, Page{}, each(nil)); err == nil {
		t.Error("a full disk was not noticed")
	}
}
