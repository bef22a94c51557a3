//go:build unix

package store

import (
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
)

// cpu is the CPU time this process has used.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// phases measures stage, plan and apply of one listing apart.
func phases(b *testing.B, s *Store, l directory.Listing, people []directory.Staged, at time.Time) {
	b.Helper()
	start := cpu(b)
	st, err := begin(b.Context(), s, corpID, l)
	if err != nil {
		b.Fatal(err)
	}
	if err := putPages(b.Context(), st, people, 0); err != nil {
		b.Fatal(err)
	}
	stagedAt := cpu(b)
	p, err := st.Plan(b.Context(), l.Mode == directory.ModeFull)
	if err != nil {
		b.Fatal(err)
	}
	plannedAt := cpu(b)
	if err := st.Apply(b.Context(), p, runAt(at, corpID), directory.Position{}, nil); err != nil {
		b.Fatal(err)
	}
	appliedAt := cpu(b)
	mustClose(b, st)
	b.ReportMetric((stagedAt - start).Seconds(), "stage-cpu-s")
	b.ReportMetric((plannedAt - stagedAt).Seconds(), "plan-cpu-s")
	b.ReportMetric((appliedAt - plannedAt).Seconds(), "apply-cpu-s")
	b.ReportMetric((cpu(b) - start).Seconds(), "cpu-s")
}

func BenchmarkSyncFresh50k(b *testing.B) {
	people := employees(corpID, 50_000)
	for b.Loop() {
		b.StopTimer()
		s, _ := newStore(b)
		b.StartTimer()
		phases(b, s, fullListing(), people, day(1))
	}
}

func BenchmarkSyncUnchanged50k(b *testing.B) {
	s, c := newStore(b)
	people := employees(corpID, 50_000)
	mustSync(b, s, corpID, people)
	for b.Loop() {
		c.t = c.t.Add(time.Hour)
		phases(b, s, fullListing(), people, c.t)
	}
}

// changing syncs 50,000 people again and again, of whom some have changed.
func changing(b *testing.B, l directory.Listing, choose func(people []directory.Staged, round string) []directory.Staged) {
	s, c := newStore(b)
	people := employees(corpID, 50_000)
	mustSync(b, s, corpID, people)
	round := 0
	for b.Loop() {
		b.StopTimer()
		round++
		c.t = c.t.Add(time.Hour)
		listed := choose(people, strconv.Itoa(round))
		b.StartTimer()
		phases(b, s, l, listed, c.t)
	}
}

// One in a hundred has changed since the last full listing.
func BenchmarkSyncOnePercentOf50k(b *testing.B) {
	changing(b, fullListing(), func(people []directory.Staged, round string) []directory.Staged {
		for i := 0; i < len(people); i += 100 {
			people[i] = employee(corpID, i, version(round))
		}
		return people
	})
}

// A hundred people have changed, and a delta lists only them.
func BenchmarkSyncDelta100Of50k(b *testing.B) {
	changing(b, deltaListing(), func(people []directory.Staged, round string) (listed []directory.Staged) {
		for i := 0; i < len(people); i += 500 {
			listed = append(listed, employee(corpID, i, version(round)))
		}
		return listed
	})
}

func big(b *testing.B) (*Store, *clock) {
	b.Helper()
	s, c := newStore(b)
	mustSync(b, s, corpID, employees(corpID, 100_000))
	return s, c
}

func BenchmarkFindByHint100k(b *testing.B) {
	s, _ := big(b)
	hints := []directory.Hint{{Kind: directory.HintLogin, Value: "e050000"}, {Kind: directory.HintEmployeeID, Value: "E050000"}}
	for b.Loop() {
		hits, err := s.FindByHint(b.Context(), hints, "")
		if err != nil || len(hits) != 1 {
			b.Fatal(hits, err)
		}
	}
}

// A process that opens the store, looks up one person and ends.
func BenchmarkOpenLookup100k(b *testing.B) {
	s, c := big(b)
	path := s.path
	hints := []directory.Hint{{Kind: directory.HintEmployeeID, Value: "E050000"}}
	for b.Loop() {
		s, err := Open(b.Context(), path, Options{Now: c.now})
		if err != nil {
			b.Fatal(err)
		}
		if hits, err := s.FindByHint(b.Context(), hints, ""); err != nil || len(hits) != 1 {
			b.Fatal(hits, err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenNew(b *testing.B) {
	dir := b.TempDir()
	n := 0
	for b.Loop() {
		n++
		s, err := Open(b.Context(), filepath.Join(dir, time.Duration(n).String()), Options{Now: time.Now})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUsers100k(b *testing.B) {
	s, _ := big(b)
	for name, f := range map[string]directory.Filter{
		"all": {}, "first20": {Limit: 20}, "query": {Query: "family5000"}, "state": {IntegrationID: corpID, State: directory.Inactive},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range s.Users(b.Context(), f) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

func BenchmarkCounts100k(b *testing.B) {
	s, _ := big(b)
	b.Run("states", func(b *testing.B) {
		for b.Loop() {
			if c, err := s.StateCounts(b.Context(), corpID); err != nil || c[directory.Active] != 100_000 {
				b.Fatal(c, err)
			}
		}
	})
	b.Run("query", func(b *testing.B) {
		for b.Loop() {
			if n, err := s.CountUsers(b.Context(), directory.Filter{Query: "nobody"}); err != nil || n != 0 {
				b.Fatal(n, err)
			}
		}
	})
}
