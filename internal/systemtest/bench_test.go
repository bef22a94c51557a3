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
)

// lookupUsers is the size that the budgets of reading are for; see docs/performance.md.
const lookupUsers = 100_000

// bench is a built incodectl, the program that measures it, the other side of
// its syncs, and its home.
type bench struct {
	binary, measure, other string
	dir                    string
	env                    []string
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
	b.Run("sync50k", func(b *testing.B) { p.syncs(b, 50_000) })
	b.Run("latency", p.waits)
}

// BenchmarkLarge measures what takes minutes: that costs follow the people who
// changed, and else are in proportion to the people there are, while memory
// stays what it was.
func BenchmarkLarge(b *testing.B) {
	p := newBench(b)
	b.Run("sync500k", func(b *testing.B) { p.syncs(b, 500_000) })
	b.Run("sync1M", p.million)
}

func newBench(b *testing.B) *bench {
	b.Helper()
	p := &bench{dir: b.TempDir()}
	p.binary, p.measure, p.other = filepath.Join(p.dir, "incodectl"), filepath.Join(p.dir, "measure"), filepath.Join(p.dir, "otherside")
	for out, pkg := range map[string]string{
		p.binary: "github.com/incodectl/incodectl", p.measure: "./measure", p.other: "./measure/otherside",
	} {
		build := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, pkg)
		if text, err := build.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, text)
		}
	}
	p.env = append(os.Environ(),
		"HOME="+p.dir, "INCODECTL_CONFIG_DIR="+filepath.Join(p.dir, "config"), "INCODECTL_DATA_DIR="+filepath.Join(p.dir, "data"),
		"INCODECTL_SECRET_STORE=file", "INCODECTL_QUIET=true",
		"SSL_CERT_FILE=") // further authorities take 25 ms to read
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

// cpu is user and system time, in seconds.
func (c cost) cpu() float64 { return c.User + c.System }

func (c cost) wall() float64 { return c.Wall }

// once runs incodectl once under measure.
func (p *bench) once(b *testing.B, code int, args ...string) cost {
	b.Helper()
	return p.measured(b, code, p.binary, args...)
}

// measured runs a program once under measure.
func (p *bench) measured(b *testing.B, code int, program string, args ...string) cost {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), p.measure, append([]string{program}, args...)...)
	cmd.Env = p.env
	var words bytes.Buffer
	cmd.Stderr = &words
	out, err := cmd.Output()
	var c cost
	if err != nil || json.Unmarshal(out, &c) != nil || c.Exit != code {
		b.Fatalf("%s %s: exit code %d, want %d (%v)\n%s", filepath.Base(program), strings.Join(args, " "), c.Exit, code, err, &words)
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
	b.ReportMetric(0, "ns/op") // of measuring, which nobody wants to know
	b.ReportMetric(1000*median(all, cost.cpu), "cpu-ms")
	b.ReportMetric(1000*median(all, cost.wall), "wall-ms")
	b.ReportMetric(median(all, func(c cost) float64 { return c.Memory }), "rss-MB")
}

func median[T any](all []T, of func(T) float64) float64 {
	values := make([]float64, len(all))
	for i, one := range all {
		values[i] = of(one)
	}
	slices.Sort(values)
	return values[len(values)/2]
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

// reads measures a cold lookup and a cold match on a large store.
func (p *bench) reads(b *testing.B) {
	s := p.serve(b, lookupUsers, 0)
	p.connect(b, s, "okta")
	p.once(b, 0, "directory", "sync", "okta")
	s.stop()
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
