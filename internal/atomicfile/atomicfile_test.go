package atomicfile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func TestWriteFileAtomic(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a", "b", "file")
	for _, content := range []string{"first", "a longer second one", ""} {
		if err := WriteFileAtomic(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != content {
			t.Fatalf("got %q, %v, want %q", got, err, content)
		}
	}
	wantMode(t, path, 0o600)
	wantMode(t, filepath.Dir(path), 0o700)
	wantOnly(t, filepath.Dir(path), "file")
}

// The mode is the one asked for even when the replaced file had another.
func TestModeIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := WriteFileAtomic(path, []byte("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantMode(t, path, 0o600)
}

func TestFailureKeepsTheOldFile(t *testing.T) {
	broken := errors.New("disk on fire")
	ok := steps{flush: (*os.File).Sync, rename: os.Rename}
	for name, do := range map[string]steps{
		"flush":  {flush: func(*os.File) error { return broken }, rename: ok.rename},
		"rename": {flush: ok.flush, rename: func(string, string) error { return broken }},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := WriteFileAtomic(path, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := write(path, func(w io.Writer) error { _, err := w.Write([]byte("new")); return err }, 0o600, do); !errors.Is(err, broken) {
				t.Fatalf("got %v, want the failure", err)
			}
			if got, _ := os.ReadFile(path); string(got) != "old" {
				t.Errorf("the old content is gone: %q", got)
			}
			wantOnly(t, filepath.Dir(path), "file")
		})
	}
}

func TestRefusesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "target")
	if err := os.WriteFile(target, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	dangling := filepath.Join(dir, "dangling")
	if err := os.Symlink(filepath.Join(dir, "nothing"), dangling); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{link: ErrSymlink, dangling: ErrSymlink, t.TempDir(): ErrNotRegular} {
		if err := WriteFileAtomic(path, []byte("new"), 0o600); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", path, err, want)
		}
	}
	if got, _ := os.ReadFile(target); string(got) != "old" {
		t.Errorf("written through the link: %q", got)
	}
	wantOnly(t, dir, "dangling", "link", "target")
}

func TestRemoveStale(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"file", ".file.tmp-1", ".file.tmp-2", ".other.tmp-1", "file.tmp-1"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := RemoveStale(filepath.Join(dir, "file")); err != nil {
		t.Fatal(err)
	}
	wantOnly(t, dir, ".other.tmp-1", "file", "file.tmp-1")
	if err := RemoveStale(filepath.Join(dir, "missing", "file")); err != nil {
		t.Error("a missing folder holds nothing stale:", err)
	}
}

// A process killed while it writes again and again never leaves a mixture.
func TestKilledWriter(t *testing.T) {
	const env = "ATOMICFILE_TEST_WRITE_TO"
	a, b := bytes.Repeat([]byte("a"), 1<<18), bytes.Repeat([]byte("b"), 1<<17)
	if path := os.Getenv(env); path != "" {
		for start := time.Now(); time.Since(start) < 20*time.Second; { // not for ever, should nobody kill it
			_ = WriteFileAtomic(path, a, 0o600)
			_ = WriteFileAtomic(path, b, 0o600)
		}
		return
	}
	path := filepath.Join(t.TempDir(), "file")
	for round := range 4 {
		child := exec.Command(os.Args[0], "-test.run=^TestKilledWriter$")
		child.Env = append(os.Environ(), env+"="+path)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		exited := make(chan struct{})
		go func() {
			_ = child.Wait() // killed, in the end
			close(exited)
		}()
		for _, err := os.Stat(path); err != nil; _, err = os.Stat(path) {
			select {
			case <-exited:
				t.Fatal("the writer ended without writing:", child.ProcessState)
			case <-time.After(time.Millisecond):
			}
		}
		time.Sleep(time.Duration(round*7+5) * time.Millisecond)
		_ = child.Process.Kill()
		<-exited
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, a) && !bytes.Equal(got, b) {
			t.Fatalf("%d bytes, %v: neither of the two contents", len(got), err)
		}
	}
}

func wantMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	if runtime.GOOS == "windows" {
		return
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("mode of %s is %o, want %o", path, got, want)
	}
}

// wantOnly fails when the folder holds anything but names, given in order.
func wantOnly(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if len(got) != len(names) {
		t.Fatalf("%s holds %q, want %q", dir, got, names)
	}
	for i := range names {
		if got[i] != names[i] {
			t.Fatalf("%s holds %q, want %q", dir, got, names)
		}
	}
}
