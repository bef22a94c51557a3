package verification_test

import (
	"context"
	"iter"
	"path/filepath"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/store"
	"github.com/incodectl/incodectl/internal/verification"
)

var now = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

// listing is a source that lists these people.
type listing struct {
	directory.Source // nothing else of it is asked for
	people           []directory.Record
}

func (l listing) Pages(context.Context, directory.Read) iter.Seq2[directory.Page, error] {
	return func(yield func(directory.Page, error) bool) {
		yield(directory.Page{Records: l.people, Last: true}, nil)
	}
}
func (listing) Fingerprint() string { return "listing" }

func person(id, given, born, groups, state string) directory.Record {
	return directory.Record{
		ExternalID: id, SourceState: state, Login: id + "@corp.example",
		Claims: claims.Set{claims.GivenName: given, claims.FamilyName: "Lindqvist", claims.Birthdate: born, claims.Groups: groups},
	}
}

// directoryOf returns a directory with these people, over a real store.
func directoryOf(t *testing.T, people ...directory.Record) *directory.Service {
	t.Helper()
	clock := func() time.Time { return now }
	repo, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "d.db"), store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = repo.Close() })
	svc := &integration.Service{Repo: repo, Now: clock}
	if err := svc.SetFeature(t.Context(), integration.FeatureEcosystem, true); err != nil {
		t.Fatal(err)
	}
	in := integration.Integration{
		ID: "id", Name: "corp", Template: integration.OktaDirectory, Category: integration.CategoryDirectory,
		CreatedAt: now, UpdatedAt: now,
	}
	if err := repo.CreateIntegration(t.Context(), in, nil); err != nil {
		t.Fatal(err)
	}
	dir := &directory.Service{Repo: repo, Integrations: svc, Now: clock, NewRunID: func() string { return "0123456789abcdef01234567" }}
	if _, err := dir.Sync(t.Context(), directory.SyncRequest{Integration: in, Source: listing{people: people}, Limits: directory.DefaultLimits()}); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestMatch(t *testing.T) {
	policy := match.DefaultPolicy()
	strict, _ := match.PresetPolicy(match.PresetStrict)
	policy.Groups = []match.Group{{Group: "board", Rules: strict.Rules}}
	dir := directoryOf(t,
		person("mara", "Mara", "1990-05-13", "Staff\nBoard", "ACTIVE"),
		person("mara2", "Mara", "1970-01-02", "", "ACTIVE"),
		person("twin1", "Nils", "1985-02-03", "", "ACTIVE"),
		person("twin2", "Nils", "1985-02-03", "", "ACTIVE"),
		person("other", "Erik", "1985-02-03", "", "ACTIVE"),
		person("left", "Olga", "1980-03-04", "", "DEPROVISIONED"),
	)
	m, err := verification.NewMatcher(t.Context(), dir, "", policy, match.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		about, hint, given, born string
		rule                     match.Rule
		group                    string
		rivals                   int // -1 where nobody asks
	}{
		{"their own document, rules of their group", "mara@corp.example", "Mara", "1990-05-13", match.RulePass, "board", 0},
		{"a namesake's document", "mara@corp.example", "Mara", "1970-01-02", match.RuleClaimHardStop, "board", -1},
		{"somebody who is the same on record", "twin1@corp.example", "Nils", "1985-02-03", match.RuleNotUnique, "", 1},
		{"born on the same day only", "other@corp.example", "Erik", "1985-02-03", match.RulePass, "", 0},
		{"somebody who left", "left@corp.example", "Olga", "1980-03-04", match.RuleInactive, "", -1},
	} {
		t.Run(tt.about, func(t *testing.T) {
			got, err := m.Match(t.Context(), tt.hint, claims.Set{
				claims.GivenName: tt.given, claims.FamilyName: "LINDQVIST", claims.Birthdate: tt.born,
			})
			if err != nil {
				t.Fatal(err)
			}
			d := got.Decision
			rivals := -1
			if d.Rivals != nil {
				rivals = *d.Rivals
			}
			if d.Rule != tt.rule || d.Group != tt.group || rivals != tt.rivals || got.Found.User.Login != tt.hint {
				t.Errorf("%s for group %q, %d rivals, %+v", d.Rule, d.Group, rivals, got.Found.User)
			}
		})
	}
	if _, err := m.Match(t.Context(), "nobody", claims.Set{claims.Name: "Mara"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := verification.NewMatcher(t.Context(), dir, "elsewhere", policy, match.Options{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("no such integration: %v", err)
	}
}

// TestFormerOrganisation: people who may be another organisation's are matched
// with nobody's document.
func TestFormerOrganisation(t *testing.T) {
	dir := directoryOf(t, person("mara", "Mara", "1990-05-13", "", "ACTIVE"))
	in, err := dir.Directory(t.Context(), "corp")
	if err != nil {
		t.Fatal(err)
	}
	in.FullSyncNeeded = "the org URL changed"
	if err := dir.Integrations.Repo.UpdateIntegration(t.Context(), in, nil); err != nil {
		t.Fatal(err)
	}
	m, err := verification.NewMatcher(t.Context(), dir, "corp", match.DefaultPolicy(), match.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Match(t.Context(), "mara@corp.example", claims.Set{claims.GivenName: "Mara"})
	if !fault.Is(err, fault.Blocked) || fault.HintOf(err) == "" {
		t.Errorf("%v, %q", err, fault.HintOf(err))
	}
}
