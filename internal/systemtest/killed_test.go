package systemtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// moment is when a process is killed.
type moment struct {
	after   time.Duration // so long after it was started
	secrets int           // when it has replaced the file with secrets so many times
	log     bool          // when it begins to write to the store, or so long after that
	then    time.Duration
}

// moments are all that is worth a try with a command that takes so long: the
// gaps between what is done to the file with secrets and to the store, and any.
func moments(random *rand.Rand, took time.Duration) []moment {
	all := []moment{{log: true}, {log: true, then: time.Millisecond}, {log: true, then: 3 * time.Millisecond}, {log: true, then: 6 * time.Millisecond}}
	for n := 1; n <= 5; n++ { // two of them try the store out
		all = append(all, moment{secrets: n})
	}
	for range 3 {
		all = append(all, moment{after: time.Duration(random.Int64N(int64(took)*5/4 + 1))})
	}
	return all
}

// killed starts incodectl, kills it at a moment, and reports whether that came
// before its end.
func (o *office) killed(t *testing.T, m moment, args ...string) bool {
	t.Helper()
	secrets, log := filepath.Join(o.dir, "data", "secrets", "default.json"), o.store+"-wal"
	stamp := func() (s string) {
		if info, err := os.Stat(secrets); err == nil {
			s = fmt.Sprint(info.ModTime().UnixNano(), info.Size())
		}
		return s
	}
	was, changes := stamp(), 0
	p := o.start(t.Context(), t, args...)
	ended := make(chan struct{})
	go func() { defer close(ended); _ = p.Wait() }() // how it ended is looked at below
	for begun, due := time.Now(), false; !due; {
		select {
		case <-ended:
			due = true
		case <-time.After(50 * time.Microsecond):
		}
		if now := stamp(); now != was {
			was = now
			changes++
		}
		info, err := os.Stat(log)
		due = due || m.after > 0 && time.Since(begun) >= m.after || m.secrets > 0 && changes >= m.secrets || m.log && err == nil && info.Size() > 0
	}
	time.Sleep(m.then)
	_ = p.Process.Kill() // it may have ended
	<-ended
	if p.ProcessState.Exited() && p.ProcessState.ExitCode() != 0 {
		t.Fatalf("incodectl %s: exit code %d before it was killed\n%s", strings.Join(args, " "), p.ProcessState.ExitCode(), &p.stderr)
	}
	return !p.ProcessState.Exited()
}

// blow is a command that is killed again and again.
type blow struct {
	// prepare makes what the command needs, and returns the command.
	prepare func(t *testing.T, o *office, n int) []string
	// check fails if the command was neither done nor not done at all, and says
	// which. entries is how many entries it logs.
	check   func(t *testing.T, o *office, n int) (done bool)
	entries int
	// again is how the command may end when it is carried out after that: done, or not done before.
	again map[bool]int
	slow  bool // it takes long enough to be killed only where it matters most
}

// TestKilled kills what changes a profile at random moments and in the gaps
// between the file with secrets and the store. Afterwards the store is sound, the
// log unbroken and has the entries of what was done and no other, nothing is done
// by half, and the same command does what is left.
func TestKilled(t *testing.T) {
	t.Parallel()
	var kills, undone atomic.Int32
	t.Cleanup(func() {
		t.Logf("%d processes were killed, %d of them before their change was made", kills.Load(), undone.Load())
		if !t.Failed() && (kills.Load() < 50 || undone.Load() < 20 || kills.Load() == undone.Load()) {
			t.Error("too few to tell")
		}
	})
	for name, b := range blows() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			random := rand.New(rand.NewPCG(5, uint64(len(name))))
			args := b.prepare(t, o, 0)
			begun := time.Now()
			o.run(t, 0, args...)
			took := time.Since(begun)
			if !b.check(t, o, 0) {
				t.Fatal("an undisturbed process did nothing")
			}
			for i, m := range moments(random, took) {
				if b.slow && m.after > 0 {
					continue
				}
				n := i + 1
				args := b.prepare(t, o, n)
				before := o.entries(t)
				if o.killed(t, m, args...) {
					kills.Add(1)
				}
				o.whole(t)
				done, want := b.check(t, o, n), 0
				if done {
					want = b.entries
				} else {
					undone.Add(1)
				}
				if got := o.entries(t) - before; got != want {
					t.Errorf("killed at %+v: done is %v, and %d entries were logged", m, done, got)
				}
				if a := o.ask(t, "", args...); a.code != b.again[done] {
					t.Errorf("killed at %+v: done is %v, and again: %s", m, done, a)
				}
				if !b.check(t, o, n) {
					t.Errorf("killed at %+v: carried out again it did nothing", m)
				}
				if t.Failed() {
					t.FailNow()
				}
			}
			o.whole(t)
			o.tidy(t)
		})
	}
}

// tidy fails if the killed left anything but the store, locks and the file with
// secrets. What else they left is cleared away by the next that changes a secret.
func (o *office) tidy(t *testing.T) {
	t.Helper()
	o.run(t, 0, "api-keys", "generate")
	err := filepath.WalkDir(filepath.Join(o.dir, "data"), func(path string, d os.DirEntry, err error) error {
		name := filepath.Base(path)
		if err == nil && !d.IsDir() && name != "default.db" && name != "default.json" && !strings.HasSuffix(name, ".lock") {
			t.Errorf("left behind: %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// all reports whether of n things all are there or none is.
func all(t *testing.T, what string, got, n int) bool {
	t.Helper()
	if got != 0 && got != n {
		t.Errorf("of %d %s %d are there", n, what, got)
	}
	return got == n
}

// keysKept fails unless every key in use can be copied; a key that is kept and
// is none must not count as one.
func (o *office) keysKept(t *testing.T) {
	t.Helper()
	kept := o.kept(t)
	for _, row := range query(t, o.store, `SELECT id, fingerprint FROM api_key WHERE revoked_at = ''`) {
		sum := sha256.Sum256(kept["@api-key-"+row[0]])
		if hex.EncodeToString(sum[:]) != row[1] {
			t.Errorf("API key %s is in use, and what is kept of it is %d bytes of something else", row[0], len(kept["@api-key-"+row[0]]))
		}
	}
	for name, key := range kept {
		if id, ok := strings.CutPrefix(name, "@api-key-"); ok && o.count(t, `SELECT count(*) FROM api_key WHERE id = ? AND revoked_at = ''`, id) == 0 {
			if a := o.ask(t, string(key), "api-keys", "verify"); a.code != 4 {
				t.Errorf("a key that is none: %s", a)
			}
		}
	}
}

// TestKilledAtIncode kills a process while Incode is asked for a session, and one
// while another is connected: the session says that it was asked for, and can be
// expired; who connects again is connected.
func TestKilledAtIncode(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.incode(t)
	came, let := o.hold()
	p := o.start(t.Context(), t, words("sessions request --integration desk --login-hint %s", o.email(0))...)
	<-came
	_ = p.Process.Kill()
	_ = p.Wait() // killed
	let()
	o.whole(t)
	var left []struct{ ID, State string }
	if o.read(t, &left, "sessions", "list"); len(left) != 1 || left[0].State != "requested" {
		t.Fatalf("left is %+v", left)
	}
	o.run(t, 0, "sessions", "expire", left[0].ID, "--yes")
	o.run(t, 0, words("sessions request --integration desk --login-hint %s -o json", o.email(0))...)

	connect := words("incode connect --client-id %s --auth-url %s --api-url %[2]s --secret-file incode-secret --api-key-file incode-key", o.server.IncodeClientID(), o.server.IncodeURL())
	random := rand.New(rand.NewPCG(6, 7))
	for _, m := range moments(random, 200*time.Millisecond) {
		o.run(t, 0, "incode", "disconnect", "--yes")
		o.killed(t, m, connect...)
		o.whole(t)
		var status struct{ Connected bool }
		if o.read(t, &status, "incode", "status"); status.Connected {
			if a := o.ask(t, "", "incode", "status", "--check"); a.code != 0 {
				t.Errorf("killed at %+v: %s", m, a)
			}
		} else if a := o.ask(t, "", words("sessions request --integration desk --login-hint %s -o json", o.email(1))...); a.code != 0 && a.code != 2 && a.code != 4 || a.code == 0 && !strings.Contains(a.stdout, `"local"`) {
			t.Errorf("killed at %+v, half connected: %s", m, a) // half a connection has to be said
		}
		o.run(t, 0, connect...)
		o.run(t, 0, "incode", "status", "--check")
	}
	o.tidy(t)
}
