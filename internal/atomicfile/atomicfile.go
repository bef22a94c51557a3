// Package atomicfile replaces small private files so that a reader, and the
// next start after a crash, sees either the whole old content or the whole new
// one.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// ErrSymlink is returned when the file to be replaced is a symbolic link.
var ErrSymlink = errors.New("is a symbolic link")

// ErrNotRegular is returned when the path is taken by something that is no
// file, such as a folder or a device.
var ErrNotRegular = errors.New("is not a regular file")

// dirPerm is the mode of folders created on the way: configuration and secrets
// are nobody else's business.
const dirPerm fs.FileMode = 0o700

// WriteFileAtomic replaces the file at path with data and gives it the mode
// perm whatever the umask. Missing folders are created with mode 0700.
//
// The data goes to a new file in the same folder, is flushed to the disk and
// renamed over path; on any error path is as it was and the new file is gone.
// A path that is a symbolic link is refused with ErrSymlink, because replacing
// it would silently cut the link; anything else that is no regular file is
// refused with ErrNotRegular. The check can be raced, but harmlessly: rename
// replaces a link and never follows it.
func WriteFileAtomic(path string, data []byte, perm fs.FileMode) error {
	return Stream(path, perm, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Stream is WriteFileAtomic for what is not all there at once: fill writes it.
// An error of fill's is returned as it is, and path is as it was.
func Stream(path string, perm fs.FileMode, fill func(w io.Writer) error) error {
	return write(path, fill, perm, steps{
		flush:  (*os.File).Sync,
		rename: os.Rename,
	})
}

// steps are the operations a test lets fail.
type steps struct {
	flush  func(*os.File) error
	rename func(from, to string) error
}

func write(path string, fill func(w io.Writer) error, perm fs.FileMode, do steps) (err error) {
	if err := checkTarget(path); err != nil {
		return err
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, dirPerm); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, tempPrefix(path)+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close() // closed twice on some ways here, which only returns an error
			_ = os.Remove(f.Name())
		}
	}()
	if err := f.Chmod(perm); err != nil && runtime.GOOS != "windows" {
		return err
	}
	if err := fill(f); err != nil {
		return err
	}
	if err := do.flush(f); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := do.rename(f.Name(), path); err != nil {
		return err
	}
	syncDir(dir)
	return nil
}

// RemoveStale removes what writes to path that were killed half-way have left
// in its folder. Call it only under a lock that every writer of path holds.
func RemoveStale(path string) error {
	dir := filepath.Dir(path)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), tempPrefix(path)) {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func checkTarget(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s %w", path, ErrSymlink)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s %w", path, ErrNotRegular)
	}
	return nil
}

// tempPrefix starts with a dot, so that listings and globs over the folder do
// not take an unfinished file for a real one.
func tempPrefix(path string) string { return "." + filepath.Base(path) + ".tmp-" }

// syncDir makes the rename itself durable. Some file systems and Windows cannot
// flush a folder; the content is on the disk by then, so that is no failure.
func syncDir(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	_ = d.Sync()
	_ = d.Close()
}
