package vault

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"sync"

	"github.com/incodectl/incodectl/internal/atomicfile"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// originFile is where the secrets of a fileStore are.
const originFile secret.Origin = "file"

// fileVersion is the version of the file's shape.
const fileVersion = 1

// fileStore keeps secrets unencrypted in one file with mode 0600. Every change
// replaces the file in one step under a lock.
type fileStore struct {
	places
	warn func(string)
	once sync.Once
}

// fileContent is what is in the file. Secrets are bytes, in base64, because a
// secret need not be valid UTF-8; that hides nothing.
type fileContent struct {
	Version int               `json:"version"`
	Secrets map[string][]byte `json:"secrets"` // by folded name
}

// Get implements secret.Store.
func (s *fileStore) Get(_ context.Context, name string) (secret.Value, secret.Origin, error) {
	content, err := s.read()
	if err != nil {
		return secret.Value{}, "", err
	}
	v, ok := content.Secrets[fold(name)]
	if !ok {
		return secret.Value{}, "", notFound(name)
	}
	return secret.New(string(v)), originFile, nil
}

// Set implements secret.Store.
func (s *fileStore) Set(ctx context.Context, name string, v secret.Value) (secret.Origin, error) {
	err := s.change(ctx, func(secrets map[string][]byte) { secrets[fold(name)] = []byte(v.Reveal()) })
	if err != nil {
		return "", err
	}
	s.once.Do(func() { s.warn("secrets are kept unencrypted in " + s.plainFile() + ", which only you can read") })
	return originFile, nil
}

// Delete implements secret.Store.
func (s *fileStore) Delete(ctx context.Context, name string) error {
	if _, err := os.Lstat(s.plainFile()); errors.Is(err, fs.ErrNotExist) {
		return nil // and no folder, no lock file
	}
	content, err := s.read()
	if err != nil {
		return err
	}
	if _, ok := content.Secrets[fold(name)]; !ok {
		return nil
	}
	return s.change(ctx, func(secrets map[string][]byte) { delete(secrets, fold(name)) })
}

// change reads, edits and replaces the file under the lock.
func (s *fileStore) change(ctx context.Context, edit func(secrets map[string][]byte)) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	content, err := s.read()
	if err != nil {
		return err
	}
	edit(content.Secrets)
	if err := s.write(content); err != nil {
		return fault.Wrap(err, fault.SecretUnavailable, "the file with secrets cannot be written")
	}
	return nil
}

func (s *fileStore) write(content fileContent) error {
	path := s.plainFile()
	if err := atomicfile.RemoveStale(path); err != nil { // may hold secrets
		return err
	}
	if len(content.Secrets) == 0 {
		if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	data, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return err
	}
	return atomicfile.WriteFileAtomic(path, append(data, '\n'), filePerm)
}

// read returns the file's content, none when there is no file. What the JSON
// decoder has to say is left out of errors: it quotes what it reads.
func (s *fileStore) read() (fileContent, error) {
	empty := fileContent{Version: fileVersion, Secrets: map[string][]byte{}}
	data, err := readPrivate(s.plainFile())
	if errors.Is(err, fs.ErrNotExist) {
		return empty, nil
	}
	if err != nil {
		return empty, err
	}
	content := empty
	if err := json.Unmarshal(data, &content); err != nil {
		return empty, fault.New(fault.SecretUnavailable, "the file with secrets %s is damaged", s.plainFile()).
			WithHint("remove it and store the secrets again")
	}
	if content.Version != fileVersion {
		return empty, fault.New(fault.SecretUnavailable, "the file with secrets %s has version %d; this incodectl knows %d", s.plainFile(), content.Version, fileVersion).
			WithHint("use a newer incodectl")
	}
	if content.Secrets == nil {
		content.Secrets = empty.Secrets
	}
	return content, nil
}

// readPrivate reads a file that nobody else could have read or put there. A
// missing file is fs.ErrNotExist. Another process may replace the file between
// the look at it and the reading; then it is looked at again.
func readPrivate(path string) ([]byte, error) {
	for range 10 {
		info, err := os.Lstat(path)
		if err != nil {
			return nil, refused(path, err)
		}
		if err := checkPrivate(path, info); err != nil {
			return nil, err
		}
		data, same, err := readIfSame(path, info)
		if err != nil {
			return nil, refused(path, err)
		}
		if same {
			return data, nil
		}
	}
	return nil, refused(path, errors.New("it is being replaced again and again"))
}

func checkPrivate(path string, info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		return refused(path, atomicfile.ErrSymlink).WithHint("replace the link by the file itself")
	case !mode.IsRegular():
		return refused(path, atomicfile.ErrNotRegular)
	case runtime.GOOS != "windows" && mode.Perm()&0o077 != 0:
		return fault.New(fault.SecretUnavailable, "the file with secrets %s is open to other users (mode %04o)", path, mode.Perm()).
			WithHint("run: chmod 600 %s; and replace its secrets if others may have read them", path)
	}
	return nil
}

func readIfSame(path string, want fs.FileInfo) (data []byte, same bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || !os.SameFile(want, info) {
		return nil, false, err
	}
	data, err = io.ReadAll(f)
	return data, true, err
}

func refused(path string, err error) *fault.Error {
	return fault.Wrap(err, fault.SecretUnavailable, "the file with secrets %s cannot be used", path)
}
