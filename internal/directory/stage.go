package directory

import (
	"crypto/sha256"
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
)

// hashSize is how much of a content hash is kept, in bytes: 128 bits make an
// accidental collision between two versions of one person impossible in practice.
const hashSize = 16

// stager turns what a source yields into what the store compares.
type stager struct {
	integrationID string
	provider      Provider
	states        map[string]State
	claims        []string // names of all claims seen so far, in order
	text          []byte   // what is digested, used again for the next person
}

func newStager(integrationID string, p Provider) *stager {
	return &stager{integrationID: integrationID, provider: p, states: states(p)}
}

// stage converts records. One that cannot be understood is returned as a
// RecordError, so that the person is neither changed nor taken for missing.
func (s *stager) stage(records []Record) ([]Staged, []RecordError) {
	staged := make([]Staged, 0, len(records))
	hashes := make([]byte, 0, len(records)*hashSize)
	var bad []RecordError
	for _, r := range records {
		state, known := s.states[r.SourceState]
		if !known {
			_, err := StateOf(s.provider, r.SourceState)
			bad = append(bad, RecordError{ExternalID: r.ExternalID, Reason: err.Error()})
			continue
		}
		u := User{
			IntegrationID: s.integrationID,
			ExternalID:    r.ExternalID,
			State:         state,
			SourceState:   r.SourceState,
			Login:         r.Login,
			Hints:         hintsOf(r),
			Claims:        r.Claims,
		}
		hashes = s.hash(hashes, u)
		staged = append(staged, Staged{User: u, Hash: hashes[len(hashes)-hashSize : len(hashes) : len(hashes)]})
	}
	return staged, bad
}

// deactivated stages those of the stored people whose records cannot be read but
// say that they are not active any more: as they are stored, without access. It
// would let somebody in to wait until the rest can be read.
func (s *stager) deactivated(stored []User, bad []RecordError) []Staged {
	words := make(map[string]string, len(bad))
	for _, e := range bad {
		words[e.ExternalID] = e.SourceState
	}
	var staged []Staged
	for _, u := range stored {
		word := words[u.ExternalID]
		if u.State != Active || s.states[word] != Inactive {
			continue
		}
		u.State, u.SourceState = Inactive, word
		staged = append(staged, Staged{User: u, Hash: s.hash(nil, u)})
	}
	return staged
}

// hash appends the digest of everything that a later sync may change. Fields are
// separated by NUL, which no mapped attribute keeps, so that no two records run
// together.
func (s *stager) hash(to []byte, u User) []byte {
	b := s.text[:0]
	for _, part := range [...]string{string(u.State), u.SourceState, u.Login} {
		b = append(append(b, part...), 0)
	}
	for _, h := range u.Hints {
		b = append(append(b, h.Kind...), 0)
		b = append(append(b, h.Value...), 0)
	}
	s.text = s.appendClaims(append(b, 0), u.Claims)
	sum := sha256.Sum256(s.text)
	return append(to, sum[:hashSize]...)
}

// appendClaims appends claims in order of name. Everybody has much the same
// ones, so the order is worked out once and not for each person.
func (s *stager) appendClaims(b []byte, c claims.Set) []byte {
	start, found := len(b), 0
	for _, name := range s.claims {
		if value, ok := c[name]; ok {
			found++
			b = append(append(append(append(b, name...), 0), value...), 0)
		}
	}
	if found == len(c) {
		return b
	}
	for name := range c {
		if i, known := slices.BinarySearch(s.claims, name); !known {
			s.claims = slices.Insert(s.claims, i, name)
		}
	}
	return s.appendClaims(b[:start], c)
}
