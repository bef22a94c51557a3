package store

import (
	"context"
	"errors"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
)

// TestAtomically writes and reads in one transaction, whose end decides over all of it.
func TestAtomically(t *testing.T) {
	s, _ := newStore(t)
	oops := errors.New("something else went wrong")
	run := func(name string, end error) error {
		return s.Atomically(t.Context(), func(ctx context.Context) error {
			if err := s.CreateIntegration(ctx, sample("id of "+name, name), nil); err != nil {
				return err
			}
			return s.Atomically(ctx, func(ctx context.Context) error { // is part of it
				if _, err := s.Integration(ctx, name); err != nil {
					t.Errorf("what was just written is not seen: %v", err)
				}
				if _, err := s.Integration(t.Context(), name); !fault.Is(err, fault.NotFound) {
					t.Errorf("others see what is not committed: %v", err)
				}
				return end
			})
		})
	}
	if err := run("kept", nil); err != nil {
		t.Fatal(err)
	}
	if err := run("undone", oops); !errors.Is(err, oops) || err.Error() != oops.Error() {
		t.Errorf("%v", err)
	}
	for name, want := range map[string]bool{"kept": true, "undone": false} {
		if _, err := s.Integration(t.Context(), name); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPanicUndoes holds that a mistake of ours leaves neither half a change nor a
// locked store.
func TestPanicUndoes(t *testing.T) {
	s, _ := newStore(t)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = s.Atomically(t.Context(), func(ctx context.Context) error {
			if err := s.CreateIntegration(ctx, sample("half", "half"), nil); err != nil {
				t.Error(err)
			}
			panic("a mistake")
		})
	}()
	if _, err := s.Integration(t.Context(), "half"); !fault.Is(err, fault.NotFound) {
		t.Errorf("half a change is left: %v", err)
	}
	if err := s.CreateIntegration(t.Context(), sample("whole", "whole"), nil); err != nil {
		t.Errorf("the store stayed locked: %v", err)
	}
}
