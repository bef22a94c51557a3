package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/incodectl/incodectl/internal/endpoint"
	"github.com/incodectl/incodectl/internal/fault"
)

// The names of the settings, as they are written in the config file. The
// environment variable is INCODECTL_ and the name in upper case, the flag is
// the name with "-" for "_".
const (
	KeyProfile     = "profile"
	KeyOutput      = "output"
	KeyColor       = "color"
	KeyNoInput     = "no_input"
	KeyQuiet       = "quiet"
	KeyDebug       = "debug"
	KeySecretStore = "secret_store"
	KeyCACert      = "ca_cert"
	KeyReason      = "reason"

	KeyIncodeEnvironment = "incode_environment"
	KeyIncodeAuthURL     = "incode_auth_url"
	KeyIncodeAPIURL      = "incode_api_url"
	KeyIncodeClientID    = "incode_client_id"
)

// Key describes one setting.
type Key struct {
	Name    string   // as in the config file
	Default string   // as it would be written
	Allowed []string // the values it may have; nil when Bool, or when it is free text
	Bool    bool     // a switch
	Address bool     // the base address of a service, see package endpoint
	NoFlag  bool     // no flag of every command
	NoFile  bool     // not in the config file: it is said anew for each command
	Meaning string   // one line for people
}

// Env returns the environment variable that sets the key.
func (k Key) Env() string { return "INCODECTL_" + strings.ToUpper(k.Name) }

// Flag returns the flag that sets the key, without dashes.
func (k Key) Flag() string { return strings.ReplaceAll(k.Name, "_", "-") }

// Keys returns all settings in the order they are documented in.
func Keys() []Key {
	return []Key{
		{Name: KeyProfile, Default: "default", Meaning: "the environment to work in: its own store, secrets and settings"},
		{Name: KeyOutput, Default: "table", Allowed: []string{"table", "json", "jsonl", "yaml", "csv", "name"}, Meaning: "the format of results"},
		{Name: KeyColor, Default: "auto", Allowed: []string{"auto", "always", "never"}, Meaning: "when to use colour"},
		{Name: KeyNoInput, Default: "false", Bool: true, Meaning: "never ask, fail instead"},
		{Name: KeyQuiet, Default: "false", Bool: true, Meaning: "no progress and no notes"},
		{Name: KeyDebug, Default: "false", Bool: true, Meaning: "log requests, without secrets, to standard error"},
		{Name: KeySecretStore, Default: "auto", Allowed: []string{"auto", "keyring", "env", "file"}, Meaning: "where secrets are kept"},
		{Name: KeyCACert, Meaning: "a PEM file with further certificate authorities to trust"},
		{Name: KeyReason, NoFile: true, Meaning: "why something is changed, for the audit log"},
		{Name: KeyIncodeEnvironment, Default: EnvironmentDemo, Allowed: []string{EnvironmentDemo, EnvironmentProduction}, NoFlag: true, Meaning: "which of Incode's environments the profile works with"},
		{Name: KeyIncodeAuthURL, Address: true, NoFlag: true, Meaning: "where Incode gives out tokens, instead of the environment's own address"},
		{Name: KeyIncodeAPIURL, Address: true, NoFlag: true, Meaning: "where Incode's API is, instead of the environment's own address"},
		{Name: KeyIncodeClientID, NoFlag: true, Meaning: "the client ID of Incode's OIDC Client Credentials; without one no session is requested from Incode"},
	}
}

func findKey(name string) (Key, bool) {
	all := Keys()
	i := slices.IndexFunc(all, func(k Key) bool { return k.Name == name })
	if i < 0 {
		return Key{}, false
	}
	return all[i], true
}

func keyNames() string {
	var names []string
	for _, k := range Keys() {
		if !k.NoFile {
			names = append(names, k.Name)
		}
	}
	return strings.Join(names, ", ")
}

// profilePattern allows what is safe in a file name, a keyring account and a
// shell word on every platform.
const profilePattern = `^[a-z0-9][a-z0-9._-]{0,62}$`

func validProfile(name string) bool { return regexp.MustCompile(profilePattern).MatchString(name) }

const profileRule = "1 to 63 of a-z, 0-9, dot, underscore and dash, beginning with a letter or digit"

// parse checks text and returns it as the type the key has: string or bool.
// source says where the text was found.
func (k Key) parse(text, source string) (any, error) {
	switch {
	case k.Bool:
		if b, ok := parseBool(text); ok {
			return b, nil
		}
		return nil, k.invalid(text, source, "true or false")
	case k.Allowed != nil:
		if slices.Contains(k.Allowed, text) {
			return text, nil
		}
		return nil, k.invalid(text, source, strings.Join(k.Allowed, ", "))
	case k.Name == KeyProfile:
		if validProfile(text) {
			return text, nil
		}
		return nil, k.invalid(text, source, profileRule)
	case k.Address && text != "":
		u, err := endpoint.Parse(text)
		if err != nil {
			// The text is not repeated: it may hold a password.
			return nil, fault.Wrap(err, fault.Usage, "%s (from %s)", k.Name, source).
				WithHint("change or remove the value in: %s", source)
		}
		return u.String(), nil
	case k.Name == KeyIncodeClientID && !oneWord(text):
		return nil, k.invalid(text, source, clientIDRule)
	}
	return text, nil
}

const clientIDRule = "at most 200 characters without spaces"

// oneWord reports whether text is fit for an identifier: short, in one piece and
// printable.
func oneWord(text string) bool {
	return len(text) <= 200 && !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' })
}

func (k Key) invalid(text, source, allowed string) error {
	return fault.New(fault.Usage, "%s cannot be %s (from %s); allowed: %s", k.Name, strconv.Quote(text), source, allowed).
		WithHint("change or remove the value in: %s", source)
}

// parseBool knows the spellings people use in YAML 1.1, in CI files and on
// command lines.
func parseBool(text string) (value, ok bool) {
	switch strings.ToLower(text) {
	case "true", "yes", "on", "1":
		return true, true
	case "false", "no", "off", "0":
		return false, true
	}
	return false, false
}

// parseInFile is parse with the further rules for values in the config file.
func (k Key) parseInFile(goos, text, source string) (any, error) {
	if k.Name == KeyCACert && text != "" && !isAbs(goos, text) && !underHome(goos, text) {
		// Relative to what? The folder a command happens to run in must not
		// decide whom we trust.
		return nil, k.invalid(text, source, `an absolute path, or one that begins with "~/"`)
	}
	return k.parse(text, source)
}

func unknownKey(name, source string) error {
	if k, ok := findKey(name); ok && k.NoFile {
		return fault.New(fault.Usage, "%q cannot be set in %s: it is said anew for each command", name, source).
			WithHint("pass --%s or set %s instead", k.Flag(), k.Env())
	}
	return fault.New(fault.Usage, "unknown setting %q in %s", name, source).
		WithHint("settings are: %s; in a profile, below %q: %s", keyNames(), "profiles: NAME:", "the same without profile")
}

// sourceLine names a line of the config file.
func sourceLine(path string, line int) string { return fmt.Sprintf("file %s line %d", path, line) }
