package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/cmd"
	"github.com/incodectl/incodectl/internal/cmdutil"
)

// newTree returns the command tree with the commands cobra adds by itself.
// Building it touches nothing, so an empty Factory will do.
func newTree() *cobra.Command {
	root := cmd.NewRoot(&cmdutil.Factory{}, func(*cobra.Command) error { return nil })
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	return root
}

// generate returns every generated file by its path in the repository, with
// slashes. src is where the guides are.
func generate(src string) (map[string][]byte, error) {
	files := make(map[string][]byte)
	root := newTree()
	for _, p := range pages(root) {
		files["docs/reference/"+p.file(".md")] = markdown(p)
		files["docs/man/man1/"+p.file(".1")] = man(p)
	}
	if err := completions(root, files); err != nil {
		return nil, err
	}
	for guide, tables := range guides() {
		text, err := os.ReadFile(filepath.Join(src, filepath.FromSlash(guide)))
		if err != nil {
			return nil, err
		}
		if files[guide], err = fill(guide, string(text), tables); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func completions(root *cobra.Command, files map[string][]byte) error {
	for name, write := range map[string]func(io.Writer) error{
		"incodectl.bash": func(w io.Writer) error { return root.GenBashCompletionV2(w, true) },
		"_incodectl":     root.GenZshCompletion,
		"incodectl.fish": func(w io.Writer) error { return root.GenFishCompletion(w, true) },
		"incodectl.ps1":  root.GenPowerShellCompletionWithDesc,
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return err
		}
		files["completions/"+name] = b.Bytes()
	}
	return nil
}
