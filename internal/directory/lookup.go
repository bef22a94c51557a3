package directory

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

// Found is the one person a login hint stands for.
type Found struct {
	User        User
	Integration integration.Integration
	Kind        HintKind  // which identifier the hint was; "" of somebody found by the source's ID
	SyncedAt    time.Time // when the integration's people were last confirmed
}

// Lookup finds the person a login hint stands for, in one integration (ID or
// name) or in all when it is empty.
//
// The hint is compared with every identifier a person has. Exactly one active
// person must answer; people who are inactive or missing do not compete with
// an active one, so that a reused address finds its present owner, and are
// returned only when nobody active answers. Two people answering are
// fault.Ambiguous, never a guess, whatever kinds of identifier they answer by.
func (s *Service) Lookup(ctx context.Context, hint, integrationRef string) (Found, error) {
	f, err := s.Finder(ctx, integrationRef)
	if err != nil {
		return Found{}, err
	}
	return f.Find(ctx, hint)
}

// Finder looks up many people, one after another or several at once. What is
// known of the integrations is read only once.
type Finder struct {
	s    *Service
	dirs []integration.Integration
	only string // ID of the integration that is looked at, empty for all

	mu     sync.Mutex
	synced map[string]time.Time // by integration ID, as far as they were needed
}

// Finder prepares lookups in one integration (ID or name) or in all when it is empty.
func (s *Service) Finder(ctx context.Context, integrationRef string) (*Finder, error) {
	dirs, err := s.scope(ctx, integrationRef)
	if err != nil {
		return nil, err
	}
	f := &Finder{s: s, dirs: dirs, synced: make(map[string]time.Time, len(dirs))}
	if integrationRef != "" {
		f.only = dirs[0].ID
	}
	return f, nil
}

// Find is Service.Lookup.
func (f *Finder) Find(ctx context.Context, hint string) (Found, error) {
	forms := hintForms(hint)
	if len(forms) == 0 {
		return Found{}, fault.New(fault.Usage, "the login hint is empty").
			WithHint("pass the person's login, e-mail address or employee ID")
	}
	hits, err := f.s.Repo.FindByHint(ctx, forms, f.only)
	if err != nil {
		return Found{}, err
	}
	hits = preferActive(hits)
	switch len(hits) {
	case 1:
		in := f.integration(hits[0].User.IntegrationID)
		synced, err := f.syncedAt(ctx, in.ID)
		if err != nil {
			return Found{}, err
		}
		return Found{User: hits[0].User, Integration: in, Kind: hits[0].Kind, SyncedAt: synced}, nil
	case 0:
		return Found{}, f.notFound(ctx, hint)
	default:
		return Found{}, f.ambiguous(hint, hits)
	}
}

// integration returns the one with the ID, nothing if it was made meanwhile.
func (f *Finder) integration(id string) integration.Integration {
	for _, in := range f.dirs {
		if in.ID == id {
			return in
		}
	}
	return integration.Integration{}
}

// syncedAt is Service.syncedAt, asked once for each integration.
func (f *Finder) syncedAt(ctx context.Context, id string) (time.Time, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, known := f.synced[id]
	if known {
		return at, nil
	}
	at, err := f.s.syncedAt(ctx, id)
	if err == nil {
		f.synced[id] = at
	}
	return at, err
}

// scope returns the integrations a lookup is over.
func (s *Service) scope(ctx context.Context, ref string) ([]integration.Integration, error) {
	if ref == "" {
		return s.NeedDirectories(ctx)
	}
	in, err := s.Directory(ctx, ref)
	return []integration.Integration{in}, err
}

// preferActive keeps the active people if there are any.
func preferActive(hits []Hit) []Hit {
	active := make([]Hit, 0, len(hits))
	for _, h := range hits {
		if h.User.State == Active {
			active = append(active, h)
		}
	}
	if len(active) > 0 {
		return active
	}
	return hits
}

// notFound says why nobody answers: not in the directory, or not synced yet.
func (f *Finder) notFound(ctx context.Context, hint string) error {
	var never []string
	for _, in := range f.dirs {
		at, err := f.syncedAt(ctx, in.ID)
		if err != nil {
			return err
		}
		if at.IsZero() {
			never = append(never, in.Name)
		}
	}
	err := fault.New(fault.NotFound, "nobody in the directory answers to the login hint %q", hint)
	if len(never) > 0 {
		return err.WithHint("not synced yet: %s; run incodectl directory sync", strings.Join(never, ", "))
	}
	return err.WithHint("check the spelling; if the person is new, run incodectl directory sync")
}

// ambiguous names everybody who answers, by integration and external ID.
func (f *Finder) ambiguous(hint string, hits []Hit) error {
	who := make([]string, 0, len(hits))
	for _, h := range hits {
		who = append(who, fmt.Sprintf("%s in %s (by %s)", h.User.ExternalID, f.integration(h.User.IntegrationID).Name, h.Kind))
	}
	err := fault.New(fault.Ambiguous, "the login hint %q is ambiguous, %d people answer to it: %s",
		hint, len(hits), strings.Join(who, "; "))
	for _, h := range hits[1:] {
		if h.User.IntegrationID != hits[0].User.IntegrationID {
			return err.WithHint("narrow it with --integration, or use an identifier only one of them has")
		}
	}
	return err.WithHint("use an identifier only one of them has, and mend the directory")
}
