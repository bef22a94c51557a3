package cmd

import (
	"context"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/verification"
)

// completeMost is how many sessions completion offers: the newest, which are
// those that are worked on.
const completeMost = 50

// completing prepares for completion: quiet, quick, and without making a store
// where there is none.
func (a *app) completing(cmd *cobra.Command) (ctx context.Context, cancel context.CancelFunc, ok bool) {
	a.env.IO.SetQuiet(true)
	if err := a.prepare(cmd); err != nil {
		return nil, nil, false
	}
	if _, err := os.Stat(a.config.StorePath()); err != nil {
		return nil, nil, false
	}
	ctx, cancel = context.WithTimeout(cmd.Context(), 200*time.Millisecond)
	return ctx, cancel, true
}

// sessionIDs serves completion of sessions.
func (a *app) sessionIDs(cmd *cobra.Command, states ...verification.State) []cobra.Completion {
	ctx, cancel, ok := a.completing(cmd)
	if !ok {
		return nil
	}
	defer cancel()
	svc, err := a.sessions(ctx)
	if err != nil {
		return nil
	}
	sessions, _, err := svc.List(ctx, verification.SessionFilter{States: states, Limit: completeMost})
	if err != nil {
		return nil
	}
	var ids []cobra.Completion
	for s, err := range sessions {
		if err != nil {
			return nil
		}
		ids = append(ids, cobra.CompletionWithDesc(s.ID, s.LoginHint+", "+string(s.State)))
	}
	return ids
}

// workflowNames completes workflows.
func (a *app) workflowNames(cmd *cobra.Command) []string {
	ctx, cancel, ok := a.completing(cmd)
	if !ok {
		return nil
	}
	defer cancel()
	svc, err := a.workflows(ctx)
	if err != nil {
		return nil
	}
	all, err := svc.List(ctx)
	if err != nil {
		return nil
	}
	names := make([]string, len(all))
	for i, w := range all {
		names[i] = w.Name
	}
	return names
}

// apiKeyNames completes the API keys in use.
func (a *app) apiKeyNames(cmd *cobra.Command) []string {
	ctx, cancel, ok := a.completing(cmd)
	if !ok {
		return nil
	}
	defer cancel()
	svc, err := a.credentials(ctx)
	if err != nil {
		return nil
	}
	keys, err := svc.APIKeys(ctx)
	if err != nil {
		return nil
	}
	var names []string
	for _, k := range keys {
		if !k.Revoked() {
			names = append(names, k.Name)
		}
	}
	return names
}
