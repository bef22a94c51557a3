package clipboard

import (
	"path/filepath"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// tool is how one desktop's clipboard is used.
type tool struct {
	place              string // for people
	serves             bool   // it leaves a process behind that has what was copied
	write, read, clear command
}

type command struct {
	path  string
	args  []string
	reads bool // what it prints is what is on the clipboard
}

// candidate is a tool before it is known whether it is there: program and
// arguments, separated by spaces.
type candidate struct{ write, read, clear string }

// candidates are the tools of a desktop, the best first. Overwriting with
// nothing is how those without a verb for it clear.
func (s System) candidates() (all []candidate, none string) {
	switch s.GOOS {
	case "darwin":
		return []candidate{{"pbcopy", "pbpaste", "pbcopy"}}, "pbcopy is missing"
	case "windows":
		return []candidate{{"clip.exe", "powershell.exe -NoProfile -NonInteractive -Command Get-Clipboard -Raw", "clip.exe"}}, "clip.exe is missing"
	}
	if s.Getenv("WAYLAND_DISPLAY") != "" {
		// The type is given, or wl-copy would start xdg-mime to guess it.
		all = append(all, candidate{"wl-copy --type text/plain", "wl-paste --no-newline", "wl-copy --clear"})
	}
	if s.Getenv("DISPLAY") != "" {
		all = append(all,
			candidate{"xclip -selection clipboard -in", "xclip -selection clipboard -out", "xclip -selection clipboard -in"},
			candidate{"xsel --clipboard --input", "xsel --clipboard --output", "xsel --clipboard --clear"})
	}
	if len(all) == 0 {
		return nil, "there is no desktop here (usual over SSH, in containers and in CI)"
	}
	return all, "install wl-clipboard, xclip or xsel"
}

// tool finds the first tool that is there with all its programs.
func (s System) tool() (tool, error) {
	all, none := s.candidates()
	for _, c := range all {
		write, ok1 := s.find(c.write)
		read, ok2 := s.find(c.read)
		wipe, ok3 := s.find(c.clear)
		if ok1 && ok2 && ok3 {
			read.reads = true
			return tool{serves: s.GOOS != "darwin" && s.GOOS != "windows", place: "clipboard (" + filepath.Base(write.path) + ")", write: write, read: read, clear: wipe}, nil
		}
	}
	return tool{}, fault.New(fault.Unavailable, "there is no clipboard: %s", none)
}

func (s System) find(line string) (command, bool) {
	words := strings.Fields(line)
	path, err := s.LookPath(words[0])
	return command{path: path, args: words[1:]}, err == nil
}
