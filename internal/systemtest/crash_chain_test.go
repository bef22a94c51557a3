package systemtest

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
)

// arena is a data folder in which processes are killed, and beside it one in
// which none is and which must come to the same.
type arena struct {
	s     *side
	h     home
	calm  home
	path  string // of the calm store
	asked *askedPages
	args  []string
	kills *atomic.Int32
	near  int // pages that may be under way when a process is killed
}

// newArena copies the data folder, in which there is an integration and nobody.
func newArena(t *testing.T, s *side, credential string, kills *atomic.Int32, near int, args ...string) *arena {
	t.Helper()
	s.w.close(t) // what the dead leave is for those after them to clear away
	a := &arena{s: s, h: s.home(t, credential), kills: kills, near: near, asked: &askedPages{}}
	a.args = append([]string{"directory", "sync", s.in.Name, "--max-api-share", "100%", "--max-deactivations", "none", "--max-updates", "none"}, args...)
	dir := filepath.Join(t.TempDir(), "calm")
	if err := os.CopyFS(dir, os.DirFS(filepath.Dir(s.w.path))); err != nil {
		t.Fatal(err)
	}
	a.path = filepath.Join(dir, filepath.Base(s.w.path))
	a.calm = home{dir: a.h.dir, env: append(slices.Clone(a.h.env), "INCODECTL_DATA_DIR="+dir)}
	return a
}

// askedPages are the pages that processes have asked for, chain by chain in
// order, and those that must not be asked for again.
type askedPages struct {
	mu     sync.Mutex
	chains map[string][]string
	staged map[string]bool
	again  []string
	own    int // by the process at hand
	// What changed since the listing began is read behind one that is gone on
	// with, each time anew: those pages are none of the listing.
	full   bool
	since  string // where the delta begins that is the listing
	caught string // Graph's link to what changed since
}

// pageOf says which page of which chain a request is for, and since when it asks
// for changes, if it does.
func pageOf(u *url.URL) (chain, position, since string) {
	q := u.Query()
	switch {
	case strings.HasPrefix(u.Path, "/api/v1/") && q.Get("limit") == "1", q.Has("sortBy"): // asked beside a listing
		return "", "", ""
	case u.Path == "/api/v1/users" && q.Has("filter"):
		return "changed", q.Get("after"), strings.Trim(strings.TrimPrefix(q.Get("filter"), "lastUpdated ge "), `"`)
	case u.Path == "/api/v1/logs":
		return "deleted", q.Get("after"), q.Get("since")
	case u.Path == "/api/v1/users":
		return q.Get("search"), q.Get("after"), ""
	case strings.HasPrefix(u.Path, "/api/v1/groups/") && strings.HasSuffix(u.Path, "/users"):
		return u.Path, q.Get("after"), ""
	case u.Path == "/v1.0/users", u.Path == "/v1.0/users/delta" && q.Get("$deltatoken") != "latest":
		return "graph", u.Path + q.Get("$skiptoken") + q.Get("$deltatoken"), ""
	}
	return "", "", ""
}

// linkOf is the position that a link of Graph leads to.
func linkOf(t *testing.T, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	chain, at, _ := pageOf(u)
	if chain == "" {
		t.Fatalf("%s is the link to no page", link)
	}
	return at
}

// ask takes down a request and returns how many pages the process has asked for
// with it, 0 when it is for none.
func (p *askedPages) ask(r *http.Request) int {
	chain, position, since := pageOf(r.URL)
	if chain == "" {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.own++
	switch {
	case p.caught != "" && position == p.caught, since != "" && (p.full || p.since != "" && since != p.since):
		return p.own
	case since != "":
		p.since = since
	}
	if p.staged[chain+"\x00"+position] {
		p.again = append(p.again, r.URL.RequestURI())
	}
	if !slices.Contains(p.chains[chain], position) {
		p.chains[chain] = append(p.chains[chain], position)
	}
	return p.own
}

// forget begins a new listing.
func (p *askedPages) forget() {
	p.chains, p.staged, p.again = map[string][]string{}, map[string]bool{}, nil
}

// position is what the test has to know of both sources' cursors.
type position struct {
	Chains []struct {
		Part  string `json:"p"`
		Group string `json:"g"`
		From  string `json:"f"`
		To    string `json:"t"`
		After string `json:"a"`
		Done  bool   `json:"d"`
	} `json:"c"`
	Link  string `json:"link"`
	Users string `json:"users"` // of a mark
}

// settle works out which pages are staged, by the position after them.
func (p *askedPages) settle(t *testing.T, at directory.Checkpoint) {
	t.Helper()
	before := func(chain, position string) {
		for _, asked := range p.chains[chain] {
			if asked == position {
				return
			}
			p.staged[chain+"\x00"+asked] = true
		}
	}
	var pos position
	if at.Last {
		if err := json.Unmarshal([]byte(at.Mark), &pos); err == nil && pos.Users != "" {
			p.caught = linkOf(t, pos.Users)
			p.chains["graph"] = slices.DeleteFunc(p.chains["graph"], func(asked string) bool { return asked == p.caught })
		}
		for chain := range p.chains {
			before(chain, "the end")
		}
		return
	}
	if err := json.Unmarshal([]byte(at.Cursor), &pos); err != nil {
		t.Fatal(err)
	}
	if pos.Link != "" {
		before("graph", linkOf(t, pos.Link))
	}
	for _, c := range pos.Chains {
		var bounds []string
		if c.From != "" {
			bounds = append(bounds, fmt.Sprintf("created ge %q", c.From))
		}
		if c.To != "" {
			bounds = append(bounds, fmt.Sprintf("created lt %q", c.To))
		}
		chain := strings.Join(bounds, " and ")
		switch {
		case c.Part == "group":
			chain = "/api/v1/groups/" + c.Group + "/users"
		case c.Part == "deleted", c.Part == "changed":
			chain = c.Part
		case chain == "":
			chain = "status pr"
		}
		if c.Done {
			before(chain, "the end")
		} else if c.After != "" {
			if !slices.Contains(p.chains[chain], c.After) {
				p.chains[chain] = append(p.chains[chain], c.After) // known, and not asked for yet
			}
			before(chain, c.After)
		}
	}
}

// checkpoint is how far the staged listing has come, and whether there is one.
// It looks at a copy, because a file that was killed while it was made has to be
// mended first, and that is for the next process to do.
func (a *arena) checkpoint(t *testing.T) (at directory.Checkpoint, ok bool) {
	t.Helper()
	path, dir := a.s.w.path+".staging-"+a.s.in.ID+".db", t.TempDir()
	for _, end := range []string{"", "-wal", "-journal"} {
		text, err := os.ReadFile(path + end)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "copy"+end), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	uri := url.URL{Scheme: "file", Path: filepath.Join(dir, "copy")}
	db, err := sql.Open("sqlite", uri.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var text string
	if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM sqlite_schema WHERE name = 'listing'`).Scan(&text); err != nil {
		t.Fatal(err)
	}
	if text == "0" {
		return at, false
	}
	var applied int
	if err := db.QueryRowContext(t.Context(), `SELECT checkpoint, applied FROM listing`).Scan(&text, &applied); err != nil {
		t.Fatal(err)
	}
	if applied != a.applied(t) {
		return at, false // it was applied, and killed before it was thrown away
	}
	if err := json.Unmarshal([]byte(text), &at); err != nil {
		t.Fatal(err)
	}
	return at, at.Pages > 0
}

// applied is how many runs were applied.
func (a *arena) applied(t *testing.T) int {
	t.Helper()
	n := 0
	for _, row := range query(t, a.s.w.path, `SELECT applied FROM sync_position WHERE integration_id = ?`, a.s.in.ID) {
		n, _ = strconv.Atoi(row[0]) // a number
	}
	return n
}

// shape is everything stored but times and the record of runs, as a reader
// beside the processes sees it in one transaction.
func (a *arena) shape(t *testing.T, path string) string {
	t.Helper()
	mark := "p.mark"
	if strings.HasPrefix(a.s.in.Template, "okta") {
		mark = "p.mark <> ''" // a time of day
	}
	var b strings.Builder
	for _, row := range query(t, path, `
		SELECT 'person', concat_ws('|', id, external_id, state, source_state, login, hex(hash), hints, record, missing_since <> '') FROM directory_user
		UNION ALL SELECT 'hint', concat_ws('|', value, external_id, kind) FROM login_hint
		UNION ALL SELECT 'key', entry FROM match_key
		UNION ALL SELECT 'version', concat_ws('|', people_version, settings, full_sync_needed) FROM integration WHERE category = 'directory'
		UNION ALL SELECT 'position', concat_ws('|', fingerprint, `+mark+`, full_at <> '', unread) FROM sync_position AS p
		ORDER BY 1, 2`) {
		b.WriteString(row[0] + " " + row[1] + "\n")
	}
	return b.String()
}

// kill is when a process is killed.
type kill struct {
	page  int           // when it asks for its so manieth page, which is not answered
	after time.Duration // so long after it was started
	log   int64         // when the store's write-ahead log has so many bytes: while it applies
}

// killed starts a process and kills it. It reports false for one that ended
// before its time.
func (a *arena) killed(t *testing.T, k kill, args ...string) bool {
	t.Helper()
	reached := make(chan struct{})
	var once sync.Once
	a.asked.own = 0
	a.s.w.gate.Store(func(r *http.Request) {
		if n := a.asked.ask(r); k.page > 0 && n >= k.page {
			once.Do(func() { close(reached) })
			<-r.Context().Done() // the answer never comes, and no later one
		}
	})
	defer a.s.w.gate.Store(func(*http.Request) {})
	p := a.h.start(t.Context(), t, args...)
	ended := make(chan struct{})
	go func() { defer close(ended); _ = p.Wait() }()
	var timer <-chan time.Time
	if k.after > 0 {
		timer = time.After(k.after)
	}
	for waiting := true; waiting; {
		var look <-chan time.Time
		if k.log > 0 {
			look = time.After(200 * time.Microsecond)
		}
		select {
		case <-reached:
			waiting = false
		case <-timer:
			waiting = false
		case <-ended:
			waiting = false
		case <-look:
			info, err := os.Stat(a.s.w.path + "-wal")
			waiting = err != nil || info.Size() < k.log
		}
	}
	_ = p.Process.Kill() // it may have ended
	<-ended
	if p.ProcessState.Exited() {
		if code := p.ProcessState.ExitCode(); code != 0 && code != 7 {
			t.Fatalf("incodectl %s: exit code %d before it was killed\n%s", strings.Join(args, " "), code, &p.stderr)
		}
		return false
	}
	a.kills.Add(1)
	return true
}

// chain kills one process after another that bring the store from one state to
// the next, lets the last one end, and checks what all of them did.
func (a *arena) chain(t *testing.T, kills []kill, more ...string) {
	t.Helper()
	args := append(slices.Clone(a.args), more...)
	a.asked.full = slices.Contains(args, "--full")
	if !a.asked.full { // deltas are told apart by the second in which they begin
		time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
	}
	old := a.shape(t, a.s.w.path)
	a.calm.run(t, 0, args...)
	want := a.shape(t, a.path)
	a.asked.forget()
	applied, pages := a.applied(t), 0
	for n, k := range kills {
		if !a.killed(t, k, args...) { // it was done before
			a.asked.forget()
			break
		}
		a.notAgain(t)
		if got := a.shape(t, a.s.w.path); got != old && got != want {
			t.Fatalf("after kill %d (%+v) a reader sees neither the old nor the new:\n%s", n, k, firstDifference(got, old))
		}
		if n%4 == 0 {
			code := 0
			if a.applied(t) == 0 {
				code = 3
			}
			a.h.run(t, code, "directory", "lookup", "--login-hint", a.s.company.Person(3).Email)
		}
		at, staged := a.checkpoint(t)
		if now := a.applied(t); now != applied {
			applied, pages = now, 0
			a.asked.forget()
			continue
		}
		if !staged && pages > 0 || at.Pages < pages {
			t.Fatalf("after kill %d (%+v) %d pages are staged, %d were", n, k, at.Pages, pages)
		}
		if lost := a.asked.own - (at.Pages - pages); k.page > 0 && lost > a.near {
			t.Fatalf("kill %d (%+v): the process asked for %d pages, and %d are staged; only %d can be under way",
				n, k, a.asked.own, at.Pages-pages, a.near)
		}
		if pages = at.Pages; staged {
			a.asked.settle(t, at)
		}
	}
	a.asked.own = 0
	a.s.w.gate.Store(func(r *http.Request) { a.asked.ask(r) })
	a.h.run(t, 0, args...)
	a.s.w.gate.Store(func(*http.Request) {})
	a.notAgain(t)
	if got := a.shape(t, a.s.w.path); got != want {
		t.Fatalf("the store is not as after an undisturbed run:\n%s", firstDifference(got, want))
	}
	a.s.w.open(t)
	a.truth(t)
	if last := a.s.lastRun(t); last.Status != directory.RunSucceeded {
		t.Fatalf("the last run is %s", last.Status)
	}
	a.s.w.close(t)
	a.clean(t)
}

func (a *arena) notAgain(t *testing.T) {
	t.Helper()
	if len(a.asked.again) > 0 {
		t.Fatalf("%d pages that were staged are asked for again: %s", len(a.asked.again), a.asked.again[0])
	}
}

// truth fails unless the open store holds what the directory says.
func (a *arena) truth(t *testing.T) {
	t.Helper()
	if len(a.s.groups) == 0 {
		a.s.equalsTruth(t)
	}
}

// clean fails if anything but the store and locks is in the data folder.
func (a *arena) clean(t *testing.T) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(a.s.w.path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); name != filepath.Base(a.s.w.path) && !strings.HasSuffix(name, ".lock") {
			t.Fatalf("left behind in the data folder: %s", name)
		}
	}
}

// firstDifference is the first line in which two texts differ.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("%d lines, %d wanted; line %d is\n%s\nwant\n%s", len(a), len(b), i, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}
