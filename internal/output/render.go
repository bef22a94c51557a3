package output

import (
	"bufio"
	"io"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
)

// Renderer prints views to IO.Out in one format.
type Renderer struct {
	IO       *iostreams.IOStreams
	Format   Format // Table when empty
	NoHeader bool   // leave out the header of tables and CSV; records keep their labels
}

// Render prints v. An error of the view's items ends the output and is returned
// as it is, after what came before it was printed; so is a failure to write
// (see iostreams.IsBrokenPipe).
//
// A JSON array that an error cuts short is left without its closing bracket on
// purpose: half a directory must not parse as a whole one. When the error comes
// before the first item nothing is printed at all.
func (r Renderer) Render(v View) error {
	out := bufio.NewWriterSize(r.IO.Out, 32<<10)
	err := r.render(out, v)
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	return err
}

func (r Renderer) render(out *bufio.Writer, v View) error {
	switch r.Format {
	case Table, "":
		return r.table(out, v)
	case JSON:
		return writeJSON(out, v)
	case JSONL:
		return writeJSONL(out, v)
	case YAML:
		return writeYAML(out, v)
	case CSV:
		return writeCSV(out, v, !r.NoHeader)
	case Name:
		return writeNames(out, v)
	}
	return fault.New(fault.Usage, "unknown output format %q", string(r.Format))
}

func (r Renderer) table(out *bufio.Writer, v View) error {
	tty := r.IO.IsStdoutTTY()
	switch {
	case v.single && tty:
		return writeFields(out, v, r.IO.Width(), r.IO.OutColors())
	case v.single:
		return writeFieldsPlain(out, v)
	}
	rows, err := 0, error(nil)
	if tty {
		g := &grid{out: out, columns: v.columns, header: !r.NoHeader, width: r.IO.Width, colors: r.IO.OutColors()}
		rows, err = g.write(v)
		if names := g.leftOut(); len(names) > 0 && err == nil {
			r.IO.Notef("no room for: %s; a wider terminal shows them, and so does -o csv", strings.Join(names, ", "))
		}
	} else {
		rows, err = writeTabs(out, v)
	}
	if err == nil && rows == 0 && v.empty != "" {
		r.IO.Notef("%s", v.empty)
	}
	return err
}

func writeNames(out io.Writer, v View) error {
	for it, err := range v.items {
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, iostreams.Clean(it.name())+"\n"); err != nil {
			return err
		}
	}
	return nil
}
