package cmd

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"path/filepath"
	"sync"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/config"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/incode/connection"
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
	built   *core
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

		Workflows:   a.workflows,
		Sessions:    a.sessions,
		Credentials: a.credentials,
		Audit:       a.auditLog,
		Incode:      a.incode,

		IntegrationNames: func(cmd *cobra.Command) []string { return a.integrationNames(cmd, "") },
		DirectoryNames: func(cmd *cobra.Command) []string {
			return a.integrationNames(cmd, integration.CategoryDirectory)
		},
		Completing:    a.completing,
		WorkflowNames: a.workflowNames,
		SessionIDs:    a.sessionIDs,
		APIKeyNames:   a.apiKeyNames,
		Clipboard:     a.env.Clipboard,
		Isolated:      a.isolated,

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
	c, err := a.core(ctx)
	if err != nil {
		return nil, err
	}
	return c.integrations, nil
}

func (a *app) directory(ctx context.Context) (*directory.Service, error) {
	c, err := a.core(ctx)
	if err != nil {
		return nil, err
	}
	return c.directory, nil
}

// integrationNames serves completion. category "" is all.
func (a *app) integrationNames(cmd *cobra.Command, category integration.Category) []string {
	ctx, cancel, ok := a.completing(cmd)
	if !ok {
		return nil
	}
	defer cancel()
	svc, err := a.integrations(ctx)
	if err != nil {
		return nil
	}
	all, err := svc.List(ctx)
	if err != nil {
		return nil
	}
	var names []string
	for _, in := range all {
		if category == "" || in.Category == category {
			names = append(names, in.Name)
		}
	}
	return names
}

// newUUID returns a UUID v7 (RFC 9562).
func newUUID() string { return uuid.Must(uuid.NewV7()).String() }

// newClientID returns 32 hex digits.
func newClientID() string { return hex.EncodeToString(randomBytes(16)) }

// newHexID returns 24 hex digits.
func newHexID() string { return hex.EncodeToString(randomBytes(12)) }

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand aborts the program instead
	return b
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
	for _, name := range []string{connection.ClientSecretName, connection.APIKeyName, connection.AdminTokenName} {
		overlay[secret.EnvName(name)] = ""
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
