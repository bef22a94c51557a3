//go:build !windows

package iostreams

import (
	"errors"
	"syscall"
)

// IsBrokenPipe reports whether err says that the reader of a stream went away,
// as head(1) and a closed pager do.
func IsBrokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
