// Command docgen writes what of the documentation follows from the code: the
// command reference (docs/reference, docs/man), the shell completions and the
// tables inside the guides (see guides).
//
//	go run ./internal/docgen
//
// It is a composition root of its own: it builds the command tree over an empty
// Factory and asks the adapters for their default mappings. It reads and writes
// nothing but those files. A test in this package fails while they are stale.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// command is what people run after a change.
const command = "go run ./internal/docgen"

func main() {
	root, err := moduleRoot()
	if err == nil {
		err = run(root, root)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "docgen:", err)
		os.Exit(1)
	}
}

// moduleRoot finds the folder of go.mod, from the current one upwards.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("run it inside the repository")
		}
		dir = up
	}
}

// run generates everything from the guides below src and writes it below dst.
func run(src, dst string) error {
	files, err := generate(src)
	if err != nil {
		return err
	}
	for _, dir := range generatedFolders() {
		if err := removeOthers(dst, dir, files); err != nil {
			return err
		}
	}
	for name, content := range files {
		path := filepath.Join(dst, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generatedFolders hold generated files and nothing else.
func generatedFolders() []string { return []string{"docs/reference", "docs/man/man1", "completions"} }

// removeOthers removes the pages of commands that are gone.
func removeOthers(root, dir string, files map[string][]byte) error {
	entries, err := os.ReadDir(filepath.Join(root, filepath.FromSlash(dir)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		name := dir + "/" + e.Name()
		if _, wanted := files[name]; wanted {
			continue
		}
		if err := os.Remove(filepath.Join(root, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	return nil
}
