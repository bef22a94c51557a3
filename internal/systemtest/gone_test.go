//go:build unix

package systemtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// requester is a script that asks for sessions until it was refused often enough
// after the file "gone" is there. A line is when it began, the exit code, the
// session, and what was said.
const requester = `
n=0 after=0
while [ $n -lt 1000 ] && [ $after -lt 4 ]; do
	n=$((n + 1)) when=before
	if [ -e "gone$1" ]; then when=after after=$((after + 1)); fi
	id=$(incodectl sessions request --integration "$2" --login-hint "$3" --valid-for 1h -o name -q 2> "said$1.$4")
	echo "$when $? ${id:-none} $(head -n 1 "said$1.$4")"
done
`

// completer is one that completes the sessions it is given.
const completer = `
round=$1 claims=$2
shift 2
for id in "$@"; do
	when=before
	if [ -e "gone$round" ]; then when=after; fi
	incodectl sessions complete "$id" --claims "$claims" -o name -q > "done$round" 2> "said$round"
	echo "$when $? $id $(head -n 1 "said$round")"
done
`

// shell starts a script in which incodectl is a command.
func (o *office) shell(t *testing.T, script string, args ...string) (end func() []string) {
	t.Helper()
	out := &strings.Builder{}
	p := exec.CommandContext(t.Context(), "sh", append([]string{"-c", script, "sh"}, args...)...)
	p.Env, p.Dir, p.Stdout, p.Stderr = append(o.env, "PATH="+filepath.Join(o.dir, "bin")+":"+os.Getenv("PATH")), o.dir, out, os.Stderr
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return func() []string {
		if err := p.Wait(); err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(out.String()), "\n")
	}
}

// TestGone deletes an integration while scripts ask for sessions and complete
// them. From the moment the deletion ends no request succeeds and nothing can be
// completed; what was open is cancelled, and the ID never comes back.
func TestGone(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	self, err := os.Executable()
	if err == nil {
		err = os.Mkdir(filepath.Join(o.dir, "bin"), 0o700)
	}
	if err == nil {
		err = os.Symlink(self, filepath.Join(o.dir, "bin", "incodectl"))
	}
	if err != nil {
		t.Fatal(err)
	}
	create := words("integrations create helpdesk --name till --workflow staff --directory corp -o name")
	seen := map[string]bool{}
	before, after := 0, 0
	for round := range 2 {
		id := strings.TrimSpace(o.run(t, 0, create...))
		if seen[id] {
			t.Fatalf("the ID %s came back", id)
		}
		seen[id] = true
		var ready []string
		for i := range 8 {
			ready = append(ready, strings.TrimSpace(o.run(t, 0, words("sessions request --integration till --login-hint %s --valid-for 1h -o name", o.email(i%3))...)))
		}
		scripts := []func() []string{
			o.shell(t, requester, fmt.Sprint(round), id, o.email(4), "a"), o.shell(t, requester, fmt.Sprint(round), "till", o.email(4), "b"),
			o.shell(t, requester, fmt.Sprint(round), id, o.email(5), "c"),
		}
		complete := o.shell(t, completer, append([]string{fmt.Sprint(round), "right0"}, ready...)...)
		time.Sleep(time.Duration(150+300*round) * time.Millisecond)
		o.run(t, 0, "integrations", "delete", "till", "--yes")
		o.write(t, fmt.Sprint("gone", round), "")

		made := len(ready)
		for _, end := range scripts {
			for _, line := range end() {
				b, a := o.requested(t, line)
				before, after, made = before+b, after+a, made+b
			}
		}
		for _, line := range complete() {
			if when, rest, _ := strings.Cut(line, " "); when == "after" && !regexp.MustCompile(`^6 [0-9a-f]{24} error: session .* is already cancelled`).MatchString(rest) &&
				!regexp.MustCompile(`^6 [0-9a-f]{24} error: session .* (succeeded|failed)`).MatchString(rest) {
				t.Errorf("completed after the integration was deleted: %s", line)
			}
		}
		if n := o.count(t, `SELECT count(*) FROM session WHERE integration_id = ?`, id); n != made {
			t.Errorf("%d sessions are stored, and %d were reported", n, made)
		}
		for _, session := range ready { // whatever is not done can no longer be
			state := query(t, o.store, `SELECT state FROM session WHERE id = ?`, session)[0][0]
			if a := o.ask(t, "", "sessions", "complete", session, "--claims", "right0"); a.code != 6 {
				t.Errorf("a session that is %s: %s", state, a)
			}
		}
		for _, ref := range []string{id, "till"} {
			if a := o.ask(t, "", "sessions", "request", "--integration", ref, "--login-hint", o.email(0), "-o", "json"); a.code != 3 || !strings.Contains(a.stderr, `"code":"deleted"`) {
				t.Errorf("a session for what is deleted: %s", a)
			}
		}
		o.whole(t)
	}
	if before == 0 || after != 2*3*4 {
		t.Errorf("%d requests succeeded before and %d were refused after: too few to tell", before, after)
	}
	t.Logf("%d requests succeeded before a deletion ended, %d were refused after", before, after)
	o.run(t, 0, create...)
	for id := range seen {
		if a := o.ask(t, "", "sessions", "request", "--integration", id, "--login-hint", o.email(0)); a.code != 3 {
			t.Errorf("a deleted ID, whose name is in use again: %s", a)
		}
	}
}

// requested judges a line of a requester: a session made before, or a refusal.
func (o *office) requested(t *testing.T, line string) (before, after int) {
	t.Helper()
	f := strings.SplitN(line, " ", 4)
	if len(f) < 3 {
		t.Fatalf("the script says %q", line)
	}
	switch when, code, id := f[0], f[1], f[2]; {
	case code == "0":
		if when == "after" {
			t.Errorf("a session was made after the integration was deleted: %s", line)
		}
		if got := query(t, o.store, `SELECT state FROM session WHERE id = ?`, id); len(got) != 1 || got[0][0] != "cancelled" {
			t.Errorf("session %s is %v after its integration was deleted", id, got)
		}
		return 1, 0
	case code == "3" && id == "none" && strings.Contains(line, "was deleted"):
		if when == "after" {
			return 0, 1
		}
	default:
		t.Errorf("the script says %q", line)
	}
	return 0, 0
}

// TestGoneAtIncode deletes an integration while Incode is asked for a session: the
// link that Incode makes is handed to nobody.
func TestGoneAtIncode(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.incode(t)
	came, let := o.hold()
	defer let()
	asked := make(chan answer)
	for i := range 3 {
		go func() {
			asked <- o.ask(t, "", "sessions", "request", "--integration", "desk", "--login-hint", o.email(i), "-o", "json")
		}()
		<-came
	}
	o.run(t, 0, "integrations", "delete", "desk", "--yes")
	let()
	for range 3 {
		if a := <-asked; a.code != 6 || a.stdout != "" || !strings.Contains(a.stderr, "not to be used") || strings.Contains(a.stderr, "/verify/") {
			t.Errorf("requested while the integration was deleted: %s", a)
		}
	}
	if n := o.count(t, `SELECT count(*) FROM session WHERE state = 'cancelled'`); n != 3 {
		t.Errorf("%d of 3 sessions are cancelled", n)
	}
	if a := o.ask(t, "", "sessions", "refresh"); a.code != 0 || !strings.Contains(a.stderr, "no session requested from Incode is open") {
		t.Errorf("refreshed: %s", a)
	}
	o.whole(t)
}
