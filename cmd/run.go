package cmd

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/config"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/secret"
)

// Environment is everything a command line can see of the world.
type Environment struct {
	IO       *iostreams.IOStreams
	Build    cmdutil.Build
	Now      func() time.Time
	Getenv   func(string) string
	Home     func() (string, error)
	Hostname func() (string, error)
	// User, if not nil, is the account the process runs as; otherwise USER or
	// USERNAME says it.
	User func() (string, error)
	// Clipboard is that of the desktop; nil where there is none.
	Clipboard credential.Clipboard
	// Secrets, if not nil, is used instead of the configured secret store.
	Secrets secret.Store
}

// Run runs one command line and returns its exit code. It reports errors itself.
func Run(ctx context.Context, args []string, env Environment) (exit int) {
	a := &app{env: env}
	format := sniffFormat(args, env.Getenv)
	defer func() {
		if p := recover(); p != nil {
			_, _ = fmt.Fprintf(env.IO.Err, "internal error: %v\nThis is a mistake in incodectl; please report it with the command you ran.\n", p)
			exit = exitError
		}
	}()
	root := newRoot(a.factory(), a.prepare, append([]string{}, args...))
	root.SetArgs(args)
	root.SetIn(env.IO.In)
	root.SetOut(env.IO.Out)
	root.SetErr(env.IO.Err)
	addStandard(root)
	err := root.ExecuteContext(ctx)
	if cerr := a.close(); err == nil {
		err = cerr
	}
	if a.ready {
		format = a.settings.Format
	}
	report(env.IO, format, err)
	return exitCode(err)
}

// needsNoFiles reports whether a command works also where there is no home folder.
func needsNoFiles(cmd *cobra.Command) bool {
	path := strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
	return path == "version" || path == "demo" || path == "sandbox serve"
}

// sniffFormat finds the output format before flags are parsed, so that an
// error in the flags themselves is reported in it.
func sniffFormat(args []string, getenv func(string) string) output.Format {
	text := getenv("INCODECTL_OUTPUT")
	for i, arg := range args {
		if arg == "--" {
			break
		}
		switch {
		case (arg == "-o" || arg == "--output") && i+1 < len(args):
			text = args[i+1]
		case strings.HasPrefix(arg, "--output="):
			text = arg[len("--output="):]
		case strings.HasPrefix(arg, "-o") && len(arg) > len("-o"):
			text = strings.TrimPrefix(arg[2:], "=")
		}
	}
	format, err := output.ParseFormat(text)
	if err != nil {
		return output.Table
	}
	return format
}

// prepare loads the settings and applies them. Commands that only talk about
// incodectl itself work even where the settings are broken.
func (a *app) prepare(cmd *cobra.Command) error {
	flags := make(map[string]string)
	cmd.Root().PersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Changed {
			flags[strings.ReplaceAll(f.Name, "-", "_")] = f.Value.String()
		}
	})
	home := a.env.Home
	if _, err := home(); err != nil && needsNoFiles(cmd) {
		// A folder nobody but root could make, so that nobody can plant settings.
		home = func() (string, error) {
			return filepath.Join(filepath.VolumeName(os.TempDir())+string(filepath.Separator), "nonexistent"), nil
		}
	}
	cfg, err := config.Load(config.Input{Getenv: a.env.Getenv, Home: home, GOOS: runtime.GOOS, Flags: flags})
	if err != nil {
		return err
	}
	format, err := output.ParseFormat(cfg.Output.Value)
	if err != nil {
		return fault.Wrap(err, fault.Usage, "output (from %s)", cfg.Output.Source)
	}
	ios := a.env.IO
	ios.SetNeverPrompt(cfg.NoInput.Value)
	ios.SetQuiet(cfg.Quiet.Value)
	if err := ios.SetColor(cfg.Color.Value); err != nil {
		return err
	}
	for _, w := range cfg.Warnings {
		ios.Warnf("%s", w)
	}
	a.config = cfg
	auth, api := cfg.IncodeURLs()
	a.settings = cmdutil.Settings{
		Profile: cfg.Profile.Value, Format: format,
		Incode: cmdutil.IncodeURLs{
			Auth: auth, API: api, ClientID: cfg.IncodeClientID.Value,
			Assumed: cfg.IncodeEnvironment.Source == "default" && cfg.IncodeAuthURL.Value == "" && cfg.IncodeAPIURL.Value == "",
		},
	}
	a.ready = true
	return nil
}
