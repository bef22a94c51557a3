package verification_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/verification"
)

// modelled is a session as the model has it: in a few words what the service
// does in many.
type modelled struct {
	state  verification.State // as it is stored
	until  time.Time
	desk   string
	who    string
	incode bool
}

func (m modelled) lapsed(at time.Time) bool { return m.state.Open() && !at.Before(m.until) }

type model struct {
	*world
	rng      *rand.Rand
	sessions map[string]*modelled
	ids      []string
	desks    []string        // names of those that are
	enrolled map[string]bool // who has an identity
	moved    map[verification.State]int
}

// TestModel: random operations on the real store, each compared with what a
// model says must have come of it.
func TestModel(t *testing.T) {
	moved := map[verification.State]int{}
	for seed := range uint64(12) {
		w := newWorld(t)
		w.incode = &incode{progress: map[string]verification.Progress{}}
		m := &model{
			world: w, rng: rand.New(rand.NewPCG(seed, 9)), sessions: map[string]*modelled{}, enrolled: map[string]bool{},
			desks: []string{"desk"}, moved: moved,
		}
		for range 120 {
			m.step()
		}
		m.compareAll()
	}
	for _, state := range verification.States() {
		if moved[state] == 0 {
			t.Errorf("nothing ever became %s: %v", state, moved)
		}
	}
}

func (m *model) step() {
	m.clock.forward(time.Duration(m.rng.IntN(120)) * time.Second)
	switch m.rng.IntN(14) {
	case 0, 1, 2, 3:
		m.request()
	case 4, 5, 6, 7:
		m.complete()
	case 8, 9:
		m.review()
	case 10:
		m.expire()
	case 11:
		m.refresh()
	case 12:
		if len(m.desks) > 0 && m.rng.IntN(3) == 0 {
			m.deleteDesk()
		} else {
			name := "desk" + newID()()
			m.integrate(name, integration.Helpdesk, m.desk.Settings)
			m.desks = append(m.desks, name)
		}
	case 13:
		m.restart()
	}
	m.compareOne()
}

// restart goes on over another handle of the store, as the next command does.
func (m *model) restart() {
	m.Service, m.repo = m.open()
	m.services = m.Directory.Integrations
}

func (m *model) request() {
	if len(m.desks) == 0 {
		return
	}
	desk, who, local := m.desks[m.rng.IntN(len(m.desks))], []string{"mara", "nils"}[m.rng.IntN(2)], m.rng.IntN(2) == 0
	want, outcome := verification.Pending, m.rng.IntN(4)
	m.incode.answer = nil
	if !local && outcome == 0 {
		want = verification.Requested
		m.incode.answer = func() (l verification.OnboardingLink, err error) { return l, errCut }
	}
	if !local && outcome == 1 {
		want = verification.Failed
		m.incode.answer = func() (l verification.OnboardingLink, err error) { return l, fault.New(fault.Unauthorized, "no") }
	}
	made, err := m.Request(m.t.Context(), verification.RequestOptions{Integration: desk, LoginHint: who + "@corp.example", Local: local})
	if (err == nil) != (want == verification.Pending) {
		m.t.Fatalf("request: %v, want %s", err, want)
	}
	m.ids = append(m.ids, made.Session.ID)
	m.sessions[made.Session.ID] = &modelled{
		state: want, until: m.clock.now().Add(verification.DefaultValidity), desk: desk, who: who, incode: !local,
	}
	m.moved[want]++
}

func (m *model) any() (string, *modelled) {
	if len(m.ids) == 0 {
		return "", nil
	}
	// Rather a late one: the early ones are finished.
	id := m.ids[max(len(m.ids)-1-m.rng.IntN(8), 0)]
	return id, m.sessions[id]
}

// to moves a modelled session.
func (m *model) to(s *modelled, state verification.State) {
	s.state = state
	m.moved[state]++
}

// refused checks that what the model forbids was refused.
func (m *model) refused(what string, s *modelled, err error) {
	m.t.Helper()
	if !fault.Is(err, fault.Conflict) {
		m.t.Fatalf("%s of %+v: %v", what, *s, err)
	}
}

func (m *model) complete() {
	id, s := m.any()
	if s == nil {
		return
	}
	given := []string{pass, flag, stop}[m.rng.IntN(3)]
	_, err := m.Complete(m.t.Context(), id, document(given), match.Options{})
	switch {
	case s.incode && s.state == verification.Pending:
		m.refused("complete", s, err) // that is for Incode to say
	case s.lapsed(m.clock.now()):
		m.refused("complete", s, err)
		m.to(s, verification.Expired)
	case s.state != verification.Pending:
		m.refused("complete", s, err)
	case err != nil:
		m.t.Fatal(err)
	case s.who != "mara" || given == stop: // the documents are all of a Mara's day of birth
		m.to(s, verification.Failed)
	case given == flag:
		m.to(s, verification.PendingReview)
	default:
		m.to(s, verification.Succeeded)
		m.enrolled[s.who] = true
	}
}

func (m *model) review() {
	id, s := m.any()
	for _, other := range m.ids { // few of them wait for a reviewer
		if m.sessions[other].state == verification.PendingReview && m.rng.IntN(3) == 0 {
			id, s = other, m.sessions[other]
		}
	}
	if s == nil {
		return
	}
	approve := m.rng.IntN(2) == 0
	_, err := m.Review(m.t.Context(), id, approve, "note")
	switch {
	case s.lapsed(m.clock.now()):
		m.refused("review", s, err)
		m.to(s, verification.Expired)
	case s.state != verification.PendingReview:
		m.refused("review", s, err)
	case err != nil:
		m.t.Fatal(err)
	case approve:
		m.to(s, verification.Succeeded)
		m.enrolled[s.who] = true
	default:
		m.to(s, verification.Failed)
	}
}

func (m *model) expire() {
	id, s := m.any()
	if s == nil {
		return
	}
	_, err := m.Expire(m.t.Context(), id)
	if s.state.Final() {
		m.refused("expire", s, err)
		return
	}
	m.must(err)
	m.to(s, verification.Expired)
}

func (m *model) refresh() {
	score := []string{"OK", "WARN", "FAIL", ""}[m.rng.IntN(4)]
	given := []string{pass, flag, stop}[m.rng.IntN(3)]
	p := verification.Progress{Status: "ONBOARDING_FINISHED", Score: score, Finished: true, Document: []byte(given)}
	unfinished := m.rng.IntN(3) == 0
	if unfinished {
		p = verification.Progress{Status: "UNKNOWN"}
	}
	for _, id := range m.ids {
		stored, err := m.repo.Session(m.t.Context(), id)
		m.must(err)
		if stored.InterviewID != "" {
			m.incode.progress[stored.InterviewID] = p
		}
	}
	m.must(m.Refresh(m.t.Context(), nil, read, func(r verification.Refreshed) {
		s := m.sessions[r.Session.ID]
		if s == nil || !s.incode || s.state != verification.Pending || r.Err != nil {
			m.t.Fatalf("refreshed %+v, which is %+v", r, s)
		}
		switch {
		case unfinished && s.lapsed(m.clock.now()):
			m.to(s, verification.Expired)
		case unfinished || score == "":
		case score == "FAIL" || s.who != "mara" || given == stop:
			m.to(s, verification.Failed)
		case score == "WARN" || given == flag:
			m.to(s, verification.PendingReview)
		default:
			m.to(s, verification.Succeeded)
			m.enrolled[s.who] = true
		}
	}))
	for _, id := range m.ids {
		if s := m.sessions[id]; s.incode && s.state == verification.Pending && !unfinished && score != "" {
			m.t.Fatalf("%+v was not refreshed", *s)
		}
	}
}

func (m *model) deleteDesk() {
	i := m.rng.IntN(len(m.desks))
	doomed, err := m.services.PreviewDelete(m.t.Context(), m.desks[i])
	m.must(err)
	_, err = m.services.Delete(m.t.Context(), doomed)
	m.must(err)
	for _, id := range m.ids {
		s := m.sessions[id]
		switch {
		case s.desk != m.desks[i] || s.state.Final():
		case s.lapsed(m.clock.now()):
			m.to(s, verification.Expired)
		default:
			m.to(s, verification.Cancelled)
		}
	}
	m.desks = slices.Delete(m.desks, i, i+1)
}

// compareOne looks at one session, stored and shown.
func (m *model) compareOne() {
	m.t.Helper()
	if id, s := m.any(); s != nil {
		m.compare(id, s)
	}
}

func (m *model) compare(id string, s *modelled) {
	m.t.Helper()
	got, _ := m.stored(id)
	if got.State != s.state || (got.State == verification.Succeeded) != (got.IdentityID != "") {
		m.t.Fatalf("%s is %s (%s), identity %q; want %+v", id, got.State, got.Reason, got.IdentityID, *s)
	}
	want := s.state
	if s.lapsed(m.clock.now()) {
		want = verification.Expired
	}
	if shown, _, err := m.Get(m.t.Context(), id); err != nil || shown.State != want {
		m.t.Fatalf("%s is shown as %s, want %s, %v", id, shown.State, want, err)
	}
}

func (m *model) compareAll() {
	m.t.Helper()
	counts := map[verification.State]int{}
	for _, id := range m.ids {
		m.compare(id, m.sessions[id])
		shown, _, err := m.Get(m.t.Context(), id)
		m.must(err)
		counts[shown.State]++
	}
	for _, state := range verification.States() {
		if got := m.world.sessions(verification.SessionFilter{States: []verification.State{state}}); len(got) != counts[state] {
			m.t.Fatalf("%d are %s, want %d", len(got), state, counts[state])
		}
	}
	people, _, _, err := m.Enrollment(m.t.Context(), verification.EnrollmentFilter{Enrollment: verification.EnrollmentStands})
	m.must(err)
	enrolled := collect(m.t, people)
	for _, p := range enrolled {
		if !m.enrolled[p.ExternalID] {
			m.t.Fatalf("%s is enrolled", p.ExternalID)
		}
	}
	if len(enrolled) != len(m.enrolled) {
		m.t.Fatalf("%d are enrolled, want %v", len(enrolled), m.enrolled)
	}
}
