package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// planted must be found in no error and no warning.
const planted = "pl4nted-s3cret"

// fake is a keyring in memory. A hook that returns an error makes the call fail
// before it did anything.
type fake struct {
	mu      sync.Mutex
	entries map[string]string // by "service|account"
	calls   []string
	hook    func(call, text string) error
}

func (f *fake) begin(call, text string) error {
	f.mu.Lock()
	f.calls = append(f.calls, call)
	hook := f.hook
	f.mu.Unlock()
	if hook != nil {
		return hook(call, text)
	}
	return nil
}

func (f *fake) Get(service, account string) (string, error) {
	if err := f.begin("get", ""); err != nil {
		return "", err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if text, ok := f.entries[service+"|"+account]; ok {
		return text, nil
	}
	return "", ErrNotFound
}

func (f *fake) Set(service, account, text string) error {
	if err := f.begin("set", text); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.entries[service+"|"+account] = text
	return nil
}

func (f *fake) Delete(service, account string) error {
	if err := f.begin("delete", ""); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.entries[service+"|"+account]; !ok {
		return ErrNotFound
	}
	delete(f.entries, service+"|"+account)
	return nil
}

// bench is a store of any kind with all it stands on.
type bench struct {
	secret.Store
	t       *testing.T
	keyring *fake
	dir     string
	env     map[string]string
	warned  []string
}

func open(t *testing.T, kind string, change ...func(*Options)) *bench {
	t.Helper()
	b := &bench{
		t: t, keyring: &fake{entries: map[string]string{}},
		dir: filepath.Join(t.TempDir(), "data"), env: map[string]string{},
	}
	o := Options{
		Kind: kind, Profile: "prod", Dir: b.dir, Keyring: b.keyring,
		Getenv: func(name string) string { return b.env[name] },
		Warn:   func(s string) { b.warned = append(b.warned, s) },
	}
	for _, c := range change {
		c(&o)
	}
	var err error
	if b.Store, err = Open(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, w := range b.warned {
			noSecret(t, w)
		}
	})
	return b
}

func short(o *Options) { o.Timeout = 20 * time.Millisecond }

func (b *bench) set(name, text string, want secret.Origin) {
	b.t.Helper()
	origin, err := b.Set(b.t.Context(), name, secret.New(text))
	if err != nil || origin != want {
		b.t.Fatalf("Set(%s): %q, %v, want %q", name, origin, err, want)
	}
}

func (b *bench) want(name, text string, want secret.Origin) {
	b.t.Helper()
	v, origin, err := b.Get(b.t.Context(), name)
	if err != nil || v.Reveal() != text || origin != want {
		b.t.Errorf("Get(%s): %d bytes, %q, %v; want %d bytes, %q", name, v.Len(), origin, err, len(text), want)
	}
}

func (b *bench) remove(name string) {
	b.t.Helper()
	if err := b.Delete(b.t.Context(), name); err != nil {
		b.t.Errorf("Delete(%s): %v", name, err)
	}
}

func (b *bench) missing(name string) {
	b.t.Helper()
	_, _, err := b.Get(b.t.Context(), name)
	wantFault(b.t, err, fault.NotFound, name)
}

// files lists all files below the data directory, relative to it.
func (b *bench) files() []string {
	b.t.Helper()
	var files []string
	err := filepath.WalkDir(b.dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(b.dir)+"/"))
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		b.t.Fatal(err)
	}
	return files
}

// sealed lists the sealed files, unfinished ones included.
func (b *bench) sealed() (files []string) {
	b.t.Helper()
	for _, f := range b.files() {
		if strings.Contains(f, sealedExt) {
			files = append(files, filepath.Join(b.dir, filepath.FromSlash(f)))
		}
	}
	return files
}

// noPlaintext fails when any file holds one of texts.
func (b *bench) noPlaintext(texts ...string) {
	b.t.Helper()
	for _, f := range b.files() {
		data, err := os.ReadFile(filepath.Join(b.dir, f))
		if err != nil {
			b.t.Fatal(err)
		}
		for _, text := range texts {
			if strings.Contains(string(data), text) {
				b.t.Errorf("%s holds the secret", f)
			}
		}
	}
}

// wantFault checks the kind of an error, that it says what it must, in message
// or hint, and that it does not say what it must not.
func wantFault(t *testing.T, err error, code fault.Code, says ...string) {
	t.Helper()
	if !fault.Is(err, code) {
		t.Fatalf("got %v (%s), want %s", err, fault.CodeOf(err), code)
	}
	text := err.Error() + "\n" + fault.HintOf(err)
	noSecret(t, text)
	for _, s := range says {
		if !strings.Contains(text, s) {
			t.Errorf("%q does not say %q", text, s)
		}
	}
}

func noSecret(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, planted) || strings.Contains(text, keyPrefix) {
		t.Errorf("a secret is shown: %q", text)
	}
}

// large returns a secret no keyring takes, the same for the same seed.
func large(seed string) string { return strings.Repeat(planted+seed, 10_000/len(planted+seed)) }

func cancelled(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
