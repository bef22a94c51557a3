// Package readiness says who would fail claims matching before anybody tries:
// it holds every active person of the directory against the best document they
// could show, and looks for login hints and people that are there twice.
//
// It reads the store alone, in two passes over the people, and keeps figures and
// digests but never people: beyond a fixed bound its memory grows only with what
// several people share.
package readiness

import (
	"context"
	"hash/maphash"
	"iter"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
)

// People is what is read of the directory; directory.Repository has it.
type People interface {
	Users(ctx context.Context, f directory.Filter) iter.Seq2[directory.User, error]
	CountUsers(ctx context.Context, f directory.Filter) (int, error)
}

// Options say what is checked.
type Options struct {
	// Integrations are those whose people are looked at, in this order.
	Integrations []integration.Integration
	Policy       match.Policy
	Now          time.Time // bounds birth dates, as in matching
	// By is the claim by whose values people are grouped; see CheckBy. Empty means
	// their groups or, where nobody has any, the domain of their login.
	By string
	// Progress, unless nil, is told now and then how many people were read, of
	// how many in all passes together.
	Progress func(done, total int)
}

// Person is somebody who is not ready, and why.
type Person struct {
	IntegrationID string    `json:"integration_id"`
	Integration   string    `json:"integration"`
	Login         string    `json:"login"`
	ExternalID    string    `json:"external_id"`
	Problems      []Finding `json:"problems"`
}

// Finding is one thing that is wrong with a person's record. It never holds a value.
type Finding struct {
	// Claim is the claim that is wrong, or login_hint, evidence, policy or duplicate.
	Claim   string  `json:"claim"`
	Problem Problem `json:"problem"`
}

// What a Finding is about besides claims.
const (
	AboutHint      = "login_hint"
	AboutEvidence  = "evidence"
	AboutPolicy    = "policy"
	AboutDuplicate = "duplicate"
)

// defaultDigests is how many digests are held at once, of eight bytes each. A
// directory that has more is read several times.
const defaultDigests = 4 << 20

// Check is one look at the directory. It is used once.
type Check struct {
	people  People
	o       Options
	seed    maphash.Seed
	digests int // how many are held at once
	total   int // active people, as counted before
	read    int // people read, over all passes
	passes  int
	grouped bool // somebody has groups

	having having
	shared shared
	report tally
}

// New prepares a check.
func New(people People, o Options) *Check {
	return &Check{people: people, o: o, seed: maphash.MakeSeed(), digests: defaultDigests, having: newHaving(o.By)}
}

// Run reads everybody and calls notReady, unless it is nil, for each person who
// is not ready: integration by integration, in order of login. The first pass
// finds what several people share, the last one judges each person; a change of
// the store between the two is seen by the last one only. A claim to group by
// that nobody has is fault.Usage.
func (c *Check) Run(ctx context.Context, notReady func(Person)) (Report, error) {
	counts := make([]int, len(c.o.Integrations))
	for i, in := range c.o.Integrations {
		n, err := c.people.CountUsers(ctx, c.active(in))
		if err != nil {
			return Report{}, err
		}
		counts[i] = n
		c.total += n
	}
	if err := c.findShared(ctx); err != nil {
		return Report{}, err
	}
	if err := c.having.check(c.o.Policy); err != nil {
		return Report{}, err
	}
	c.report = newTally(c.o, c.grouped)
	var keys []key
	err := c.each(ctx, func(at int, u directory.User) {
		keys = c.appendKeys(keys[:0], u)
		a := c.assess(u)
		a.problems = append(a.problems, c.shared.look(keys, ref(c.o.Integrations[at], u), a)...)
		c.report.add(at, u, a)
		if len(a.problems) > 0 && notReady != nil {
			in := c.o.Integrations[at]
			notReady(Person{
				IntegrationID: in.ID, Integration: in.Name, Login: u.Login, ExternalID: u.ExternalID, Problems: a.problems,
			})
		}
	})
	if err != nil {
		return Report{}, err
	}
	return c.report.finish(c.o, &c.shared), nil
}

// each reads all active people once; at says which integration they are of.
func (c *Check) each(ctx context.Context, do func(at int, u directory.User)) error {
	for at, in := range c.o.Integrations {
		for u, err := range c.people.Users(ctx, c.active(in)) {
			if err != nil {
				return err
			}
			do(at, u)
			if c.read++; c.o.Progress != nil && c.read%512 == 0 {
				c.o.Progress(c.read, c.total*c.passes)
			}
		}
	}
	return nil
}

func (c *Check) active(in integration.Integration) directory.Filter {
	return directory.Filter{IntegrationID: in.ID, State: directory.Active}
}

// Ref names a person without saying anything about them.
type Ref struct {
	Integration string `json:"integration"`
	Login       string `json:"login"`
	ExternalID  string `json:"external_id"`
}

func ref(in integration.Integration, u directory.User) Ref {
	return Ref{Integration: in.Name, Login: u.Login, ExternalID: u.ExternalID}
}

// groupsOf returns the groups a policy may have rules for.
func groupsOf(u directory.User) []string { return match.GroupsOf(u.Claims[claims.Groups]) }
