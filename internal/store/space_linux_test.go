package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/incodectl/incodectl/internal/fault"
)

// smallDisk returns a folder that is a disk of one megabyte. Mounting one takes
// the right to; without, the test is skipped.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "size=1m,mode=0700")
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		t.Skip("a small disk takes the right to mount: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

// fill takes all of a disk but so many bytes.
func fill(t *testing.T, dir string, free int) (remove func()) {
	t.Helper()
	path := filepath.Join(dir, "ballast")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	size, serr := f.Seek(0, 1)
	if serr != nil || !errors.Is(err, unix.ENOSPC) {
		t.Fatal(err, serr)
	}
	if err := errors.Join(f.Truncate(size-int64(free)), f.Close()); err != nil {
		t.Fatal(err)
	}
	return func() { _ = os.Remove(path) }
}

// TestFullDisk: that the disk is full is said also where a store is made or only
// read, and what is staged is not taken for damaged because it cannot be opened.
func TestFullDisk(t *testing.T) {
	dir := smallDisk(t)
	path := filepath.Join(dir, "store.db")
	c := &clock{day(1)}
	remove := fill(t, dir, 8192)
	_, err := Open(t.Context(), path, Options{Now: c.now})
	noSpace(t, "creating", err)
	remove()

	s, err := Open(t.Context(), path, Options{Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	in := sample(corpID, "Corp")
	if err := s.CreateIntegration(t.Context(), in, nil); err != nil {
		t.Fatal(err)
	}
	at := leave(t, s, fullListing())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	for _, free := range []int{0, 4096, 16384} {
		remove = fill(t, dir, free)
		s, err := Open(t.Context(), path, Options{Now: c.now})
		if err == nil {
			_, err = s.Integrations(t.Context())
			_ = s.Close()
		}
		noSpace(t, fmt.Sprintf("reading with %d bytes free", free), err)
		remove()
	}

	s = openAt(t, path, c)
	if _, err := s.Integrations(t.Context()); err != nil { // it is open now
		t.Fatal(err)
	}
	st, err := s.OpenStaging(t.Context(), corpID)
	if err != nil {
		t.Fatal(err)
	}
	remove = fill(t, dir, 0)
	_, why, err := st.Begin(t.Context(), fullListing())
	noSpace(t, "going on "+why, err)
	if got := mustKeep(t, s, corpID); got.Pages != 0 {
		t.Errorf("seen although it cannot be opened: %+v", got)
	}
	remove()
	if got, why, err := st.Begin(t.Context(), fullListing()); err != nil || got.Pages != at.Pages || why != "" {
		t.Errorf("%+v %q %v", got, why, err)
	}
	mustClose(t, st)
}

// TestReadOnlyDisk: that reading takes writing is said.
func TestReadOnlyDisk(t *testing.T) {
	dir := smallDisk(t)
	path := filepath.Join(dir, "store.db")
	c := &clock{day(1)}
	if err := openAt(t, path, c).Close(); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{Now: c.now})
	if err == nil {
		_, err = s.Integrations(t.Context())
		_ = s.Close()
	}
	if !fault.Is(err, fault.Usage) || !strings.Contains(fault.HintOf(err), "folder must be readable and writable for you, even for a command that only reads") {
		t.Errorf("%v (%s)", err, fault.HintOf(err))
	}
}

// TestOutOfSpace: what the operating system says of a file beside the store.
func TestOutOfSpace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	for err, want := range map[error]bool{
		&os.PathError{Op: "write", Path: path, Err: syscall.ENOSPC}: true,
		&os.LinkError{Op: "rename", Err: syscall.EDQUOT}:            true,
		&os.PathError{Op: "open", Path: path, Err: syscall.EACCES}:  false,
		sql.ErrNoRows:    false,
		context.Canceled: false,
	} {
		got := unreachable(err, path)
		if full := strings.Contains(got.Error(), "no space left") && strings.Contains(fault.HintOf(got), "free some space"); outOfSpace(err, path) != want || full != want {
			t.Errorf("%v: %v (%s)", err, got, fault.HintOf(got))
		}
	}
	for code, want := range map[int]bool{
		sqlite3.SQLITE_IOERR_WRITE: true, sqlite3.SQLITE_IOERR_FSYNC: true, sqlite3.SQLITE_IOERR_SHMSIZE: true, sqlite3.SQLITE_IOERR: true,
		sqlite3.SQLITE_IOERR_READ: false, sqlite3.SQLITE_IOERR_SHORT_READ: false, sqlite3.SQLITE_CORRUPT: false, sqlite3.SQLITE_OK: false,
	} {
		if got := isWriteFailure(code); got != want {
			t.Errorf("%d: %t", code, got)
		}
	}
	if err := tryDisk(filepath.Dir(path)); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 0 {
		t.Errorf("%v %v", left, err)
	}
}
