package declared

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/manifest"
	"github.com/incodectl/incodectl/internal/output"
)

type exportOptions struct {
	f      *cmdutil.Factory
	schema bool
}

func newCmdExport(f *cmdutil.Factory, runF func(context.Context, *exportOptions) error) *cobra.Command {
	opts := &exportOptions{f: f}
	if runF == nil {
		runF = runExport
	}
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the profile's integrations and workflows as a file",
		Long: `Write the integrations and workflows of the profile, with their policies and
mappings, as a file that incodectl apply takes: YAML, or JSON with -o json. The
same profile always gives the same file, in order of name.

There is no secret in it, only the name of the environment variable each one is
looked for in, and no ID of the profile's own: applied to this profile it changes
nothing, applied to another it makes the same there, with new IDs. The automatic
integration is left out.

With --schema it prints the JSON Schema of such a file instead, for editors that
complete and check while you type.`,
		Example: `  incodectl export > incodectl.yaml
  incodectl export | incodectl apply --profile staging -f -
  incodectl export --schema > incodectl.schema.json`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().BoolVar(&opts.schema, "schema", false, "print the JSON Schema of the file, which needs no profile; always JSON")
	return cmd
}

func runExport(ctx context.Context, opts *exportOptions) error {
	f := opts.f
	if opts.schema {
		text, err := manifest.Schema()
		if err != nil {
			return err
		}
		return write(f, text)
	}
	format := f.Settings().Format
	if format == output.CSV || format == output.Name {
		return fault.New(fault.Usage, "export writes no %s", format).WithHint("leave -o out for YAML, or use -o json")
	}
	svc, err := service(ctx, f)
	if err != nil {
		return err
	}
	m, err := svc.Export(ctx)
	if err != nil {
		return err
	}
	for _, name := range m.Unlinked {
		f.IO.Warnf("integration %q is linked to a directory that is gone; the file leaves the link out", name)
		f.IO.Hintf("link it to another: incodectl integrations edit %s --directory NAME (or --clear directory)", name)
	}
	if format == output.JSON || format == output.JSONL {
		value, err := m.Value()
		if err != nil {
			return err
		}
		return f.Render(output.Object(value, ""))
	}
	text, err := m.YAML()
	if err != nil {
		return err
	}
	return write(f, text)
}

// write prints a text as it is. A reader that stops early is no error.
func write(f *cmdutil.Factory, text []byte) error {
	if _, err := f.IO.Out.Write(text); err != nil && !iostreams.IsBrokenPipe(err) {
		return err
	}
	return nil
}
