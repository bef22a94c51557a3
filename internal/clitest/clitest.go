// Package clitest runs testscripts (txtar files) against the real command line
// in a world of their own: an empty home, no keyring, no proxy, no network but
// a sandbox on loopback.
//
// Beside testscript's own commands there are
//
//	exits CODE COMMAND [ARG...]       run and demand this exit code
//	[!] json FILE PATH [VALUE]        FILE (or stdout, stderr) has this value at PATH, or anything at all
//	save NAME FILE PATH               put the value at PATH into an environment variable
//	waitfor FILE                      wait until FILE is there and ends with a line end
//	patch FILE OFFSET HEX             overwrite bytes of a file
//	expand FILE                       replace the environment variables in a file by their values
//	[!] leaks SECRET...               neither output of exits nor a file of the home holds one; @FILE for any line of a file
//	sandbox start [USERS] [dpop] [nologs]  start a sandbox; sets OKTA_URL, OKTA_TOKEN, TENANT_ID, INCODE_API_URL, ...
//	sandbox key FILE                  write the private key of its Okta app
//	sandbox fault TARGET KIND [FROM [COUNT]] [path=PATH] | clear
//	sandbox requests N                that many requests came since the last time it was asked
//	sandbox deactivate|reactivate|delete|erase|restore okta|entra N
//	sandbox member okta|entra N GROUP in|out
//	sandbox set okta|entra N KEY VALUE     VALUE may have Go's escapes, like \x1b
//	sandbox document okta|entra N right|moved|birthdate FILE
//	sandbox claims okta|entra N FILE
//	sandbox verify LINK [as=impostor|HINT] [document=moved|birthdate] [score=OK|WARN|FAIL] [review=approve|reject]
//	                                  follow the link of an Incode session and finish it
//	connect okta|entra NAME [ARG...]  create an integration with the sandbox
//	connect incode [ARG...]           connect the profile to the sandbox's Incode
//
// A PATH is made of .key, [index] and, at the end, [] for a length: .settings.auth,
// [0].login, .hints[]. "." is the whole value. Several JSON values in one file
// (JSON Lines) count as an array. A VALUE is compared as text; what is not a
// string, as compact JSON.
package clitest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// Main is the body of TestMain: it makes incodectl a command of the scripts.
func Main(m *testing.M, main func() int) {
	testscript.Main(m, map[string]func(){"incodectl": func() { os.Exit(main()) }})
}

// Run runs every script in dir.
func Run(t *testing.T, dir string) {
	t.Helper()
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		Setup:               setup,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":   cmdExits,
			"json":    cmdJSON,
			"save":    cmdSave,
			"patch":   cmdPatch,
			"expand":  cmdExpand,
			"waitfor": cmdWaitFor,
			"leaks":   cmdLeaks,
			"sandbox": cmdSandbox,
			"connect": cmdConnect,
		},
	})
}

// setup gives a script a home of its own and nothing of the user's.
func setup(e *testscript.Env) error {
	home := filepath.Join(e.WorkDir, "home")
	if err := os.Mkdir(home, 0o700); err != nil {
		return err
	}
	data := filepath.Join(home, "data")
	for name, value := range map[string]string{
		"HOME": home, "USERPROFILE": home,
		"XDG_CONFIG_HOME": filepath.Join(home, "config"), "XDG_DATA_HOME": data,
		"CONFIG": filepath.Join(home, "config", "incodectl"), "DATA": filepath.Join(data, "incodectl"),
		"USER": "ada",
		// No keyring, whatever the machine has.
		"DBUS_SESSION_BUS_ADDRESS": "unix:path=" + filepath.Join(e.WorkDir, "no-bus"),
		"INCODECTL_SECRET_STORE":   "file",
	} {
		e.Setenv(name, value)
	}
	e.Values[worldKey{}] = &world{}
	return nil
}
