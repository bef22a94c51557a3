package vault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

func TestEntryInTheKeyring(t *testing.T) {
	b := open(t, KindKeyring)
	b.set("Corp", planted, originKeyring)
	if got := b.keyring.entries["incodectl|prod/corp"]; got != planted || len(b.keyring.entries) != 1 {
		t.Errorf("the keyring holds %q", b.keyring.entries)
	}
	if files := b.files(); len(files) > 0 {
		t.Errorf("files for a small secret: %q", files)
	}
	b.keyring.entries["incodectl|prod/corp"] = ""
	b.missing("corp")
}

// The errors are those seen with real keyrings.
func TestCauses(t *testing.T) {
	for _, tc := range []struct {
		err  error
		want string
	}{
		{&exec.Error{Name: "dbus-launch", Err: exec.ErrNotFound}, "D-Bus session"},
		{errors.New("dial unix /nonexistent: connect: no such file or directory"), "D-Bus session"},
		{errors.New("The name org.freedesktop.secrets was not provided by any .service files"), "no keyring is running"},
		{errors.New("failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'"), "locked or was never set up"},
		{keyring.ErrSetDataTooBig, "too large"},
		{keyring.ErrUnsupportedPlatform, "knows no keyring"},
		{errors.New("moon in the wrong phase"), "the keyring failed: moon in the wrong phase"},
		{fmt.Errorf("cannot store %s", planted), "the keyring failed: cannot store [redacted]"},
		{errors.New("security -w cGw0bnRlZC1zM2NyZXQ="), "the keyring failed: security -w [redacted]"},
	} {
		b := open(t, KindKeyring)
		b.keyring.hook = func(string, string) error { return tc.err }
		_, err := b.Set(t.Context(), "corp-1", secret.New(planted))
		wantFault(t, err, fault.SecretUnavailable, "store", `"corp-1"`, tc.want, "unlock or start", "INCODECTL_SECRET_CORP_1", "--secret-store file", "unencrypted")
		_, _, err = b.Get(t.Context(), "corp-1")
		wantFault(t, errOnly(t, err, planted), fault.SecretUnavailable, "read")
		wantFault(t, errOnly(t, b.Delete(t.Context(), "corp-1"), planted), fault.SecretUnavailable, "delete")
		if len(b.files()) > 0 {
			t.Errorf("files: %q", b.files())
		}
	}
}

// errOnly replaces the planted secret, which a backend that fails to read can
// only have from the test.
func errOnly(t *testing.T, err error, planted string) error {
	t.Helper()
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		t.Fatal("no fault:", err)
	}
	e.Message = strings.ReplaceAll(e.Message, planted, "")
	return e
}

// A keyring that never answers costs the deadline and nothing more.
func TestDeadline(t *testing.T) {
	b := open(t, KindAuto, short)
	forever := make(chan struct{})
	t.Cleanup(func() { close(forever) })
	b.keyring.hook = func(string, string) error { <-forever; return errors.New("too late") }
	start := time.Now()
	_, _, err := b.Get(t.Context(), "corp")
	wantFault(t, err, fault.SecretUnavailable, "did not answer within 20ms", "locked", "INCODECTL_SECRET_CORP")
	_, err = b.Set(t.Context(), "corp", secret.New(planted))
	wantFault(t, err, fault.SecretUnavailable, "did not answer")
	_, err = b.Set(t.Context(), "corp", secret.New(large("1")))
	wantFault(t, err, fault.SecretUnavailable, "did not answer")
	wantFault(t, b.Delete(t.Context(), "corp"), fault.SecretUnavailable, "did not answer")
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("took %s", d)
	}
	b.noPlaintext(planted)
}

func TestCancelledWhileWaiting(t *testing.T) {
	b := open(t, KindAuto)
	forever := make(chan struct{})
	t.Cleanup(func() { close(forever) })
	for _, size := range []string{planted, large("1")} {
		ctx, cancel := context.WithCancel(t.Context())
		b.keyring.hook = func(string, string) error { cancel(); <-forever; return nil }
		if _, err := b.Set(ctx, "corp", secret.New(size)); !errors.Is(err, context.Canceled) {
			t.Errorf("Set: %v", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	b.keyring.hook = func(string, string) error { cancel(); <-forever; return nil }
	if _, _, err := b.Get(ctx, "corp"); !errors.Is(err, context.Canceled) {
		t.Errorf("Get: %v", err)
	}
}

// The limits are go-keyring's own: see Set in its Windows and macOS files.
func TestFits(t *testing.T) {
	const account = "prod/corp"
	macLine := func(account, text string) int {
		return len("add-generic-password -U -s incodectl -a '"+account+"' -w 'go-keyring-base64:'\n") + (len(text)+2)/3*4
	}
	for n := range 4000 {
		text := strings.Repeat("x", n)
		if fits(account, text) && (n > 2560 || macLine(account, text) > 4096) {
			t.Fatalf("%d bytes do not fit everywhere", n)
		}
	}
	if !fits(account, strings.Repeat("x", 2560)) {
		t.Error("2560 bytes fit into every keyring")
	}
	quotes := "prod/" + strings.Repeat("'", maxName)
	if !fits(quotes, sealKey{strings.Repeat("0", 16), make([]byte, 32)}.String()) {
		t.Error("the key of a sealed file must fit with any name")
	}
	if fits(quotes, strings.Repeat("x", 2560)) {
		t.Error("a name full of quotes leaves less room on macOS")
	}
}

func TestLargeSecretIsSealed(t *testing.T) {
	b := open(t, KindAuto)
	b.set("corp", large("1"), originSealed)
	b.want("CORP", large("1"), originSealed)
	b.noPlaintext(planted, large("1")[:40])
	entry := b.keyring.entries["incodectl|prod/corp"]
	if !strings.HasPrefix(entry, keyPrefix) || len(entry) > 200 {
		t.Errorf("the keyring holds %d bytes", len(entry))
	}
	first := b.sealed()
	if len(first) != 1 {
		t.Fatalf("sealed files: %q", first)
	}
	if runtime.GOOS != "windows" {
		for path, want := range map[string]os.FileMode{first[0]: 0o600, filepath.Dir(first[0]): 0o700, filepath.Join(b.dir, "secrets"): 0o700} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s: mode %o, %v", path, info.Mode().Perm(), err)
			}
		}
	}
	b.set("corp", large("2"), originSealed)
	b.want("corp", large("2"), originSealed)
	if second := b.sealed(); len(second) != 1 || second[0] == first[0] || b.keyring.entries["incodectl|prod/corp"] == entry {
		t.Errorf("sealed files after replacing: %q", second)
	}
	b.set("other", large("3"), originSealed)
	b.set("corp", planted, originKeyring) // small again
	b.want("corp", planted, originKeyring)
	b.want("other", large("3"), originSealed)
	if left := b.sealed(); len(left) != 1 {
		t.Errorf("sealed files: %q", left)
	}
	b.remove("other")
	b.missing("other")
	if left := b.sealed(); len(left) != 0 {
		t.Errorf("sealed files: %q", left)
	}
}

// A secret that looks like the key of a sealed file comes back as it was.
func TestSecretThatLooksLikeAKey(t *testing.T) {
	b := open(t, KindKeyring)
	text := sealKey{strings.Repeat("0", 16), make([]byte, 32)}.String()
	b.set("corp", text, originSealed)
	b.want("corp", text, originSealed)
}

// At every step of replacing a large secret the process may end; a new one must
// find the old secret or the new one.
func TestCrashOrder(t *testing.T) {
	b := open(t, KindKeyring)
	b.set("corp", large("old"), originSealed)
	broken := errors.New("the machine lost power")

	t.Run("before the key is stored", func(t *testing.T) {
		b.keyring.hook = func(call, _ string) error {
			if call != "set" {
				return broken // nothing can be tidied up after a crash
			}
			if n := len(b.sealed()); n != 2 {
				t.Errorf("%d sealed files when the key is stored, want the old and the new", n)
			}
			return broken
		}
		_, err := b.Set(t.Context(), "corp", secret.New(large("new")))
		wantFault(t, err, fault.SecretUnavailable, "store")
		b.keyring.hook = nil
		b.want("corp", large("old"), originSealed)
		if n := len(b.sealed()); n != 2 {
			t.Errorf("%d sealed files", n)
		}
	})
	t.Run("after the key is stored", func(t *testing.T) {
		before := b.sealed()
		old := map[string][]byte{}
		for _, path := range before {
			old[path], _ = os.ReadFile(path)
		}
		b.set("corp", large("new"), originSealed)
		for path, data := range old { // as if they had not been removed yet
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		unfinished := filepath.Join(filepath.Dir(before[0]), "."+filepath.Base(before[0])+".tmp-1")
		if err := os.WriteFile(unfinished, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		b.want("corp", large("new"), originSealed)
		b.set("corp", large("newer"), originSealed)
		if left := b.sealed(); len(left) != 1 {
			t.Errorf("the next Set left %q", left)
		}
		b.want("corp", large("newer"), originSealed)
	})
}

// A refused key removes the new file at once and keeps the old secret.
func TestRefusedKeyIsTidiedUp(t *testing.T) {
	b := open(t, KindKeyring)
	b.set("corp", large("old"), originSealed)
	b.keyring.hook = func(call, _ string) error {
		if call == "set" {
			return errors.New("the user said no")
		}
		return nil
	}
	_, err := b.Set(t.Context(), "corp", secret.New(large("new")))
	wantFault(t, err, fault.SecretUnavailable, "the user said no")
	if left := b.sealed(); len(left) != 1 {
		t.Errorf("sealed files: %q", left)
	}
	b.want("corp", large("old"), originSealed)
}

// A call nobody waited for may still store its key later.
func TestLateKeyFindsItsFile(t *testing.T) {
	b := open(t, KindKeyring, short)
	b.set("corp", large("old"), originSealed)
	answer, done := make(chan struct{}), make(chan struct{})
	b.keyring.hook = func(call, text string) error {
		if call == "set" {
			<-answer
			b.keyring.mu.Lock()
			b.keyring.entries["incodectl|prod/corp"] = text
			b.keyring.mu.Unlock()
			close(done)
			return errors.New("stored already")
		}
		return nil
	}
	_, err := b.Set(t.Context(), "corp", secret.New(large("new")))
	wantFault(t, err, fault.SecretUnavailable, "did not answer")
	b.want("corp", large("old"), originSealed)
	close(answer)
	<-done
	b.want("corp", large("new"), originSealed)
}

func TestAlteredSealedFile(t *testing.T) {
	b := open(t, KindKeyring)
	b.set("corp", large("1"), originSealed)
	b.set("other", large("2"), originSealed)
	path := (places{dir: filepath.Join(b.dir, "secrets"), profile: "prod"}).sealedFile
	key, err := parseSealKey(b.keyring.entries["incodectl|prod/corp"])
	if err != nil {
		t.Fatal(err)
	}
	corp := path("corp", key.generation)
	good, err := os.ReadFile(corp)
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte(nil), good...)
	flipped[len(flipped)/2] ^= 1
	for _, data := range map[string][]byte{
		"flipped": flipped, "cut": good[:len(good)-1], "short": good[:20], "empty": nil, "foreign": []byte("something else"),
	} {
		if err := os.WriteFile(corp, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := b.Get(t.Context(), "corp")
		wantFault(t, err, fault.SecretUnavailable, "altered", "set-secret", "INCODECTL_SECRET_CORP")
	}
	// Another name's file and key do not open as this name's secret.
	otherKey, err := parseSealKey(b.keyring.entries["incodectl|prod/other"])
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(path("other", otherKey.generation))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path("corp", otherKey.generation), other, 0o600); err != nil {
		t.Fatal(err)
	}
	b.keyring.entries["incodectl|prod/corp"] = otherKey.String()
	_, _, err = b.Get(t.Context(), "corp")
	wantFault(t, err, fault.SecretUnavailable, "belongs to something else")
	if err := os.Remove(path("corp", otherKey.generation)); err != nil {
		t.Fatal(err)
	}
	_, _, err = b.Get(t.Context(), "corp")
	wantFault(t, err, fault.SecretUnavailable, "missing", "set-secret")
	for _, entry := range []string{keyPrefix, keyPrefix + "zz:zz", keyPrefix + key.generation, keyPrefix + key.generation + ":AAAA", keyPrefix + "../../x:AAAA"} {
		b.keyring.entries["incodectl|prod/corp"] = entry
		_, _, err = b.Get(t.Context(), "corp")
		wantFault(t, err, fault.SecretUnavailable, "damaged")
	}
}

// A reader that holds the key of a file which is replaced under its hands.
func TestReplacedWhileReading(t *testing.T) {
	b := open(t, KindKeyring)
	b.set("corp", large("old"), originSealed)
	oldEntry := b.keyring.entries["incodectl|prod/corp"]
	b.set("corp", large("new"), originSealed)
	newEntry := b.keyring.entries["incodectl|prod/corp"]
	b.keyring.entries["incodectl|prod/corp"] = oldEntry
	gets := 0
	b.keyring.hook = func(call, _ string) error {
		if gets++; gets == 2 {
			b.keyring.entries["incodectl|prod/corp"] = newEntry
		}
		return nil
	}
	b.want("corp", large("new"), originSealed)
}

func TestNoRandomness(t *testing.T) {
	b := open(t, KindKeyring, func(o *Options) { o.Rand = strings.NewReader("too little") })
	_, err := b.Set(t.Context(), "corp", secret.New(large("1")))
	wantFault(t, err, fault.SecretUnavailable, "seal")
	if len(b.keyring.entries) > 0 || len(b.sealed()) > 0 {
		t.Error("something was stored")
	}
}

// Profiles share a keyring and a data directory, but no secrets.
func TestProfilesAreApart(t *testing.T) {
	b := open(t, KindAuto)
	b.set("corp", large("1"), originSealed)
	other, err := Open(Options{Kind: KindAuto, Profile: "test", Dir: b.dir, Keyring: b.keyring})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = other.Get(t.Context(), "corp")
	wantFault(t, err, fault.NotFound)
	if err := other.Delete(t.Context(), "corp"); err != nil {
		t.Fatal(err)
	}
	b.want("corp", large("1"), originSealed)
}
