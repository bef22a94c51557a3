// Package vault keeps secrets: in the keyring of the operating system, in the
// environment, in a private file when that is asked for, or in memory. It
// implements secret.Store.
//
// A secret is never put into a file unencrypted unless Kind "file" says so.
// Names are integration names and are compared ignoring the case of a-z, as
// Windows does with its credentials; a rename that changes only the case
// therefore needs no move.
package vault

import (
	"crypto/rand"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// The kinds of store Open makes.
const (
	KindAuto    = "auto"    // keyring; the file is read too, should it hold the secret
	KindKeyring = "keyring" // the operating system's keyring only
	KindEnv     = "env"     // environment variables only, nothing can be stored
	KindFile    = "file"    // an unencrypted file with mode 0600
	KindMemory  = "memory"  // forgotten at the end; for demonstrations and tests
)

// DefaultTimeout is how long a keyring may take to answer. GitHub's and
// Databricks' command lines wait as long; a locked keyring whose prompt nobody
// sees never answers.
const DefaultTimeout = 3 * time.Second

// Limits of what is accepted, in bytes.
const (
	maxName   = 255     // keeps accounts below Windows' limit of 513 for a user name
	maxSecret = 1 << 20 // far above any key or token
)

// Options are everything Open depends on.
type Options struct {
	Kind    string
	Profile string              // see config; it becomes part of file names and of the keyring's accounts
	Dir     string              // data directory, absolute; nothing is created before it is needed
	Getenv  func(string) string // nil for an empty environment
	Rand    io.Reader           // nil for crypto/rand
	Keyring Backend             // nil for the operating system's
	Timeout time.Duration       // per keyring call; 0 for DefaultTimeout
	Warn    func(string)        // takes sentences for people; nil to drop them
}

// Open returns the store of the given kind. It touches neither the keyring nor
// the disk. In every kind but memory the environment variable EnvName(name)
// wins over what is stored. An unknown kind or a bad profile is fault.Usage.
func Open(o Options) (secret.Store, error) {
	if !validProfile(o.Profile) {
		return nil, fault.New(fault.Usage, "%q is no name for a profile", o.Profile)
	}
	o.fillIn()
	env := environment{getenv: o.Getenv}
	switch o.Kind {
	case KindMemory:
		return &memory{secrets: map[string]secret.Value{}}, nil
	case KindEnv:
		return front{env, readOnly{env}, o.Warn}, nil
	}
	if !filepath.IsAbs(o.Dir) {
		return nil, fault.New(fault.Usage, "the data directory %q is not an absolute path", o.Dir)
	}
	at := places{dir: filepath.Join(o.Dir, "secrets"), profile: o.Profile, wait: 2 * o.Timeout}
	inKeyring := &keyringStore{backend: o.Keyring, timeout: o.Timeout, rand: o.Rand, places: at}
	inFile := &fileStore{places: at, warn: o.Warn}
	switch o.Kind {
	case KindAuto:
		return front{env, auto{inKeyring, inFile, o.Warn}, o.Warn}, nil
	case KindKeyring:
		return front{env, inKeyring, o.Warn}, nil
	case KindFile:
		return front{env, inFile, o.Warn}, nil
	}
	return nil, fault.New(fault.Usage, "there is no secret store %q; allowed: auto, keyring, env, file", o.Kind)
}

func (o *Options) fillIn() {
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Keyring == nil {
		o.Keyring = osKeyring{}
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
}

// validProfile is a second lock on the door: package config has checked the
// name, but here it becomes a path.
func validProfile(s string) bool {
	ok := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-'
	}
	return s != "" && len(s) <= 63 && s[0] != '.' && !strings.ContainsFunc(s, func(r rune) bool { return !ok(r) })
}

// checkName refuses names that could mean something to a keyring: the macOS
// backend writes them on a command line of its own, one command a line.
func checkName(name string) error {
	switch {
	case name == "":
		return fault.New(fault.Usage, "a secret needs the name of its integration")
	case len(name) > maxName:
		return fault.New(fault.Usage, "the name of a secret has %d bytes; at most %d are allowed", len(name), maxName)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return fault.New(fault.Usage, "the name of a secret contains characters that cannot be printed: %q", name)
	}
	return nil
}

func checkValue(name string, v secret.Value) error {
	switch {
	case v.Empty():
		return fault.New(fault.Usage, "%s is empty", secret.Called(name))
	case v.Len() > maxSecret:
		return fault.New(fault.Usage, "%s has %d bytes; at most %d are allowed", secret.Called(name), v.Len(), maxSecret)
	}
	return nil
}

// fold maps the spellings of one name to one. Only a-z: what other letters have
// a case differs between systems, and two names must never meet by surprise.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, name)
}

func notFound(name string) error {
	what := secret.Called(name) + " is not stored"
	if !strings.HasPrefix(name, secret.Own) {
		what = "no secret is stored for " + strconv.Quote(name)
	}
	return fault.New(fault.NotFound, "%s", what).
		WithHint("store one with %q, or put it into the environment variable %s", storedWith(name), EnvName(name))
}

// storedWith is the command that stores a secret of this name.
func storedWith(name string) string {
	switch {
	case strings.HasPrefix(name, secret.Own+"incode-"):
		return "incodectl incode connect"
	case strings.HasPrefix(name, secret.Own+"api-key-"):
		return "incodectl api-keys generate"
	}
	return "incodectl integrations set-secret"
}

// unavailable says that verb ("read", "store", "delete") cannot be done, why,
// and the ways out. why must not contain the secret.
func unavailable(verb, name, why string) *fault.Error {
	hint := "unlock or start the keyring; "
	if secret.HasEnv(name) {
		hint += "or put the secret into the environment variable " + EnvName(name) + "; "
	}
	return fault.New(fault.SecretUnavailable, "cannot %s %s: %s", verb, secret.Called(name), why).
		WithHint("%s", hint+"or choose "+inAFile)
}

// inAFile names the secret store that works everywhere, and how to choose it.
const inAFile = "--secret-store file (INCODECTL_SECRET_STORE=file, or secret_store: file in the config file), " +
	"which keeps it unencrypted in a file with mode 0600"
