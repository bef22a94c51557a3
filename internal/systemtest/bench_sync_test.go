//go:build unix

package systemtest

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/store"
)

// syncing is one integration whose syncs are measured. What a measurement needs
// done before, it does itself, so that each can be run alone.
type syncing struct {
	*bench
	server   *server
	template string
	url      string // where the listing begins, "" before the first sync
	stored   bool   // the store has everybody
	floor    []cost // of downloading the listing and no more
}

// syncs measures syncs of companies of a size.
func (p *bench) syncs(b *testing.B, users int) {
	server := p.serve(b, users, 0)
	for _, template := range []string{"okta", "entra"} {
		b.Run(template, func(b *testing.B) {
			s := &syncing{bench: p, server: server, template: template}
			b.Run("cold", func(b *testing.B) { s.cold(b) })
			b.Run("unchanged", s.unchanged)
			b.Run("delta100", s.delta)
			b.Run("readiness", s.readiness)
			b.Run("dryrun", s.dryRun)
			b.Run("resumed", s.resumed)
		})
	}
}

// waits measures first syncs where every answer takes 50 ms.
func (p *bench) waits(b *testing.B) {
	server := p.serve(b, 10_000, 50*time.Millisecond)
	for _, template := range []string{"okta", "entra"} {
		b.Run(template, func(b *testing.B) {
			s := &syncing{bench: p, server: server, template: template}
			b.Run("cold", func(b *testing.B) { s.cold(b) })
			b.Run("concurrency4", func(b *testing.B) {
				s.everybody(b) // one after the other, which is what it is held against
				s.cold(b, "--concurrency", "4")
			})
		})
	}
}

// million measures one company that is very large.
func (p *bench) million(b *testing.B) {
	const users = 1_000_000
	s := &syncing{bench: p, server: p.serve(b, users, 0), template: "okta"}
	b.Run("cold", func(b *testing.B) { s.cold(b) })
	b.Run("unchanged", s.unchanged)
	b.Run("delta100", s.delta)
	b.Run("lookup", func(b *testing.B) { s.lookup(b, users) })
}

// everybody makes sure that the store has everybody.
func (s *syncing) everybody(b *testing.B) {
	b.Helper()
	if !s.stored {
		s.connect(b, s.server, s.template)
		s.once(b, 0, "directory", "sync", s.template)
		s.listed(b)
	}
}

// listed notes that the store has everybody now, and how they were asked for.
func (s *syncing) listed(b *testing.B) {
	b.Helper()
	s.stored = true
	if s.url == "" {
		s.url = s.server.first(b, s.template)
	}
}

// report runs incodectl over and over, each time after prepare, and reports the
// medians and what the other side took for it.
func (s *syncing) report(b *testing.B, prepare, check func(), args ...string) []cost {
	b.Helper()
	var all []cost
	var side []float64
	for b.Loop() {
		prepare()
		before := s.server.cpu(b)
		all = append(all, s.once(b, 0, args...))
		side = append(side, 1000*(s.server.cpu(b)-before))
		check()
	}
	medians(b, all)
	b.ReportMetric(median(side, func(ms float64) float64 { return ms }), "sandbox-cpu-ms")
	return all
}

// besides reports what it takes to read the same pages one after the other and
// to throw them away, and how many times that the runs were.
func (s *syncing) besides(b *testing.B, all []cost) {
	b.Helper()
	for len(s.floor) < 3 {
		s.floor = append(s.floor, s.measured(b, 0, s.other, "download", s.template, s.url))
	}
	cpu, wall := median(s.floor, cost.cpu), median(s.floor, cost.wall)
	b.ReportMetric(1000*cpu, "download-cpu-ms")
	b.ReportMetric(1000*wall, "download-wall-ms")
	b.ReportMetric(median(all, cost.cpu)/cpu, "cpu-ratio")
	b.ReportMetric(median(all, cost.wall)/wall, "wall-ratio")
}

// cold measures first syncs.
func (s *syncing) cold(b *testing.B, flags ...string) {
	all := s.report(b, func() { s.connect(b, s.server, s.template) }, func() {
		s.demand(b, directory.ModeFull, s.server.users)
		s.listed(b)
	}, append([]string{"directory", "sync", s.template}, flags...)...)
	s.besides(b, all)
}

// unchanged measures full syncs that find nothing changed and write nobody.
func (s *syncing) unchanged(b *testing.B) {
	s.everybody(b)
	const written = `SELECT max(people_version), (SELECT max(updated_at) FROM directory_user), (SELECT count(*) FROM directory_user) FROM integration`
	before := query(b, s.store(), written)
	all := s.report(b, func() {}, func() {
		if now := query(b, s.store(), written); !slices.Equal(now[0], before[0]) {
			b.Fatalf("people were written: %v, before %v", now, before)
		}
		s.demand(b, directory.ModeFull, 0)
	}, "directory", "sync", s.template, "--full")
	s.besides(b, all)
}

// delta measures syncs after a hundred people changed.
func (s *syncing) delta(b *testing.B) {
	const changes = 100
	s.everybody(b)
	s.report(b, func() { s.server.change(b, changes) }, func() { s.demand(b, directory.ModeDelta, changes) },
		"directory", "sync", s.template)
}

// dryRun measures what a first sync would do.
func (s *syncing) dryRun(b *testing.B) {
	s.report(b, func() { s.connect(b, s.server, s.template); s.stored = false }, func() {},
		"directory", "sync", s.template, "--dry-run", "-o", "json")
}

// resumed measures first syncs that go on after one that was refused half-way.
func (s *syncing) resumed(b *testing.B) {
	pages := map[string]int{"okta": s.server.users / 200, "entra": s.server.users / 999}[s.template]
	var half []cost
	s.report(b, func() {
		s.connect(b, s.server, s.template)
		s.server.refuse(b, s.template, pages/2)
		half = append(half, s.once(b, 4, "directory", "sync", s.template))
	}, func() {
		if run := s.demand(b, directory.ModeFull, s.server.users); run.ResumedPages < pages/3 {
			b.Fatalf("only %d of %d pages were not read again", run.ResumedPages, run.Pages)
		}
		s.stored = true
	}, "directory", "sync", s.template)
	b.ReportMetric(1000*median(half, cost.cpu), "before-cpu-ms")
}

func (s *syncing) readiness(b *testing.B) {
	s.everybody(b)
	s.bench.report(b, 0, "directory", "readiness", "--integration", s.template, "-o", "json")
}

// lookup measures finding people in an open store, one after another.
func (s *syncing) lookup(b *testing.B, users int) {
	s.everybody(b)
	opened, err := store.Open(b.Context(), s.store(), store.Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = opened.Close() }()
	for n := 0; b.Loop(); n++ {
		hint := directory.Hint{Kind: directory.HintEmployeeID, Value: "LUM-" + strconv.Itoa(100_000+n*7919%(users-100_000))}
		if hits, err := opened.FindByHint(b.Context(), []directory.Hint{hint}, ""); err != nil || len(hits) != 1 {
			b.Fatalf("%s: %d hits, %v", hint.Value, len(hits), err)
		}
	}
}

// demand fails unless the newest run was of a mode and changed so many people.
func (s *syncing) demand(b *testing.B, mode directory.Mode, changes int) (run directory.Run) {
	b.Helper()
	newest := query(b, s.store(), `SELECT record FROM sync_run ORDER BY started_at DESC LIMIT 1`)
	if err := json.Unmarshal([]byte(newest[0][0]), &run); err != nil {
		b.Fatal(err)
	}
	c := run.Counts
	if run.Mode != mode || c.Added+c.Updated != changes || c.Changes() != changes {
		b.Fatalf("the run was %s and would be %s with %d changes: %+v", run.Mode, mode, changes, c)
	}
	return run
}
