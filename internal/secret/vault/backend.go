package vault

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/incodectl/incodectl/internal/secret"
)

// ErrNotFound is what a Backend returns for an entry that does not exist.
var ErrNotFound = keyring.ErrNotFound

// Backend is a keyring: entries found by service and account. Its calls may
// block for ever, they are never waited for without a deadline.
type Backend interface {
	Get(service, account string) (string, error)
	Set(service, account, text string) error
	Delete(service, account string) error
}

// osKeyring is the operating system's: Keychain on macOS, Credential Manager on
// Windows, the Secret Service elsewhere.
type osKeyring struct{}

// Get implements Backend.
func (osKeyring) Get(service, account string) (string, error) {
	return keyring.Get(service, account)
}

// Set implements Backend.
func (osKeyring) Set(service, account, text string) error {
	return keyring.Set(service, account, text)
}

// Delete implements Backend.
func (osKeyring) Delete(service, account string) error {
	return keyring.Delete(service, account)
}

// errNoAnswer means that the deadline for one call passed.
var errNoAnswer = errors.New("no answer")

// within runs call in a goroutine and waits for it no longer than timeout and
// ctx allow. A call that never ends stays behind until the process ends, which
// is soon: there is no way to stop it.
func within(ctx context.Context, timeout time.Duration, call func() (string, error)) (string, error) {
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := call()
		done <- result{text, err}
	}()
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.text, r.err
	case <-timer.C:
		return "", errNoAnswer
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// cause puts a backend's error into words. Except for "not found" these errors
// have no types, so their texts are all there is to go by (as seen with
// go-keyring 0.2.8, GNOME Keyring and no keyring at all).
func (k *keyringStore) cause(err error, v secret.Value) string {
	text := err.Error()
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(text, p) {
				return true
			}
		}
		return false
	}
	switch {
	case errors.Is(err, errNoAnswer):
		return fmt.Sprintf("the keyring did not answer within %s; it may be locked and waiting for its password in a window nobody sees", k.timeout)
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return "it is too large for the keyring"
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return "incodectl knows no keyring on this system"
	case errors.Is(err, exec.ErrNotFound), has("dbus-launch", "dial unix", "DBUS_SESSION_BUS_ADDRESS"):
		return "no keyring can be reached, because there is no D-Bus session (usual over SSH, in containers and in CI)"
	case has(".service files", "ServiceUnknown", "NameHasNoOwner"):
		return "no keyring is running (no Secret Service such as GNOME Keyring or KWallet)"
	case has("failed to unlock", "IsLocked", "is locked", "dismissed"):
		return "the keyring is locked or was never set up"
	}
	return "the keyring failed: " + scrub(text, v)
}

// scrub removes a secret from a text that came from outside.
func scrub(text string, v secret.Value) string {
	if v.Empty() {
		return text
	}
	plain := v.Reveal()
	return strings.NewReplacer(
		plain, v.String(),
		base64.StdEncoding.EncodeToString([]byte(plain)), v.String(),
	).Replace(text)
}
