package cmdutil

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/prompt"
	"github.com/incodectl/incodectl/internal/secret"
)

// maxSecret bounds what is read as a secret, in bytes; the largest, a private
// key with its certificate chain, is a tenth of it.
const maxSecret = 64 << 10

const secretStdin = "secret-stdin"

// SecretFlags are the ways to hand over a secret. There is no flag that takes
// it as a value: arguments are seen by every process on the machine.
type SecretFlags struct {
	Stdin bool
	File  string
}

// Add registers the flags.
func (s *SecretFlags) Add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&s.Stdin, secretStdin, false, "read the secret from standard input")
	cmd.Flags().StringVar(&s.File, "secret-file", "", "read the secret from this `file`")
	cmd.MarkFlagsMutuallyExclusive(secretStdin, "secret-file")
	_ = cmd.MarkFlagFilename("secret-file")
}

// Given reports whether one of the flags is set.
func (s *SecretFlags) Given() bool { return s.Stdin || s.File != "" }

// Read returns the secret, empty when no flag is set. A trailing newline is
// not part of it.
func (s *SecretFlags) Read(ctx context.Context, f *Factory) (secret.Value, error) {
	switch {
	case s.Stdin && f.IO.IsStdinTTY() && f.IO.CanPrompt():
		return f.Prompt.Secret(ctx, prompt.Question{Label: "Secret", Flag: "secret-file"})
	case s.Stdin:
		return readSecret("standard input", f.IO.In)
	case s.File != "":
		return readSecretFile(s.File, "secret-file", "use --"+secretStdin)
	default:
		return secret.Value{}, nil
	}
}

// ReadSecretToCheck reads a secret that is to be recognised: from a file, given
// with this flag, or where there is none from standard input. At a terminal it is
// asked for.
func ReadSecretToCheck(ctx context.Context, f *Factory, label, file, flag string) (secret.Value, error) {
	switch {
	case file != "":
		return readSecretFile(file, flag, "leave --"+flag+" away")
	case f.IO.IsStdinTTY():
		return f.Prompt.Secret(ctx, prompt.Question{Label: label, Flag: flag})
	}
	return readSecret("standard input", f.IO.In)
}

// ReadSecretFile reads the secret in the file that a flag names.
func ReadSecretFile(path, flag string) (secret.Value, error) {
	return readSecretFile(path, flag, "name /dev/stdin where there is one")
}

func readSecretFile(path, flag, piped string) (secret.Value, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		// Not repeated: somebody may have written the secret itself there.
		return secret.Value{}, fault.New(fault.Usage, "--%s names no file that exists", flag).
			WithHint("it takes the name of a file; to pipe the secret in, %s", piped)
	}
	if err != nil {
		return secret.Value{}, fault.Wrap(err, fault.Usage, "cannot read --%s", flag)
	}
	defer func() { _ = file.Close() }()
	return readSecret(path, file)
}

func readSecret(name string, r io.Reader) (secret.Value, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSecret+1))
	switch {
	case err != nil:
		return secret.Value{}, fault.Wrap(err, fault.Usage, "cannot read the secret from %s", name)
	case len(data) > maxSecret:
		return secret.Value{}, fault.New(fault.Usage, "the secret in %s is larger than %d KiB", name, maxSecret>>10)
	}
	text := strings.TrimRight(string(data), "\r\n")
	if strings.TrimSpace(text) == "" {
		return secret.Value{}, fault.New(fault.Usage, "there is no secret in %s: it is empty", name)
	}
	return secret.New(text), nil
}

// OpenInput opens a file argument; "-" is standard input.
func OpenInput(f *Factory, path, flag string) (io.ReadCloser, error) {
	if path == "-" {
		if f.IO.IsStdinTTY() {
			f.IO.Notef("reading --%s from the terminal; end it with Ctrl-D", flag)
		}
		return io.NopCloser(f.IO.In), nil
	}
	file, err := os.Open(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, fault.New(fault.Usage, "--%s: there is no file %q", flag, path)
		}
		return nil, fault.Wrap(err, fault.Usage, "--%s cannot be read", flag)
	}
	return file, nil
}

// ReadFile reads a bounded file argument; "-" is standard input.
func ReadFile(f *Factory, path, flag string, limit int64) ([]byte, error) {
	r, err := OpenInput(f, path, flag)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	var buf bytes.Buffer
	n, err := io.Copy(&buf, io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, fault.Wrap(err, fault.Usage, "--%s %s cannot be read", flag, path)
	case n > limit:
		return nil, fault.New(fault.Usage, "--%s %s is larger than %d KiB", flag, path, limit>>10)
	}
	return buf.Bytes(), nil
}
