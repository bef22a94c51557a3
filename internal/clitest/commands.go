package clitest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/incodectl/incodectl/internal/sandbox"
)

type worldKey struct{}

// world is what belongs to one script.
type world struct {
	server      *sandbox.Server
	okta, entra *sandbox.Company
	output      bytes.Buffer // everything that commands run by exits and connect printed
}

func worldOf(ts *testscript.TestScript) *world { return ts.Value(worldKey{}).(*world) }

// run runs a command, notes what it printed, and returns its exit code.
func (w *world) run(ts *testscript.TestScript, command string, args ...string) int {
	err := ts.Exec(command, args...)
	w.output.WriteString(ts.ReadFile("stdout"))
	w.output.WriteString(ts.ReadFile("stderr"))
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	ts.Check(err)
	return 0
}

func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := worldOf(ts).run(ts, args[1], args[2:]...); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// cmdPatch overwrites bytes of a file, as a faulty disk or another program would.
func cmdPatch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: patch FILE OFFSET HEX")
	}
	offset, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	data, err := hex.DecodeString(args[2])
	ts.Check(err)
	file, err := os.OpenFile(ts.MkAbs(args[0]), os.O_WRONLY, 0)
	ts.Check(err)
	_, err = file.WriteAt(data, offset)
	ts.Check(errors.Join(err, file.Close()))
}

// cmdExpand puts values into a file that could not be known when it was written.
func cmdExpand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: expand FILE")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(os.Expand(ts.ReadFile(args[0]), ts.Getenv)), 0o600))
}

// cmdWaitFor waits for what a command in the background writes.
func cmdWaitFor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: waitfor FILE")
	}
	for range 1000 {
		if data, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && bytes.HasSuffix(data, []byte("\n")) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s never came", args[0])
}

// cmdLeaks fails when a secret is in any output so far or in any file of the
// home folder other than the secret store's own. Negated it fails when none is,
// which shows that it would be noticed.
func cmdLeaks(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: [!] leaks SECRET...")
	}
	where := worldOf(ts).findSecret(ts, args)
	switch {
	case where != "" && !neg:
		ts.Fatalf("%s holds a secret", where)
	case where == "" && neg:
		ts.Fatalf("no secret was found, though one was expected")
	}
}

// findSecret says where a secret is, as it is or in base64, "" when nowhere.
func (w *world) findSecret(ts *testscript.TestScript, secrets []string) (where string) {
	forms := make([]string, 0, 2*len(secrets))
	for _, s := range secrets {
		if file, ok := strings.CutPrefix(s, "@"); ok {
			s = ts.ReadFile(file)
		}
		for line := range strings.Lines(s) { // a private key is found by any of its lines
			if line = strings.TrimSpace(line); len(line) >= 8 && !strings.HasPrefix(line, "-----") {
				forms = append(forms, line, base64.StdEncoding.EncodeToString([]byte(line)))
			}
		}
	}
	holds := func(data []byte) bool {
		for _, s := range forms {
			if bytes.Contains(data, []byte(s)) {
				return true
			}
		}
		return false
	}
	if holds(w.output.Bytes()) {
		return "the output"
	}
	err := filepath.WalkDir(ts.Getenv("HOME"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Base(filepath.Dir(path)) == "secrets" {
			return err
		}
		data, err := os.ReadFile(path)
		if holds(data) {
			where = path
		}
		return err
	})
	ts.Check(err)
	return where
}
