// Package output prints results to stdout. A command describes what it found
// once, as a View; a Renderer prints the view as a table, JSON, JSON lines, YAML,
// CSV or bare names, so that every command offers every format with the same data.
package output

import (
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// Format is how results are printed: the value of --output.
type Format string

// The formats. What each promises to scripts is API.
const (
	Table Format = "table" // columns, or records where it is narrow, on a terminal; tab-separated fields elsewhere
	JSON  Format = "json"  // an indented document: the object, or an array of objects
	JSONL Format = "jsonl" // one compact JSON object a line
	YAML  Format = "yaml"  // the JSON document as YAML
	CSV   Format = "csv"   // RFC 4180 with a header, lines ending in LF
	Name  Format = "name"  // the identifying name alone, one a line
)

// Formats returns all formats, the default first: for help, validation and completion.
func Formats() []Format { return []Format{Table, JSON, JSONL, YAML, CSV, Name} }

// ParseFormat returns the format s names, or a fault.Usage that lists them.
func ParseFormat(s string) (Format, error) {
	names := make([]string, 0, len(Formats()))
	for _, f := range Formats() {
		if string(f) == s {
			return f, nil
		}
		names = append(names, string(f))
	}
	return "", fault.New(fault.Usage, "unknown output format %q", s).
		WithHint("use one of %s", strings.Join(names, ", "))
}
