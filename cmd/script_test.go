package cmd_test

import (
	"testing"

	"github.com/incodectl/incodectl/cmd"
	"github.com/incodectl/incodectl/internal/clitest"
)

func TestMain(m *testing.M) {
	clitest.Main(m, func() int {
		env := cmd.System(cmd.Build("v0.0.0-test", "0000000", "2026-01-01T00:00:00Z"))
		env.User = nil // a script says by USER who it is
		return cmd.Serve(env)
	})
}

// TestScript runs the txtar scripts, one per behaviour.
func TestScript(t *testing.T) {
	clitest.Run(t, "testdata/script")
}
