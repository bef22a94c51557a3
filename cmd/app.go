package cmd

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/config"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/prompt"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/secret/vault"
	"github.com/incodectl/incodectl/internal/store"
)

// app is one run of a command line: its settings and what was opened for it.
type app struct {
	env      Environment
	config   config.Config
	settings cmdutil.Settings
	ready    bool // settings are loaded

	mu      sync.Mutex
	store   *store.Store
	secrets secret.Store
}

func (a *app) factory() *cmdutil.Factory {
	return &cmdutil.Factory{
		IO:           a.env.IO,
		Prompt:       prompt.New(a.env.IO),
		Build:        a.env.Build,
		Now:          a.env.Now,
		Settings:     func() cmdutil.Settings { return a.settings },
		Integrations: a.integrations,
		Directory:    a.directory,
		OpenSource:   a.openSource,

		IntegrationNames: a.integrationNames,
		Isolated:         a.isolated,

		WithWaitNotice: httpx.WithWaitNotice,
	}
}

// open opens the profile's store once.
func (a *app) open(ctx context.Context) (*store.Store, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.store != nil {
		return a.store, nil
	}
	s, err := store.Open(ctx, a.config.StorePath(), store.Options{Now: a.env.Now})
	if err != nil {
		return nil, err
	}
	a.store = s
	return s, nil
}

func (a *app) close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.store == nil {
		return nil
	}
	err := a.store.Close()
	a.store = nil
	return err
}

// secretStore opens the configured secret store once.
func (a *app) secretStore() (secret.Store, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.env.Secrets != nil {
		return a.env.Secrets, nil
	}
	if a.secrets != nil {
		return a.secrets, nil
	}
	s, err := vault.Open(vault.Options{
		Kind: a.config.SecretStore.Value, Profile: a.settings.Profile, Dir: a.config.DataDir,
		Getenv: a.env.Getenv, Rand: rand.Reader,
		Warn: func(s string) { a.env.IO.Warnf("%s", s) },
	})
	if err != nil {
		return nil, err
	}
	a.secrets = s
	return s, nil
}

func (a *app) integrations(ctx context.Context) (*integration.Service, error) {
	s, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	return &integration.Service{
		Repo: s, Secrets: a.secretStore, Now: a.env.Now, NewID: newIntegrationID,
		Actor: a.actor(), Profile: a.settings.Profile, Check: checkAdapter,
	}, nil
}

func (a *app) directory(ctx context.Context) (*directory.Service, error) {
	svc, err := a.integrations(ctx)
	if err != nil {
		return nil, err
	}
	return &directory.Service{Repo: a.store, Integrations: svc, Now: a.env.Now, NewRunID: newRunID}, nil
}

// integrationNames serves completion: quick, quiet, and without making a store
// where there is none.
func (a *app) integrationNames(cmd *cobra.Command) []string {
	a.env.IO.SetQuiet(true)
	if err := a.prepare(cmd); err != nil {
		return nil
	}
	if _, err := os.Stat(a.config.StorePath()); err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), 200*time.Millisecond)
	defer cancel()
	svc, err := a.integrations(ctx)
	if err != nil {
		return nil
	}
	all, err := svc.List(ctx)
	if err != nil {
		return nil
	}
	names := make([]string, len(all))
	for i, in := range all {
		names[i] = in.Name
	}
	return names
}

// actor is who makes changes: the user and host the process runs as.
func (a *app) actor() string {
	user := a.env.Getenv("USER")
	if user == "" {
		user = a.env.Getenv("USERNAME") // Windows
	}
	if user == "" {
		user = "unknown"
	}
	host, err := a.env.Hostname()
	if err != nil {
		return user
	}
	return user + "@" + host
}

// newIntegrationID returns a UUID v7 (RFC 9562).
func newIntegrationID() string { return uuid.Must(uuid.NewV7()).String() }

// newRunID returns 24 hex digits.
func newRunID() string {
	b := make([]byte, 12)
	_, _ = rand.Read(b) // never fails: crypto/rand aborts the program instead
	return hex.EncodeToString(b)
}

// isolated returns a runner of command lines whose config, data and secrets
// are in a folder of their own and in memory.
func (a *app) isolated(dir string) (func(ctx context.Context, args []string, ios *iostreams.IOStreams) int, error) {
	secrets, err := vault.Open(vault.Options{Kind: vault.KindMemory, Profile: "demo"})
	if err != nil {
		return nil, err
	}
	overlay := map[string]string{
		"INCODECTL_CONFIG_DIR": filepath.Join(dir, "config"),
		"INCODECTL_DATA_DIR":   filepath.Join(dir, "data"),
		"INCODECTL_PROFILE":    "demo",
		"INCODECTL_NO_INPUT":   "true",
	}
	// Other settings of the person's own must not change what is shown.
	for _, k := range config.Keys() {
		if _, set := overlay[k.Env()]; !set {
			overlay[k.Env()] = ""
		}
	}
	return func(ctx context.Context, args []string, ios *iostreams.IOStreams) int {
		env := a.env
		env.IO, env.Secrets = ios, secrets
		env.Getenv = func(key string) string {
			if v, ok := overlay[key]; ok {
				return v
			}
			return a.env.Getenv(key)
		}
		return Run(ctx, args, env)
	}, nil
}
