package output

import (
	"io"
	"strings"

	"github.com/olekukonko/tablewriter/tw"

	"github.com/incodectl/incodectl/internal/iostreams"
)

const (
	gap = "  " // between two columns
	// minColumn is the width below which no column is cut. States, dates and most
	// verdicts are narrower and stay whole; less of a name or an ID says little.
	minColumn = 14
)

// fit returns the widths of columns in a terminal of the given width, and whether
// they fit. The widest are cut first, none below minColumn: what is narrower than
// that, as verdicts and states are, stays whole, and so do the columns that must.
func fit(natural []int, columns []column, width int) ([]int, bool) {
	widths := make([]int, len(natural))
	room := width - len(gap)*(len(natural)-1)
	total := 0
	for i, w := range natural {
		widths[i] = w
		if !columns[i].whole {
			widths[i] = min(w, max(room, minColumn))
		}
		total += widths[i]
	}
	for ; total > room; total-- {
		widest := -1
		for i, w := range widths {
			if !columns[i].whole && (widest < 0 || w >= widths[widest]) {
				widest = i
			}
		}
		if widest < 0 || widths[widest] <= minColumn {
			return widths, false
		}
		widths[widest]--
	}
	return widths, true
}

// roomy reports whether all columns stand beside each other without being cut.
func roomy(natural []int, width int) bool {
	for _, w := range natural {
		width -= w + len(gap)
	}
	return width+len(gap) >= 0
}

// aligned lays out the lines of a tablewriter table. tablewriter's own layout
// counts runes, asks the environment how wide they are and pads the last column
// with spaces; this one counts grapheme clusters and ends the line after the text.
type aligned struct {
	tw.Renderer // the rest of the interface
	columns     []column
	widths      []int
	colors      iostreams.Colors
	out         io.Writer
	err         error
}

// Start implements tw.Renderer.
func (a *aligned) Start(w io.Writer) error {
	a.out = w
	return nil
}

// Header implements tw.Renderer.
func (a *aligned) Header(lines [][]string, _ tw.Formatting) {
	for _, line := range lines {
		a.print(a.colors.Bold(a.layout(line)))
	}
}

// Row implements tw.Renderer.
func (a *aligned) Row(row []string, _ tw.Formatting) { a.print(a.layout(row)) }

// Footer implements tw.Renderer: there is none.
func (*aligned) Footer([][]string, tw.Formatting) {}

// Line implements tw.Renderer: there are no rules between the rows.
func (*aligned) Line(tw.Formatting) {}

func (a *aligned) print(line string) {
	if a.err == nil {
		_, a.err = io.WriteString(a.out, line+"\n")
	}
}

func (a *aligned) layout(row []string) string {
	var b strings.Builder
	for i, cell := range row {
		if i > 0 {
			b.WriteString(gap)
		}
		cell = iostreams.Truncate(cell, a.widths[i])
		pad := strings.Repeat(" ", a.widths[i]-iostreams.TextWidth(cell))
		if a.columns[i].right {
			b.WriteString(pad + cell)
		} else {
			b.WriteString(cell + pad)
		}
	}
	return strings.TrimRight(b.String(), " ")
}
