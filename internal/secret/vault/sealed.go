package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/incodectl/incodectl/internal/atomicfile"
	"github.com/incodectl/incodectl/internal/secret"
)

// keyPrefix marks a keyring entry that is no secret but the key of a sealed
// file. The number is the version of this entry and of the file.
const keyPrefix = "incodectl-sealed:1:"

// fileMagic begins a sealed file, so that people who meet one know what it is.
const fileMagic = "incodectl-sealed:1\n"

const sealedExt = ".sealed"

// generationSize is the size of a generation's random name in bytes.
const generationSize = 8

// sealKey opens one sealed file. Every time a secret is stored it gets a new
// file, named by a new generation, and a new key.
type sealKey struct {
	generation string // in base 16
	key        []byte
}

// String is the keyring's entry; it is as secret as what it opens.
func (k sealKey) String() string {
	return keyPrefix + k.generation + ":" + base64.StdEncoding.EncodeToString(k.key)
}

func parseSealKey(text string) (sealKey, error) {
	bad := errors.New("its entry in the keyring is damaged")
	generation, encoded, ok := strings.Cut(strings.TrimPrefix(text, keyPrefix), ":")
	if raw, err := hex.DecodeString(generation); !ok || err != nil || len(raw) != generationSize {
		return sealKey{}, bad
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(key) != chacha20poly1305.KeySize {
		return sealKey{}, bad
	}
	return sealKey{generation, key}, nil
}

// sealedBase is the part of a sealed file's name that belongs to the secret's
// name: a hash, since names may hold what a file name cannot.
func (p places) sealedBase(name string) string {
	sum := sha256.Sum256([]byte(fold(name)))
	return hex.EncodeToString(sum[:16]) + "."
}

func (p places) sealedFile(name, generation string) string {
	return filepath.Join(p.sealedDir(), p.sealedBase(name)+generation+sealedExt)
}

// boundTo is the data a sealed file is authenticated with: moved to another
// profile, name or generation it does not open.
func (p places) boundTo(name, generation string) []byte {
	return []byte(strings.Join([]string{keyPrefix, p.profile, fold(name), generation}, "\x00"))
}

// seal writes v into a new sealed file and returns its key. The file is
// XChaCha20-Poly1305: magic, nonce of 24 bytes, ciphertext with tag.
func (k *keyringStore) seal(name string, v secret.Value) (sealKey, error) {
	random := make([]byte, generationSize+chacha20poly1305.KeySize+chacha20poly1305.NonceSizeX)
	if _, err := io.ReadFull(k.rand, random); err != nil {
		return sealKey{}, err
	}
	key := sealKey{
		generation: hex.EncodeToString(random[:generationSize]),
		key:        random[generationSize : generationSize+chacha20poly1305.KeySize],
	}
	nonce := random[generationSize+chacha20poly1305.KeySize:]
	aead, err := chacha20poly1305.NewX(key.key)
	if err != nil {
		return sealKey{}, err
	}
	file := append([]byte(fileMagic), nonce...)
	file = aead.Seal(file, nonce, []byte(v.Reveal()), k.boundTo(name, key.generation))
	return key, atomicfile.WriteFileAtomic(k.sealedFile(name, key.generation), file, filePerm)
}

// unseal reads the file key belongs to; fs.ErrNotExist when there is none.
func (k *keyringStore) unseal(name string, key sealKey) (secret.Value, error) {
	path := k.sealedFile(name, key.generation)
	file, err := os.ReadFile(path)
	if err != nil {
		return secret.Value{}, err
	}
	broken := errors.New("its sealed file " + path + " was altered or belongs to something else")
	aead, err := chacha20poly1305.NewX(key.key)
	if err != nil {
		return secret.Value{}, err
	}
	sealed, ok := bytes.CutPrefix(file, []byte(fileMagic))
	if !ok || len(sealed) < aead.NonceSize() {
		return secret.Value{}, broken
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], k.boundTo(name, key.generation))
	if err != nil {
		return secret.Value{}, broken
	}
	return secret.New(string(plain)), nil
}

// sweep removes the sealed files of a name that the keyring has no key for.
// Without a key such a file is noise, so failing to remove it is no failure.
func (k *keyringStore) sweep(ctx context.Context, name string) {
	if len(k.sealedFiles(name)) == 0 {
		return // as nearly always: no lock, no folder
	}
	unlock, err := k.lock(ctx)
	if err != nil {
		return
	}
	defer unlock()
	k.sweepLocked(ctx, name)
}

// sweepLocked asks the keyring what to keep, because another process may have
// stored something since; when it does not say, everything is kept.
func (k *keyringStore) sweepLocked(ctx context.Context, name string) {
	text, err := k.read(ctx, name)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return
	}
	key := sealKey{}
	if err == nil && strings.HasPrefix(text, keyPrefix) {
		if key, err = parseSealKey(text); err != nil {
			return
		}
	}
	k.removeAllBut(name, key.generation)
}

// removeAllBut removes a name's sealed files except that of one generation, and
// the unfinished ones. The lock must be held.
func (k *keyringStore) removeAllBut(name, generation string) {
	keep := filepath.Base(k.sealedFile(name, generation))
	for _, file := range k.sealedFiles(name) {
		if file != keep {
			_ = os.Remove(filepath.Join(k.sealedDir(), file))
		}
	}
}

// sealedFiles lists the names of a name's sealed files, unfinished ones included.
func (p places) sealedFiles(name string) []string {
	entries, err := os.ReadDir(p.sealedDir())
	if err != nil {
		return nil
	}
	var files []string
	for _, e := range entries {
		if strings.HasPrefix(strings.TrimPrefix(e.Name(), "."), p.sealedBase(name)) {
			files = append(files, e.Name())
		}
	}
	return files
}
