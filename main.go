// Command incodectl manages Incode integrations, syncs the company directory
// and matches verified identity claims against it.
package main

import (
	"os"

	"github.com/incodectl/incodectl/cmd"
)

// Set by the linker in releases.
var version, commit, date string

func main() {
	os.Exit(cmd.Main(cmd.Build(version, commit, date)))
}
