// Package cmd is the composition root: it builds the Factory from the
// adapters, puts the command tree together, and turns errors into exit codes.
package cmd

import (
	"context"
	"os"
	"os/exec"
	"os/signal"
	"os/user"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/incodectl/incodectl/cmd/clearclipboard"
	"github.com/incodectl/incodectl/internal/clipboard"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/iostreams"
)

// grace is how long an interrupted command may take to clean up. Everything
// it may be doing is safe to abandon: the store's transactions roll back.
const grace = 900 * time.Millisecond

// Build describes this build. Empty values, as in "go run" and "go install",
// are filled in from what the toolchain recorded.
func Build(version, commit, date string) cmdutil.Build {
	b := cmdutil.Build{
		Version: version, Commit: commit, Date: date,
		Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if b.Version == "" {
		b.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && b.Commit == "":
			b.Commit = s.Value
		case s.Key == "vcs.time" && b.Date == "":
			b.Date = s.Value
		}
	}
	return b
}

// Main runs the process's command line and returns the exit code.
func Main(b cmdutil.Build) int { return Serve(System(b)) }

// System is what the process can see of the world.
func System(b cmdutil.Build) Environment {
	return Environment{
		IO: iostreams.System(os.Getenv), Build: b, Now: time.Now,
		Getenv: os.Getenv, Home: os.UserHomeDir, Hostname: os.Hostname, User: account,
		Clipboard: clipboard.System{GOOS: runtime.GOOS, Getenv: os.Getenv, LookPath: exec.LookPath, Clearing: clearing},
	}
}

// clearing is how this program is run again to clear the clipboard.
func clearing() (file string, args []string, err error) {
	file, err = os.Executable()
	return file, []string{os.Args[0], clearclipboard.Name}, err
}

// account is the name of the account the process runs as.
func account() (string, error) {
	u, err := user.Current()
	if err != nil {
		return "", err
	}
	return u.Username, nil
}

// Serve runs the process's command line in env and returns the exit code. The first
// interrupt cancels the command, which has grace to clean up; a second one, or
// the end of grace, abandons it.
func Serve(env Environment) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	// Whoever reads our output may stop early, as head does. Unless somebody asks
	// for the signal, writing on would kill us before we clean up.
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	defer signal.Stop(pipe)

	done := make(chan int, 1)
	go func() { done <- Run(ctx, os.Args[1:], env) }()
	select {
	case code := <-done:
		return code
	case sig := <-signals:
		cancel()
		code, ended := afterSignal(sig, signals, done)
		if !ended { // it cannot say so itself, as while it reads standard input
			report(env.IO, sniffFormat(os.Args[1:], env.Getenv), context.Canceled)
		}
		return code
	}
}

// afterSignal waits for a cancelled command. One that finished all the same
// keeps its exit code; one that does not end in time, or not soon enough for a
// second signal, has not ended.
func afterSignal(sig os.Signal, signals <-chan os.Signal, done <-chan int) (code int, ended bool) {
	code = exitInterrupted
	if sig == syscall.SIGTERM {
		code = exitTerminated
	}
	select {
	case c := <-done:
		if c == 0 {
			return 0, true
		}
		return code, true
	case <-signals:
	case <-time.After(grace):
	}
	return code, false
}
