//go:build unix

package cmd_test

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/sandbox"
)

// program runs the real command line in a process of its own.
type program struct {
	t    *testing.T
	home string
}

func (p program) command(args ...string) *exec.Cmd {
	p.t.Helper()
	exe, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	c := exec.CommandContext(p.t.Context(), exe)
	c.Args = append([]string{"incodectl"}, args...) // by this name TestMain knows what to be
	c.Env = []string{"HOME=" + p.home, "INCODECTL_SECRET_STORE=file", "INCODECTL_DATA_DIR=" + filepath.Join(p.home, "data")}
	return c
}

// output runs a command line that has to succeed.
func (p program) output(args ...string) string {
	p.t.Helper()
	c := p.command(args...)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		p.t.Fatalf("%v: %v\n%s", args, err, &stderr)
	}
	return string(out)
}

// TestSignals interrupts a sync in the middle of its listing: it ends with the
// signal's exit code, and the people are as they were.
func TestSignals(t *testing.T) {
	company := sandbox.NewCompany(sandbox.CompanyOptions{Users: 1000, Seed: 1, Domain: "lumen.example", IDPrefix: "LUM"})
	var hold atomic.Bool
	arrived := make(chan struct{}, 100)
	server, err := sandbox.Start(t.Context(), sandbox.Options{Okta: company, Wrap: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if hold.Load() && r.URL.Query().Has("after") { // not the first page
				arrived <- struct{}{}
				select {
				case <-r.Context().Done():
					return
				case <-time.After(time.Minute):
				}
			}
			next.ServeHTTP(w, r)
		})
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)

	p := program{t, t.TempDir()}
	token := filepath.Join(p.home, "token")
	if err := os.WriteFile(token, []byte(server.OktaToken()), 0o600); err != nil {
		t.Fatal(err)
	}
	p.output("features", "enable", "integrations-ecosystem")
	p.output("integrations", "create", "okta-directory", "--name", "lumen", "--org-url", server.OktaURL(), "--auth", "token", "--secret-file", token)
	p.output("directory", "sync")
	before := p.output("directory", "users", "-o", "json", "--reveal")
	company.Deactivate(1)
	company.Delete(2)

	for sig, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		hold.Store(true)
		c := p.command("directory", "sync", "--full", "-o", "json")
		var stdout, stderr bytes.Buffer
		c.Stdout, c.Stderr = &stdout, &stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		<-arrived
		if err := c.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait() // the exit code is looked at
		hold.Store(false)
		if got := c.ProcessState.ExitCode(); got != code {
			t.Errorf("%v: exit code %d, want %d\n%s", sig, got, code, &stderr)
		}
		if !strings.Contains(stderr.String(), "not synced, and as before: lumen") || !strings.Contains(stdout.String(), `"cancelled"`) {
			t.Errorf("%v: stdout %s\nstderr %s", sig, &stdout, &stderr)
		}
		if after := p.output("directory", "users", "-o", "json", "--reveal"); after != before {
			t.Errorf("%v: the people changed", sig)
		}
	}
	if out := p.output("directory", "sync", "--full", "-o", "csv"); !strings.Contains(out, "1 deactivated, 1 missing") {
		t.Errorf("the sync after that: %s", out)
	}
}

// TestSignalWhileReading: a command that reads standard input cannot be told to
// stop. It is abandoned, which is said as any other interrupt is.
func TestSignalWhileReading(t *testing.T) {
	p := program{t, t.TempDir()}
	for _, tt := range []struct{ line, says string }{
		{"apply -f -", "error: interrupted\n"},
		{"sessions complete 66f1c0 --claims -", "error: interrupted\n"},
		{"match --login-hint ada --claims - -o json", `{"error":{"code":"interrupted","message":"interrupted","hint":""}}` + "\n"},
	} {
		for sig, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
			c := p.command(strings.Fields(tt.line)...)
			var stderr bytes.Buffer
			c.Stderr = &stderr
			in, err := c.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			// More than a pipe holds: once it is written, somebody reads.
			if _, err := in.Write(bytes.Repeat([]byte(" "), 256<<10)); err != nil {
				t.Fatal(err)
			}
			if err := c.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			_ = c.Wait() // the exit code is looked at; standard input stays open
			if got := c.ProcessState.ExitCode(); got != code || stderr.String() != tt.says {
				t.Errorf("%s, %v: exit code %d, want %d; said %q", tt.line, sig, got, code, &stderr)
			}
		}
	}
}
