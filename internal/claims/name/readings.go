package name

import (
	"bytes"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// readings compares the printed names and, where that leaves something open,
// the names of the machine-readable zone.
func (c *Comparer) readings(doc, dir claims.Set) outcome {
	docMRZ, dirMRZ := doc[claims.MRZName], dir[claims.MRZName]
	var best outcome
	have := false
	if printed(doc) && printed(dir) {
		c.reader.read(&c.doc, doc)
		c.reader.read(&c.dir, dir)
		best, have = c.judge(), true
	}
	if docMRZ != "" && printed(dir) && (!have || best.open()) {
		c.reader.readMRZ(&c.doc, docMRZ)
		c.doc.suffixFrom(doc)
		c.reader.read(&c.dir, dir)
		c.alternative(&best, &have, c.judge(), doc)
	}
	if dirMRZ != "" && printed(doc) && (!have || best.open()) {
		c.reader.read(&c.doc, doc)
		c.reader.readMRZ(&c.dir, dirMRZ)
		c.dir.suffixFrom(dir)
		c.alternative(&best, &have, c.judge(), dir)
	}
	if !have {
		c.reader.readMRZ(&c.doc, docMRZ)
		c.reader.readMRZ(&c.dir, dirMRZ)
		best = c.judge()
		best.why(claims.MRZNameUsed)
	}
	return best
}

// open reports an outcome that another reading could improve.
func (o *outcome) open() bool { return o.invalid || o.score < almost }

// suffixFrom takes a suffix from its own claim, since the machine-readable zone
// leaves suffixes out.
func (p *person) suffixFrom(s claims.Set) {
	if c := suffixOf(s[claims.Suffix]); c != "" {
		p.suffix = c
	}
}

// alternative takes the outcome of a machine-readable name where it is better,
// unless that name contradicts the printed one of the same side.
func (c *Comparer) alternative(best *outcome, have *bool, other outcome, side claims.Set) {
	if *have && (other.invalid || !best.invalid && other.score <= best.score) {
		return
	}
	if *have && !best.invalid && !c.agreesWithItself(side) {
		return
	}
	other.why(claims.MRZNameUsed)
	*best, *have = other, true
}

// ownFloor is how alike the printed and the machine-readable name of one
// document are at least: the score that parts people from strangers best.
const ownFloor = 0.68

// agreesWithItself reports whether the printed and the machine-readable name of
// one side may be the same person's, as far as the scripts can be compared.
func (c *Comparer) agreesWithItself(side claims.Set) bool {
	explain := c.explain
	c.explain = false
	c.reader.read(&c.doc, side)
	c.reader.readMRZ(&c.dir, side[claims.MRZName])
	own := c.judge()
	c.explain = explain
	return own.score >= ownFloor || own.blind
}

// contradiction holds back a document whose full name has no word in common
// with its own name parts: one of the two is not this person's.
func (c *Comparer) contradiction(doc claims.Set, out *outcome) {
	whole := doc[claims.Name]
	if out.score < matchFloor || whole == "" || doc[claims.GivenName] == "" || !doc.Has(claims.FamilyName, claims.PaternalName) {
		return
	}
	c.reader.read(&c.doc, doc)
	c.line = text.AppendFold(c.line[:0], whole[:min(len(whole), maxBytes)])
	if !bytes.ContainsRune(c.line, ' ') {
		return // written without spaces: there are no words to look for
	}
	for w := range strings.FieldsSeq(c.doc.canonical) {
		if bytes.Contains(c.line, []byte(w)) {
			return
		}
	}
	if c.doc.scripts&text.ScriptsOf(whole) != 0 {
		out.limit(underMatch, claims.PartsDisagree)
	}
}
