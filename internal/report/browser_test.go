package report

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// browser returns Chromium where INCODECTL_TEST_BROWSER=1 demands one. Elsewhere
// the test is skipped: some packages of it may not read temporary files.
func browser(t *testing.T) string {
	t.Helper()
	if os.Getenv("INCODECTL_TEST_BROWSER") == "" {
		t.Skip("set INCODECTL_TEST_BROWSER=1 to look at the page in Chromium")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("INCODECTL_TEST_BROWSER is set, but there is no Chromium")
	return ""
}

// open opens a page in the browser, which can reach no host at all.
func open(t *testing.T, url string, args ...string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, browser(t), append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking",
		"--user-data-dir=" + t.TempDir(), "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=5000", "--enable-logging=stderr",
	}, append(args, url)...)...)
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	cmd.WaitDelay = 5 * time.Second // helpers of the browser's may keep the pipe open
	if err := cmd.Run(); err != nil && out.Len() == 0 && ctx.Err() == nil && !strings.Contains(strings.Join(args, " "), "--screenshot") {
		t.Fatalf("%v\n%s", err, log.String())
	}
	// The page's own mistakes, and what its policy forbade.
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, "CONSOLE") {
			t.Errorf("the browser says: %s", line)
		}
	}
	return out.Bytes()
}

func save(t *testing.T, page string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	return "file://" + path
}

// seen is what a reader sees of the people.
type seen struct {
	title, count, where string
	logins              []string
}

func look(t *testing.T, url string) seen {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(open(t, url, "--dump-dom")))
	if err != nil {
		t.Fatal(err)
	}
	var s seen
	for n := range root.Descendants() {
		switch {
		case n.Data == "title" && s.title == "":
			s.title = text(n)
		case attr(n, "id") == "count":
			s.count = text(n)
		case attr(n, "id") == "where":
			s.where = text(n)
		case n.Data == "th" && attr(n, "scope") == "row" && n.Parent.Parent.Parent != nil && attr(n.Parent.Parent.Parent, "id") == "table":
			s.logins = append(s.logins, text(n))
		}
	}
	return s
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func TestInABrowser(t *testing.T) {
	p, people := sample()
	url := save(t, write(t, p, people))
	for _, c := range []struct{ fragment, count, logins string }{
		{"", "4 people", "ada@corp.example bob@corp.example cyd@corp.example dee@corp.example"},
		{"#q=ADA", "1 of 4 people", "ada@corp.example"},
		{"#q=corp.example&enrollment=enrolled", "2 of 4 people", "ada@corp.example cyd@corp.example"},
		{"#state=inactive", "1 of 4 people", "cyd@corp.example"},
		{"#q=nobody", "0 of 4 people", ""},
	} {
		got := look(t, url+c.fragment)
		if got.count != c.count || strings.Join(got.logins, " ") != c.logins {
			t.Errorf("%q: %+v", c.fragment, got)
		}
		if !strings.HasPrefix(got.title, "Directory report") {
			t.Errorf("the title became %q", got.title)
		}
	}
}

func TestManyInABrowser(t *testing.T) {
	p, _ := sample()
	people := make([]Person, 100_000)
	for i := range people {
		people[i] = Person{Login: fmt.Sprintf("person%06d@corp.example", i), Name: "P***** N***", Directory: "corp", State: "active", Enrollment: "not_enrolled"}
	}
	for n, count := range []string{"0 people", "1 person"} {
		if got := look(t, save(t, write(t, p, people[:n]))); got.count != count || len(got.logins) != n || got.where != "page 1 of 1" {
			t.Errorf("%d: %+v", n, got)
		}
	}
	got := look(t, save(t, write(t, p, people)))
	if got.count != "100000 people" || len(got.logins) != 100 || got.where != "page 1 of 1000" {
		t.Errorf("%s, %d rows, %s", got.count, len(got.logins), got.where)
	}
}

// TestLightAndDark looks at the page in both, wide and narrow: the ground has the
// scheme's colour.
func TestLightAndDark(t *testing.T) {
	p, people := sample()
	url := save(t, write(t, p, people))
	for _, c := range []struct {
		scheme string
		width  int
		ground uint32
	}{{"light", 1280, 0xffff}, {"dark", 1280, 0x0d0d}, {"light", 500, 0xffff}} {
		shot := filepath.Join(t.TempDir(), "page.png")
		args := []string{"--screenshot=" + shot, fmt.Sprintf("--window-size=%d,1400", c.width), "--hide-scrollbars"}
		if c.scheme == "dark" {
			args = append(args, "--blink-settings=preferredColorScheme=0")
		} else {
			args = append(args, "--blink-settings=preferredColorScheme=1")
		}
		open(t, url, args...)
		file, err := os.Open(shot)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(file)
		_ = file.Close()
		if err != nil {
			t.Fatal(err)
		}
		if r, _, _, _ := img.At(2, 2).RGBA(); r != c.ground {
			t.Errorf("%s: the ground is %x", c.scheme, r)
		}
		if img.Bounds().Dx() != c.width {
			t.Errorf("%s: %d pixels wide, not %d", c.scheme, img.Bounds().Dx(), c.width)
		}
		if keep := os.Getenv("INCODECTL_KEEP_SCREENSHOTS"); keep != "" {
			data, _ := os.ReadFile(shot)
			_ = os.WriteFile(filepath.Join(keep, fmt.Sprintf("report-%s-%d.png", c.scheme, c.width)), data, 0o600)
		}
	}
}
