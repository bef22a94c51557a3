//go:build unix

package systemtest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// server is the other side of a sync, in a process of its own.
type server struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
	connect map[string]string
	users   int
}

// serve starts a sandbox, which waits before every answer.
func (p *bench) serve(b *testing.B, users int, latency time.Duration) *server {
	b.Helper()
	s := &server{
		cmd:   exec.CommandContext(b.Context(), p.other, "serve", "-users", fmt.Sprint(users), "-latency", latency.String()),
		users: users,
	}
	s.cmd.Env, s.cmd.Stderr = p.env, os.Stderr
	var err error
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		b.Fatal(err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.stop)
	s.out = bufio.NewScanner(out)
	s.read(b, &s.connect)
	return s
}

func (s *server) read(b *testing.B, into any) {
	b.Helper()
	if !s.out.Scan() {
		b.Fatalf("the other side ended (%v)", s.out.Err())
	}
	if err := json.Unmarshal(s.out.Bytes(), into); err != nil {
		b.Fatal(err)
	}
}

// ask has the other side do something; see its documentation.
func (s *server) ask(b *testing.B, into any, format string, args ...any) {
	b.Helper()
	if _, err := fmt.Fprintf(s.in, format+"\n", args...); err != nil {
		b.Fatal(err)
	}
	s.read(b, into)
}

// change gives n people of each company another family name.
func (s *server) change(b *testing.B, n int) {
	b.Helper()
	var done struct{ Changed int }
	if s.ask(b, &done, "change %d", n); done.Changed != n {
		b.Fatalf("%d people were changed, not %d", done.Changed, n)
	}
}

// refuse answers one request for people with 403.
func (s *server) refuse(b *testing.B, template string, from int) {
	b.Helper()
	s.ask(b, &struct{}{}, "refuse %s %d", target(template), from)
}

// target is what the other side calls a provider.
func target(template string) string {
	return map[string]string{"okta": "okta", "entra": "graph"}[template]
}

// first is the address of the first request for people that a provider got.
func (s *server) first(b *testing.B, template string) string {
	b.Helper()
	var first struct{ URL string }
	if s.ask(b, &first, "first %s", target(template)); first.URL == "" {
		b.Fatal("nobody asked for people")
	}
	return first.URL
}

// cpu is the CPU time the other side took so far, in seconds.
func (s *server) cpu(b *testing.B) float64 {
	b.Helper()
	var took struct {
		Seconds float64 `json:"cpu_s"`
	}
	s.ask(b, &took, "cpu")
	return took.Seconds
}

// stop ends the other side; ending it again is fine.
func (s *server) stop() {
	_ = s.in.Close() // that is what it ends at
	_ = s.cmd.Wait()
}

// connect makes a new store with one integration.
func (p *bench) connect(b *testing.B, s *server, template string) {
	b.Helper()
	if err := os.RemoveAll(filepath.Join(p.dir, "data")); err != nil {
		b.Fatal(err)
	}
	p.once(b, 0, "features", "enable", "integrations-ecosystem")
	a := s.connect
	if template == "okta" {
		p.once(b, 0, "integrations", "create", "okta-directory", "--name", "okta", "--org-url", a["url"], "--auth", "token",
			"--secret-file", p.secret(b, a["token"]), "--map", "birthdate=profile.dateOfBirth")
		return
	}
	p.once(b, 0, "integrations", "create", "entra-directory", "--name", "entra", "--tenant-id", a["tenant_id"], "--client-id", a["client_id"],
		"--auth", "client-secret", "--secret-file", p.secret(b, a["client_secret"]),
		"--authority-url", a["url"], "--graph-url", a["url"],
		"--map", "birthdate=onPremisesExtensionAttributes.extensionAttribute1")
}

func (p *bench) secret(b *testing.B, text string) string {
	b.Helper()
	path := filepath.Join(p.dir, "secret")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

// store is the path of the store.
func (p *bench) store() string { return filepath.Join(p.dir, "data", "default.db") }
