package sessions

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/document"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/verification"
)

type refreshOptions struct {
	f   *cmdutil.Factory
	ids []string
}

func newCmdRefresh(f *cmdutil.Factory, runF func(context.Context, *refreshOptions) error) *cobra.Command {
	opts := &refreshOptions{f: f}
	if runF == nil {
		runF = runRefresh
	}
	return &cobra.Command{
		Use:   "refresh [SESSION...]",
		Short: "Read from Incode how open sessions stand",
		Long: `Read from Incode how sessions stand: the named ones, or all open ones that were
requested from Incode and accepted there. Status and score are kept with the
session. Once the person is done, claims matching decides on what Incode read from
their document; a score of WARN makes that a review at least, a score of FAIL ends
the session.

Run it from time to time. A finished session that is named is shown as it stands;
"moved" of -o json says which this run has taken on. A session that could not be
read stays as it is, and is exit code 5.`,
		Example: `  incodectl sessions refresh
  incodectl sessions refresh 66f1c0 -o json`,
		ValidArgsFunction: cmdutil.CompleteSessions(f, 0, verification.Pending),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ids = args
			return runF(cmd.Context(), opts)
		},
	}
}

// namedFailures is how many sessions that could not be read get a warning of
// their own.
const namedFailures = 5

// refreshed is what became of one session.
type refreshed struct{ verification.Refreshed }

// view is a refreshed session as -o json shows it.
func (r refreshed) view() any {
	type problem struct {
		Code    fault.Code `json:"code"`
		Message string     `json:"message"`
		Hint    string     `json:"hint"`
	}
	v := struct {
		sessionView
		Before verification.State `json:"state_before"`
		Moved  bool               `json:"moved"`
		Error  *problem           `json:"error"`
	}{sessionView: viewOf(r.Session), Before: r.Before, Moved: r.Moved}
	if r.Err != nil {
		v.Error = &problem{fault.CodeOf(r.Err), r.Err.Error(), fault.HintOf(r.Err)}
	}
	return v
}

func runRefresh(ctx context.Context, opts *refreshOptions) error {
	f := opts.f
	svc, err := f.Sessions(ctx)
	if err != nil {
		return err
	}
	progress := f.IO.StartProgress("refresh", f.Now)
	defer progress.Stop()
	started := f.Now()
	read := func(r io.Reader) (claims.Set, error) {
		doc, err := document.Read(r, document.Options{Now: f.Now()})
		return doc.Claims, err
	}
	var all []refreshed
	moved, failed, refused := 0, 0, 0
	var settled error // why the last cannot be asked about at all
	err = svc.Refresh(ctx, opts.ids, read, func(r verification.Refreshed) {
		if r.Err != nil && ctx.Err() != nil {
			return // cut off, which is no failure of this session
		}
		all = append(all, refreshed{r})
		switch {
		case r.Err != nil:
			if fault.Is(r.Err, fault.Conflict) {
				settled, refused = r.Err, refused+1
			}
			if failed++; failed <= namedFailures {
				f.IO.Warnf("%s", named(r))
			}
		case r.Moved:
			moved++
		}
		if f.Now().Sub(started) > time.Second {
			progress.Update(iostreams.State{Phase: "reading", Done: len(all), Unit: "sessions"})
		}
	})
	progress.Stop()
	if err == nil {
		err = ctx.Err() // in the middle of the last one
	}
	if more := failed - namedFailures; more > 0 {
		f.IO.Warnf("%d more could not be read; -o json says why of each", more)
	}
	if err != nil && len(all) == 0 {
		return err
	}
	if rerr := f.Render(refreshedList().View(all)); rerr != nil {
		return rerr
	}
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return unheard(ctx, f, svc)
	}
	f.IO.Notef("read %s: %d moved on, %d unchanged, %d could not be read",
		cmdutil.Count(len(all), "session", "sessions"), moved, len(all)-moved-failed, failed)
	if failed > 0 {
		hint := "they are unchanged; try again: incodectl sessions refresh"
		if refused == failed { // to ask again would change nothing
			hint = fault.HintOf(settled)
		}
		return fault.New(fault.Partial, "%d of %s could not be read", failed, cmdutil.Count(len(all), "session", "sessions")).
			WithHint("%s", hint)
	}
	return nil
}

// named is why a session could not be read, with its ID once.
func named(r verification.Refreshed) string {
	if text := r.Err.Error(); strings.Contains(text, r.Session.ID) {
		return text
	}
	return "session " + r.Session.ID + ": " + r.Err.Error()
}

// unheard says that there was nothing to read, and names the sessions that cannot
// be because nobody knows whether Incode made them.
func unheard(ctx context.Context, f *cmdutil.Factory, svc *verification.Service) error {
	sessions, n, err := svc.List(ctx, verification.SessionFilter{
		States: []verification.State{verification.Requested}, Origin: verification.Incode, Limit: namedFailures,
	})
	if err != nil {
		return err
	}
	for s, err := range sessions {
		if err != nil {
			return err
		}
		f.IO.Notef("session %s cannot be read: whether Incode made it is unknown; look in its Dashboard, then: incodectl sessions expire %s", s.ID, s.ID)
	}
	switch {
	case n == 0:
		f.IO.Notef("no session requested from Incode is open")
	case n > namedFailures:
		f.IO.Notef("%d more are like that: incodectl sessions list --state requested", n-namedFailures)
	}
	return nil
}

func refreshedList() output.List[refreshed] {
	return output.List[refreshed]{
		Columns: []output.Column[refreshed]{
			{Title: "Session", Value: func(r refreshed) string { return r.Session.ID }},
			{Title: "Before", Value: func(r refreshed) string { return string(r.Before) }},
			{Title: "State", Value: func(r refreshed) string { return string(r.Session.State) }},
			{Title: "Reason", Value: func(r refreshed) string { return spaced(r.Session.Reason) }},
			{Title: "Incode status", Value: func(r refreshed) string { return r.Session.IncodeStatus }},
			{Title: "Score", Value: func(r refreshed) string { return r.Session.IncodeScore }},
			{Title: "Login hint", Value: func(r refreshed) string { return r.Session.LoginHint }},
		},
		Name:   func(r refreshed) string { return r.Session.ID },
		Object: refreshed.view,
	}
}
