package iostreams

import (
	"errors"

	"golang.org/x/sys/windows"
)

// IsBrokenPipe reports whether err says that the reader of a stream went away,
// as more.com and a closed pager do.
func IsBrokenPipe(err error) bool {
	return errors.Is(err, windows.ERROR_BROKEN_PIPE) || errors.Is(err, windows.ERROR_NO_DATA)
}
