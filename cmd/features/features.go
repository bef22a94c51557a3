// Package features holds the commands of "incodectl features".
package features

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

// NewCmd returns "incodectl features".
func NewCmd(f *cmdutil.Factory) *cobra.Command {
	cmd := cmdutil.Group("features", "See and set the organisation's features", `See and set which features Incode has enabled for the organisation.

An Incode representative enables a feature for an organisation. incodectl has
no way to ask Incode, so it is told here, once per profile. While
integrations-ecosystem is off, integrations and the directory refuse to work.
Switching it on makes the integration oidc-client-credentials, of which there is
always one.`,
		newCmdList(f, nil), newCmdSet(f, true, nil), newCmdSet(f, false, nil))
	cmd.Aliases = []string{"feature"}
	return cmd
}

type view struct {
	Name    string     `json:"name"`
	Title   string     `json:"title"`
	Summary string     `json:"summary"`
	Enabled bool       `json:"enabled"`
	Since   *time.Time `json:"since"`
}

func viewOf(ft integration.Feature) view {
	v := view{Name: ft.Name, Title: ft.Title, Summary: ft.Summary, Enabled: ft.Enabled}
	if !ft.Since.IsZero() {
		since := ft.Since.UTC()
		v.Since = &since
	}
	return v
}

func render(ctx context.Context, f *cmdutil.Factory, svc *integration.Service) error {
	all, err := svc.Features(ctx)
	if err != nil {
		return err
	}
	return f.Render(output.List[integration.Feature]{
		Columns: []output.Column[integration.Feature]{
			{Title: "Feature", Value: func(ft integration.Feature) string { return ft.Name }},
			{Title: "State", Value: state},
			{Title: "Governs", Value: func(ft integration.Feature) string { return ft.Summary }},
		},
		Name:   func(ft integration.Feature) string { return ft.Name },
		Object: func(ft integration.Feature) any { return viewOf(ft) },
	}.View(all))
}

func state(ft integration.Feature) string {
	if ft.Enabled {
		return "enabled"
	}
	return "disabled"
}
