package main

import (
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims/document"
	"github.com/incodectl/incodectl/internal/claims/match"
)

// handWritten lists the Markdown files that people write.
func handWritten(t *testing.T) []string {
	t.Helper()
	names := []string{"README.md", "CONTRIBUTING.md"}
	guides, err := filepath.Glob(filepath.Join(repository, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range guides {
		names = append(names, "docs/"+filepath.Base(g))
	}
	return names
}

// snippets returns the contents of fenced blocks of one language.
func snippets(text, language string) []string {
	var all []string
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

// TestPolicyExamples holds that the policies in the guide are policies, and the
// last of them is the default one.
func TestPolicyExamples(t *testing.T) {
	const guide = "docs/claims-policy.md"
	examples := snippets(string(read(t, repository, guide)), "yaml")
	if len(examples) != 3 {
		t.Fatalf("%s has %d policies, want an example, one with groups and the default one", guide, len(examples))
	}
	for i, example := range examples {
		p, err := match.ParsePolicy([]byte(example), guide)
		if err != nil {
			t.Errorf("%s, policy %d: %v", guide, i+1, err)
			continue
		}
		if i == 2 && !slices.Equal(p.Order(), match.DefaultPolicy().Order()) {
			t.Errorf("the default policy is documented as one about %v", p.Order())
		}
	}
}

// TestDocumentExamples holds that the documents in the guide can be read, and
// are the same person's.
func TestDocumentExamples(t *testing.T) {
	const guide = "docs/claims-matching.md"
	examples := snippets(string(read(t, repository, guide)), "json")
	formats := []string{document.FormatOpenID, document.FormatVerified, document.FormatOCR}
	if len(examples) != len(formats) {
		t.Fatalf("%s has %d documents, want one of each format", guide, len(examples))
	}
	for i, format := range formats {
		doc, err := document.Read(strings.NewReader(examples[i]), document.Options{})
		if err != nil {
			t.Errorf("%s, document %d: %v", guide, i+1, err)
			continue
		}
		if doc.Format != format || doc.Claims["birthdate"] != "1990-12-10" || doc.Claims["document_number"] != "X1234567" {
			t.Errorf("%s, document %d is read as %s %v", guide, i+1, doc.Format, doc.Claims)
		}
	}
}

// TestCommandsInGuides holds that every command line in the guides names a
// command and flags that exist.
func TestCommandsInGuides(t *testing.T) {
	lines := 0
	for _, name := range handWritten(t) {
		for _, snippet := range snippets(string(read(t, repository, name)), "sh") {
			for line := range strings.SplitSeq(strings.ReplaceAll(snippet, "\\\n", " "), "\n") {
				line, _, _ = strings.Cut(line, " #")
				if args, ok := strings.CutPrefix(strings.TrimSpace(line), "incodectl "); ok {
					lines++
					checkLine(t, name, args)
				}
			}
		}
	}
	if lines < 10 {
		t.Errorf("only %d command lines were found in the guides", lines)
	}
}

func checkLine(t *testing.T, name, line string) {
	t.Helper()
	line = regexp.MustCompile(`"\$\w+"`).ReplaceAllString(line, "1") // a variable, also where a number belongs
	line = regexp.MustCompile(`"[^"]*"|'[^']*'`).ReplaceAllString(line, "quoted")
	line = regexp.MustCompile(`[<>|].*`).ReplaceAllString(line, "")
	root := newTree()
	found, rest, err := root.Find(strings.Fields(line))
	if err != nil || found == root {
		t.Errorf("%s: there is no command %q", name, line)
		return
	}
	found.InitDefaultHelpFlag()
	if err := found.ParseFlags(rest); err != nil {
		t.Errorf("%s: incodectl %s: %v", name, line, err)
		return
	}
	if err := found.ValidateArgs(found.Flags().Args()); err != nil {
		t.Errorf("%s: incodectl %s: %v", name, line, err)
	}
}

// TestLinks holds that links between the documents lead somewhere.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	names := handWritten(t)
	names = append(names, filesBelow(t, repository, "docs/reference")...)
	for _, name := range names {
		for _, m := range link.FindAllStringSubmatch(string(read(t, repository, name)), -1) {
			u, err := url.Parse(m[1])
			if err != nil || u.IsAbs() {
				continue
			}
			target := name
			if u.Path != "" {
				target = path.Join(path.Dir(name), u.Path)
			}
			checkTarget(t, name, target, u.Fragment)
		}
	}
}

func checkTarget(t *testing.T, name, target, fragment string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(repository, filepath.FromSlash(target)))
	if err != nil || len(found) == 0 {
		t.Errorf("%s links to %s, which does not exist", name, target)
		return
	}
	if fragment == "" {
		return
	}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(string(read(t, repository, target)), -1) {
		anchor := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(m[1]), "")
		if strings.ReplaceAll(anchor, " ", "-") == fragment {
			return
		}
	}
	t.Errorf("%s links to %s#%s, which has no such heading", name, target, fragment)
}
