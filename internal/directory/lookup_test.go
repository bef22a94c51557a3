package directory_test

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/store"
)

var now = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

// listing is a Source of fixed pages; err ends it after them.
type listing struct {
	pages []directory.Page
	err   error
}

func (l listing) Pages(context.Context, directory.Read) iter.Seq2[directory.Page, error] {
	return func(yield func(directory.Page, error) bool) {
		for _, p := range l.pages {
			if !yield(p, nil) {
				return
			}
		}
		if l.err != nil {
			yield(directory.Page{}, l.err)
		}
	}
}
func (listing) Fingerprint() string { return "listing" }

func (listing) Probe(context.Context) (directory.Probe, error) { return directory.Probe{}, nil }

func (listing) Attributes(context.Context, int) ([]directory.Attribute, error) { return nil, nil }

// Check finds nobody who is not listed.
func (l listing) Check(_ context.Context, ids []string) ([]directory.Presence, directory.Cost, error) {
	var out []directory.Presence
	for _, id := range ids {
		out = append(out, directory.Presence{ExternalID: id, Gone: "deleted"})
	}
	return out, directory.Cost{Requests: len(ids)}, nil
}

func person(id, login, email, employee, state string, aliases ...string) directory.Record {
	return directory.Record{
		ExternalID: id, SourceState: state, Login: login, Email: email, EmployeeID: employee, Aliases: aliases,
		Claims: claims.Set{claims.GivenName: id},
	}
}

func last(records ...directory.Record) listing {
	return listing{pages: []directory.Page{{Records: records, Last: true}}}
}

// world is a directory over a real store with two integrations, okta and entra.
type world struct {
	*directory.Service
	in map[string]integration.Integration
	at *time.Time // what every clock shows
}

func newWorld(t *testing.T) world {
	t.Helper()
	at := now
	clock := func() time.Time { return at }
	repo, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "d.db"), store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = repo.Close() })
	svc := &integration.Service{Repo: repo, Now: clock}
	if err := svc.SetFeature(t.Context(), integration.FeatureEcosystem, true); err != nil {
		t.Fatal(err)
	}
	w := world{
		Service: &directory.Service{Repo: repo, Integrations: svc, Now: clock},
		in:      map[string]integration.Integration{}, at: &at,
	}
	n := 0
	w.NewRunID = func() string { n++; return strings.Repeat("0", 22) + string(rune('a'+n/10)) + string(rune('0'+n%10)) }
	for name, template := range map[string]string{"okta": integration.OktaDirectory, "entra": integration.EntraDirectory} {
		in := integration.Integration{ID: "id-" + name, Name: name, Template: template, Category: integration.CategoryDirectory, CreatedAt: now, UpdatedAt: now}
		if err := repo.CreateIntegration(t.Context(), in, nil); err != nil {
			t.Fatal(err)
		}
		w.in[name] = in
	}
	return w
}

func (w world) sync(t *testing.T, name string, source directory.Source) directory.Run {
	t.Helper()
	run, err := w.Sync(t.Context(), directory.SyncRequest{Integration: w.in[name], Source: source, Mode: directory.ModeFull, Limits: directory.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestLookup(t *testing.T) {
	w := newWorld(t)
	w.sync(t, "okta", last(
		person("ada", "ada@corp.example", "ada@corp.example", "E-1", "ACTIVE", "ada@home.example"),
		person("bob", "bob@corp.example", "bob@corp.example", "e-1", "ACTIVE"),
		person("old", "old@corp.example", "reused@corp.example", "E-3", "DEPROVISIONED"),
		person("new", "new@corp.example", "reused@corp.example", "E-4", "ACTIVE"),
		person("gone", "gone@corp.example", "gone@corp.example", "E-5", "SUSPENDED"),
		person("twin1", "t1@corp.example", "twin@corp.example", "E-6", "ACTIVE"),
		person("twin2", "t2@corp.example", "x@corp.example", "E-7", "ACTIVE", "twin@corp.example"),
	))
	w.sync(t, "entra", last(
		person("ada-entra", "ada@corp.example", "ada@corp.example", "9", "enabled"),
	))
	tests := []struct {
		hint, integration string
		want              string // external id and kind, or the code of the refusal
		words             []string
	}{
		{"E-1", "", "ada employee_id", nil},
		{"e-1", "", "bob employee_id", nil},
		{" ADA@Home.example ", "", "ada alias", nil},
		{"ada@corp.example", "okta", "ada login", nil},
		{"ada@corp.example", "id-entra", "ada-entra login", nil},
		{"ada@corp.example", "", "ambiguous", []string{"ada in okta", "ada-entra in entra"}},
		{"reused@corp.example", "", "new email", nil},
		{"gone@corp.example", "", "gone login", nil},
		{"twin@corp.example", "", "ambiguous", []string{"twin1", "twin2"}},
		{"nobody@corp.example", "", "not_found", []string{"nobody@corp.example"}},
		{"  ", "", "usage", nil},
		{"ada@corp.example", "nowhere", "not_found", nil},
	}
	for _, tt := range tests {
		t.Run(tt.hint+" in "+tt.integration, func(t *testing.T) {
			found, err := w.Lookup(t.Context(), tt.hint, tt.integration)
			got := string(fault.CodeOf(err))
			if err == nil {
				got = found.User.ExternalID + " " + string(found.Kind)
				if !found.SyncedAt.Equal(now) {
					t.Errorf("synced at %v", found.SyncedAt)
				}
			}
			if got != tt.want {
				t.Fatalf("got %s (%v), want %s", got, err, tt.want)
			}
			for _, w := range tt.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q does not name %q", err, w)
				}
			}
		})
	}
}

func TestLookupBeforeTheFirstSync(t *testing.T) {
	w := newWorld(t)
	_, err := w.Lookup(t.Context(), "ada@corp.example", "")
	if !fault.Is(err, fault.NotFound) || !strings.Contains(fault.HintOf(err), "not synced yet") {
		t.Errorf("%v (%s)", err, fault.HintOf(err))
	}
}

func TestSyncThatMustChangeNothing(t *testing.T) {
	everybody := last(person("ada", "ada", "", "", "ACTIVE"), person("bob", "bob", "", "", "ACTIVE"))
	broken := errors.New("page 2 is broken")
	tests := []struct {
		name   string
		source directory.Source
		status directory.RunStatus
	}{
		{"an error after the first page", listing{pages: everybody.pages[:0], err: broken}, directory.RunFailed},
		{"no last page", listing{pages: []directory.Page{{Records: []directory.Record{person("ada", "new", "", "", "DEPROVISIONED")}}}}, directory.RunFailed},
		{"nobody", last(), directory.RunBlocked},
		{"no page at all", listing{}, directory.RunFailed},
		{"pages after the last", listing{pages: []directory.Page{{Last: true}, {Records: everybody.pages[0].Records}}}, directory.RunFailed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.sync(t, "okta", everybody)
			run, err := w.Sync(t.Context(), directory.SyncRequest{Integration: w.in["okta"], Source: tt.source})
			if err == nil || run.Status != tt.status {
				t.Fatalf("status %s, error %v", run.Status, err)
			}
			states, err := w.Repo.StateCounts(t.Context(), "id-okta")
			if err != nil || states[directory.Active] != 2 || len(states) != 1 {
				t.Errorf("states %v, %v", states, err)
			}
			runs, err := w.Runs(t.Context(), directory.RunFilter{})
			if err != nil || len(runs) != 2 || runs[0].Error == "" && runs[1].Error == "" {
				t.Errorf("the run is not recorded: %+v, %v", runs, err)
			}
		})
	}
}

func TestSkippedRecordsAreNotMissing(t *testing.T) {
	w := newWorld(t)
	w.sync(t, "okta", last(person("ada", "ada", "", "", "ACTIVE"), person("bob", "bob", "", "", "ACTIVE"), person("eve", "eve", "", "", "ACTIVE")))

	named := last(person("ada", "ada", "", "", "ACTIVE"), person("bob", "bob", "", "", "ON_HOLIDAY"))
	run := w.sync(t, "okta", named)
	if run.Status != directory.RunPartial || run.Counts.Skipped != 1 || run.Counts.Missing != 1 {
		t.Errorf("named: %+v", run)
	}
	found, err := w.Lookup(t.Context(), "bob", "")
	if err != nil || found.User.State != directory.Active {
		t.Errorf("bob is %s, %v", found.User.State, err)
	}

	blind := last(person("ada", "ada", "", "", "ACTIVE"))
	blind.pages[0].Skipped = []directory.RecordError{{Reason: "no id"}}
	if run = w.sync(t, "okta", blind); run.Counts.Missing != 0 || run.Status != directory.RunPartial {
		t.Errorf("blind: somebody was taken for missing: %+v", run)
	}
}

func TestSyncWithSettingsThatWereChangedMeanwhile(t *testing.T) {
	w := newWorld(t)
	opened := w.in["okta"]
	opened.Settings = integration.Settings{"org_url": {"https://former.okta.com"}}
	run, err := w.Sync(t.Context(), directory.SyncRequest{Integration: opened, Source: last(person("ada", "ada", "", "", "ACTIVE"))})
	if !fault.Is(err, fault.Conflict) || run.Status != directory.RunFailed {
		t.Errorf("status %s, error %v", run.Status, err)
	}
}

// panicking is a Source with a mistake in it.
type panicking struct{ listing }

func (panicking) Pages(context.Context, directory.Read) iter.Seq2[directory.Page, error] {
	return func(func(directory.Page, error) bool) { panic("index out of range") }
}

func TestSyncWithASourceThatPanics(t *testing.T) {
	w := newWorld(t)
	run, err := w.Sync(t.Context(), directory.SyncRequest{Integration: w.in["okta"], Source: panicking{}})
	if !fault.Is(err, fault.Internal) || run.Status != directory.RunFailed {
		t.Errorf("status %s, error %v", run.Status, err)
	}
}

func TestSyncEndsWhereEmptyPagesDoNot(t *testing.T) {
	w := newWorld(t)
	var pages []directory.Page
	for range 1000 {
		pages = append(pages, directory.Page{Next: "more"})
	}
	run, err := w.Sync(t.Context(), directory.SyncRequest{Integration: w.in["okta"], Source: listing{pages: pages}})
	if !fault.Is(err, fault.Unavailable) || run.Pages > 600 {
		t.Errorf("%d pages, error %v", run.Pages, err)
	}
}
