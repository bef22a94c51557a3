package output

import (
	"strings"

	"github.com/incodectl/incodectl/internal/iostreams"
)

// writeRecords prints each item of a block as lines of label and value, with a
// blank line between two items. Empty values are left out and none is cut. NoHeader keeps the labels: without them, and without the empty
// values, nobody could tell which value is which.
func (g *grid) writeRecords(block [][]string, first bool) error {
	labels := g.titles()
	column := labelColumn(labels)
	for i, row := range block {
		var b strings.Builder
		if i > 0 || !first {
			b.WriteByte('\n')
		}
		for j, value := range row {
			if value != "" {
				b.WriteString(labelled(labels[j], value, column, g.width(), g.colors))
			}
		}
		if _, err := g.out.WriteString(b.String()); err != nil {
			return err
		}
	}
	return nil
}

// labelColumn returns where the values begin that stand beside these labels.
func labelColumn(labels []string) int {
	column := 0
	for _, label := range labels {
		column = max(column, iostreams.TextWidth(label)+len(gap))
	}
	return column
}

// labelled returns the lines of a label in bold and a value that begins at
// column, wrapped for a terminal of width columns.
func labelled(label, value string, column, width int, colors iostreams.Colors) string {
	pad := strings.Repeat(" ", column-iostreams.TextWidth(label))
	lines := wrap(value, max(width-column, minValue))
	text := strings.Join(lines, "\n"+strings.Repeat(" ", column))
	return strings.TrimRight(colors.Bold(label)+pad+text, " ") + "\n"
}
