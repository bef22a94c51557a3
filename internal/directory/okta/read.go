package okta

import (
	"context"
	"iter"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// maxWorkers bounds the requests under way at once, whatever is asked for. Okta
// lets an organisation have 75 at most, on smaller plans 15 to 35, for all its
// programs together.
const maxWorkers = 16

// Pages implements directory.Source.
//
// With more than one request at a time, everybody in scope is listed in ranges
// of the time at which people were created, and groups side by side. Somebody
// in several groups is yielded once; a listing that is resumed may yield people
// of groups read before again.
//
// A delta has who changed since a quarter of an hour before its mark, and who
// was deleted by the System Log. It does not see who left a search scope by a
// change of attributes: those keep their place, with their new attributes,
// until a full listing. A change of a group's members needs a full listing.
func (s *Source) Pages(ctx context.Context, r directory.Read) iter.Seq2[directory.Page, error] {
	return func(yield func(directory.Page, error) bool) {
		rd, err := s.begin(ctx, r)
		switch {
		case err != nil:
			yield(directory.Page{Cost: rd.extra}, err)
		case rd.workers > 1 && rd.place.Mode == directory.ModeFull:
			rd.sideBySide(ctx, yield)
		default:
			rd.oneByOne(ctx, yield)
		}
	}
}

// reading is one run through a listing. What was yielded is in place.
type reading struct {
	source  *Source
	place   place
	workers int
	begun   bool // Okta answered, now or in an earlier run: the mark is settled
	witness witness
	known   map[string]struct{} // external ids yielded, when more than one group is listed
	extra   directory.Cost      // of requests that belong to no page: on the next one
	pages   int
}

// begin goes on from a cursor or makes the chains of a listing.
func (s *Source) begin(ctx context.Context, r directory.Read) (*reading, error) {
	rd := &reading{
		source: s, workers: min(max(r.Concurrency, 1), maxWorkers), known: map[string]struct{}{},
		place: place{Version: cursorVersion, Of: s.Fingerprint(), Mode: directory.ModeFull},
	}
	if r.Mode == directory.ModeDelta {
		since, ok := moment(r.Since)
		if !ok {
			return rd, &directory.FullNeeded{Why: "the moment of the last sync cannot be read"}
		}
		rd.place.Mode, rd.place.Since = directory.ModeDelta, since
		rd.witness.saw(chain{Part: partAnybody})
	}
	if r.From != "" {
		r.Mode = rd.place.Mode
		var err error
		rd.place, err = s.place(r.From, r, rd.place.Since)
		rd.begun = true
		for _, c := range rd.place.Chains {
			if c.Had {
				rd.witness.saw(c)
			}
		}
		return rd, err
	}
	rd.place.Chains = s.chains(rd.place.Mode)
	switch {
	case rd.place.Mode == directory.ModeDelta && len(s.scope.groups) > 0:
		return rd, rd.checkGroups(ctx)
	case rd.place.Mode == directory.ModeFull && len(s.scope.groups) == 0 && rd.workers > 1:
		return rd, rd.split(ctx)
	}
	return rd, nil
}

// span is the time that a delta covers.
func (r *reading) span() span {
	if r.place.Mode != directory.ModeDelta {
		return span{}
	}
	return span{since: r.place.Since.Add(-overlap), until: r.place.Mark}
}

// answered settles the mark by Okta's time at the first answer: whatever
// changes from then on is for the delta after this one.
func (r *reading) answered(date time.Time) error {
	if r.begun {
		return nil
	}
	r.begun = true
	r.place.Mark = date
	if r.place.Mode != directory.ModeDelta {
		return nil
	}
	switch s := r.span(); {
	case date.IsZero():
		return &directory.FullNeeded{Why: "Okta's answers have no date, so that nobody can tell what is new"}
	case !s.until.After(s.since):
		return &directory.FullNeeded{Why: "Okta's clock is behind the last sync"}
	case date.Sub(s.since) > logKept:
		return &directory.FullNeeded{Why: "the last sync is more than 90 days ago, longer than Okta keeps its System Log"}
	}
	return nil
}

// oneByOne yields one chain after another.
func (r *reading) oneByOne(ctx context.Context, yield func(directory.Page, error) bool) {
	for i := range r.place.Chains {
		if r.place.Chains[i].Done {
			continue
		}
		for w := r.walker(i); !w.chain.Done; {
			if !r.deliver(w.next(ctx), yield) {
				return
			}
		}
	}
}

// deliver yields a page with the position after it, or what went wrong. It
// reports whether the listing goes on.
func (r *reading) deliver(f fetched, yield func(directory.Page, error) bool) bool {
	f.page.Cost.Add(r.extra)
	r.extra = directory.Cost{}
	if f.err == nil {
		f.err = r.answered(f.date)
	}
	if r.pages++; f.err == nil && r.pages > maxPages {
		f.err = fault.New(fault.Unavailable, "the listing does not end after %d pages", maxPages)
	}
	if f.err != nil {
		yield(directory.Page{Cost: f.page.Cost}, f.err)
		return false
	}
	if len(r.source.scope.groups) > 1 && r.place.Mode == directory.ModeFull {
		all := len(f.page.Records)
		f.page.Records = unknown(f.page.Records, r.known)
		f.page.Repeated = all - len(f.page.Records)
	}
	r.place.Chains[f.index] = f.chain
	f.page.Last = true
	for _, c := range r.place.Chains {
		f.page.Last = f.page.Last && c.Done
	}
	if !f.page.Last {
		f.page.Next = r.place.cursor()
	} else if f.page.Mark = markOf(r.place.Mark); f.page.Mark == "" {
		f.page.Notes = append(f.page.Notes, "Okta's answers had no date, so that the next sync reads everybody again")
	}
	return yield(f.page, nil) && !f.page.Last
}
