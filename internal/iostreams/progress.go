package iostreams

import "time"

// printEvery is the shortest time between two plain progress lines.
const printEvery = 5 * time.Second

// rateSamples is over how many seconds the rate is averaged.
const rateSamples = 10

// State is how far something long has come.
type State struct {
	Phase string // what is being done: "fetching"
	Done  int    // how many so far
	Total int    // of how many, 0 when unknown
	Unit  string // what is counted, in the plural; "people" when empty
	Pages int    // pages fetched so far, 0 not to show them
	Note  string // anything else worth a few words

	Waiting    time.Duration // time left before anything happens, counted from Update
	WaitingFor string        // why: "rate limit" (also when empty), "the service answered 503"
}

// Progress shows the State of one long-running thing on stderr: on a terminal a
// line that is redrawn in place, elsewhere a plain line every few seconds.
// Its methods may be called from several goroutines, and several Progress may
// be shown at once.
type Progress struct {
	screen *screen // nil when quiet
	label  string
	now    func() time.Time
	live   bool

	// Guarded by screen.mu.
	state     State
	waitUntil time.Time
	printed   time.Time // plain: when the last line was printed
	samples   []sample
	stopped   bool
}

// sample is how much was done at a time.
type sample struct {
	at   time.Time
	done int
}

// StartProgress begins to show progress under a label, such as the name of an
// integration. now is the clock, time.Now when nil. Nothing is shown with
// --quiet. Call Stop in the end.
func (s *IOStreams) StartProgress(label string, now func() time.Time) *Progress {
	if s.quiet {
		return &Progress{}
	}
	if now == nil {
		now = time.Now
	}
	start := now()
	p := &Progress{
		screen:  s.screen,
		label:   Clean(label),
		now:     now,
		live:    s.stderr.tty && s.stderr.ansi && s.getenv("TERM") != "dumb",
		printed: start,
		samples: []sample{{at: start}},
	}
	s.screen.add(p)
	return p
}

// Update shows st. It is cheap: most calls only remember it.
func (p *Progress) Update(st State) {
	if p.screen == nil {
		return
	}
	p.screen.mu.Lock()
	defer p.screen.mu.Unlock()
	if p.stopped {
		return
	}
	st.Phase, st.Unit, st.Note, st.WaitingFor = Clean(st.Phase), Clean(st.Unit), Clean(st.Note), Clean(st.WaitingFor)
	now := p.now()
	p.waitUntil = time.Time{}
	if st.Waiting > 0 {
		p.waitUntil = now.Add(st.Waiting)
	}
	p.measure(now, st)
	p.state = st
	p.screen.refresh(p)
}

// Stop takes the line off the terminal. It may be called more than once, and
// nothing is shown after it.
func (p *Progress) Stop() {
	if p.screen != nil {
		p.screen.remove(p)
	}
}

// measure remembers at most one sample a second. A new phase, or a count that
// went back, starts over.
func (p *Progress) measure(now time.Time, st State) {
	last := p.samples[len(p.samples)-1]
	switch {
	case st.Done < last.done, st.Phase != p.state.Phase && p.state.Phase != "":
		p.samples = []sample{{now, st.Done}}
	case now.Sub(last.at) >= time.Second:
		p.samples = append(p.samples, sample{now, st.Done})
		if len(p.samples) > rateSamples+1 {
			p.samples = p.samples[1:]
		}
	}
}

// rate returns how many are done a second, 0 when it is too early to tell.
func (p *Progress) rate(now time.Time) int {
	first := p.samples[0]
	span := now.Sub(first.at)
	if span < time.Second {
		return 0
	}
	return int(float64(p.state.Done-first.done) / span.Seconds())
}
