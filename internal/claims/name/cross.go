package name

import (
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// compareScripts compares names by the writing systems they share.
func (c *Comparer) compareScripts(a, b *person, out *outcome) {
	if a.mixed || b.mixed {
		c.mixedScript(a, b, out)
		return
	}
	shared := a.scripts & b.scripts
	if shared == 0 {
		c.crossScript(a, b, out)
		return
	}
	if a.scripts == shared && b.scripts == shared {
		c.oneScript(a, b, shared, out)
		return
	}
	keep(a, shared)
	keep(b, shared)
	c.oneScript(a, b, shared, out)
	if a.strong < 2 || b.strong < 2 {
		out.score = min(max(out.score, reviewFloor), underMatch)
	}
	if c.alignment.leavesWords() {
		// What is left over may stand against the words that were not compared.
		out.limit(underMatch, claims.ScriptDiffers)
	}
	out.why(claims.ScriptDiffers)
}

// mixedScript holds back a name in which one word mixes look-alike alphabets.
func (c *Comparer) mixedScript(a, b *person, out *outcome) {
	out.score = reviewFloor
	out.why(claims.MixedScript)
}

// keep leaves the words in the shared scripts alone.
func keep(p *person, shared text.Scripts) {
	p.tokens = slices.DeleteFunc(p.tokens, func(t token) bool { return t.script&shared == 0 })
	p.strong = 0
	for i := range p.tokens {
		if p.tokens[i].strong() {
			p.strong++
		}
	}
}

// crossScript compares names that share no writing system.
func (c *Comparer) crossScript(a, b *person, out *outcome) {
	if drawn(a, b) {
		c.mixedScript(a, b, out)
		return
	}
	x, y := texts(a), texts(b)
	s, method := c.scorer.Score(x, y)
	out.score = calibrateCross(s)
	out.method = methodCross + ": " + method
	out.why(claims.ScriptDiffers)
	if out.score >= matchFloor && c.crossSiblings(a, b) {
		out.limit(underMatch, claims.GivenNameDiffers)
	}
	if method == "none" {
		out.blind, out.score = true, reviewFloor // no table reads one of them: that says nothing about the person
	}
	if out.score < reviewFloor && a.scripts&^eastAsian == 0 && b.scripts&^eastAsian == 0 {
		out.score = reviewFloor // kanji and kana of one name: the reading cannot be told
	}
	if c.explain {
		out.steps = append(out.steps, claims.Step{
			Part: claims.Name, Document: out.doc, Directory: out.dir, Method: method, Score: s, Weight: 1,
		})
	}
}

func texts(p *person) []string {
	out := make([]string, len(p.tokens))
	for i := range p.tokens {
		out[i] = p.tokens[i].text
	}
	return out
}
