package config

import (
	"errors"
	"strings"
	"testing"
)

func TestDirectories(t *testing.T) {
	const unixHome, winHome = "/home/ada", `C:\Users\ada`
	appData := map[string]string{"AppData": `C:\Users\ada\AppData\Roaming`, "LocalAppData": `C:\Users\ada\AppData\Local`}
	cases := []struct {
		name, goos, home string
		env              map[string]string
		config, store    string
	}{
		{
			name: "linux", goos: "linux", home: unixHome,
			config: "/home/ada/.config/incodectl/config.yaml", store: "/home/ada/.local/share/incodectl/default.db",
		},
		{
			name: "macOS is like Linux", goos: "darwin", home: "/Users/ada",
			config: "/Users/ada/.config/incodectl/config.yaml", store: "/Users/ada/.local/share/incodectl/default.db",
		},
		{
			name: "AppData only on Windows", goos: "linux", home: unixHome, env: appData,
			config: "/home/ada/.config/incodectl/config.yaml", store: "/home/ada/.local/share/incodectl/default.db",
		},
		{
			name: "xdg", goos: "darwin", home: unixHome, env: map[string]string{"XDG_CONFIG_HOME": "/x/c/", "XDG_DATA_HOME": "/x/d"},
			config: "/x/c/incodectl/config.yaml", store: "/x/d/incodectl/default.db",
		},
		{
			name: "xdg at the root", goos: "linux", home: unixHome, env: map[string]string{"XDG_CONFIG_HOME": "/", "XDG_DATA_HOME": "/"},
			config: "/incodectl/config.yaml", store: "/incodectl/default.db",
		},
		{
			name: "own variables first", goos: "linux", home: unixHome,
			env:    map[string]string{"INCODECTL_CONFIG_DIR": "/c", "INCODECTL_DATA_DIR": "/d/", "XDG_CONFIG_HOME": "/x", "XDG_DATA_HOME": "relative"},
			config: "/c/config.yaml", store: "/d/default.db",
		},
		{
			name: "windows", goos: "windows", home: winHome, env: appData,
			config: `C:\Users\ada\AppData\Roaming\incodectl\config.yaml`, store: `C:\Users\ada\AppData\Local\incodectl\default.db`,
		},
		{
			name: "windows without AppData", goos: "windows", home: winHome,
			config: `C:\Users\ada\.config\incodectl\config.yaml`, store: `C:\Users\ada\.local\share\incodectl\default.db`,
		},
		{
			name: "windows with xdg", goos: "windows", home: winHome,
			env:    map[string]string{"XDG_CONFIG_HOME": `D:\x`, "XDG_DATA_HOME": `\\server\share\`, "AppData": appData["AppData"]},
			config: `D:\x\incodectl\config.yaml`, store: `\\server\share\incodectl\default.db`,
		},
		{
			name: "windows own variables", goos: "windows", home: winHome, env: map[string]string{"INCODECTL_CONFIG_DIR": `C:\`, "INCODECTL_DATA_DIR": "D:/data/"},
			config: `C:\config.yaml`, store: `D:/data\default.db`,
		},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			c, err := Load(Input{
				GOOS:   tc.goos,
				Getenv: func(name string) string { return tc.env[name] },
				Home:   func() (string, error) { return tc.home, nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			if c.ConfigFile != tc.config || c.StorePath() != tc.store {
				t.Errorf("got %s and %s,\nwant %s and %s", c.ConfigFile, c.StorePath(), tc.config, tc.store)
			}
			if len(c.Warnings) > 0 {
				t.Errorf("warnings: %q", c.Warnings)
			}
		})
	}
}

func TestRelativeXDGIsIgnoredAloud(t *testing.T) {
	in := input(t, "", map[string]string{"XDG_CONFIG_HOME": "here", "XDG_DATA_HOME": "./there"})
	c := load(t, in)
	home, _ := in.Home()
	if !strings.HasPrefix(c.ConfigDir, home) || !strings.HasPrefix(c.DataDir, home) {
		t.Errorf("got %s and %s", c.ConfigDir, c.DataDir)
	}
	if len(c.Warnings) != 2 || !strings.Contains(c.Warnings[0], "XDG_CONFIG_HOME") || !strings.Contains(c.Warnings[1], "XDG_DATA_HOME") {
		t.Errorf("warnings: %q", c.Warnings)
	}
}

func TestRefusedDirectories(t *testing.T) {
	home := func() (string, error) { return "/home/ada", nil }
	cases := []struct {
		name, goos string
		env        map[string]string
		home       func() (string, error)
		want       string
	}{
		{"relative config", "linux", map[string]string{"INCODECTL_CONFIG_DIR": "conf"}, home, `INCODECTL_CONFIG_DIR is "conf"`},
		{"relative data", "linux", map[string]string{"INCODECTL_DATA_DIR": "../data"}, home, `INCODECTL_DATA_DIR is "../data"`},
		{"tilde", "linux", map[string]string{"INCODECTL_DATA_DIR": "~/data"}, home, "not an absolute path"},
		{"drive without root", "windows", map[string]string{"INCODECTL_DATA_DIR": `C:data`}, home, "not an absolute path"},
		{"unix path on windows", "windows", map[string]string{"INCODECTL_DATA_DIR": `/data`}, home, "not an absolute path"},
		{"no home", "linux", nil, func() (string, error) { return "", errors.New("$HOME is not defined") }, "$HOME is not defined"},
		{"empty home", "linux", nil, func() (string, error) { return "", nil }, "not an absolute path"},
		{"no home for data", "linux", map[string]string{"INCODECTL_CONFIG_DIR": "/c"}, func() (string, error) { return "here", nil }, "data directory"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Load(Input{GOOS: tc.goos, Getenv: func(name string) string { return tc.env[name] }, Home: tc.home})
			wantUsage(t, err, tc.want)
		})
	}
}

// With both directories named, a missing home directory is no obstacle.
func TestHomeIsAskedForLast(t *testing.T) {
	env := map[string]string{"INCODECTL_CONFIG_DIR": "/c", "XDG_DATA_HOME": "/d"}
	_, err := Load(Input{
		GOOS:   "linux",
		Getenv: func(name string) string { return env[name] },
		Home:   func() (string, error) { t.Error("asked for"); return "", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
}
