package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// realKeyring makes tests use the operating system's keyring; it is set by
// .ci/keyring/with-keyring.sh's caller, who has a keyring of their own for it.
const realKeyring = "INCODECTL_TEST_KEYRING"

func openReal(t *testing.T) *bench {
	t.Helper()
	return open(t, KindAuto, func(o *Options) {
		o.Keyring = nil
		o.Profile = "test-" + strings.ToLower(rand.Text())
	})
}

func TestRealKeyring(t *testing.T) {
	if os.Getenv(realKeyring) == "" {
		t.Skip("set " + realKeyring + "=1 to use the real keyring")
	}
	b := openReal(t)
	t.Cleanup(func() { // for when a check below fails; t.Context is over by then
		for _, name := range []string{"corp", "Größe 7'"} {
			_ = b.Delete(context.WithoutCancel(t.Context()), name)
		}
	})
	b.missing("corp")
	b.remove("corp")

	b.set("corp", planted, originKeyring)
	b.want("corp", planted, originKeyring)
	const odd = "  'quotes' \"$x\" \\\nline\x00\xff no UTF-8 \t"
	b.set("Größe 7'", odd, originKeyring)
	b.want("Größe 7'", odd, originKeyring)
	b.set("corp", strings.Repeat("x", windowsLimit), originKeyring)
	b.want("corp", strings.Repeat("x", windowsLimit), originKeyring)

	b.set("corp", large("1"), originSealed) // 10 KB
	b.want("CORP", large("1"), originSealed)
	b.set("corp", large("2"), originSealed)
	b.want("corp", large("2"), originSealed)
	b.noPlaintext(planted)
	if n := len(b.sealed()); n != 1 {
		t.Errorf("%d sealed files", n)
	}
	b.set("corp", planted, originKeyring)
	b.want("corp", planted, originKeyring)

	b.remove("corp")
	b.missing("corp")
	b.remove("corp")
	b.want("Größe 7'", odd, originKeyring)
	b.remove("Größe 7'")
	if n := len(b.sealed()); n != 0 {
		t.Errorf("%d sealed files", n)
	}
}

// A session bus that does not exist. In a process of its own, because the
// library keeps the connection it once made. It reaches no keyring, so it runs
// everywhere the Secret Service is the keyring.
func TestRealKeyringAbsent(t *testing.T) {
	const child = "INCODECTL_TEST_ABSENT_KEYRING"
	if runtime.GOOS != "linux" {
		t.Skip("the keyring is always there on", runtime.GOOS)
	}
	if os.Getenv(child) == "" {
		run(t, "^TestRealKeyringAbsent$", child+"=1", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus")
		return
	}
	b := openReal(t)
	for _, size := range []string{planted, large("1")} {
		_, err := b.Set(t.Context(), "corp", secret.New(size))
		wantFault(t, err, fault.SecretUnavailable, "no D-Bus session", "INCODECTL_SECRET_CORP", "--secret-store file")
	}
	_, _, err := b.Get(t.Context(), "corp")
	wantFault(t, err, fault.SecretUnavailable, "no D-Bus session", "INCODECTL_SECRET_CORP")
	wantFault(t, b.Delete(t.Context(), "corp"), fault.SecretUnavailable, "no D-Bus session")
	b.noPlaintext(planted)
	b.env["INCODECTL_SECRET_CORP"] = planted
	b.want("corp", planted, "INCODECTL_SECRET_CORP")
}

// A keyring that is locked, on a display nobody sits at or without one.
func TestRealKeyringLocked(t *testing.T) {
	if os.Getenv(realKeyring) == "" {
		t.Skip("set " + realKeyring + "=1 to use the real keyring")
	}
	if runtime.GOOS != "linux" {
		t.Skip("locks the Secret Service through D-Bus")
	}
	b := openReal(t)
	b.set("corp", planted, originKeyring)
	dbus := func(method string, args ...string) error {
		out, err := exec.CommandContext(t.Context(), "dbus-send", append([]string{
			"--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets", method,
		}, args...)...).CombinedOutput()
		if err != nil {
			return errors.New(string(out))
		}
		return nil
	}
	if err := dbus("org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/collection/login"); err != nil {
		t.Fatal(err)
	}
	_, _, err := b.Get(t.Context(), "corp")
	wantFault(t, err, fault.SecretUnavailable, "locked", "unlock or start", "INCODECTL_SECRET_CORP")
	_, err = b.Set(t.Context(), "corp", secret.New(large("1")))
	wantFault(t, err, fault.SecretUnavailable, "locked")
	b.noPlaintext(planted)
}

// run runs one test of this program again with a changed environment.
func run(t *testing.T, test string, env ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+test, "-test.v")
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS") {
		t.Fatalf("%v\n%s", err, out)
	}
}
