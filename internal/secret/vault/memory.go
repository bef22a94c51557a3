package vault

import (
	"context"
	"sync"

	"github.com/incodectl/incodectl/internal/secret"
)

// memory forgets everything at the end of the process.
type memory struct {
	mu      sync.Mutex
	secrets map[string]secret.Value // by folded name
}

// Get implements secret.Store.
func (m *memory) Get(_ context.Context, name string) (secret.Value, secret.Origin, error) {
	if err := checkName(name); err != nil {
		return secret.Value{}, "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.secrets[fold(name)]
	if !ok {
		return secret.Value{}, "", notFound(name)
	}
	return v, "memory", nil
}

// Set implements secret.Store.
func (m *memory) Set(_ context.Context, name string, v secret.Value) (secret.Origin, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	if err := checkValue(name, v); err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.secrets[fold(name)] = v
	return "memory", nil
}

// Delete implements secret.Store.
func (m *memory) Delete(_ context.Context, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.secrets, fold(name))
	return nil
}
