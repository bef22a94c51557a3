package systemtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
)

// moment is when a syncing process is killed.
type moment struct {
	page    int           // when it asks for this page
	after   time.Duration // this long after it asked for the last page
	journal int64         // when the store's write-ahead log has this many bytes: while it applies
}

func (m moment) String() string {
	switch {
	case m.page > 0:
		return fmt.Sprintf("fetching page %d", m.page)
	case m.journal > 0:
		return fmt.Sprintf("applying, with %d bytes in the log", m.journal)
	default:
		return m.after.String() + " after the last page was asked for"
	}
}

// TestKilled kills a syncing process at many moments. The people synced before
// can be looked up, all as they were or all as they are; the next sync is right
// and leaves nothing of the dead one behind.
func TestKilled(t *testing.T) {
	t.Parallel()
	const pages = 15
	w := newWorld(t, worldOptions{users: pages*200 - 50, bigPages: true})
	s := w.oktaSide(t, okta.AuthToken)
	w.close(t) // a dead process must be cleaned up after by the next one, not by this one
	h := s.home(t, w.server.OktaToken())

	h.killed(t, s, moment{page: 8}) // the first sync ever
	w.open(t)
	if n := len(s.stored(t)); n != 0 {
		t.Fatalf("half of a first listing is in the store: %d people", n)
	}
	w.close(t)
	h.run(t, 3, "directory", "lookup", "--login-hint", w.okta.Person(0).Email)
	h.syncRight(t, s)

	old := 0
	for i, m := range []moment{
		{page: 1},
		{page: 2},
		{page: 7},
		{page: pages - 1},
		{page: pages},
		{after: 5 * time.Millisecond},
		{after: 20 * time.Millisecond},
		{after: 40 * time.Millisecond},
		{after: 70 * time.Millisecond},
		{after: 120 * time.Millisecond},
		{journal: 1},
		{journal: 200 << 10},
		{journal: 1 << 20},
		{journal: 2 << 20},
	} {
		before := dump(t, w.path, "")
		for p := range w.okta.Len() { // every row and every index entry changes
			w.okta.SetAttribute(p, "city", fmt.Sprintf("City %d-%d", i, p))
			w.okta.SetAttribute(p, "secondEmail", fmt.Sprintf("private%d.%d@mail.example", i, p))
		}
		h.killed(t, s, m)
		person := w.okta.Person(i)
		var found struct {
			ID string `json:"external_id"`
		}
		out := h.run(t, 0, "directory", "lookup", "--login-hint", person.Email, "-o", "json")
		if err := json.Unmarshal([]byte(out), &found); err != nil || found.ID != person.OktaID {
			t.Errorf("%s: a lookup gives %s (%v)", m, out, err)
		}
		if dump(t, w.path, "") == before {
			old++
		} else {
			t.Logf("%s: it was done already", m)
			w.open(t)
			s.equalsTruth(t)
			w.close(t)
		}
		h.syncRight(t, s)
	}
	if old < 5 {
		t.Errorf("only %d kills came before the sync was done", old)
	}
}

// killed starts a sync and kills it at the moment.
func (h home) killed(t *testing.T, s *side, m moment) {
	t.Helper()
	var asked atomic.Int32
	reached := make(chan struct{})
	last := int32((s.company.Count() + 199) / 200) //nolint:gosec // a handful
	at := last
	if m.page > 0 {
		at = int32(m.page) //nolint:gosec // a handful
	}
	s.w.gate.Store(func(r *http.Request) {
		if asked.Add(1) != at {
			return
		}
		close(reached)
		if m.page > 0 {
			<-r.Context().Done() // the answer never comes
		}
	})
	defer s.w.gate.Store(func(*http.Request) {})
	p := h.start(t.Context(), t, "directory", "sync", s.in.Name)
	ended := make(chan struct{})
	go func() { defer close(ended); _ = p.Wait() }()
	select {
	case <-reached:
	case <-ended:
		t.Fatalf("it ended before %s: %s", m, &p.stderr)
	}
	time.Sleep(m.after)
	for m.journal > 0 {
		if info, err := os.Stat(s.w.path + "-wal"); err == nil && info.Size() >= m.journal {
			break
		}
		select {
		case <-ended:
			return
		case <-time.After(200 * time.Microsecond):
		}
	}
	_ = p.Process.Kill() // it may have ended meanwhile
	<-ended
}

// syncRight syncs with another process and checks the store and its folder.
func (h home) syncRight(t *testing.T, s *side) {
	t.Helper()
	h.run(t, 0, "directory", "sync", s.in.Name)
	s.w.open(t)
	s.equalsTruth(t)
	if last := s.lastRun(t); last.Status != directory.RunSucceeded {
		t.Errorf("the last run is %s", last.Status)
	}
	s.w.close(t)
	dir := filepath.Dir(s.w.path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); name != filepath.Base(s.w.path) && !strings.HasSuffix(name, ".lock") {
			t.Errorf("left behind in the data folder: %s", name)
		}
	}
}
