package okta

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/okta/okta-sdk-golang/v2/okta/query"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

const (
	// logPage is how many events Okta gives at most on a page of the System Log.
	logPage = 1000
	// deletedUsers is the filter for the events by which people go for good. The
	// first one is there even where the second one is late or never comes.
	deletedUsers = `eventType eq "user.lifecycle.delete.initiated" or eventType eq "user.lifecycle.delete.completed"`
	// maxLookups is how many people of the System Log are looked up one by one
	// before a full listing is the smaller burden: it has 200 on a page.
	maxLookups = 1000
)

// logNote is for the run's record where the System Log cannot be read.
const logNote = "people deleted at Okta are found by full runs only: the credential may not read the System Log (" + scopeLogs + ")"

// deletions reads a page of the System Log and looks up everybody who was
// deleted by it: only Okta's word that there is no such person counts.
func (w *walker) deletions(ctx context.Context) (directory.Page, time.Time, error) {
	s, what := w.source, w.source.subjectOf(w.chain)
	q := query.NewQueryParams(query.WithLimit(logPage), query.WithFilter(deletedUsers), query.WithAfter(w.chain.After),
		query.WithSince(oktaTime(w.span.since)))
	// With an end, the log has a last page; without one it always says that more
	// may follow. The mark is cut to a whole second, all of which belongs to it.
	q.Until = oktaTime(w.span.until.Add(time.Second))
	resp, body, err := s.get(ctx, "/api/v1/logs", q, what)
	// A credential that Okta no longer knows is another matter than one that may
	// not read the log.
	if status, _ := refusedWith(err); fault.Is(err, fault.Unauthorized) && status != http.StatusUnauthorized {
		w.advance("")
		return directory.Page{Notes: []string{logNote}}, time.Time{}, nil
	}
	if err != nil {
		return directory.Page{}, time.Time{}, err
	}
	l, err := s.readList(resp, body, what, w.chain.After, logPage)
	if err != nil {
		return directory.Page{}, time.Time{}, err
	}
	ids, err := w.targets(l)
	if err != nil {
		return directory.Page{}, time.Time{}, err
	}
	page, err := w.lookUp(ctx, ids)
	if err != nil {
		return directory.Page{}, time.Time{}, err
	}
	if !w.advance(l.next) {
		w.advance("") // the log's end repeats its cursor
	}
	return page, l.date, nil
}

// targets are the people of a page of events who were not looked up yet.
func (w *walker) targets(l listing) ([]string, error) {
	var ids []string
	for _, raw := range l.users {
		var event struct {
			Target []struct{ ID, Type string } `json:"target"`
		}
		if err := json.Unmarshal(raw, &event); err != nil {
			return nil, w.source.badAnswer(w.source.subjectOf(w.chain), "one of its events cannot be read")
		}
		for _, t := range event.Target {
			if _, again := w.looked[t.ID]; again || t.ID == "" || !strings.EqualFold(t.Type, "User") {
				continue
			}
			w.looked[t.ID] = struct{}{}
			ids = append(ids, t.ID)
		}
	}
	if len(w.looked) > maxLookups {
		return nil, &directory.FullNeeded{Why: fmt.Sprintf("more than %d people were deleted", maxLookups)}
	}
	return ids, nil
}

// lookUp asks for each of the ids whether there is such a person.
func (w *walker) lookUp(ctx context.Context, ids []string) (directory.Page, error) {
	var page directory.Page
	found := make([]directory.Presence, len(ids))
	cost, err := parallel(ctx, w.workers, len(ids), func(ctx context.Context, i int) (err error) {
		found[i], err = w.source.lookUp(ctx, ids[i])
		return err
	})
	w.cost.Add(cost)
	if err != nil {
		return page, err
	}
	for _, p := range found {
		switch {
		case p.Gone != "":
			page.Removed = append(page.Removed, directory.Removal{ExternalID: p.ExternalID, Why: p.Gone})
		case p.Record != nil:
			page.Records = append(page.Records, *p.Record)
		default:
			page.Skipped = append(page.Skipped, directory.RecordError{
				ExternalID: p.ExternalID, Reason: p.Unreadable, SourceState: p.SourceState,
			})
		}
	}
	return page, nil
}
