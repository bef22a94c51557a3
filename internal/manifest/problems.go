package manifest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims/text"
	"github.com/incodectl/incodectl/internal/fault"
)

// maxShown is how many problems are told at once; more are one mistake.
const maxShown = 20

// usualHint is what to do where nothing more precise is known.
const usualHint = "incodectl export prints what there is as such a file; docs/as-code.md has all keys"

// problems collects all that is wrong with a file, to be said at once.
type problems struct {
	file string
	all  []problem
}

type problem struct {
	at         Pos
	text, hint string
}

// add notes a problem; the text is a whole sentence.
func (p *problems) add(at Pos, hint, format string, args ...any) {
	p.all = append(p.all, problem{at, fmt.Sprintf(format, args...), hint})
}

// addErr notes what some other package says is wrong.
func (p *problems) addErr(at Pos, what string, err error) {
	p.all = append(p.all, problem{at, what + err.Error(), fault.HintOf(err)})
}

// err returns the problems in the order of the file, nil when there are none.
func (p *problems) err(code fault.Code) error {
	if len(p.all) == 0 {
		return nil
	}
	slices.SortStableFunc(p.all, func(a, b problem) int {
		return cmp.Or(cmp.Compare(a.at.Line, b.at.Line), cmp.Compare(a.at.Column, b.at.Column))
	})
	var lines, hints []string
	for i, one := range p.all {
		if i == maxShown {
			lines = append(lines, fmt.Sprintf("and %d more", len(p.all)-i))
			break
		}
		lines = append(lines, place(p.file, one.at)+": "+one.text)
		if one.hint != "" && !slices.Contains(hints, one.hint) {
			hints = append(hints, one.hint)
		}
	}
	if len(hints) == 0 {
		hints = []string{usualHint}
	}
	return fault.New(code, "%s", strings.Join(lines, "\n")).WithHint("%s", strings.Join(hints, "\n"))
}

// meant returns the key that a misspelt one is closest to, "" when none is close.
func meant(key string, known []string) string {
	best, near := 3, ""
	for _, k := range known {
		if strings.EqualFold(strings.ReplaceAll(key, "-", "_"), k) {
			return k
		}
		// Short words are near to anything: one slip in three letters.
		if d := text.Distance(key, k, best); d < best && d*3 <= max(len(k), len(key)) {
			best, near = d, k
		}
	}
	return near
}
