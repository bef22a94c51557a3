package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
)

// The two integrations most tests use.
const (
	corpID  = "01890a5d-ac96-774b-bcce-b302099a8057"
	otherID = "01890a5d-ac96-774b-bcce-b302099a8058"
)

// day returns noon of a day, so that tests can tell when something happened.
func day(n int) time.Time { return time.Date(2026, 3, n, 12, 0, 0, 0, time.UTC) }

// clock is a settable time source.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func newStore(tb testing.TB) (*Store, *clock) {
	tb.Helper()
	c := &clock{day(1)}
	s := openAt(tb, filepath.Join(tb.TempDir(), "data", "store.db"), c)
	for i, id := range []string{corpID, otherID} {
		in := integration.Integration{
			ID: id, Name: []string{"Corp", "Other"}[i], Template: "okta-directory", Category: integration.CategoryDirectory,
			Settings:  integration.Settings{"org_url": {"https://corp.okta.example"}},
			CreatedAt: day(1), UpdatedAt: day(1),
		}
		if err := s.CreateIntegration(tb.Context(), in, nil); err != nil {
			tb.Fatal(err)
		}
	}
	return s, c
}

func openAt(tb testing.TB, path string, c *clock) *Store {
	tb.Helper()
	s, err := Open(tb.Context(), path, Options{Now: c.now})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// staged builds a person ready to be put, with the hash of everything in it.
func staged(u directory.User) directory.Staged {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", []any{u.State, u.SourceState, u.Login, u.Hints, u.Claims}))
	return directory.Staged{User: u, Hash: sum[:16]}
}

// person is an active person with a login of the same name as the id.
func person(integrationID, id string, change ...func(*directory.User)) directory.Staged {
	u := directory.User{
		IntegrationID: integrationID, ExternalID: id, State: directory.Active, SourceState: "ACTIVE",
		Login:  id + "@corp.example",
		Hints:  []directory.Hint{{Kind: directory.HintLogin, Value: id + "@corp.example"}},
		Claims: claims.Set{claims.GivenName: "Given " + id, claims.FamilyName: "Family"},
	}
	for _, f := range change {
		f(&u)
	}
	return staged(u)
}

// employee is a person as rich as a real directory has them.
func employee(integrationID string, n int, change ...func(*directory.User)) directory.Staged {
	login := fmt.Sprintf("given%d.family%d@corp.example", n%977, n)
	u := directory.User{
		// Ids in an order of their own, as directories return them.
		IntegrationID: integrationID, ExternalID: fmt.Sprintf("00u%08x%09d", uint32(n)*2654435761, n),
		State: directory.Active, SourceState: "ACTIVE", Login: login,
		Hints: []directory.Hint{
			{Kind: directory.HintLogin, Value: login},
			{Kind: directory.HintAlias, Value: fmt.Sprintf("private%d@mail.example", n)},
			{Kind: directory.HintEmployeeID, Value: fmt.Sprintf("E%06d", n)},
		},
		Claims: claims.Set{
			claims.GivenName: fmt.Sprintf("Given%d", n%977), claims.FamilyName: fmt.Sprintf("Famíly%d", n),
			claims.Name: fmt.Sprintf("Given%d Famíly%d", n%977, n), claims.Birthdate: "1985-04-12",
			claims.Email: login, claims.Phone: "+14155550123", claims.EmployeeID: fmt.Sprintf("E%06d", n),
			claims.AddressStreet: fmt.Sprintf("%d Long Acre", n), claims.AddressLocality: "Springfield",
			claims.AddressPostalCode: "12345", claims.AddressCountry: "US",
		},
	}
	for _, f := range change {
		f(&u)
	}
	return staged(u)
}

func employees(integrationID string, n int, change ...func(*directory.User)) []directory.Staged {
	people := make([]directory.Staged, n)
	for i := range people {
		people[i] = employee(integrationID, i, change...)
	}
	return people
}

// fullListing is the listing most tests stage.
func fullListing() directory.Listing {
	return directory.Listing{Fingerprint: "fp", Mode: directory.ModeFull, Resume: true, MaxAge: time.Hour}
}

// deltaListing is one of changes since a mark.
func deltaListing() directory.Listing {
	return directory.Listing{Fingerprint: "fp", Mode: directory.ModeDelta, Since: "m", Resume: true, MaxAge: time.Hour}
}

// begin opens a staging for a listing from its beginning.
func begin(ctx context.Context, s *Store, integrationID string, l directory.Listing) (directory.Staging, error) {
	st, err := s.OpenStaging(ctx, integrationID)
	if err != nil {
		return nil, err
	}
	l.Resume = false
	if _, _, err := st.Begin(ctx, l); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

func mustBegin(tb testing.TB, s *Store, l directory.Listing) directory.Staging {
	tb.Helper()
	st, err := begin(tb.Context(), s, corpID, l)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = st.Close() })
	return st
}

// pageSize is how many people the tests stage at once.
const pageSize = 200

// putPages puts people page by page, as the pages after the first `from`.
func putPages(ctx context.Context, st directory.Staging, people []directory.Staged, from int) error {
	for i := from * pageSize; i < len(people); i += pageSize {
		end := min(i+pageSize, len(people))
		at := directory.Checkpoint{
			Cursor: directory.Cursor(fmt.Sprint(end)), Last: end == len(people), People: end, Pages: i/pageSize + 1,
		}
		if err := st.Put(ctx, directory.Batch{People: people[i:end], At: at}); err != nil {
			return err
		}
	}
	return nil
}

// stage opens a staging and puts a full listing page by page.
func stage(ctx context.Context, s *Store, integrationID string, people []directory.Staged) (directory.Staging, error) {
	st, err := begin(ctx, s, integrationID, fullListing())
	if err != nil {
		return nil, err
	}
	if err := putPages(ctx, st, people, 0); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// syncPeople stages, plans and applies a complete listing.
func syncPeople(ctx context.Context, s *Store, integrationID string, people []directory.Staged) (directory.Plan, error) {
	st, err := stage(ctx, s, integrationID, people)
	if err != nil {
		return directory.Plan{}, err
	}
	defer func() { _ = st.Close() }()
	p, err := st.Plan(ctx, true)
	if err != nil {
		return p, err
	}
	return p, st.Apply(ctx, p, runAt(s.now(), integrationID), directory.Position{Fingerprint: "fp", Mark: "m", FullAt: s.now().UTC()}, nil)
}

// runAt is the record of a run that succeeded.
func runAt(at time.Time, integrationID string) directory.Run {
	return directory.Run{
		ID: fmt.Sprintf("%024x", rand.Uint64()), IntegrationID: integrationID, IntegrationName: "Corp", Mode: directory.ModeFull,
		Status: directory.RunSucceeded, StartedAt: at, FinishedAt: at.Add(time.Second), Duration: time.Second,
		RecordErrors: []directory.RecordError{}, Notes: []string{},
	}
}

func mustSync(tb testing.TB, s *Store, integrationID string, people []directory.Staged) directory.Plan {
	tb.Helper()
	p, err := syncPeople(tb.Context(), s, integrationID, people)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}
