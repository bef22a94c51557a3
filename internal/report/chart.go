package report

import (
	"fmt"
	"strconv"
)

// percent writes a share so that only nothing is 0 % and only all is 100 %.
func percent(n, of int) string {
	if of == 0 {
		return "–"
	}
	share := 100 * float64(n) / float64(of)
	switch {
	case n > 0 && share < 0.1:
		return "<0.1 %"
	case n < of && share > 99.9:
		return ">99.9 %"
	case n == of || n == 0:
		return strconv.Itoa(int(share)) + " %"
	default:
		return fmt.Sprintf("%.1f %%", share)
	}
}

// bar is one part of the bar of enrollment, in a thousandth of its length.
type bar struct {
	Count
	Share    string
	X, Width float64
}

func bars(counts []Count) []bar {
	total := 0
	for _, c := range counts {
		total += c.N
	}
	out := make([]bar, 0, len(counts))
	x := 0.0
	for _, c := range counts {
		b := bar{Count: c, Share: percent(c.N, total), X: x}
		if total > 0 {
			b.Width = 1000 * float64(c.N) / float64(total)
		}
		x += b.Width
		out = append(out, b)
	}
	return out
}

// cover is one bar of coverage, in a thousandth of its length.
type cover struct {
	Coverage
	Share string
	Width float64
}

func covers(list []Coverage) []cover {
	out := make([]cover, 0, len(list))
	for _, c := range list {
		v := cover{Coverage: c, Share: percent(c.Have, c.Of)}
		if c.Of > 0 {
			v.Width = 1000 * float64(c.Have) / float64(c.Of)
		}
		out = append(out, v)
	}
	return out
}

// The drawing of sessions over time, in its own units.
const (
	chartHeight = 200
	dayWidth    = 12
	dayGap      = 3
)

// timeline is the drawing of sessions over time.
type timeline struct {
	Width, Height int
	Top           int // sessions at the top of the scale
	Total         int
	Columns       []column
	First, Last   string // dates at its ends
}

type column struct {
	Label string
	X     int
	Parts []part
}

type part struct {
	Class     string
	Y, Height float64
}

func chart(days []Day) timeline {
	t := timeline{Height: chartHeight, Width: max(1, len(days)) * (dayWidth + dayGap)}
	for _, d := range days {
		t.Top = max(t.Top, d.Total())
		t.Total += d.Total()
	}
	t.Top = nice(t.Top)
	for i, d := range days {
		c := column{X: i * (dayWidth + dayGap), Label: fmt.Sprintf("%s: %d succeeded, %d in review, %d failed, %d open, %d expired or cancelled",
			d.Date.Format("2006-01-02"), d.Succeeded, d.Review, d.Failed, d.Open, d.Ended)}
		y := float64(chartHeight)
		for _, p := range [...]struct {
			class string
			n     int
		}{{"succeeded", d.Succeeded}, {"review", d.Review}, {"failed", d.Failed}, {"open", d.Open}, {"ended", d.Ended}} {
			if p.n == 0 {
				continue
			}
			h := chartHeight * float64(p.n) / float64(t.Top)
			y -= h
			c.Parts = append(c.Parts, part{Class: p.class, Y: y, Height: h})
		}
		t.Columns = append(t.Columns, c)
	}
	if len(days) > 0 {
		t.First, t.Last = days[0].Date.Format("2006-01-02"), days[len(days)-1].Date.Format("2006-01-02")
	}
	return t
}

// nice returns the next round number that is not below n, for the top of a scale.
func nice(n int) int {
	for step := 1; ; step *= 10 {
		for _, m := range [...]int{1, 2, 5} {
			if m*step >= n {
				return m * step
			}
		}
	}
}
