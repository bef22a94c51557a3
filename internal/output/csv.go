package output

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/incodectl/incodectl/internal/iostreams"
)

// writeCSV prints RFC 4180 with a header, but with LF as every Unix tool
// expects. A single object is a header and one row.
func writeCSV(out io.Writer, v View, header bool) error {
	w := csv.NewWriter(out)
	err := writeRecords(w, v, header && len(v.columns) > 0)
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return err
}

// writeRecords prints the header with the first record, or alone when there are
// none: an error before either must not look like an empty list.
func writeRecords(w *csv.Writer, v View, header bool) error {
	titles := func() error {
		if !header {
			return nil
		}
		header = false
		cells := make([]string, len(v.columns))
		for i, c := range v.columns {
			cells[i] = c.title
		}
		return w.Write(cells)
	}
	for it, err := range v.items {
		if err != nil {
			return err
		}
		if err := titles(); err != nil {
			return err
		}
		cells := it.cells()
		for i, c := range cells {
			cells[i] = neutralise(c)
		}
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	return titles()
}

// neutralise keeps a spreadsheet from taking a cell for a formula (OWASP, CSV
// Injection): one that begins with = + - @ tab, CR or LF, or with a full-width
// = + - @, gets a leading apostrophe. Whoever can edit a directory record could
// otherwise run formulas on the desk of whoever opens the export. Phone numbers
// in E.164 ('+49301234) and negative numbers get it too: JSON, JSONL and YAML
// have the exact value.
func neutralise(cell string) string {
	clean := iostreams.Clean(cell)
	if startsFormula(cell, "=+-@\t\r\n＝＋－＠") || startsFormula(strings.TrimLeft(clean, " "), "=+-@＝＋－＠") {
		return "'" + clean
	}
	return clean
}

func startsFormula(s, starts string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return strings.ContainsRune(starts, r) }) == 0
}
