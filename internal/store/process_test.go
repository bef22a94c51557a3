package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// helperEnv makes TestHelperProcess do the work named in it.
const helperEnv = "INCODECTL_STORE_TEST_HELPER"

// version marks people as of one listing, in a claim and in a hint.
func version(v string) func(*directory.User) {
	return func(u *directory.User) {
		u.Claims[claims.MiddleName] = v
		u.Hints[1].Value += v
	}
}

// TestHelperProcess is no test but the other process of those below. It says on
// stdout how far it has come.
func TestHelperProcess(t *testing.T) {
	args := strings.Split(os.Getenv(helperEnv), "|")
	if len(args) != 5 {
		t.Skip("only started by other tests")
	}
	doing, path, id, v := args[0], args[1], args[2], args[4]
	n, err := strconv.Atoi(args[3])
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	say := func(word string) { _, _ = fmt.Fprintln(os.Stdout, "helper:"+word) }
	if doing == "hold" {
		holdTransaction(t, s, say)
		return
	}
	st, err := s.OpenStaging(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	at, _, err := st.Begin(t.Context(), fullListing())
	if err != nil {
		t.Fatal(err)
	}
	people := employees(id, n, version(v))
	for page := at.Pages; page*pageSize < n; page++ {
		say(fmt.Sprint("page", page))
		if err := putPages(t.Context(), st, people[:min((page+1)*pageSize, n)], page); err != nil {
			t.Fatal(err)
		}
	}
	say("staged")
	if doing == "stage" {
		select {} // until killed
	}
	p, err := st.Plan(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	say("planned")
	if err := st.Apply(t.Context(), p, runAt(time.Now(), id), directory.Position{Fingerprint: "fp"}, nil); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(st.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	say("applied")
}

// holdTransaction keeps the store locked until the process is killed.
func holdTransaction(t *testing.T, s *Store, say func(string)) {
	conn, err := s.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.begin(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	say("held")
	select {}
}

// helper is a running helper process.
type helper struct {
	cmd *exec.Cmd
	out *bufio.Scanner
	err *strings.Builder
}

func startHelper(t *testing.T, doing, path, id string, n int, v string) *helper {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe, "-test.run=^TestHelperProcess$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%s|%s|%d|%s", helperEnv, doing, path, id, n, v))
	h := &helper{cmd: cmd, err: &strings.Builder{}}
	cmd.Stderr = h.err
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	h.out = bufio.NewScanner(stdout)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return h
}

// until reads what the helper says up to word.
func (h *helper) until(t *testing.T, word string) {
	t.Helper()
	var said []string
	for h.out.Scan() {
		if h.out.Text() == "helper:"+word {
			return
		}
		said = append(said, h.out.Text())
	}
	t.Fatalf("the helper ended before %q: %v %s", word, said, h.err)
}

// kill ends the helper with SIGKILL, waits for it and returns what it still said.
func (h *helper) kill() string {
	_ = h.cmd.Process.Kill()
	said := drain(h) // before Wait, which closes the pipe
	_ = h.cmd.Wait()
	return said
}

// wait waits for a helper that is to end well.
func (h *helper) wait(t *testing.T) {
	t.Helper()
	h.until(t, "applied")
	drain(h)
	if err := h.cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, h.err)
	}
}

// oneVersion checks that all people, their hints and the runs are of one and
// the same listing, and returns which.
func oneVersion(t *testing.T, s *Store, id string, n int) string {
	t.Helper()
	people := all(t, s, id)
	if len(people) != n {
		t.Fatalf("%d people, want %d", len(people), n)
	}
	v, hints := "", 0
	for _, u := range people {
		if v == "" {
			v = u.Claims[claims.MiddleName]
		}
		if u.Claims[claims.MiddleName] != v || !strings.HasSuffix(u.Hints[1].Value, v) {
			t.Fatalf("people of two listings are mixed: %q and %+v", v, u)
		}
		hints += len(u.Hints)
	}
	var stored int
	err := s.db.QueryRowContext(t.Context(), `SELECT count(*) FROM login_hint WHERE integration_id = $1`, id).Scan(&stored)
	if err != nil || stored != hints {
		t.Fatalf("%d hints are stored, %d expected, %v", stored, hints, err)
	}
	var check string
	if err := s.db.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&check); err != nil || check != "ok" {
		t.Fatalf("integrity: %s %v", check, err)
	}
	return v
}

func TestKilledBetweenStageAndApply(t *testing.T) {
	s, clock := newStore(t)
	const n = 400
	mustSync(t, s, corpID, employees(corpID, n, version("old")))
	h := startHelper(t, "stage", s.path, corpID, n, "new")
	h.until(t, "staged")

	// While it lives, the integration is taken; others are not.
	if _, err := s.OpenStaging(t.Context(), corpID); !fault.Is(err, fault.Locked) || fault.HintOf(err) == "" {
		t.Errorf("the same integration twice: %v", err)
	}
	mustSync(t, s, otherID, employees(otherID, 5))
	h.kill()
	if v := oneVersion(t, s, corpID, n); v != "old" {
		t.Errorf("people are of listing %q", v)
	}
	// All it had is kept, for whoever goes on with it.
	clock.t = time.Now()
	st, at, why := resume(t, s, fullListing())
	if !at.Last || at.Pages != 2 || why != "" {
		t.Fatalf("%+v %q", at, why)
	}
	p := planOf(t, st, true)
	if err := st.Apply(t.Context(), p, runAt(clock.t, corpID), directory.Position{}, nil); err != nil || p.Counts.Updated != n {
		t.Errorf("%+v %v", p.Counts, err)
	}
	mustClose(t, st)
	if v := oneVersion(t, s, corpID, n); v != "new" {
		t.Errorf("people are of listing %q", v)
	}
	if left, err := filepath.Glob(s.path + ".staging-*.db*"); err != nil || len(left) != 0 {
		t.Errorf("staging files are left: %v %v", left, err)
	}
}

// TestKilledAtEachPage kills a process at every page, before, while or after it
// is staged, and goes on with the next. No finished page is staged twice.
func TestKilledAtEachPage(t *testing.T) {
	s, _ := newStore(t)
	const n = 8*pageSize + 50
	mustSync(t, s, corpID, employees(corpID, n, version("old")))
	next, kept := 0, 0
	for kill := range 8 {
		h := startHelper(t, "sync", s.path, corpID, n, "new")
		h.until(t, fmt.Sprint("page", next))
		said := ""
		if kill%3 == 2 && next < 8 { // let one page be finished for certain
			h.until(t, fmt.Sprint("page", next+1))
			said = "helper:page"
		}
		time.Sleep(time.Duration(kill%4) * time.Millisecond)
		said += h.kill()
		// Where the next one has to go on: at the last page begun, or after it.
		last := next + strings.Count(said, "helper:page")
		if strings.Contains(said, "helper:applied") {
			t.Fatal("it was too quick to be killed")
		}
		if v := oneVersion(t, s, corpID, n); v != "old" {
			t.Fatalf("people are of listing %q", v)
		}
		if next = peek(t, s); next != last && next != last+1 {
			t.Fatalf("killed on page %d, goes on with page %d", last, next)
		}
		kept += next
		if next > 8 {
			break
		}
	}
	if kept == 0 {
		t.Error("no page was ever kept, so this has shown nothing")
	}
	h := startHelper(t, "sync", s.path, corpID, n, "new")
	h.wait(t)
	if v := oneVersion(t, s, corpID, n); v != "new" {
		t.Errorf("people are of listing %q", v)
	}
	indexIsRight(t, s, "after all those")
}

// peek returns how many pages wait to be gone on with.
func peek(t *testing.T, s *Store) int {
	t.Helper()
	st, err := s.OpenStaging(t.Context(), corpID)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, st)
	own := st.(*staging)
	if _, err := os.Stat(s.stagingPath(corpID)); err != nil {
		return 0
	}
	if err := own.openFile(s.stagingPath(corpID)); err != nil {
		t.Fatal(err)
	}
	if version, err := versionOf(t.Context(), own.db); err != nil || version == 0 {
		return 0 // killed before the file was finished
	}
	l, err := readListing(t.Context(), own.db)
	if err != nil {
		t.Fatal(err)
	}
	return l.at.Pages
}

func TestKilledWhileApplying(t *testing.T) {
	s, clock := newStore(t)
	const n = 4000
	mustSync(t, s, corpID, employees(corpID, n, version("0")))
	before := "0"
	interrupted, resumed := 0, 0
	for i, delay := range []time.Duration{0, 5, 15, 30, 60, 100, 200} {
		v := fmt.Sprint(i + 1)
		// Half of them leave their pages to the next, half are started over.
		if _, err := os.Stat(s.stagingPath(corpID)); err == nil && i%2 == 0 {
			if err := removeFiles(s.stagingPath(corpID)); err != nil {
				t.Fatal(err)
			}
		} else if err == nil {
			v, resumed = fmt.Sprint(i), resumed+1
		}
		h := startHelper(t, "sync", s.path, corpID, n, v)
		h.until(t, "planned")
		time.Sleep(delay * time.Millisecond)
		h.kill()
		got := oneVersion(t, s, corpID, n)
		if got != before && got != v {
			t.Fatalf("people are of listing %q, want %q or %q", got, before, v)
		}
		if got == before {
			interrupted++
		}
		before = got
	}
	if interrupted == 0 || resumed == 0 {
		t.Errorf("%d applies were interrupted and %d listings gone on with, so this has shown nothing", interrupted, resumed)
	}
	clock.t = day(2)
	mustSync(t, s, corpID, employees(corpID, n, version("last")))
	if got := oneVersion(t, s, corpID, n); got != "last" {
		t.Errorf("the next run is not right: %q", got)
	}
}

// Processes that create the store together, sync different integrations and
// read while others write.
func TestProcessesAtOnce(t *testing.T) {
	s, _ := newStore(t)
	const n = 3000
	a := startHelper(t, "sync", s.path, corpID, n, "a")
	b := startHelper(t, "sync", s.path, otherID, n, "b")
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 200 {
			for _, id := range []string{corpID, otherID} {
				if c, err := s.StateCounts(t.Context(), id); err != nil || (c[directory.Active] != 0 && c[directory.Active] != n) {
					t.Errorf("half a sync is seen: %v %v", c, err)
				}
			}
			time.Sleep(2 * time.Millisecond)
		}
	}()
	a.wait(t)
	b.wait(t)
	<-done
	if v := oneVersion(t, s, corpID, n); v != "a" {
		t.Error(v)
	}
	if v := oneVersion(t, s, otherID, n); v != "b" {
		t.Error(v)
	}
}

func TestProcessesCreateTheStoreAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "store.db")
	var helpers []*helper
	for range 4 {
		helpers = append(helpers, startHelper(t, "sync", path, "nobody", 0, ""))
	}
	for _, h := range helpers {
		out := drain(h)
		// They get as far as there being no such integration.
		if err := h.cmd.Wait(); err == nil || !strings.Contains(out, `there is no integration "nobody"`) {
			t.Errorf("%v: %s %s", err, out, h.err)
		}
	}
	openAt(t, path, &clock{day(1)})
}

// drain returns all a helper still says.
func drain(h *helper) string {
	var b strings.Builder
	for h.out.Scan() {
		b.WriteString(h.out.Text() + "\n")
	}
	return b.String()
}

func TestLockedByAnotherProcess(t *testing.T) {
	made, c := newStore(t)
	h := startHelper(t, "hold", made.path, "", 0, "")
	h.until(t, "held")
	s, err := Open(t.Context(), made.path, Options{Now: c.now, LockWait: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.SetFeature(t.Context(), "x", true, day(1)); !fault.Is(err, fault.Locked) || fault.HintOf(err) == "" {
		t.Errorf("%v (%s)", err, fault.HintOf(err))
	}
	if _, err := s.Integrations(t.Context()); err != nil {
		t.Errorf("reading has to wait: %v", err)
	}
	// Ctrl-C does not have to wait for the lock.
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	start := time.Now()
	if err := made.SetFeature(ctx, "x", true, day(1)); !fault.Is(err, fault.Interrupted) {
		t.Errorf("%v", err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("cancelling took %v", took)
	}
	h.kill()
	if err := s.SetFeature(t.Context(), "x", true, day(1)); err != nil {
		t.Errorf("after the other process is gone: %v", err)
	}
}
