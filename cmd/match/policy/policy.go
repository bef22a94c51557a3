// Package policy holds the commands of "incodectl match policy".
package policy

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
)

// maxPolicy bounds how much of a policy file is read, in bytes; the parser
// refuses less with a better word.
const maxPolicy = 1 << 20

// NewCmd returns "incodectl match policy".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	return cmdutil.Group("policy", "Check and explain claims policies", `Check and explain claims policies.

A policy says which claims are compared and what a difference leads to. It is a
YAML file, or one of the presets strict, standard (the default) and lenient.`,
		newCmdPresets(f, nil), newCmdExplain(f, nil), newCmdCheck(f, nil), newCmdSchema(f, nil))
}

// Load returns the policy that ref names: a preset, a file, or standard input
// for "-"; the default policy for "". A file named like a preset is written
// ./strict. What of it is likely not meant is said on stderr.
func Load(f *cmdutil.Factory, ref string) (match.Policy, error) {
	p, err := Read(f, ref)
	if err != nil || ref == "" {
		return p, err
	}
	if _, preset := match.PresetPolicy(ref); !preset {
		for _, w := range p.Warnings() {
			f.IO.Warnf("policy %s: %s", inputName(ref), w)
		}
	}
	return p, nil
}

// Read is Load without a word.
func Read(f *cmdutil.Factory, ref string) (match.Policy, error) {
	if ref == "" {
		return match.DefaultPolicy(), nil
	}
	if p, ok := match.PresetPolicy(ref); ok {
		return p, nil
	}
	data, err := cmdutil.ReadFile(f, ref, "policy", maxPolicy)
	if err != nil {
		return match.Policy{}, err
	}
	return match.ParsePolicy(data, ref)
}

// inputName is how an input is called in a sentence.
func inputName(ref string) string {
	if ref == "-" {
		return "on standard input"
	}
	return ref
}

// Complete offers the presets besides files, for flags and arguments that take
// a policy.
func Complete(_ *cobra.Command, _ []string, toComplete string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, p := range match.Presets() {
		if strings.HasPrefix(p.Name, toComplete) {
			out = append(out, p.Name)
		}
	}
	return slices.Clip(out), cobra.ShellCompDirectiveDefault
}
