package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/incodectl/incodectl/internal/iostreams"
)

// writePeople writes a JSON list of lists, one line a person. encoding/json
// escapes <, > and &, so that no value can end the element it stands in.
func writePeople(out *bufio.Writer, people iter.Seq2[Person, error]) error {
	_, _ = out.WriteString(`<script id="data" type="application/json">[`) // a failed write is told by Flush
	first := true
	for p, err := range people {
		if err != nil {
			return err
		}
		verified := ""
		if !p.LastVerified.IsZero() {
			verified = p.LastVerified.UTC().Format(time.RFC3339)
		}
		row := [...]string{
			p.Login, p.Name, p.Email, p.EmployeeID, p.Directory, p.State, p.Enrollment, verified, strconv.Itoa(p.Sessions),
		}
		for i := range row {
			row[i] = iostreams.Clean(row[i])
		}
		line, err := json.Marshal(row)
		if err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
		if !first {
			_, _ = out.WriteString(",")
		}
		first = false
		_, _ = out.WriteString("\n")
		_, _ = out.Write(line)
	}
	_, _ = out.WriteString("\n]</script>\n")
	return nil
}
