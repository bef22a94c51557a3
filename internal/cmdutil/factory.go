// Package cmdutil is what every command is built from: the Factory that hands
// out services, the errors only a command line has, and shared flags.
package cmdutil

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/incode/connection"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/prompt"
	"github.com/incodectl/incodectl/internal/verification"
	"github.com/incodectl/incodectl/internal/workflow"
)

// Factory gives commands what they work with. Whatever can fail, block or cost
// something is a func, called only by the command that needs it: building the
// command tree touches no disk, network, keyring or database.
type Factory struct {
	IO     *iostreams.IOStreams
	Prompt prompt.Prompter
	Build  Build
	Now    func() time.Time

	// Settings are this run's settings; valid once the command runs.
	Settings func() Settings
	// Integrations and Directory open the profile's store on first use.
	Integrations func(ctx context.Context) (*integration.Service, error)
	Directory    func(ctx context.Context) (*directory.Service, error)
	// Workflows, Sessions, Credentials and Audit are of the same store.
	Workflows   func(ctx context.Context) (*workflow.Service, error)
	Sessions    func(ctx context.Context) (*verification.Service, error)
	Credentials func(ctx context.Context) (*credential.Service, error)
	Audit       func(ctx context.Context) (*audit.Service, error)
	// Incode is the profile's connection to Incode's API.
	Incode func(ctx context.Context) (*connection.Service, error)
	// IntegrationNames returns the names of the integrations for completion,
	// which runs a command without preparing it. It reports no errors.
	IntegrationNames func(cmd *cobra.Command) []string
	// Completing prepares services for completion, quietly and for a short while; ok
	// is false where there is nothing that could be completed from.
	Completing func(cmd *cobra.Command) (ctx context.Context, cancel context.CancelFunc, ok bool)
	// DirectoryNames returns those of the directory integrations in the same way.
	DirectoryNames func(cmd *cobra.Command) []string
	// WorkflowNames returns those of the workflows.
	WorkflowNames func(cmd *cobra.Command) []string
	// SessionIDs returns the IDs of the newest sessions in these states, or in any,
	// each with words that tell it apart; for completion likewise.
	SessionIDs func(cmd *cobra.Command, states ...verification.State) []cobra.Completion
	// APIKeyNames returns those of the API keys in use; for completion likewise.
	APIKeyNames func(cmd *cobra.Command) []string
	// Clipboard is that of the desktop; nil where there cannot be one.
	Clipboard credential.Clipboard
	// OpenSource connects to what a directory integration points at.
	OpenSource func(ctx context.Context, in integration.Integration, o SourceOptions) (directory.Source, error)
	// WithWaitNotice returns a context under which requests report how long they
	// are about to wait, and why.
	WithWaitNotice func(ctx context.Context, notice func(d time.Duration, why string)) context.Context
	// Isolated returns a runner of whole command lines in this process, whose
	// config and data live in dir and whose secrets live in memory: the demo's.
	Isolated func(dir string) (func(ctx context.Context, args []string, io *iostreams.IOStreams) int, error)
}

// SourceOptions are how a directory is to be read for one command.
type SourceOptions struct {
	// MaxShare is how much of the service's rate limit may be used, above 0 and
	// at most 1; 0 means all there is, for the few requests of a test.
	MaxShare float64
}

// Settings are the settings that commands look at themselves; the rest is
// applied by the composition root.
type Settings struct {
	Profile string
	Format  output.Format
	Incode  IncodeURLs
}

// IncodeURLs are the addresses of the Incode environment a profile works with,
// without a slash at the end.
type IncodeURLs struct {
	Auth string // the issuer: token, authorization and key endpoints
	API  string
	// ClientID is that with which the profile is connected; "" when it is not.
	ClientID string
	// Assumed says that nobody chose the environment, so that it is the demo's.
	Assumed bool
}

// Build says which build this is.
type Build struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Date    string `json:"date"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

// RenderPaged is Render for lists that may be long: at a terminal a person sees
// them page by page.
func (f *Factory) RenderPaged(ctx context.Context, v output.View) error {
	if f.Settings().Format != output.Table {
		return f.Render(v)
	}
	stop := f.IO.StartPager(ctx)
	defer stop()
	return f.Render(v)
}

// Lost says that something could not be shown that is shown this one time only,
// and how to go on.
type Lost struct{ What, Hint string }

// RenderOnce is Render for what is shown this one time. Unlike there a reader who
// is gone is a failure too, since nobody has it now.
func (f *Factory) RenderOnce(v output.View, lost Lost) error {
	return lost.unless(output.Renderer{IO: f.IO, Format: f.Settings().Format}.Render(v))
}

// PrintOnce is RenderOnce for a text that is printed as it is.
func (f *Factory) PrintOnce(text string, lost Lost) error {
	_, err := io.WriteString(f.IO.Out, text)
	return lost.unless(err)
}

// unless makes the failure to show it one of part of the work. The cause is put
// into words only: a broken pipe in the chain would count as success.
func (l Lost) unless(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Partial, "%s: %v", l.What, err).WithHint("%s", l.Hint)
}

// Render writes a command's result to stdout in the format asked for. A reader
// that stops early, like head, is no error: how the command ends, above all a
// match, must not depend on who listens.
func (f *Factory) Render(v output.View) error {
	err := output.Renderer{IO: f.IO, Format: f.Settings().Format}.Render(v)
	if iostreams.IsBrokenPipe(err) {
		return nil
	}
	return err
}
