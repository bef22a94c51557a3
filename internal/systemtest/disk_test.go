//go:build linux

package systemtest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
)

// smallDisk makes the folder of a world's store a disk of 16 megabytes. Mounting
// one takes root with the right to mount, which not every container has; without,
// the test is skipped, and a full disk is left to internal/store, which bounds its
// files instead.
func smallDisk(t testing.TB, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "size=16m,mode=0700"); err != nil {
		if !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.EACCES) {
			t.Fatal("no small disk: ", err)
		}
		t.Skip("a small disk takes the right to mount: ", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// fill writes a file that leaves so many bytes of a disk free.
func fill(t *testing.T, dir string, free uint64) (remove func()) {
	t.Helper()
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "ballast")
	if have := st.Bavail * uint64(st.Bsize); have > free { //nolint:gosec // positive
		if err := os.WriteFile(path, make([]byte, have-free), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return func() { _ = os.Remove(path) } // it may not be there
}

// TestFullDisk fills the disk before a sync, by different amounts: wherever the
// space ends, the store is as it was, that is said, and when there is space again
// the next run goes on with what was staged.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 300, folder: smallDisk}, func(t *testing.T, s *side) {
		dir := filepath.Dir(s.w.path)
		s.mustSync(t)
		failed, kept := 0, 0
		for _, free := range []uint64{0, 64 << 10, 128 << 10, 200 << 10, 256 << 10, 320 << 10, 400 << 10, 512 << 10, 768 << 10} {
			for i := range s.company.Len() {
				s.company.SetAttribute(i, "city", "City "+strings.Repeat("x", i%7)+string(rune('a'+failed)))
			}
			before := rows(t, s.w.path)
			remove := fill(t, dir, free)
			run, err := s.sync(t.Context(), t, nil)
			if err != nil {
				failed++
				if !strings.Contains(err.Error(), "no space left") || !strings.Contains(fault.HintOf(err), "free some space") {
					t.Errorf("with %d bytes free: %v (%s)", free, err, fault.HintOf(err))
				}
			}
			remove()
			if err != nil && rows(t, s.w.path) != before {
				t.Errorf("with %d bytes free, the store was changed", free)
			}
			next := s.mustSync(t)
			if next.ResumedPages > 0 {
				kept++
			}
			if err != nil && next.ResumedPages != run.KeptPages {
				t.Errorf("with %d bytes free, %d pages were kept and %d gone on with (%q)", free, run.KeptPages, next.ResumedPages, next.Notes)
			}
			s.tidy(t)
		}
		if failed < 3 || kept < 2 {
			t.Errorf("%d syncs failed, %d were gone on with: the disk was too large or too small", failed, kept)
		}
	})
}

// TestReadOnlyDisk syncs into a store that cannot be written: that is said before
// anything is asked of the source.
func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldOptions{users: 20, folder: smallDisk})
	s := w.oktaSide(t, okta.AuthToken)
	s.mustSync(t)
	w.close(t)
	if err := unix.Mount("tmpfs", filepath.Dir(w.path), "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	w.server.ClearRequests()
	h := s.home(t, w.server.OktaToken())
	p := h.start(t.Context(), t, "directory", "sync", s.in.Name)
	err := p.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 2 {
		t.Errorf("%v\n%s", err, &p.stderr)
	}
	if words := p.stderr.String(); !strings.Contains(words, "cannot be opened") || !strings.Contains(words, "must be readable and writable") {
		t.Errorf("said was:\n%s", words)
	}
	if asked := w.server.Requests(); len(asked) != 0 {
		t.Errorf("asked: %+v", asked)
	}
}
