// Package guard says how much a sync may change before a person has to look at
// it. A limit is a number of people, a share of those who are active, or both.
package guard

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// Floor is what a share always allows: 20% of four people would stop a sync as
// soon as one of them leaves.
const Floor = 5

// The limits that apply when nothing else is set. Microsoft Entra's own export
// stops at 500 deletions; a tenth besides protects smaller companies. A sync
// that overwrites or removes values of half of the people is more likely to be
// a wrong mapping than a reorganisation.
const (
	DefaultDeactivations = "500,10%"
	DefaultUpdates       = "50%"
)

// Limit is how many people may be affected. The zero Limit allows nobody.
type Limit struct {
	unlimited bool
	count     int
	hasCount  bool
	percent   float64
	hasShare  bool
}

// Parse reads a limit: "50" is fifty people, "10%" a tenth of the active ones
// but never fewer than Floor, "500,10%" whichever is reached first, "none" no
// limit. Errors are fault.Usage.
func Parse(s string) (Limit, error) {
	var l Limit
	if strings.EqualFold(strings.TrimSpace(s), "none") {
		return None(), nil
	}
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if share, ok := strings.CutSuffix(part, "%"); ok && !l.hasShare {
			p, err := strconv.ParseFloat(strings.TrimSpace(share), 64)
			if err == nil && p >= 0 && p <= 100 {
				l.percent, l.hasShare = p, true
				continue
			}
		} else if n, err := strconv.Atoi(part); err == nil && n >= 0 && !ok && !l.hasCount {
			l.count, l.hasCount = n, true
			continue
		}
		return Limit{}, fault.New(fault.Usage, "%q is no limit", s).
			WithHint("write a number of people (50), a share of the active ones (10%%), both (500,10%%) or none")
	}
	return l, nil
}

// None is the limit that is none.
func None() Limit { return Limit{unlimited: true} }

// String returns the limit as Parse reads it.
func (l Limit) String() string {
	switch share := strconv.FormatFloat(l.percent, 'f', -1, 64) + "%"; {
	case l.unlimited:
		return "none"
	case l.hasCount && l.hasShare:
		return fmt.Sprintf("%d,%s", l.count, share)
	case l.hasShare:
		return share
	default:
		return strconv.Itoa(l.count)
	}
}

// Allowed is how many people of base active ones may be affected; ok is false
// when any number may.
func (l Limit) Allowed(base int) (n int, ok bool) {
	switch {
	case l.unlimited:
		return 0, false
	case !l.hasShare:
		return l.count, true
	}
	n = max(Floor, int(l.percent/100*float64(base)+1e-9))
	if l.percent == 0 {
		n = 0
	}
	if l.hasCount {
		n = min(n, l.count)
	}
	return n, true
}

// What a limit is set on.
const (
	Deactivations = "deactivations" // active people who become inactive, and whoever becomes missing
	Updates       = "updates"       // people of whom a value is changed or removed
)

// Breach is a limit that a plan exceeds.
type Breach struct {
	Limit   string `json:"limit"` // Deactivations or Updates
	Set     string `json:"set"`   // as set, e.g. "500,10%"
	Allowed int    `json:"allowed"`
	Would   int    `json:"would"` // how many people the plan affects
	Base    int    `json:"base"`  // active people before
}

// Check returns the breach of a limit by would people of base active ones, and
// whether there is one. Exactly the limit is no breach.
func Check(what string, l Limit, would, base int) (Breach, bool) {
	n, limited := l.Allowed(base)
	return Breach{Limit: what, Set: l.String(), Allowed: n, Would: would, Base: base}, limited && would > n
}
