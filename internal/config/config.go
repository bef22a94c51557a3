// Package config finds incodectl's directories and settings: defaults, then the
// config file, then the chosen profile's section in it, then the environment,
// then flags; the later one wins. Every value remembers where it came from.
//
// Loading reads the config file and nothing else, and creates nothing. A config
// file in the current folder is never read: a checked-out repository must not
// decide whom incodectl trusts.
package config

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/viper"

	"github.com/incodectl/incodectl/internal/fault"
)

// Input is everything Load depends on. All funcs are needed.
type Input struct {
	Getenv func(string) string
	Home   func() (string, error)
	GOOS   string
	// Flags are the values of the flags the user set, by key ("no_input", not
	// "no-input"). Flags with their default value do not belong here.
	Flags map[string]string
}

// Setting is a value and where it came from: "default", "file PATH",
// "file PATH, profile NAME", "environment VARIABLE" or "flag --NAME".
type Setting[T any] struct {
	Value  T
	Source string
}

// Config is the result of Load.
type Config struct {
	Profile     Setting[string]
	Output      Setting[string] // table, json, jsonl, yaml, csv or name
	Color       Setting[string] // auto, always or never
	NoInput     Setting[bool]
	Quiet       Setting[bool]
	Debug       Setting[bool]
	SecretStore Setting[string] // auto, keyring, env or file
	CACert      Setting[string] // path of a PEM file, or ""; relative to the current folder unless from the file

	Reason Setting[string] // why something is changed, "" when nobody said

	IncodeEnvironment Setting[string] // demo or production
	IncodeAuthURL     Setting[string] // "" for the environment's own
	IncodeAPIURL      Setting[string] // "" for the environment's own
	IncodeClientID    Setting[string] // "" when the profile is not connected to Incode

	ConfigDir  string   // absolute; may not exist
	DataDir    string   // absolute; may not exist
	ConfigFile string   // path of the config file in ConfigDir
	FileExists bool     // whether ConfigFile exists
	Profiles   []string // profiles with a section in the config file, in order
	Warnings   []string // for people, one sentence each

	goos string
}

// StorePath returns the path of the profile's database.
func (c Config) StorePath() string {
	return join(c.goos, c.DataDir, c.Profile.Value+".db")
}

// Load finds all settings. What is wrong in the file, the environment or the
// flags is fault.Usage and names the setting, its source and what is allowed.
func Load(in Input) (Config, error) {
	c := Config{goos: in.GOOS}
	var warnings []string
	var err error
	if c.ConfigDir, warnings, err = configDirKind().find(in); err != nil {
		return Config{}, err
	}
	c.Warnings = append(c.Warnings, warnings...)
	if c.DataDir, warnings, err = dataDirKind().find(in); err != nil {
		return Config{}, err
	}
	c.Warnings = append(c.Warnings, warnings...)
	c.ConfigFile = join(in.GOOS, c.ConfigDir, "config.yaml")
	doc, exists, warnings, err := readFile(c.ConfigFile, in.GOOS)
	if err != nil {
		return Config{}, err
	}
	c.FileExists, c.Profiles = exists, slices.Sorted(maps.Keys(doc.profiles))
	c.Warnings = append(c.Warnings, warnings...)

	l := layers{v: viper.New(), sources: map[string]string{}}
	if err := l.fill(in, c.ConfigFile, doc); err != nil {
		return Config{}, err
	}
	l.decode(&c)
	if underHome(in.GOOS, c.CACert.Value) {
		home, err := in.home()
		if err != nil {
			return Config{}, fault.Wrap(err, fault.Usage, "ca_cert begins with ~, but there is no home directory")
		}
		c.CACert.Value = join(in.GOOS, home, c.CACert.Value[2:])
	}
	return c, nil
}

// layers lays one source of settings over the other.
type layers struct {
	v       *viper.Viper
	sources map[string]string
}

// fill lays all layers. The environment and flags are laid twice: they may name
// the profile, whose section of the file belongs below them.
func (l layers) fill(in Input, path string, doc document) error {
	for _, k := range Keys() {
		value, err := k.parse(k.Default, "default")
		if err != nil {
			return err
		}
		l.v.SetDefault(k.Name, value)
		l.sources[k.Name] = "default"
	}
	if err := l.file(doc.top, "file "+path); err != nil {
		return err
	}
	if err := l.outside(in); err != nil {
		return err
	}
	profile := l.v.GetString(KeyProfile)
	if err := l.file(doc.profiles[profile], "file "+path+", profile "+profile); err != nil {
		return err
	}
	return l.outside(in)
}

func (l layers) file(values map[string]any, source string) error {
	for key := range values {
		l.sources[key] = source
	}
	return l.v.MergeConfigMap(values)
}

func (l layers) outside(in Input) error {
	for _, k := range Keys() {
		if text := in.Getenv(k.Env()); text != "" {
			if err := l.override(k, text, "environment "+k.Env()); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(in.Flags)) {
		k, ok := findKey(name)
		if !ok {
			return fmt.Errorf("flag for unknown setting %q", name) // a mistake in our own code
		}
		if err := l.override(k, in.Flags[name], "flag --"+k.Flag()); err != nil {
			return err
		}
	}
	return nil
}

func (l layers) override(k Key, text, source string) error {
	value, err := k.parse(text, source)
	if err != nil {
		return err
	}
	l.v.Set(k.Name, value)
	l.sources[k.Name] = source
	return nil
}

func (l layers) decode(c *Config) {
	text := func(key string) Setting[string] { return Setting[string]{l.v.GetString(key), l.sources[key]} }
	toggle := func(key string) Setting[bool] { return Setting[bool]{l.v.GetBool(key), l.sources[key]} }
	c.Profile = text(KeyProfile)
	c.Output = text(KeyOutput)
	c.Color = text(KeyColor)
	c.NoInput = toggle(KeyNoInput)
	c.Quiet = toggle(KeyQuiet)
	c.Debug = toggle(KeyDebug)
	c.SecretStore = text(KeySecretStore)
	c.CACert = text(KeyCACert)
	c.Reason = text(KeyReason)
	c.IncodeEnvironment = text(KeyIncodeEnvironment)
	c.IncodeAuthURL = text(KeyIncodeAuthURL)
	c.IncodeAPIURL = text(KeyIncodeAPIURL)
	c.IncodeClientID = text(KeyIncodeClientID)
}
