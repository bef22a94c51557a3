package iostreams

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The bar is left out rather than drawn narrower than minBar.
const (
	minBar = 10
	maxBar = 30
)

// text is the plain line: "corp: fetching, 12,400 of 50,000 people (24%), 1,850/s".
func (p *Progress) text(now time.Time) string { return p.label + ": " + p.facts(now) }

// facts lists what there is to say, the most telling first.
func (p *Progress) facts(now time.Time) string {
	st := p.state
	var parts []string
	if st.Phase != "" {
		parts = append(parts, st.Phase)
	}
	if st.Done > 0 || st.Total > 0 || st.Phase == "" {
		parts = append(parts, count(st))
	}
	wait := p.waitUntil.Sub(now)
	if r := p.rate(now); r > 0 && wait <= 0 {
		parts = append(parts, group(r)+"/s")
	}
	if st.Pages > 0 {
		parts = append(parts, group(st.Pages)+plural(st.Pages, " page"))
	}
	if wait > 0 {
		parts = append(parts, waiting(wait, st.WaitingFor))
	}
	if st.Note != "" {
		parts = append(parts, st.Note)
	}
	return strings.Join(parts, ", ")
}

// waiting says how long a wait still is, in seconds rounded up, and what it is for.
func waiting(d time.Duration, why string) string {
	text := fmt.Sprintf("waiting %ds", (d+time.Second-1)/time.Second)
	switch {
	case why == "" || why == "rate limit":
		return text + " for the rate limit"
	case strings.HasPrefix(why, "pacing"):
		return text + ", " + why
	default:
		return text + ": " + why
	}
}

func count(st State) string {
	unit := st.Unit
	if unit == "" {
		unit = "people"
	}
	if st.Total <= 0 {
		return group(st.Done) + " " + unit
	}
	return fmt.Sprintf("%s of %s %s (%d%%)", group(st.Done), group(st.Total), unit, percent(st))
}

// percent is rounded down, so that 100 means all of them. A total that turns
// out too small counts as reached.
func percent(st State) int { return min(st.Done, st.Total) * 100 / st.Total }

// line is the line on a terminal, at most width columns: the facts, with a bar
// before them when the total is known and there is room for it.
func (p *Progress) line(now time.Time, width int) string {
	label, facts := p.label+": ", p.facts(now)
	if p.state.Total > 0 {
		room := width - TextWidth(label) - TextWidth(facts) - len("[] ")
		if room >= minBar {
			label += bar(min(room, maxBar), percent(p.state)) + " "
		}
	}
	return Truncate(label+facts, width)
}

// bar is ASCII: block characters are two columns wide on some terminals.
func bar(width, percent int) string {
	full := width * percent / 100
	return "[" + strings.Repeat("#", full) + strings.Repeat("-", width-full) + "]"
}

// group writes n with thousands separators.
func group(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
