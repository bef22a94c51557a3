// Package directory is the company directory as incodectl knows it: the user
// record, login hints, the Source port that Okta and Entra implement, the sync
// pipeline and the lookup. It knows nothing of SQL or HTTP.
package directory

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
)

// State is what incodectl holds a person to be.
type State string

// The states. Only an active person can be verified.
const (
	Active   State = "active"
	Inactive State = "inactive" // deactivated, suspended or disabled at the source
	Missing  State = "missing"  // no longer listed by the source; kept with the date
)

// HintKind says which of a person's identifiers a login hint is.
type HintKind string

// The kinds, in order of precedence: when one value is several kinds for one
// person, the first counts.
const (
	HintLogin      HintKind = "login" // Okta login, Entra user principal name
	HintEmail      HintKind = "email"
	HintAlias      HintKind = "alias" // Okta secondEmail, Graph otherMails and proxyAddresses
	HintEmployeeID HintKind = "employee_id"
)

// Hint is one normalised login hint of a person. See NormalizeHint.
type Hint struct {
	Kind  HintKind `json:"kind"`
	Value string   `json:"value"`
}

// Record is one person as a Source yields them, before normalisation.
type Record struct {
	ExternalID  string // the source's immutable id
	SourceState string // the source's own word, e.g. "DEPROVISIONED", "disabled"; StateOf maps it
	Login       string
	Email       string
	Aliases     []string
	EmployeeID  string
	Claims      claims.Set // mapped attributes only
}

// User is one synced person as stored, keyed by IntegrationID and ExternalID,
// never by login.
type User struct {
	IntegrationID string
	ExternalID    string
	State         State
	SourceState   string
	Login         string // as the source spells it
	Hints         []Hint // distinct by value, in order of precedence
	Claims        claims.Set
	CreatedAt     time.Time // first seen by a sync
	UpdatedAt     time.Time // last changed by a sync
	MissingSince  time.Time // zero unless State is Missing
}

// Version names what a person's record says, in 16 hex digits: two versions are
// the same exactly when state, login, hints and claims are.
func (u User) Version() string {
	// Maps are marshalled in order of their keys; none of these can fail to be.
	data, _ := json.Marshal(struct {
		State, SourceState, Login string
		Hints                     []Hint
		Claims                    claims.Set
	}{string(u.State), u.SourceState, u.Login, u.Hints, u.Claims})
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}
