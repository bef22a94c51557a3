//go:build unix

package systemtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The sizes that the budgets are for; see docs/performance.md.
const (
	syncUsers   = 50_000
	lookupUsers = 100_000
)

// bench is a built incodectl, the program that measures it, and its home.
type bench struct {
	binary, measure string
	dir             string
	env             []string
}

// BenchmarkProcess measures whole processes, from start to exit: the median CPU
// time (user and system), wall time and peak memory of the runs. Sandboxes run
// in processes of their own, whose cost is reported apart.
func BenchmarkProcess(b *testing.B) {
	p := newBench(b)
	b.Run("help", func(b *testing.B) { p.report(b, 0, "--help") })
	b.Run("version", func(b *testing.B) { p.report(b, 0, "version") })
	b.Run("init", p.inits)
	b.Run("100k", p.reads)
	for _, template := range []string{"okta", "entra"} {
		b.Run("sync50k/"+template, func(b *testing.B) { p.syncs(b, template) })
	}
}

func newBench(b *testing.B) *bench {
	b.Helper()
	p := &bench{dir: b.TempDir()}
	p.binary, p.measure = filepath.Join(p.dir, "incodectl"), filepath.Join(p.dir, "measure")
	for out, pkg := range map[string]string{p.binary: "github.com/incodectl/incodectl", p.measure: "./measure"} {
		build := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, pkg)
		if text, err := build.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, text)
		}
	}
	p.env = append(os.Environ(),
		"HOME="+p.dir, "INCODECTL_CONFIG_DIR="+filepath.Join(p.dir, "config"), "INCODECTL_DATA_DIR="+filepath.Join(p.dir, "data"),
		"INCODECTL_SECRET_STORE=file", "INCODECTL_QUIET=true")
	return p
}

// cost is what measure prints.
type cost struct {
	Wall   float64 `json:"wall_s"`
	User   float64 `json:"user_s"`
	System float64 `json:"sys_s"`
	Memory float64 `json:"rss_mb"`
	Exit   int     `json:"exit"`
}

// once runs incodectl once under measure.
func (p *bench) once(b *testing.B, code int, args ...string) cost {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), p.measure, append([]string{p.binary}, args...)...)
	cmd.Env = p.env
	var words bytes.Buffer
	cmd.Stderr = &words
	out, err := cmd.Output()
	var c cost
	if err != nil || json.Unmarshal(out, &c) != nil || c.Exit != code {
		b.Fatalf("incodectl %s: exit code %d, want %d (%v)\n%s", strings.Join(args, " "), c.Exit, code, err, &words)
	}
	return c
}

// report runs incodectl over and over and reports the medians.
func (p *bench) report(b *testing.B, code int, args ...string) {
	b.Helper()
	var all []cost
	for b.Loop() {
		all = append(all, p.once(b, code, args...))
	}
	medians(b, all)
}

func medians(b *testing.B, all []cost) {
	b.Helper()
	median := func(of func(c cost) float64) float64 {
		values := make([]float64, len(all))
		for i, c := range all {
			values[i] = of(c)
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	b.ReportMetric(median(func(c cost) float64 { return 1000 * (c.User + c.System) }), "cpu-ms")
	b.ReportMetric(median(func(c cost) float64 { return 1000 * c.Wall }), "wall-ms")
	b.ReportMetric(median(func(c cost) float64 { return c.Memory }), "rss-MB")
}

// inits reports what initialising packages takes, before main begins.
func (p *bench) inits(b *testing.B) {
	var totals []float64
	var kilobytes float64
	slowest := map[string]float64{}
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), p.binary, "version")
		cmd.Env = append(p.env, "GODEBUG=inittrace=1")
		var trace bytes.Buffer
		cmd.Stderr = &trace
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		total := 0.0
		kilobytes = 0
		// init PACKAGE @1.2 ms, 0.34 ms clock, 5678 bytes, 90 allocs
		for line := range strings.Lines(trace.String()) {
			f := strings.Fields(line)
			if len(f) < 8 || f[0] != "init" {
				continue
			}
			ms, err := strconv.ParseFloat(f[4], 64)
			size, serr := strconv.ParseFloat(f[7], 64)
			if err != nil || serr != nil {
				b.Fatalf("unknown trace: %s", line)
			}
			total += ms
			kilobytes += size / 1024
			if old, seen := slowest[f[1]]; !seen || ms < old {
				slowest[f[1]] = ms
			}
		}
		totals = append(totals, total)
	}
	slices.Sort(totals)
	b.ReportMetric(totals[len(totals)/2], "init-ms")
	b.ReportMetric(kilobytes, "init-KB")
	for name, ms := range slowest {
		if ms >= 0.25 {
			b.Logf("%5.2f ms %s", ms, name)
		}
	}
}

// server is a sandbox in a process of its own.
type server struct {
	cmd  *exec.Cmd
	addr map[string]map[string]string
}

// serve starts a sandbox.
func (p *bench) serve(b *testing.B, users int) *server {
	b.Helper()
	s := &server{cmd: exec.CommandContext(b.Context(), p.binary, "sandbox", "serve", "--users", strconv.Itoa(users), "-o", "json")}
	s.cmd.Env = p.env
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.stop(b) })
	var doc struct {
		Okta  map[string]string `json:"okta"`
		Entra map[string]string `json:"entra"`
	}
	if err := json.NewDecoder(out).Decode(&doc); err != nil {
		b.Fatal(err)
	}
	s.addr = map[string]map[string]string{"okta": doc.Okta, "entra": doc.Entra}
	return s
}

// stop ends the sandbox and returns the CPU time it took.
func (s *server) stop(b *testing.B) time.Duration {
	b.Helper()
	if s.cmd.ProcessState == nil {
		_ = s.cmd.Process.Signal(os.Interrupt)
		_ = s.cmd.Wait() // says that it was interrupted
	}
	return s.cmd.ProcessState.UserTime() + s.cmd.ProcessState.SystemTime()
}

// connect makes a new store with one integration.
func (p *bench) connect(b *testing.B, s *server, template string) {
	b.Helper()
	if err := os.RemoveAll(filepath.Join(p.dir, "data")); err != nil {
		b.Fatal(err)
	}
	p.once(b, 0, "features", "enable", "integrations-ecosystem")
	a := s.addr[template]
	if template == "okta" {
		p.once(b, 0, "integrations", "create", "okta-directory", "--name", "okta", "--org-url", a["org_url"], "--auth", "token",
			"--secret-file", p.secret(b, a["token"]), "--map", "birthdate=profile.dateOfBirth")
		return
	}
	p.once(b, 0, "integrations", "create", "entra-directory", "--name", "entra", "--tenant-id", a["tenant_id"], "--client-id", a["client_id"],
		"--auth", "client-secret", "--secret-file", p.secret(b, a["client_secret"]),
		"--authority-url", a["authority_url"], "--graph-url", a["graph_url"],
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

// reads measures a cold lookup and a cold match on a large store.
func (p *bench) reads(b *testing.B) {
	s := p.serve(b, lookupUsers)
	p.connect(b, s, "okta")
	p.once(b, 0, "directory", "sync", "okta")
	s.stop(b)
	hint := fmt.Sprintf("LUM-%06d", lookupUsers/2)
	document := filepath.Join(p.dir, "id.json")
	claims := `{"given_name":"Ada","family_name":"Morgan","birthdate":"1985-04-12","email":"ada@corp.example","phone_number":"+14155550123",
		"address":{"street_address":"1 Long Acre","locality":"Springfield","postal_code":"12345","country":"US"}}`
	if err := os.WriteFile(document, []byte(claims), 0o600); err != nil {
		b.Fatal(err)
	}
	b.Run("lookup", func(b *testing.B) { p.report(b, 0, "directory", "lookup", "--login-hint", hint, "-o", "json") })
	b.Run("match", func(b *testing.B) { p.report(b, 11, "match", "--login-hint", hint, "--claims", document, "-o", "json") })
}

// syncs measures first syncs and syncs that find nothing changed.
func (p *bench) syncs(b *testing.B, template string) {
	s := p.serve(b, syncUsers)
	listings := 0
	var cold, second []cost
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			p.connect(b, s, template)
			cold = append(cold, p.once(b, 0, "directory", "sync", template))
			listings++
		}
		medians(b, cold)
	})
	b.Run("unchanged", func(b *testing.B) {
		for b.Loop() {
			second = append(second, p.once(b, 0, "directory", "sync", template))
			listings++
		}
		medians(b, second)
	})
	b.Run("sandbox", func(b *testing.B) { // what the other side took, a listing
		took := s.stop(b)
		for b.Loop() {
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(1000*took.Seconds()/float64(listings), "cpu-ms")
	})
}
