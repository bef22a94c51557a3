package prompt

import (
	"context"
	"errors"
	"io"
	"strings"

	"golang.org/x/term"

	"github.com/incodectl/incodectl/internal/fault"
)

// maxLine bounds an answer, in bytes. Terminals hand over 4 KiB lines at most.
const maxLine = 64 << 10

// errTooLong is the failure of a longer one.
var errTooLong = errors.New("the answer is longer than 64 KiB")

// answer is what a read came to.
type answer struct {
	line string
	err  error
}

// await runs read and returns what it returns, or at once when ctx is
// cancelled. A read that blocks on a terminal cannot be stopped: it is left
// behind, and ends with the program.
func await(ctx context.Context, read func() (string, error)) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	done := make(chan answer, 1)
	go func() {
		line, err := read()
		done <- answer{line, err}
	}()
	select {
	case a := <-done:
		return a.line, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// readLine reads one line of r without its end.
func readLine(ctx context.Context, r io.Reader) (string, error) {
	return await(ctx, func() (string, error) { return nextLine(r) })
}

// nextLine reads byte by byte, so that what follows the line is left to the
// next question. A last line without an end counts.
func nextLine(r io.Reader) (string, error) {
	var b strings.Builder
	var buf [1]byte
	for b.Len() < maxLine {
		n, err := r.Read(buf[:])
		switch {
		case n > 0 && buf[0] == '\n':
			return strings.TrimSuffix(b.String(), "\r"), nil
		case n > 0:
			b.WriteByte(buf[0])
		case err == io.EOF && b.Len() > 0:
			return b.String(), nil
		case err != nil:
			return "", err
		}
	}
	return "", errTooLong
}

// untilEnd reads a line, or all lines of a pasted PEM block (RFC 7468), whose
// rest would otherwise be taken for the next answers or, worse, for commands.
func untilEnd(next func() (string, error)) (string, error) {
	line, err := next()
	if err != nil || !strings.HasPrefix(strings.TrimSpace(line), "-----BEGIN ") {
		return line, err
	}
	var block strings.Builder
	block.WriteString(line)
	for !strings.HasPrefix(strings.TrimSpace(line), "-----END ") {
		if line, err = next(); err != nil {
			return "", err
		}
		if block.WriteString("\n" + line); len(block.String()) > maxLine {
			return "", errTooLong
		}
	}
	return block.String(), nil
}

// readSecret reads one line, or one PEM block, of r with the echo switched off when r is a
// terminal, and leaves the terminal as it was, also when ctx is cancelled.
func readSecret(ctx context.Context, r io.Reader) (string, error) {
	f, ok := r.(interface{ Fd() uintptr })
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return await(ctx, func() (string, error) {
			return untilEnd(func() (string, error) { return nextLine(r) })
		})
	}
	fd := int(f.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	line, err := await(ctx, func() (string, error) {
		return untilEnd(func() (string, error) {
			line, err := term.ReadPassword(fd)
			return string(line), err
		})
	})
	if ctx.Err() != nil {
		// The read left behind would have done this, had it ended.
		_ = term.Restore(fd, before)
	}
	return line, err
}

// readError explains why there is no answer.
func readError(ctx context.Context, q Question, err error) error {
	switch {
	case ctx.Err() != nil:
		return interrupted(ctx, q)
	case errors.Is(err, io.EOF):
		return ended(q)
	}
	return fault.Wrap(err, fault.Internal, "reading the answer")
}
