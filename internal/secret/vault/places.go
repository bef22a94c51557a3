package vault

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/incodectl/incodectl/internal/fault"
)

// Modes of what is created below the data directory.
const (
	filePerm = 0o600
	dirPerm  = 0o700
)

// lockRetry is how often a lock held by another process is tried again.
const lockRetry = 20 * time.Millisecond

// places are the paths of one profile:
//
//	DIR/PROFILE.json                       the unencrypted file
//	DIR/PROFILE/HASH.GENERATION.sealed     sealed files
//	DIR/PROFILE.lock                       the lock over both
type places struct {
	dir     string
	profile string
	wait    time.Duration // longest wait for the lock
}

func (p places) plainFile() string { return filepath.Join(p.dir, p.profile+".json") }

func (p places) sealedDir() string { return filepath.Join(p.dir, p.profile) }

// lock keeps other processes from changing the profile's files until unlock is
// called. It creates the folder.
func (p places) lock(ctx context.Context) (unlock func(), err error) {
	if err := os.MkdirAll(p.dir, dirPerm); err != nil {
		return nil, fault.Wrap(err, fault.SecretUnavailable, "the folder for secrets cannot be created")
	}
	waiting, cancel := context.WithTimeout(ctx, p.wait)
	defer cancel()
	l := flock.New(filepath.Join(p.dir, p.profile+".lock"), flock.SetPermissions(filePerm))
	_, err = l.TryLockContext(waiting, lockRetry)
	switch {
	case err == nil:
		return func() { _ = l.Close() }, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case waiting.Err() != nil:
		return nil, fault.New(fault.Locked, "another incodectl is changing the secrets of profile %q", p.profile).
			WithHint("try again when it is done")
	}
	return nil, fault.Wrap(err, fault.SecretUnavailable, "the secrets of profile %q cannot be locked", p.profile)
}
