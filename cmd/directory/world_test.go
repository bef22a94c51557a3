package directory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/prompt"
	"github.com/incodectl/incodectl/internal/store"
	"github.com/incodectl/incodectl/internal/verification"
)

// company is a Source that lists its people in pages of three, in full.
type company struct {
	people []directory.Record
	failAt int    // page that cannot be had, counted from 1
	begun  func() // called before the first page, may be nil

	mu    sync.Mutex
	reads []directory.Read
	pages int // handed out
}

func (c *company) Fingerprint() string { return "print" }

func (*company) Probe(context.Context) (directory.Probe, error) { return directory.Probe{}, nil }

func (*company) Attributes(context.Context, int) ([]directory.Attribute, error) { return nil, nil }

func (*company) Check(_ context.Context, ids []string) ([]directory.Presence, directory.Cost, error) {
	out := make([]directory.Presence, len(ids))
	for i, id := range ids {
		out[i] = directory.Presence{ExternalID: id, Gone: "deleted"}
	}
	return out, directory.Cost{Requests: len(ids)}, nil
}

func (c *company) Pages(ctx context.Context, r directory.Read) iter.Seq2[directory.Page, error] {
	c.mu.Lock()
	c.reads = append(c.reads, r)
	c.mu.Unlock()
	return func(yield func(directory.Page, error) bool) {
		if c.begun != nil {
			c.begun()
		}
		const size = 3
		from, _ := strconv.Atoi(string(r.From))
		for n := from/size + 1; ; n++ {
			if ctx.Err() != nil {
				yield(directory.Page{}, ctx.Err())
				return
			}
			if n == c.failAt {
				yield(directory.Page{}, fault.New(fault.Unavailable, "the network is gone").WithHint("run it again"))
				return
			}
			to := min(from+size, len(c.people))
			c.mu.Lock()
			c.pages++
			c.mu.Unlock()
			p := directory.Page{Records: c.people[from:to], Last: to == len(c.people), Next: directory.Cursor(strconv.Itoa(to)), Cost: directory.Cost{Requests: 1}}
			if !yield(p, nil) || p.Last {
				return
			}
			from = to
		}
	}
}

// worker is person n of a company.
func worker(n int) directory.Record {
	login := fmt.Sprintf("p%02d@corp.example", n)
	return directory.Record{
		ExternalID: fmt.Sprintf("id%02d", n), SourceState: "ACTIVE", Login: login, Email: login,
		Aliases: []string{fmt.Sprintf("private%02d@home.example", n)},
		Claims: claims.Set{
			claims.GivenName: "Ada", claims.FamilyName: fmt.Sprintf("Morgan %d", n), claims.Email: login,
			claims.Birthdate: fmt.Sprintf("1990-01-%02d", n%28+1), "department": "Engineering",
		},
	}
}

func workers(n int) []directory.Record {
	all := make([]directory.Record, n)
	for i := range all {
		all[i] = worker(i)
	}
	return all
}

// world is a command line over a store with directory integrations.
type world struct {
	t       *testing.T
	f       *cmdutil.Factory
	dir     *directory.Service
	now     time.Time
	in      *bytes.Buffer
	out     *bytes.Buffer
	words   *bytes.Buffer
	format  output.Format
	sources map[string]*company
	asked   map[string]cmdutil.SourceOptions // what sources were opened with
}

// newWorld has one company of ten people for each name.
func newWorld(t *testing.T, names ...string) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), sources: map[string]*company{}, asked: map[string]cmdutil.SourceOptions{}}
	now := func() time.Time { return w.now }
	repo, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "d.db"), store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = repo.Close() })
	svc := &integration.Service{Repo: repo, Now: now, Actor: "ada@host"}
	var runs struct {
		sync.Mutex
		n int
	}
	w.dir = &directory.Service{Repo: repo, Integrations: svc, Now: now, NewRunID: func() string {
		runs.Lock()
		defer runs.Unlock()
		runs.n++
		return fmt.Sprintf("%024x", runs.n)
	}}
	err = svc.SetFeature(t.Context(), integration.FeatureEcosystem, true)
	for _, name := range names {
		w.sources[name] = &company{people: workers(10)}
		err = errors.Join(err, repo.CreateIntegration(t.Context(), integration.Integration{
			ID: "id-" + name, Name: name, Template: integration.OktaDirectory, Category: integration.CategoryDirectory,
			CreatedAt: w.now, UpdatedAt: w.now,
		}, nil))
	}
	if err != nil {
		t.Fatal(err)
	}
	ios, in, out, words := iostreams.Test()
	w.in, w.out, w.words, w.format = in, out, words, output.Table
	w.f = &cmdutil.Factory{
		IO: ios, Now: now, Prompt: prompt.New(ios),
		Settings:  func() cmdutil.Settings { return cmdutil.Settings{Format: w.format} },
		Directory: func(context.Context) (*directory.Service, error) { return w.dir, nil },
		Sessions: func(context.Context) (*verification.Service, error) {
			return &verification.Service{Repo: repo, Directory: w.dir, Integrations: svc, Now: now}, nil
		},
		WithWaitNotice: func(ctx context.Context, _ func(time.Duration, string)) context.Context { return ctx },
		OpenSource: func(_ context.Context, in integration.Integration, o cmdutil.SourceOptions) (directory.Source, error) {
			w.asked[in.Name] = o
			return w.sources[in.Name], nil
		},
	}
	return w
}

// runs executes a command line of "incodectl directory" and returns what it
// printed to stdout; what went to stderr before is forgotten.
func (w *world) runs(format output.Format, args ...string) (string, error) {
	return w.runsUnder(w.t.Context(), format, args...)
}

func (w *world) runsUnder(ctx context.Context, format output.Format, args ...string) (string, error) {
	w.t.Helper()
	w.out.Reset()
	w.words.Reset()
	w.format = format
	cmd := NewCmd(w.f)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(ctx)
	return w.out.String(), err
}

// must runs a command line that has to succeed.
func (w *world) must(format output.Format, args ...string) string {
	w.t.Helper()
	out, err := w.runs(format, args...)
	if err != nil {
		w.t.Fatalf("%v: %v\n%s", args, err, w.words)
	}
	return out
}

// terminal makes everything a terminal on which answers are typed.
func (w *world) terminal(answers string) {
	w.in.WriteString(answers)
	w.f.IO.SetStdinTTY(true)
	w.f.IO.SetStdoutTTY(true)
	w.f.IO.SetWidth(200)
}
