//go:build unix

// Command measure runs another command and prints what it cost, as JSON: wall
// time, CPU time (user and system) and the largest resident memory.
//
//	go run ./internal/systemtest/measure incodectl version
//
// It is a program of its own, and a small one, because a process inherits the
// memory record of the process that started it: measured from a test binary,
// nothing would seem to need less memory than the tests.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// cost is what a finished process took. Exit is its exit code.
type cost struct {
	Wall   float64 `json:"wall_s"`
	User   float64 `json:"user_s"`
	System float64 `json:"sys_s"`
	Memory float64 `json:"rss_mb"`
	Exit   int     `json:"exit"`
}

func main() {
	if len(os.Args) < 2 {
		fail("usage: measure COMMAND [ARG...]")
	}
	c, err := run(os.Args[1:])
	if err != nil {
		fail(err.Error())
	}
	if err := json.NewEncoder(os.Stdout).Encode(c); err != nil {
		fail(err.Error())
	}
}

func fail(why string) {
	_, _ = fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}

// run runs a command; what it prints for people goes to stderr, the rest nowhere.
func run(args []string) (cost, error) {
	cmd := exec.Command(args[0], args[1:]...) //nolint:gosec // what it is told to run is the point
	cmd.Stdin, cmd.Stderr = os.Stdin, os.Stderr
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if cmd.ProcessState == nil {
		return cost{}, err
	}
	c := cost{
		Wall: wall.Seconds(), User: cmd.ProcessState.UserTime().Seconds(), System: cmd.ProcessState.SystemTime().Seconds(),
		Exit: cmd.ProcessState.ExitCode(),
	}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		unit := 1024.0 // kilobytes
		if runtime.GOOS == "darwin" {
			unit = 1 // bytes
		}
		c.Memory = float64(u.Maxrss) * unit / (1 << 20)
	}
	return c, nil
}
