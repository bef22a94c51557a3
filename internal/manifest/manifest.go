// Package manifest holds a profile's integrations and workflows as a file
// declares them: reading and writing the file, what would have to change for the
// profile to be like it, and making it so, all of it or nothing.
package manifest

import (
	"fmt"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/workflow"
)

// Version is the version of the file format this package reads and writes.
const Version = 1

// MaxSize bounds a file in bytes.
const MaxSize = 4 << 20

// Manifest is what a file declares. Things are known by their names; IDs are
// the profile's own and in no file.
type Manifest struct {
	File         string
	Features     []Feature // to be on; those not named are left as they are
	Workflows    []Workflow
	Integrations []Integration
	// Unlinked are the integrations of a profile whose directory is gone. The
	// manifest has no link for them, and so leaves theirs as it is.
	Unlinked []string
}

// Pos is where in the file something stands, counted from 1.
type Pos struct{ Line, Column int }

// Feature is an organisation feature that is to be on.
type Feature struct {
	Name string
	At   Pos
}

// Workflow is a declared workflow.
type Workflow struct {
	Name            string
	ConfigurationID string
	Policy          match.Policy
	At              Pos
}

// Integration is a declared integration.
type Integration struct {
	Name      string
	Template  string
	Workflow  string // name, "" for none
	Directory string // name, "" for none
	// SecretEnv is the environment variable the secret is in, "" when there is no
	// secret. The variable every integration has is named where none other is.
	SecretEnv string
	// Settings are the other fields as Validate returns them, a mapping in order of
	// claim.
	Settings integration.Settings
	At       Pos
}

// Present is what there is in a profile.
type Present struct {
	Features     map[string]bool // known ones: whether they are on
	Workflows    []workflow.Workflow
	Integrations []integration.Integration
}

// where names a place of the file.
func (m *Manifest) where(p Pos) string { return place(m.File, p) }

func place(file string, p Pos) string {
	if p.Line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d:%d", file, p.Line, p.Column)
}
