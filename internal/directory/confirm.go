package directory

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

const (
	// mostChecked is how many people who were not listed are looked up one by
	// one. An index that lags, or somebody who moved between two pages, concerns
	// a few; more than that are for the limits to judge.
	mostChecked = 50
	// mostUnread is how many unreadable records are followed one by one in
	// deltas; with more, the next run is a full one.
	mostUnread = 100
	// fresh is how old a listing may be to be applied although the source says
	// that it was overtaken.
	fresh = 15 * time.Minute
)

// begin prepares the staging area and takes over what an earlier run left, which
// is a full listing where that could not have the delta that is asked for now.
func (f *fetch) begin(ctx context.Context, mode Mode, since Mark, resume bool, now time.Time) error {
	f.at = Checkpoint{} // whatever was staged for another listing is not kept
	l := Listing{
		Fingerprint: f.run.Fingerprint, Mode: mode, Since: since, Resume: resume, MaxAge: resumable,
		OrFull: f.req.Mode == ModeAuto,
	}
	at, why, err := f.staging.Begin(ctx, l)
	if err == nil && f.req.Strict && len(at.Unread) > 0 {
		// They may be mended by now, and pages that are kept would never show it.
		l.Resume = false
		if at, _, err = f.staging.Begin(ctx, l); err == nil {
			why = "what the last run had staged has records that could not be read, which --strict does not take"
		}
	}
	if err != nil {
		return err
	}
	if resume && why != "" {
		f.run.note("from the beginning: " + why)
	}
	if f.resumed = at.Pages > 0; !f.resumed {
		at = Checkpoint{StartedAt: now, Mode: mode}
	}
	if at.Mode != mode {
		f.run.note("full, because the last run had begun to read everybody")
	}
	f.lost.Add(f.own) // of a listing that was given up
	f.at, f.pages, f.empty, f.own = at, 0, 0, Cost{}
	f.read = Read{Mode: at.Mode, Concurrency: f.req.Concurrency}
	if at.Mode == ModeDelta {
		f.read.Since = since
	}
	f.run.Mode, f.run.RecordErrors, f.unread = at.Mode, []RecordError{}, map[string]struct{}{}
	f.unreadable(at.Unread)
	f.at.Unread = nil
	f.tally()
	return nil
}

// catchUp reads what changed since an earlier run began what this one has gone on
// with: nobody is to be let in on the strength of an old page.
//
// Where the source can only say that it takes a full listing, a listing that is
// fresh is taken as it is, like one that was read as slowly in one go: its pages
// are not thrown away, and its mark stays where it was, so that the next run is
// told the same and reads everybody. So is one whose source gives no mark.
func (f *fetch) catchUp(ctx context.Context, now time.Time) error {
	switch {
	case !f.resumed, f.at.Mark == "" && now.Sub(f.at.StartedAt) < fresh:
		return nil
	case f.at.Mark == "":
		return &FullNeeded{Why: "the source cannot tell what changed since the first pages were read"}
	}
	var mark Mark
	ended := false
	err := f.each(ctx, Read{Mode: ModeDelta, Since: f.at.Mark}, func(ctx context.Context, p Page) error {
		b, err := f.batch(ctx, p)
		if err != nil {
			return err
		}
		b.At.Pages = f.at.Pages // it is no page of the listing
		mark, ended = p.Mark, p.Last
		return f.put(ctx, b, p.Cost)
	})
	full, needed := errors.AsType[*FullNeeded](err)
	switch {
	case needed && f.read.Mode == ModeFull && now.Sub(f.at.StartedAt) < fresh:
		f.run.note("the next sync reads everybody again, because meanwhile " + full.Why)
		return nil
	case err != nil:
		return err
	case !ended:
		return f.truncated()
	}
	f.at.Mark = mark
	return nil
}

// reread looks up the people whose records an earlier run could not read: a
// delta mentions them only when they change.
func (f *fetch) reread(ctx context.Context, ids []string) error {
	if f.read.Mode != ModeDelta || len(ids) == 0 {
		return nil
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		return slices.ContainsFunc(f.run.RecordErrors, func(e RecordError) bool { return e.ExternalID == id })
	})
	_, err := f.check(ctx, ids)
	return err
}

// confirm looks up, one by one, those a full listing does not have, when they
// are few: what a listing leaves out is not always gone.
func (f *fetch) confirm(ctx context.Context, p Plan) (Plan, error) {
	if !f.complete() || p.Counts.Missing == 0 || p.Counts.Missing > mostChecked || p.Counts.Listed == 0 {
		return p, nil
	}
	var ids []string
	for c, err := range f.staging.Changes(ctx, ChangeFilter{Actions: []Action{ActionMissing}}) {
		if err != nil {
			return p, err
		}
		if c.Why == "" { // otherwise the source has said so itself
			ids = append(ids, c.ExternalID)
		}
	}
	if len(ids) == 0 {
		return p, nil
	}
	f.report(PhaseCheck)
	there, err := f.check(ctx, ids)
	if err != nil {
		return p, err
	}
	if there > 0 {
		f.run.note(counted(there, "person was", "people were") + " left out by the listing, but found when looked up")
	}
	return f.staging.Plan(ctx, true)
}

// check looks people up and stages what is found. It returns how many there are.
func (f *fetch) check(ctx context.Context, ids []string) (there int, err error) {
	if len(ids) == 0 {
		return 0, nil
	}
	found, cost, err := f.req.Source.Check(ctx, ids)
	if err != nil {
		f.waste(cost)
		return 0, err
	}
	p := Page{Cost: cost}
	for _, x := range found {
		switch {
		case x.Record != nil:
			there++
			p.Records = append(p.Records, *x.Record)
		case x.Unreadable != "":
			p.Skipped = append(p.Skipped, RecordError{ExternalID: x.ExternalID, Reason: x.Unreadable, SourceState: x.SourceState})
		case x.Gone != "":
			p.Removed = append(p.Removed, Removal{ExternalID: x.ExternalID, Why: x.Gone})
		default:
			return 0, fault.New(fault.Internal, "the source said nothing of %s", x.ExternalID)
		}
	}
	b, err := f.batch(ctx, p)
	if err != nil {
		return 0, err
	}
	b.At.Pages = f.at.Pages // it is no page of the listing
	return there, f.put(ctx, b, cost)
}

// position is how far the store will have followed the source once what is
// staged is applied.
func (f *fetch) position(before Position) Position {
	p := Position{Fingerprint: f.run.Fingerprint, Mark: f.at.Mark, FullAt: before.FullAt}
	if f.read.Mode == ModeFull {
		p.FullAt = f.at.StartedAt
	}
	for _, e := range f.run.RecordErrors {
		if e.ExternalID != "" && !slices.Contains(p.Unread, e.ExternalID) {
			p.Unread = append(p.Unread, e.ExternalID)
		}
	}
	if f.at.Blind || len(p.Unread) > mostUnread {
		p.Mark, p.Unread = "", nil
	}
	return p
}

func (f *fetch) report(phase string) {
	if f.req.Progress != nil {
		f.req.Progress(Progress{Phase: phase, People: f.at.People, Pages: f.at.Pages})
	}
}
