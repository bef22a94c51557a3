package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// page is one page of the reference: a command or a help topic.
type page struct {
	cmd *cobra.Command
}

// pages lists a command and everything below it, in the order help shows them.
func pages(c *cobra.Command) []page {
	c.InitDefaultHelpFlag()
	all := []page{{c}}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() || isTopic(sub) {
			all = append(all, pages(sub)...)
		}
	}
	return all
}

// isTopic reports a command that only has words.
func isTopic(c *cobra.Command) bool { return c.IsAdditionalHelpTopicCommand() && !c.Hidden }

// file is the page's file name with the given extension.
func (p page) file(ext string) string { return slug(p.cmd) + ext }

func slug(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// subs returns the pages directly below, commands or topics.
func (p page) subs(topics bool) []page {
	var out []page
	for _, sub := range p.cmd.Commands() {
		if topics && isTopic(sub) || !topics && sub.IsAvailableCommand() {
			out = append(out, page{sub})
		}
	}
	return out
}

// description is the long text, or the short one where there is none.
func (p page) description() string {
	if p.cmd.Long != "" {
		return p.cmd.Long
	}
	return p.cmd.Short + "."
}

// flags are the flags of the command itself: for the root those that every
// command takes.
func (p page) flags() *pflag.FlagSet { return p.cmd.NonInheritedFlags() }

// block is a paragraph of help text, or lines to be shown as they are.
type block struct {
	verbatim bool
	lines    []string
}

// blocks takes help text apart: indented lines are verbatim, as they are at a
// terminal; blank lines between two of them belong to them.
func blocks(text string) []block {
	var all []block
	blank := 0
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) == "" {
			blank++
			continue
		}
		verbatim := strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t")
		last := len(all) - 1
		if last >= 0 && all[last].verbatim == verbatim && (verbatim || blank == 0) {
			for ; blank > 0; blank-- {
				all[last].lines = append(all[last].lines, "")
			}
			all[last].lines = append(all[last].lines, line)
		} else {
			all = append(all, block{verbatim: verbatim, lines: []string{line}})
		}
		blank = 0
	}
	for i := range all {
		if all[i].verbatim {
			dedent(all[i].lines)
		}
	}
	return all
}

// dedent removes the indentation that all lines share.
func dedent(lines []string) {
	shared := -1
	for _, l := range lines {
		if n := len(l) - len(strings.TrimLeft(l, " \t")); l != "" && (shared < 0 || n < shared) {
			shared = n
		}
	}
	for i, l := range lines {
		if l != "" {
			lines[i] = l[shared:]
		}
	}
}

// heading returns the words of a heading in help text: cobra writes some.
func heading(line string) (string, bool) {
	words := strings.TrimLeft(line, "#")
	return strings.TrimSpace(words), len(words) < len(line) && strings.HasPrefix(words, " ")
}
