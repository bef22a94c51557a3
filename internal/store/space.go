package store

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"

	sqlite3 "modernc.org/sqlite/lib"
)

// outOfSpace reports whether err comes of a full disk or a used-up quota under
// the store at path. SQLite says so plainly only of the pages of a file. Of the
// index of the WAL, which every connection makes that is the first one, also to
// read, it says that the file cannot grow, and of all else only that it could not
// be written or opened: there the disk is asked.
func outOfSpace(err error, path string) bool {
	switch code := extendedCode(err); {
	case err == nil:
		return false
	case primaryCode(err) == sqlite3.SQLITE_FULL, code == sqlite3.SQLITE_IOERR_SHMSIZE:
		return true
	case primaryCode(err) == sqlite3.SQLITE_CANTOPEN, isWriteFailure(code):
		return isNoSpace(tryDisk(filepath.Dir(path)))
	}
	return isNoSpace(err)
}

// isWriteFailure reports whether an extended result code is of input or output
// that failed otherwise than by reading a file.
func isWriteFailure(code int) bool {
	switch code {
	case sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_DATA, sqlite3.SQLITE_IOERR_CORRUPTFS:
		return false
	}
	return code&0xff == sqlite3.SQLITE_IOERR
}

// isNoSpace reports whether the operating system says that there is no space.
func isNoSpace(err error) bool {
	full := []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT}
	if runtime.GOOS == "windows" { // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
		full = append(full, 39, 112)
	}
	return slices.ContainsFunc(full, func(e syscall.Errno) bool { return errors.Is(err, e) })
}

// tryDisk writes a small file into a folder, as large as what SQLite needs to
// open a store, and removes it.
func tryDisk(dir string) error {
	f, err := os.CreateTemp(dir, "space-*.tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, 64<<10))
	if err == nil {
		err = f.Sync() // a disk far away may only say so now
	}
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}
