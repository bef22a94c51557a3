package output

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/incodectl/incodectl/internal/iostreams"
)

// blockRows is how many rows are aligned together, so that memory stays flat.
const blockRows = 500

// writeTabs prints a table for programs: one row a line, cells separated by a
// tab, no header, nothing cut. It returns the number of rows.
func writeTabs(out io.Writer, v View) (int, error) {
	rows := 0
	for it, err := range v.items {
		if err != nil {
			return rows, err
		}
		if _, err := io.WriteString(out, strings.Join(cleanCells(it.cells()), "\t")+"\n"); err != nil {
			return rows, err
		}
		rows++
	}
	return rows, nil
}

func cleanCells(cells []string) []string {
	for i, c := range cells {
		cells[i] = iostreams.Clean(c)
	}
	return cells
}

// grid prints a list for people, block by block: as a table or, where its first
// block does not fit the terminal, as records.
type grid struct {
	out     *bufio.Writer
	columns []column
	header  bool
	width   func() int
	colors  iostreams.Colors

	natural []int // widest cell so far, by column: it only grows, so blocks line up
	// The layout of the whole list, decided by its first block.
	records bool
	shown   []int // the columns of the table
}

// write prints all rows of v and returns how many there were.
func (g *grid) write(v View) (int, error) {
	g.natural = make([]int, len(g.columns))
	rows, block := 0, make([][]string, 0, blockRows)
	for it, err := range v.items {
		if err != nil {
			if flushErr := g.flush(block, rows == 0); flushErr != nil {
				return rows, flushErr
			}
			return rows, err
		}
		block = append(block, cleanCells(it.cells()))
		if len(block) < blockRows {
			continue
		}
		if err := g.flush(block, rows == 0); err != nil {
			return rows, err
		}
		rows += len(block)
		block = block[:0]
	}
	return rows + len(block), g.flush(block, rows == 0)
}

// flush prints one block; the first decides the layout. A later block that no
// longer fits stays a table, its lines left to the terminal to wrap.
func (g *grid) flush(block [][]string, first bool) error {
	if len(block) == 0 {
		return nil
	}
	var titles []string
	if g.header && first {
		titles = g.titles()
		g.measure(titles)
	}
	for _, row := range block {
		g.measure(row)
	}
	if first {
		g.choose()
	}
	var err error
	if g.records {
		err = g.writeRecords(block, first)
	} else {
		widths, _ := fit(pick(g.natural, g.shown), pick(g.columns, g.shown), g.width())
		err = g.writeRows(titles, block, widths)
	}
	if err != nil {
		return err
	}
	return g.out.Flush()
}

// choose decides the layout: a table, without as many of the extra columns as
// there is no room for, or else records, which have everything.
func (g *grid) choose() {
	g.shown = make([]int, len(g.columns))
	for i := range g.shown {
		g.shown[i] = i
	}
	for i := len(g.columns) - 1; i >= 0 && !roomy(pick(g.natural, g.shown), g.width()); i-- {
		if g.columns[i].extra {
			g.shown = slices.DeleteFunc(g.shown, func(n int) bool { return n == i })
		}
	}
	_, fits := fit(pick(g.natural, g.shown), pick(g.columns, g.shown), g.width())
	g.records = !fits
}

// leftOut names the columns the table is without.
func (g *grid) leftOut() []string {
	var names []string
	for i, c := range g.columns {
		if !g.records && g.shown != nil && !slices.Contains(g.shown, i) {
			names = append(names, c.title)
		}
	}
	return names
}

// pick returns the elements at these places.
func pick[T any](all []T, places []int) []T {
	some := make([]T, len(places))
	for i, n := range places {
		some[i] = all[n]
	}
	return some
}

func (g *grid) titles() []string {
	titles := make([]string, len(g.columns))
	for i, c := range g.columns {
		titles[i] = strings.ToUpper(c.title)
	}
	return titles
}

func (g *grid) measure(row []string) {
	for i, c := range row {
		g.natural[i] = max(g.natural[i], iostreams.TextWidth(c))
	}
}

// writeRows hands the block to tablewriter, told to leave the cells as they are.
func (g *grid) writeRows(titles []string, block [][]string, widths []int) error {
	lines := &aligned{Renderer: renderer.NewBlueprint(borderless()), columns: pick(g.columns, g.shown), widths: widths, colors: g.colors}
	t := tablewriter.NewTable(g.out,
		tablewriter.WithRenderer(lines),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithPadding(tw.PaddingNone),
	)
	if titles != nil {
		t.Header(pick(titles, g.shown))
	}
	rows := make([][]string, len(block))
	for i, row := range block {
		rows[i] = pick(row, g.shown)
	}
	if err := t.Bulk(rows); err != nil {
		return err
	}
	if err := t.Render(); err != nil {
		return err
	}
	return lines.err
}

func borderless() tw.Rendition {
	return tw.Rendition{
		Borders:  tw.BorderNone,
		Symbols:  tw.NewSymbols(tw.StyleNone),
		Settings: tw.Settings{Separators: tw.SeparatorsNone, Lines: tw.LinesNone},
	}
}
