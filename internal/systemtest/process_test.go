package systemtest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/cmd"
	"github.com/incodectl/incodectl/internal/secret"
)

// asCommand, set in the environment, makes the test binary be incodectl.
const asCommand = "INCODECTL_SYSTEMTEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Exit(cmd.Main(cmd.Build("", "", "")))
	}
	os.Exit(m.Run())
}

// home is a home folder for incodectl's processes, over the store of a world.
type home struct {
	dir string
	env []string
}

// home prepares one in which the integration's secret is in the environment.
func (s *side) home(t testing.TB, credential string) home {
	t.Helper()
	h := home{dir: t.TempDir()}
	h.env = []string{
		asCommand + "=1",
		"HOME=" + h.dir, "USERPROFILE=" + h.dir, "TMPDIR=" + h.dir, "SYSTEMROOT=" + os.Getenv("SYSTEMROOT"),
		"INCODECTL_CONFIG_DIR=" + filepath.Join(h.dir, "config"), "INCODECTL_DATA_DIR=" + filepath.Dir(s.w.path),
		"INCODECTL_SECRET_STORE=env", secret.EnvName(s.in.Name) + "=" + credential,
	}
	return h
}

// process is a started incodectl.
type process struct {
	*exec.Cmd
	stdout, stderr bytes.Buffer
}

func (h home) start(ctx context.Context, t testing.TB, args ...string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: exec.CommandContext(ctx, self, args...)}
	p.Env, p.Dir = h.env, h.dir
	p.Stdout, p.Stderr = &p.stdout, &p.stderr
	p.WaitDelay = 10 * time.Second
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// run runs incodectl to its end and demands an exit code.
func (h home) run(t testing.TB, code int, args ...string) (stdout string) {
	t.Helper()
	p := h.start(t.Context(), t, args...)
	err := p.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatal(err)
	} else if ok && exit.ExitCode() != code || !ok && code != 0 {
		t.Fatalf("incodectl %s: %v, want exit code %d\n%s", strings.Join(args, " "), err, code, &p.stderr)
	}
	return p.stdout.String()
}
