// Package report writes the state of the directory as one self-contained HTML
// page: it loads nothing, runs only its own script, and shows values from a
// directory as text whatever they contain.
package report

import (
	"bufio"
	"crypto/sha256"
	_ "embed" // the page's parts
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/iostreams"
)

//go:embed page.html
var pageText string

//go:embed style.css
var styleText string

//go:embed script.js
var scriptText string

// Page is what a report says beside the people.
type Page struct {
	Profile     string
	Version     string // of incodectl
	At          time.Time
	Revealed    bool // names and identifiers are not masked
	Directories []Directory
	Total       int // people in the table
	Enrollment  []Count
	Coverage    []Coverage
	Days        []Day // oldest first, without gaps
}

// Directory is one directory integration.
type Directory struct {
	Name, Template string
	People, Active int
	SyncedAt       time.Time // zero if never
}

// Count is how many people have an enrollment status.
type Count struct {
	Status, Label string
	N             int
}

// Coverage is how many active people have a value for a claim.
type Coverage struct {
	Claim    string
	Have, Of int
}

// Day is what became of the sessions requested on one day (UTC).
type Day struct {
	Date                                   time.Time
	Succeeded, Review, Failed, Open, Ended int // Ended: expired or cancelled
}

// Total is the number of sessions of the day.
func (d Day) Total() int { return d.Succeeded + d.Review + d.Failed + d.Open + d.Ended }

// Person is one row of the table, as it is to be shown.
type Person struct {
	Login, Name, Email, EmployeeID string
	Directory, State, Enrollment   string
	LastVerified                   time.Time // zero if never
	Sessions                       int
}

// Write writes the page to w while the people arrive; none are held. It stops
// at the first error of theirs and returns it: what was written is then no page.
func Write(w io.Writer, p Page, people iter.Seq2[Person, error]) error {
	frame, err := template.New("page").Parse(pageText)
	if err != nil {
		return fmt.Errorf("reading the report's page: %w", err)
	}
	p = p.clean()
	out := bufio.NewWriterSize(w, 64<<10)
	data := view{
		Page:   p,
		Style:  template.CSS(styleText),
		Script: template.JS(scriptText),
		Policy: "default-src 'none'; style-src '" + hashOf(styleText) + "'; script-src '" + hashOf(scriptText) +
			"'; base-uri 'none'; form-action 'none'",
		Bars: bars(p.Enrollment), Cover: covers(p.Coverage), Chart: chart(p.Days),
	}
	if err := frame.ExecuteTemplate(out, "head", data); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if err := writePeople(out, people); err != nil {
		return err
	}
	if err := frame.ExecuteTemplate(out, "foot", data); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// clean removes what is no text from the names that are shown.
func (p Page) clean() Page {
	p.Profile = iostreams.Clean(p.Profile)
	p.Directories = slices.Clone(p.Directories)
	for i := range p.Directories {
		p.Directories[i].Name = iostreams.Clean(p.Directories[i].Name)
	}
	p.Coverage = slices.Clone(p.Coverage)
	for i := range p.Coverage {
		p.Coverage[i].Claim = iostreams.Clean(p.Coverage[i].Claim)
	}
	return p
}

// view is what the page's template is given.
type view struct {
	Page
	Style  template.CSS
	Script template.JS
	Policy string
	Bars   []bar
	Cover  []cover
	Chart  timeline
}

// hashOf is a source of the page's content security policy: only exactly this
// style and this script may run (W3C CSP3, 2.3.1).
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
