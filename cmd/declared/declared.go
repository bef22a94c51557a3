// Package declared holds "incodectl export" and "incodectl apply": integrations
// and workflows as a file.
package declared

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/manifest"
)

// NewCmdApply returns "incodectl apply".
func NewCmdApply(f *cmdutil.Factory) *cobra.Command { return newCmdApply(f, nil) }

// NewCmdExport returns "incodectl export".
func NewCmdExport(f *cmdutil.Factory) *cobra.Command { return newCmdExport(f, nil) }

func service(ctx context.Context, f *cmdutil.Factory) (*manifest.Service, error) {
	integrations, err := f.Integrations(ctx)
	if err != nil {
		return nil, err
	}
	workflows, err := f.Workflows(ctx)
	if err != nil {
		return nil, err
	}
	return &manifest.Service{Integrations: integrations, Workflows: workflows}, nil
}
