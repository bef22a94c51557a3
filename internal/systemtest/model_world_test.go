package systemtest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/entra"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/sandbox"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/secret/vault"
	"github.com/incodectl/incodectl/internal/store"
)

// modelClock is the one clock of a model's world: of the directories, the store
// and the syncs. It moves on a little whenever somebody looks at it, so that
// nothing happens at one moment.
type modelClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *modelClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Millisecond)
	return c.at
}

func (c *modelClock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// version is a person as they were from one moment on.
type version struct {
	at     int // number of the change
	person sandbox.Person
	born   string // the department they were hired into, which groups go by
	groups map[string]bool
}

// chronicle knows what was true of a company at every moment.
type chronicle struct {
	company *sandbox.Company
	mu      sync.Mutex
	clock   int
	people  [][]version
}

func newChronicle(c *sandbox.Company) *chronicle {
	ch := &chronicle{company: c}
	for i := range c.Len() {
		ch.note(i)
	}
	return ch
}

// note takes down how person i is now.
func (c *chronicle) note(i int) {
	p := c.company.Person(i)
	v := version{person: p, born: p.Department}
	if i == len(c.people) {
		c.people = append(c.people, nil)
	}
	if known := c.people[i]; len(known) > 0 {
		v.born, v.groups = known[len(known)-1].born, known[len(known)-1].groups
	}
	c.clock++
	v.at = c.clock
	c.people[i] = append(c.people[i], v)
}

// member takes down that person i was put into a group or taken out.
func (c *chronicle) member(group string, i int, in bool) {
	c.note(i)
	v := &c.people[i][len(c.people[i])-1]
	v.groups = maps.Clone(v.groups)
	if v.groups == nil {
		v.groups = map[string]bool{}
	}
	v.groups[group] = in
}

// lost takes down who was deleted by the directory itself.
func (c *chronicle) lost() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.company.Len() {
		if known := c.people[i]; known[len(known)-1].person.Deleted != c.company.Person(i).Deleted {
			c.note(i)
		}
	}
}

func (c *chronicle) now() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clock
}

// between is how person i was at a moment and in the time until another. Before
// they were hired they are as good as deleted.
func (c *chronicle) between(i, from, to int) []version {
	known := c.people[i]
	var all []version
	for n, v := range known {
		if v.at > to {
			break
		}
		if n+1 == len(known) || known[n+1].at > from {
			all = append(all, v)
		}
	}
	if known[0].at > from {
		unborn := known[0]
		unborn.person.Deleted = true
		all = append([]version{unborn}, all...)
	}
	return all
}

// scope is who a side asks for: everybody, members of groups, a department.
type scope struct {
	groups     []string
	department string
}

// nestedGroups are the company's groups that others are in.
func nestedGroups() map[string][]string {
	return map[string][]string{"Product Area": {"Engineering", "Design"}, "Headquarters": {"Product Area", "Sales"}}
}

// hiredInto reports whether somebody is in a group by what they were hired as.
func (v version) hiredInto(group string) bool {
	switch group {
	case "Pilot":
		return v.person.Index < 10 || v.person.Index%97 == 0
	case "Product Area":
		return v.born == "Product"
	}
	return v.born == group
}

// inFlat is membership at Okta, where a word about a group counts more than the
// groups Graph nests in it.
func (v version) inFlat(group string) bool {
	if in, said := v.groups[group]; said {
		return in
	}
	return v.hiredInto(group) || slices.ContainsFunc(nestedGroups()[group], v.inFlat)
}

// inNested is membership at Graph, direct or through groups in the group.
func (v version) inNested(group string) bool {
	direct, said := v.groups[group]
	if !said {
		direct = v.hiredInto(group)
	}
	return direct || slices.ContainsFunc(nestedGroups()[group], v.inNested)
}

// modelSide is one integration of a model.
type modelSide struct {
	*side
	name   string
	past   *chronicle
	scope  scope
	noLogs bool
	deaf   bool // who was deleted at Okta may not be known before a full run
	began  int  // when the listing began that is staged or was applied last
	moved  bool // scope or mapping changed since the last applied run
	lags   bool // a listing left people out of whom the store does not know yet
	held   *heldModel
}

// heldModel is a plan that waits for review.
type heldModel struct {
	run     directory.Run
	changes []directory.Change
	span    readSpan
	deaf    bool // see modelSide
	late    bool // the clock was behind
	stale   bool // the stored people changed since
}

func (s *modelSide) isOkta() bool { return s.in.Template == integration.OktaDirectory }

// truth is the record of a version, and whether it is in scope.
func (s *modelSide) truth(v version) (u directory.User, in bool) {
	u = s.oracle(&v.person)
	u.IntegrationID = s.in.ID
	for claim, value := range u.Claims {
		if path, mapped := s.mapping[claim]; value == "" || mapped && path == "" {
			delete(u.Claims, claim)
		}
	}
	if path, mapped := s.mapping[claims.EmployeeID]; mapped && path == "" {
		u.Hints = slices.DeleteFunc(u.Hints, func(h directory.Hint) bool { return h.Kind == directory.HintEmployeeID })
	}
	switch {
	case v.person.Deleted:
		return u, false
	case s.scope.department != "":
		return u, v.person.Department == s.scope.department
	case len(s.scope.groups) == 0:
		return u, true
	case s.isOkta():
		return u, v.person.Status != sandbox.StatusDeprovisioned && slices.ContainsFunc(s.scope.groups, v.inFlat)
	default:
		return u, slices.ContainsFunc(s.scope.groups, v.inNested)
	}
}

// anybody reports whether somebody is in scope now.
func (s *modelSide) anybody() bool {
	for i := range s.past.people {
		if _, in := s.truth(s.past.people[i][len(s.past.people[i])-1]); in {
			return true
		}
	}
	return false
}

// model is a world, what is known to be true of it, and chance.
type model struct {
	*world
	clock      *modelClock
	rng        *rand.Rand
	sides      []*modelSide
	chronicles []*chronicle
	steps      []string
	count      map[string]int
}

// chance is true n times in 100.
func (m *model) chance(n int) bool { return m.rng.IntN(100) < n }

func newModel(t *testing.T, seed uint64) *model {
	t.Helper()
	clock := &modelClock{at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	m := &model{clock: clock, rng: rand.New(rand.NewPCG(seed, 1)), count: map[string]int{}}
	company := func(n uint64, domain, prefix string) *sandbox.Company {
		return sandbox.NewCompany(sandbox.CompanyOptions{
			Users: 25 + m.rng.IntN(50), Seed: seed*2 + n, Domain: domain, IDPrefix: prefix, Now: clock.now,
		})
	}
	m.world = &world{okta: company(0, "lumen.example", "LUM"), entra: company(1, "aurora.example", "AUR")}
	m.path = filepath.Join(t.TempDir(), "data", "default.db")
	noLogs := seed%4 == 3
	server, err := sandbox.Start(t.Context(), sandbox.Options{
		Okta: m.okta, Entra: m.entra, Now: clock.now, NoLogs: noLogs,
		Wrap: func(next http.Handler) http.Handler { return m.gate.in(tinyPages(next, 7)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	m.server = server
	secrets, err := vault.Open(vault.Options{Kind: vault.KindMemory, Profile: "test"})
	if err != nil {
		t.Fatal(err)
	}
	m.reopen(t)
	t.Cleanup(func() { m.close(t) })
	m.dirs.Integrations.Secrets = func() (secret.Store, error) { return secrets, nil }
	if err := m.dirs.Integrations.SetFeature(t.Context(), integration.FeatureEcosystem, true); err != nil {
		t.Fatal(err)
	}
	atOkta, atEntra := newChronicle(m.okta), newChronicle(m.entra)
	m.chronicles = []*chronicle{atOkta, atEntra}
	m.sides = []*modelSide{
		{side: m.oktaSide(t, okta.AuthToken), name: "okta", past: atOkta, noLogs: noLogs},
		{side: m.entraSide(t), name: "entra", past: atEntra},
		{side: m.oktaSide(t, okta.AuthToken), name: "twin", past: atOkta, noLogs: noLogs, scope: scope{groups: []string{"Sales", "Pilot"}}},
	}
	for _, s := range m.sides {
		s.http.Now = clock.now
		s.mapping = maps.Clone(s.mapping)
	}
	return m
}

// tinyPages makes both directories serve pages of a few people, whatever a
// client asks for.
func tinyPages(next http.Handler, size int) http.Handler {
	shrink := strings.NewReplacer("limit=200", fmt.Sprintf("limit=%d", size), "top=999", fmt.Sprintf("top=%d", size))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.RawQuery = shrink.Replace(r.URL.RawQuery)
		if strings.HasSuffix(r.URL.Path, "/delta") {
			r.Header.Set("Prefer", fmt.Sprintf("odata.maxpagesize=%d", size))
		}
		next.ServeHTTP(w, r)
	})
}

// reopen closes the store and opens it again.
func (m *model) reopen(t *testing.T) {
	t.Helper()
	m.close(t)
	var err error
	if m.store, err = store.Open(t.Context(), m.path, store.Options{Now: m.clock.now}); err != nil {
		t.Fatal(err)
	}
	secrets := func() (secret.Store, error) { return nil, nil }
	if m.dirs != nil {
		secrets = m.dirs.Integrations.Secrets
	}
	m.dirs = &directory.Service{
		Repo: m.store, Now: m.clock.now, NewRunID: runID,
		Integrations: &integration.Service{
			Repo: m.store, Now: m.clock.now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() }, Actor: "test",
			Secrets: secrets,
		},
	}
}

// source makes a new Source for what the side asks for now.
func (s *modelSide) source(t *testing.T, now func() time.Time) directory.Source {
	t.Helper()
	var groups []string
	for _, name := range s.scope.groups {
		groups = append(groups, s.ids[name])
	}
	server := s.w.server
	if s.isOkta() {
		o := okta.Options{
			OrgURL: server.OktaURL(), Auth: okta.AuthToken, Token: secret.New(server.OktaToken()),
			Groups: groups, Mapping: s.mapping, HTTP: s.http, PageSize: 7, Now: now,
		}
		if s.scope.department != "" {
			o.Search = fmt.Sprintf("profile.department eq %q", s.scope.department)
		}
		source, err := okta.New(o)
		if err != nil {
			t.Fatal(err)
		}
		return source
	}
	o := entra.Options{
		TenantID: server.TenantID(), ClientID: server.ClientID(), Auth: entra.AuthClientSecret, Secret: secret.New(server.ClientSecret()),
		AuthorityURL: server.AuthorityURL(), GraphURL: server.GraphURL(),
		Groups: groups, Mapping: s.mapping, HTTP: s.http, Now: now,
	}
	if s.scope.department != "" {
		o.Filter = fmt.Sprintf("department eq '%s'", s.scope.department)
	}
	source, err := entra.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// mutate lets something happen in one of the companies.
func (m *model) mutate(c *chronicle) {
	c.mu.Lock()
	defer c.mu.Unlock()
	co := c.company
	i := m.rng.IntN(co.Len())
	value := fmt.Sprintf("v%d", m.rng.IntN(1000))
	switch m.rng.IntN(15) {
	case 0, 1:
		i = co.Add()
		if from := m.rng.IntN(i); co.Person(from).Deleted && m.chance(50) { // an address handed on
			old := co.Person(from)
			c.note(i)
			co.SetLogin(i, old.Login)
			co.SetEmail(i, old.Email)
		}
	case 2:
		co.Delete(i)
	case 3:
		if m.chance(50) {
			co.Erase(i)
		} else {
			co.Delete(i)
		}
	case 4, 5:
		for n := range co.Len() { // somebody who can be brought back
			if j := (i + n) % co.Len(); co.Person(j).Deleted {
				i = j
				break
			}
		}
		co.Restore(i)
	case 6:
		co.Deactivate(i)
	case 7:
		co.Reactivate(i)
	case 8:
		co.SetStatus(i, []sandbox.Status{sandbox.StatusSuspended, sandbox.StatusStaged, sandbox.StatusRecovery, sandbox.StatusDeprovisioned}[m.rng.IntN(4)])
	case 9:
		co.SetLogin(i, fmt.Sprintf("login%d.%s@%s", i, value, co.Domain()))
	case 10:
		co.SetEmail(i, fmt.Sprintf("mail%d.%s@%s", i, value, co.Domain()))
	case 11:
		groups := []string{"Engineering", "Design", "Sales", "Product Area", "Pilot"}
		group, in := groups[m.rng.IntN(len(groups))], m.chance(50)
		co.SetMember(group, i, in)
		c.member(group, i, in)
		return
	case 12:
		co.SetAttribute(i, "department", []string{"Sales", "Engineering", "Finance"}[m.rng.IntN(3)])
	default:
		key := []string{"lastName", "city", "secondEmail", "dateOfBirth", "mobilePhone", "middleName"}[m.rng.IntN(6)]
		switch key {
		case "secondEmail":
			value += "@mail.example"
		case "dateOfBirth":
			value = fmt.Sprintf("19%02d-03-04", m.rng.IntN(100))
		}
		if key != "lastName" && key != "city" && m.chance(30) {
			value = ""
		}
		co.SetAttribute(i, key, value)
	}
	c.note(i)
}
