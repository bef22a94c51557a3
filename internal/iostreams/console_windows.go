package iostreams

import "golang.org/x/sys/windows"

// enableANSI switches escape sequences on in the console (Windows 10 and later
// have them, off by default) and reports whether that worked.
func enableANSI(fd uintptr) bool {
	h := windows.Handle(fd)
	var mode uint32
	if err := windows.GetConsoleMode(h, &mode); err != nil {
		return false
	}
	const want = windows.ENABLE_PROCESSED_OUTPUT | windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING
	return mode&want == want || windows.SetConsoleMode(h, mode|want) == nil
}
