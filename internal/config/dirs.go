package config

import (
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// appName is the name of incodectl's folder inside the system's folders.
const appName = "incodectl"

// dirKind says how one of the two directories is found.
type dirKind struct {
	what     string   // for people
	override string   // environment variable that names the directory itself
	xdg      string   // environment variable of the XDG Base Directory Specification
	windows  string   // environment variable of Windows
	home     []string // below the home directory, when nothing else is set
}

func configDirKind() dirKind {
	return dirKind{"config directory", "INCODECTL_CONFIG_DIR", "XDG_CONFIG_HOME", "AppData", []string{".config"}}
}

func dataDirKind() dirKind {
	return dirKind{"data directory", "INCODECTL_DATA_DIR", "XDG_DATA_HOME", "LocalAppData", []string{".local", "share"}}
}

// find returns the directory and warnings about variables that are ignored.
// XDG variables count on every system, because people who set them on macOS or
// Windows mean them; a relative one is ignored, as that specification demands.
func (k dirKind) find(in Input) (dir string, warnings []string, err error) {
	if dir := in.Getenv(k.override); dir != "" {
		if !isAbs(in.GOOS, dir) {
			return "", nil, fault.New(fault.Usage, "the environment variable %s is %q, which is not an absolute path", k.override, dir).
				WithHint("give the whole path, so that it does not depend on the current folder")
		}
		return dir, nil, nil
	}
	if base := in.Getenv(k.xdg); base != "" {
		if isAbs(in.GOOS, base) {
			return join(in.GOOS, base, appName), nil, nil
		}
		warnings = append(warnings, "the environment variable "+k.xdg+" is ignored: it is not an absolute path")
	}
	if in.GOOS == "windows" {
		if base := in.Getenv(k.windows); isAbs(in.GOOS, base) {
			return join(in.GOOS, base, appName), warnings, nil
		}
	}
	home, err := in.home()
	if err != nil {
		return "", warnings, fault.Wrap(err, fault.Usage, "the %s is unknown, because there is no home directory", k.what).
			WithHint("set HOME, or set %s to an absolute path", k.override)
	}
	return join(in.GOOS, home, append(k.home, appName)...), warnings, nil
}

// home returns the home directory; a relative one counts as missing, since it
// would scatter files over whatever folder a command is run in.
func (in Input) home() (string, error) {
	home, err := in.Home()
	if err != nil {
		return "", err
	}
	if !isAbs(in.GOOS, home) {
		return "", fault.New(fault.Usage, "%q is not an absolute path", home)
	}
	return home, nil
}

// The functions below are filepath's for a named system instead of the running
// one, so that the rules of all systems are tested on any.

func isAbs(goos, path string) bool {
	if goos != "windows" {
		return strings.HasPrefix(path, "/")
	}
	if len(path) >= 3 && path[1] == ':' && isSlash(path[2]) {
		return true
	}
	return len(path) > 2 && isSlash(path[0]) && isSlash(path[1]) // \\server\share
}

func isSlash(c byte) bool { return c == '\\' || c == '/' }

// join appends elem to base, which may end in a separator, as roots do.
func join(goos, base string, elem ...string) string {
	sep, trailing := "/", "/"
	if goos == "windows" {
		sep, trailing = `\`, `\/`
	}
	return strings.Join(append([]string{strings.TrimRight(base, trailing)}, elem...), sep)
}

func underHome(goos, path string) bool {
	return strings.HasPrefix(path, "~/") || goos == "windows" && strings.HasPrefix(path, `~\`)
}
