package systemtest

import (
	"database/sql"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// The oracle says what the store must hold of a sandbox's person. It is written
// from what the vendors document and shares no code with the sources.

// person is what both providers tell alike.
func person(p *sandbox.Person, id, country string) directory.User {
	set := claims.Set{
		claims.GivenName: p.Given, claims.FamilyName: p.Family, claims.Name: p.Name(), claims.EmployeeID: p.EmployeeID,
		"badge": strconv.Itoa(100000 + p.Index),
	}
	if !p.Missing.Has(sandbox.MissingBirthdate) {
		set[claims.Birthdate] = p.Birthdate
	}
	if !p.Missing.Has(sandbox.MissingPhone) {
		set[claims.Phone] = p.Phone
	}
	if !p.Missing.Has(sandbox.MissingAddress) {
		set[claims.AddressStreet] = p.Address.StreetAddress()
		set[claims.AddressLocality] = p.Address.City
		set[claims.AddressRegion] = p.Address.Region
		set[claims.AddressPostalCode] = p.Address.PostalCode
		set[claims.AddressCountry] = country
	}
	return directory.User{ExternalID: id, Login: p.Login, Claims: set}
}

// hints collects login hints in order of precedence, each value once.
func hints(login, email string, aliases []string, employeeID string) []directory.Hint {
	var all []directory.Hint
	add := func(kind directory.HintKind, value string) {
		known := slices.ContainsFunc(all, func(h directory.Hint) bool { return h.Value == value })
		if value != "" && !known {
			all = append(all, directory.Hint{Kind: kind, Value: value})
		}
	}
	add(directory.HintLogin, strings.ToLower(login))
	add(directory.HintEmail, strings.ToLower(email))
	for _, a := range aliases {
		add(directory.HintAlias, strings.ToLower(a))
	}
	add(directory.HintEmployeeID, employeeID)
	return all
}

func oktaTruth(p *sandbox.Person) directory.User {
	u := person(p, p.OktaID, p.Address.Country)
	u.Claims[claims.Email] = p.Email
	u.Claims[claims.MiddleName], u.Claims[claims.Suffix] = p.Middle, p.Suffix
	u.Hints = hints(p.Login, p.Email, []string{p.SecondEmail}, p.EmployeeID)
	u.SourceState = string(p.Status)
	u.State = directory.Inactive
	switch u.SourceState {
	case "ACTIVE", "PROVISIONED", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT":
		u.State = directory.Active
	}
	return u
}

func entraTruth(domain string) func(p *sandbox.Person) directory.User {
	return func(p *sandbox.Person) directory.User {
		u := person(p, p.GraphID, p.Address.CountryName)
		aliases := []string{p.SecondEmail}
		u.Claims[claims.Email] = p.Login // nobody is without an address: the UPN stands in
		if !p.Missing.Has(sandbox.MissingMail) {
			u.Claims[claims.Email] = p.Email
			aliases = append(aliases, p.Email, p.EmployeeID+"@"+domain)
		}
		u.Hints = hints(p.Login, u.Claims[claims.Email], aliases, p.EmployeeID)
		u.State, u.SourceState = directory.Inactive, "disabled"
		switch p.Status {
		case "DEPROVISIONED", "SUSPENDED", "STAGED":
		default:
			u.State, u.SourceState = directory.Active, "enabled"
		}
		return u
	}
}

// truth is everybody in the directory, by external id. keep, if not nil, is who
// is in scope.
func (s *side) truth(keep func(p *sandbox.Person) bool) map[string]directory.User {
	all := map[string]directory.User{}
	for i := range s.company.Len() {
		p := s.company.Person(i)
		if p.Deleted || keep != nil && !keep(&p) {
			continue
		}
		u := s.oracle(&p)
		u.IntegrationID = s.in.ID
		for claim, value := range u.Claims {
			if path, mapped := s.mapping[claim]; value == "" || mapped && path == "" {
				delete(u.Claims, claim)
			}
		}
		if path, mapped := s.mapping[claims.EmployeeID]; mapped && path == "" {
			u.Hints = slices.DeleteFunc(u.Hints, func(h directory.Hint) bool { return h.Kind == directory.HintEmployeeID })
		}
		all[u.ExternalID] = u
	}
	return all
}

// stored is everybody in the store, by external id.
func (s *side) stored(t testing.TB) map[string]directory.User {
	t.Helper()
	all := map[string]directory.User{}
	for u, err := range s.w.store.Users(t.Context(), directory.Filter{IntegrationID: s.in.ID}) {
		if err != nil {
			t.Fatal(err)
		}
		all[u.ExternalID] = u
	}
	return all
}

// equalsTruth fails unless the store holds exactly what the directory says:
// everybody listed as they are, and everybody else it ever knew as missing.
func (s *side) equalsTruth(t testing.TB) {
	t.Helper()
	s.equals(t, s.truth(s.scope))
}

func (s *side) equals(t testing.TB, want map[string]directory.User) {
	t.Helper()
	got := s.stored(t)
	wrong := 0
	complain := func(format string, args ...any) {
		if wrong++; wrong <= 5 {
			t.Errorf(format, args...)
		}
	}
	for id, w := range want {
		g, ok := got[id]
		if !ok {
			complain("%s is not in the store", id)
		} else if d := differs(g, w); d != "" {
			complain("%s: %s", id, d)
		}
	}
	for id, g := range got {
		if _, listed := want[id]; !listed && (g.State != directory.Missing || g.MissingSince.IsZero()) {
			complain("%s is not in the directory and %s in the store", id, g.State)
		}
	}
	if wrong > 0 {
		t.Fatalf("%d people in the store are not as in the directory", wrong)
	}
	s.hintsAgree(t, got)
}

// differs says how a stored person is not as wanted, times apart.
func differs(got, want directory.User) string {
	switch {
	case got.State != want.State || got.SourceState != want.SourceState:
		return fmt.Sprintf("is %s (%s), want %s (%s)", got.State, got.SourceState, want.State, want.SourceState)
	case got.Login != want.Login:
		return fmt.Sprintf("login %q, want %q", got.Login, want.Login)
	case !slices.Equal(got.Hints, want.Hints):
		return fmt.Sprintf("hints %v, want %v", got.Hints, want.Hints)
	case !maps.Equal(got.Claims, want.Claims):
		return fmt.Sprintf("claims\n%v, want\n%v", got.Claims, want.Claims)
	case got.State != directory.Missing && !got.MissingSince.IsZero():
		return "is there and missing since " + got.MissingSince.String()
	}
	return ""
}

// hintsAgree fails unless the index of login hints is what the records say.
func (s *side) hintsAgree(t testing.TB, people map[string]directory.User) {
	t.Helper()
	want := map[string]bool{}
	for _, u := range people {
		for _, h := range u.Hints {
			want[h.Value+"\x00"+u.ExternalID] = true
		}
	}
	got := 0
	for _, row := range query(t, s.w.path, `SELECT value, external_id FROM login_hint WHERE integration_id = ?`, s.in.ID) {
		got++
		if !want[row[0]+"\x00"+row[1]] {
			t.Fatalf("the hint %q leads to %s, whose record has no such hint", row[0], row[1])
		}
	}
	if got != len(want) {
		t.Fatalf("%d login hints are indexed, the records have %d", got, len(want))
	}
}

// query reads rows of the store's file, past the store.
func query(t testing.TB, path, q string, args ...any) [][]string {
	t.Helper()
	uri := url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro&_pragma=busy_timeout(5000)"}
	db, err := sql.Open("sqlite", uri.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(t.Context(), q, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for rows.Next() {
		row, dest := make([]string, len(columns)), make([]any, len(columns))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := rows.Scan(dest...); err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// rows is dump without how far the sources were followed: what a sync without
// a change leaves as it was.
func rows(t testing.TB, path string) string {
	t.Helper()
	var kept []string
	position := false
	for line := range strings.Lines(dump(t, path, "")) {
		if !strings.HasPrefix(line, "[") {
			position = strings.HasPrefix(line, "sync_position ")
		}
		if !position {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// dump is every row of the store but the record of runs, as text. With an
// integration's id it is that integration's rows only.
func dump(t testing.TB, path, integrationID string) string {
	t.Helper()
	var b strings.Builder
	for _, table := range query(t, path, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sync_run' ORDER BY name`) {
		q, args := "SELECT * FROM "+table[0], []any{}
		if integrationID != "" {
			switch table[0] {
			case "directory_user", "login_hint", "sync_position":
				q, args = q+" WHERE integration_id = ?", []any{integrationID}
			case "match_key": // the lower 27 bits are the person
				q, args = q+" WHERE entry & 134217727 IN (SELECT id FROM directory_user WHERE integration_id = ?)", []any{integrationID}
			case "integration":
				q, args = q+" WHERE id = ?", []any{integrationID}
			}
		}
		rows := query(t, path, q, args...)
		slices.SortFunc(rows, slices.Compare)
		fmt.Fprintf(&b, "%s %d\n", table[0], len(rows))
		for _, row := range rows {
			fmt.Fprintf(&b, "%q\n", row)
		}
	}
	return b.String()
}
