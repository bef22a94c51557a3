package directory

import (
	"context"
	"fmt"
	"strings"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// verdict turns what happened into the command's outcome.
func (s *syncer) verdict(ctx context.Context) error {
	var failed []error
	var stopped []string
	for i, o := range s.outcomes {
		if o.err != nil {
			failed = append(failed, o.err)
		}
		if fault.Is(o.err, fault.Blocked) {
			stopped = append(stopped, s.targets[i].Name)
		}
	}
	switch {
	case len(failed) > 0 && ctx.Err() != nil:
		return s.interrupted()
	case len(failed) == 1 && len(s.targets) == 1:
		return failed[0]
	case len(stopped) > 0:
		return s.stopped(stopped, len(failed)-len(stopped))
	case len(failed) > 0 && len(failed) == len(s.targets) && sameCode(failed):
		return fault.New(fault.CodeOf(failed[0]), "all %d syncs failed, for the reasons above", len(failed))
	case len(failed) > 0 && s.preview != nil:
		return fault.New(fault.Partial, "%d of %d dry runs did not go through, for the reasons above", len(failed), len(s.targets)).
			WithHint("nothing was changed; name the others alone, or mend what is said above")
	case len(failed) > 0:
		return fault.New(fault.Partial, "%d of %d syncs failed", len(failed), len(s.targets)).
			WithHint("what was synced is in the store; see incodectl directory runs")
	case s.preview != nil:
		return nil
	}
	return partly(s.runs(true)...)
}

// stopped says which of several syncs were stopped for safety, and that others
// failed as well. A script must not take that for some failure that passes by
// itself: somebody has to look.
func (s *syncer) stopped(names []string, others int) error {
	what, hint := "stopped for safety before anything was changed: %s", "see why, and which runs wait for review: incodectl directory runs"
	if s.preview != nil {
		what, hint = "would be stopped for safety: %s", "nothing was changed; a limit counts for one sync with --max-deactivations and --max-updates"
	}
	text := fmt.Sprintf(what, strings.Join(names, ", "))
	if others > 0 {
		text += fmt.Sprintf("; %d of %d failed otherwise", others, len(s.targets))
	}
	return fault.New(fault.Blocked, "%s", text).WithHint("%s", hint)
}

// partly is fault.Partial where records of a run could not be read.
func partly(runs ...directory.Run) error {
	var skipped []string
	for _, r := range runs {
		if r.Status == directory.RunPartial {
			skipped = append(skipped, r.IntegrationName)
		}
	}
	if len(skipped) == 0 {
		return nil
	}
	return fault.New(fault.Partial, "some records of %s could not be read; the others are synced", strings.Join(skipped, ", ")).
		WithHint("mend the records named above at the source; until then these people stay as stored, but for those whose record says that they were deactivated")
}

// interrupted names what was not synced, and what is kept of it.
func (s *syncer) interrupted() error {
	var left, kept []string
	for i, o := range s.outcomes {
		if o.err == nil {
			continue
		}
		name := s.targets[i].Name
		left = append(left, name)
		if o.run.KeptPages > 0 {
			kept = append(kept, fmt.Sprintf("%s of %s (%s)", cmdutil.Count(o.run.KeptPages, "page", "pages"), name,
				cmdutil.Count(o.run.Counts.Listed, "person", "people")))
		}
	}
	what := "not synced, and as before"
	if s.preview != nil {
		what = "no dry run was made of"
	}
	err := fault.New(fault.Interrupted, "interrupted; %s: %s", what, strings.Join(left, ", "))
	if len(kept) > 0 {
		return err.WithHint("run it again: incodectl directory sync %s; %s are kept, and the next sync goes on from there (--no-resume begins anew)",
			strings.Join(left, " "), strings.Join(kept, ", "))
	}
	return err.WithHint("run it again: incodectl directory sync %s", strings.Join(left, " "))
}

// withKept adds to a failure that the next sync need not begin anew.
func withKept(err error, r directory.Run) error {
	if r.KeptPages == 0 {
		return err
	}
	kept := fmt.Sprintf("%s (%s) are kept; the next sync goes on from there (--no-resume begins anew)",
		cmdutil.Count(r.KeptPages, "page", "pages"), cmdutil.Count(r.Counts.Listed, "person", "people"))
	if r.KeptPages == 1 {
		kept = strings.Replace(kept, " are kept", " is kept", 1)
	}
	if hint := fault.HintOf(err); hint != "" {
		kept = hint + "; " + kept
	}
	return fault.Wrap(err, fault.CodeOf(err), "").WithHint("%s", kept)
}

func sameCode(errs []error) bool {
	for _, err := range errs[1:] {
		if fault.CodeOf(err) != fault.CodeOf(errs[0]) {
			return false
		}
	}
	return true
}
