package vault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

func (b *bench) plainFile() string { return filepath.Join(b.dir, "secrets", "prod.json") }

func TestFileIsPrivateAndSaysSo(t *testing.T) {
	b := open(t, KindFile)
	b.set("corp", planted, originFile)
	b.set("other", planted, originFile)
	if len(b.warned) != 1 || !strings.Contains(b.warned[0], "unencrypted") || !strings.Contains(b.warned[0], b.plainFile()) {
		t.Errorf("warned %q", b.warned)
	}
	if runtime.GOOS != "windows" {
		for path, want := range map[string]os.FileMode{b.plainFile(): 0o600, filepath.Dir(b.plainFile()): 0o700, b.dir: 0o700} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s: mode %o, %v", path, info.Mode().Perm(), err)
			}
		}
	}
	if len(b.keyring.calls) > 0 {
		t.Errorf("the keyring was called: %q", b.keyring.calls)
	}
	// A killed writer's rest holds secrets and goes with the next change, the
	// file itself with the last secret.
	rest := filepath.Join(filepath.Dir(b.plainFile()), ".prod.json.tmp-1")
	if err := os.WriteFile(rest, []byte(planted), 0o600); err != nil {
		t.Fatal(err)
	}
	b.remove("corp")
	b.want("other", planted, originFile)
	b.remove("other")
	if files := b.files(); len(files) != 1 || files[0] != "secrets/prod.lock" {
		t.Errorf("left: %q", files)
	}
}

func TestFileRefused(t *testing.T) {
	good := `{"version":1,"secrets":{"corp":"` + "cGw0bnRlZC1zM2NyZXQ=" + `"}}`
	put := func(t *testing.T, path, content string, mode os.FileMode) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
	}
	content := func(s string) func(*testing.T, string) {
		return func(t *testing.T, path string) { t.Helper(); put(t, path, s, 0o600) }
	}
	mode := func(m os.FileMode) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			t.Helper()
			if runtime.GOOS == "windows" {
				t.Skip("no modes on Windows")
			}
			put(t, path, good, 0o600)
			if err := os.Chmod(path, m); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, tc := range map[string]struct {
		prepare func(t *testing.T, path string)
		want    []string
	}{
		"open to the group": {mode(0o640), []string{"0640", "chmod 600"}},
		"open to all":       {mode(0o604), []string{"0604", "chmod 600"}},
		"writable":          {mode(0o620), []string{"0620", "chmod 600"}},
		"link": {func(t *testing.T, path string) {
			t.Helper()
			target := filepath.Join(t.TempDir(), "target")
			put(t, target, good, 0o600)
			content("")(t, path)
			if err := errors.Join(os.Remove(path), os.Symlink(target, path)); err != nil {
				t.Skip("no symbolic links here:", err)
			}
		}, []string{"symbolic link"}},
		"folder": {func(t *testing.T, path string) {
			t.Helper()
			if err := os.MkdirAll(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, []string{"not a regular file"}},
		"empty":     {content(""), []string{"damaged"}},
		"no JSON":   {content(planted), []string{"damaged"}},
		"no base64": {content(`{"version":1,"secrets":{"corp":"` + planted + `"}}`), []string{"damaged"}},
		"newer":     {content(`{"version":2,"secrets":{}}`), []string{"version 2", "newer"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, KindFile)
			path := b.plainFile()
			tc.prepare(t, path)
			before, _ := os.ReadFile(path)
			says := append(tc.want, path)
			_, _, err := b.Get(t.Context(), "corp")
			wantFault(t, err, fault.SecretUnavailable, says...)
			_, err = b.Set(t.Context(), "new", secret.New(planted))
			wantFault(t, err, fault.SecretUnavailable, says...)
			wantFault(t, b.Delete(t.Context(), "corp"), fault.SecretUnavailable, says...)
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestFileWithoutSecrets(t *testing.T) {
	b := open(t, KindFile)
	if err := os.MkdirAll(filepath.Dir(b.plainFile()), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.plainFile(), []byte(`{"version":1,"secrets":null}`), 0o600); err != nil {
		t.Fatal(err)
	}
	b.missing("corp")
	b.set("corp", planted, originFile)
}

// Writers at the same time, each with a store of its own as processes have,
// lose no secret, and readers meanwhile see no half file.
func TestFileConcurrently(t *testing.T) {
	b := open(t, KindFile)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			store, err := Open(Options{Kind: KindFile, Profile: "prod", Dir: b.dir})
			if err != nil {
				t.Error(err)
				return
			}
			name := fmt.Sprint("corp", i)
			if _, err := store.Set(t.Context(), name, secret.New(planted+name)); err != nil {
				t.Error(err)
			}
			for range 20 {
				if v, _, err := store.Get(t.Context(), name); err != nil || v.Reveal() != planted+name {
					t.Error(name, err)
				}
			}
		})
	}
	wg.Wait()
	for i := range 8 {
		b.want(fmt.Sprint("corp", i), fmt.Sprint(planted+"corp", i), originFile)
	}
}

func TestLockHeldByAnother(t *testing.T) {
	for _, kind := range []string{KindFile, KindKeyring} {
		b := open(t, kind, short)
		b.set("corp", large("old"), map[string]secret.Origin{KindFile: originFile, KindKeyring: originSealed}[kind])
		unlock, err := (places{dir: filepath.Join(b.dir, "secrets"), profile: "prod", wait: DefaultTimeout}).lock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.Set(t.Context(), "corp", secret.New(large("new")))
		wantFault(t, err, fault.Locked, "another incodectl", "try again")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := (places{dir: filepath.Join(b.dir, "secrets"), profile: "prod", wait: DefaultTimeout}).lock(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		unlock()
		b.set("corp", large("new"), map[string]secret.Origin{KindFile: originFile, KindKeyring: originSealed}[kind])
	}
}

func TestFolderCannotBeMade(t *testing.T) {
	b := open(t, KindFile)
	if err := os.WriteFile(b.dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := b.Set(t.Context(), "corp", secret.New(planted))
	wantFault(t, err, fault.SecretUnavailable, "folder")
}
