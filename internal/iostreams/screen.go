package iostreams

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxLines is how many progress lines are shown at once; the others wait.
const maxLines = 6

// screen owns stderr. Everything written there passes through it, so that the
// progress lines at the bottom of a terminal and ordinary lines never mix: the
// progress lines are erased, the text is written, and they are drawn anew.
type screen struct {
	raw   io.Writer
	width func() int
	tick  time.Duration // redraw timer while progress is shown, 0 for none

	mu      sync.Mutex
	active  []*Progress
	drawn   int       // progress lines on the terminal now
	drawnAt time.Time // when they were drawn last
	partial bool      // somebody's text did not end its line yet
	done    chan struct{}
}

// errWriter is stderr as everybody else sees it.
type errWriter struct{ s *screen }

func (w errWriter) Write(p []byte) (int, error) { return w.s.around(w.s.raw, p) }

// around writes p to w with the progress lines out of the way.
func (s *screen) around(w io.Writer, p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := s.drawn
	s.erase()
	n, err := w.Write(p)
	if len(p) > 0 {
		s.partial = !bytes.HasSuffix(p, []byte("\n"))
	}
	if lines > 0 {
		s.draw()
	}
	return n, err
}

// add shows p from now on.
func (s *screen) add(p *Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active = append(s.active, p)
	if len(s.active) == 1 && s.tick > 0 {
		s.done = make(chan struct{})
		go s.run(s.done)
	}
}

// remove takes p off the terminal for good.
func (s *screen) remove(p *Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.stopped = true
	s.active = slices.DeleteFunc(s.active, func(a *Progress) bool { return a == p })
	if p.live {
		s.erase()
		s.draw()
	}
	if len(s.active) == 0 && s.done != nil {
		close(s.done)
		s.done = nil
	}
}

// run redraws on a timer: a wait counts down although nothing is reported.
func (s *screen) run(done <-chan struct{}) {
	t := time.NewTicker(s.tick)
	defer t.Stop()
	for {
		select {
		case <-done:
			return
		case <-t.C:
			s.mu.Lock()
			for _, p := range s.active {
				s.refresh(p)
			}
			s.mu.Unlock()
		}
	}
}

// refresh brings what is shown of p up to date when it is time to. The caller
// holds the lock.
func (s *screen) refresh(p *Progress) {
	now := p.now()
	if !p.live {
		if now.Sub(p.printed) >= printEvery {
			p.printed = now
			_, _ = io.WriteString(s.raw, p.text(now)+"\n")
		}
		return
	}
	if now.Sub(s.drawnAt) >= redrawEvery {
		s.drawnAt = now
		s.erase()
		s.draw()
	}
}

// erase removes the progress lines and leaves the cursor where they began. The
// cursor rests at the end of the last of them.
func (s *screen) erase() {
	if s.drawn == 0 {
		return
	}
	seq := "\r"
	if up := s.drawn - 1; up > 0 {
		seq += fmt.Sprintf("\x1b[%dA", up)
	}
	s.drawn = 0
	_, _ = io.WriteString(s.raw, seq+"\x1b[J")
}

// draw writes one line for each progress. Lines stay one column short of the
// width, since a full line moves the cursor on some terminals.
func (s *screen) draw() {
	if s.partial {
		return
	}
	var lines []string
	width := s.width() - 1
	for _, p := range s.active {
		if p.live && len(lines) < maxLines {
			lines = append(lines, p.line(p.now(), width))
		}
	}
	if len(lines) == 0 {
		return
	}
	s.drawn = len(lines)
	_, _ = io.WriteString(s.raw, strings.Join(lines, "\n"))
}
