package audit

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/atomicfile"
	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
)

type exportOptions struct {
	f     *cmdutil.Factory
	file  string
	after int64
}

func newCmdExport(f *cmdutil.Factory, runF func(context.Context, *exportOptions) error) *cobra.Command {
	opts := &exportOptions{f: f}
	if runF == nil {
		runF = runExport
	}
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Export the audit log as JSON Lines",
		Long: `Export the audit log, oldest first, one JSON object a line, to standard output or
to a file, which is replaced in one step. It is JSON Lines whatever --output says,
and byte for byte what was hashed, so that "audit verify --file" can verify it
without the store.

--after exports only what came after an entry, to ship the log bit by bit. The
log is verified on the way: at a broken link, or where it ends before that entry,
nothing more is written and the exit code is 7.`,
		Example: `  incodectl audit export > audit.jsonl
  incodectl audit export --file audit.jsonl
  incodectl audit export --after 4711 | ship-to-siem`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringVar(&opts.file, "file", "", "write to this `file` instead of standard output")
	cmd.Flags().Int64Var(&opts.after, "after", 0, "only the entries after the one of this `number`")
	_ = cmd.MarkFlagFilename("file", "jsonl")
	return cmd
}

func runExport(ctx context.Context, opts *exportOptions) error {
	f := opts.f
	if opts.after < 0 {
		return fault.New(fault.Usage, "--after is negative")
	}
	log, err := f.Audit(ctx)
	if err != nil {
		return err
	}
	report, err := opts.write(ctx, log)
	if iostreams.IsBrokenPipe(err) {
		return nil // whoever reads has enough
	}
	if err != nil {
		return err
	}
	if report.Entries == 0 {
		f.IO.Notef("no entry to export")
		return nil
	}
	f.IO.Successf("exported %s, up to %d", cmdutil.Count(int(report.Entries), "entry", "entries"), report.Last)
	return nil
}

func (opts *exportOptions) write(ctx context.Context, log *audit.Service) (audit.Report, error) {
	if opts.file == "" || opts.file == "-" {
		if opts.f.IO.IsStdoutTTY() {
			return log.Export(ctx, harmless{opts.f.IO.Out}, opts.after)
		}
		w := bufio.NewWriter(opts.f.IO.Out)
		report, err := log.Export(ctx, w, opts.after)
		return report, errors.Join(err, w.Flush())
	}
	// A folder that is misspelt is not made: nobody would look for the log there.
	if _, err := os.Stat(filepath.Dir(opts.file)); err != nil {
		return audit.Report{}, fault.Wrap(err, fault.Usage, "--file cannot be written").WithHint("name a file in a folder that exists")
	}
	var report audit.Report
	var unread error // of the log; any other error is the file's
	err := atomicfile.Stream(opts.file, 0o600, func(w io.Writer) error {
		b := bufio.NewWriter(w)
		if report, unread = log.Export(ctx, b, opts.after); unread != nil {
			return unread
		}
		return b.Flush()
	})
	if err != nil && unread == nil {
		err = fault.Wrap(err, fault.Usage, "--file cannot be written")
	}
	return report, err
}

// harmless keeps what a terminal could act upon from it. It is written whole
// lines. The bytes are then no longer those that were hashed, but nobody
// verifies what is on a screen.
type harmless struct{ w io.Writer }

// Write implements io.Writer.
func (h harmless) Write(p []byte) (int, error) {
	line := bytes.TrimSuffix(p, []byte("\n"))
	if _, err := io.WriteString(h.w, iostreams.Clean(string(line))+"\n"); err != nil {
		return 0, err
	}
	return len(p), nil
}
