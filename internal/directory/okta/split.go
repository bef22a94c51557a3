package okta

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/okta/okta-sdk-golang/v2/okta/query"

	"github.com/incodectl/incodectl/internal/rawjson"
)

// rangesPerWorker is how many ranges there are for each worker. More than one,
// because no estimate makes them equal and who is done early takes another;
// each costs a page that is not full.
const rangesPerWorker = 2

// split cuts the one chain of a listing into ranges of created. That never
// changes, so that nobody moves from one range to another while they are read.
// The first range has no lower bound and the last no upper one: together they
// are everybody, however badly the bounds were chosen.
func (r *reading) split(ctx context.Context) error {
	asked, err := r.probe(ctx)
	if err != nil || !asked.more {
		return err
	}
	n := rangesPerWorker * r.workers
	bounds := quantiles(asked.created, n)
	if len(bounds) < r.workers {
		bounds = evenly(asked.first, asked.last, n)
	}
	from := ""
	chains := make([]chain, 0, len(bounds)+1)
	for _, to := range bounds {
		chains = append(chains, chain{Part: partAll, From: from, To: to})
		from = to
	}
	r.place.Chains = append(chains, chain{Part: partAll, From: from})
	return nil
}

// probes is what is known of a listing before it is split.
type probes struct {
	created     []time.Time // of one page, in order
	more        bool        // there are more than one page, or nobody can tell
	first, last []time.Time // who was created first and last, one each where known
}

// probe asks when people were created: those of one page, and the first and the
// last of all. Companies are seldom created evenly: most people come by an import
// on one day, the others over years. A page in an order that has nothing to do
// with it, that of first names, has them as all have them; where an org does not
// take such a request, the time between first and last is divided.
//
// All is asked at once: one after another would take as long as some pages.
func (r *reading) probe(ctx context.Context) (probes, error) {
	questions := [...]struct {
		by, order string
		limit     int
	}{
		{"profile.firstName", "asc", r.source.pageSize},
		{"created", "asc", 1},
		{"created", "desc", 1},
	}
	var lists [len(questions)]listing
	var refused [len(questions)]bool
	cost, err := parallel(ctx, r.workers, len(questions), func(ctx context.Context, i int) (err error) {
		q := questions[i]
		lists[i], err = r.sorted(ctx, q.by, q.order, q.limit)
		if status, _ := refusedWith(err); status == http.StatusBadRequest {
			refused[i] = true
			return nil
		}
		return err
	})
	r.extra.Add(cost)
	if err != nil {
		return probes{}, err
	}
	// The earliest answer's time is the mark: nothing was read before it.
	var dates []time.Time
	for i, l := range lists {
		if !refused[i] {
			dates = append(dates, l.date)
		}
	}
	if len(dates) > 0 {
		if err := r.answered(slices.MinFunc(dates, time.Time.Compare)); err != nil {
			return probes{}, err
		}
	}
	return probes{
		created: lists[0].created(), more: refused[0] || lists[0].next != "",
		first: lists[1].created(), last: lists[2].created(),
	}, nil
}

// evenly divides the time from who was created first to who was last. It
// returns nothing where that cannot be told.
func evenly(first, last []time.Time, n int) []string {
	if len(first) == 0 || len(last) == 0 || !first[0].Before(last[0]) {
		return nil
	}
	step := last[0].Sub(first[0]) / time.Duration(n)
	var bounds []string
	for i := range n - 1 {
		bounds = append(bounds, oktaTime(first[0].Add(time.Duration(i+1)*step)))
	}
	return slices.Compact(bounds)
}

// always is a bound of created that leaves out nobody. Okta does not take every
// search expression together with another condition; sampling with one shows
// that before ranges are made.
const always = `created ge "1970-01-01T00:00:00.000Z"`

// sorted reads the first people in scope in an order.
func (r *reading) sorted(ctx context.Context, by, order string, limit int) (listing, error) {
	s, what := r.source, subject{what: "users", scope: scopeUsers, lean: true}
	q := query.NewQueryParams(query.WithLimit(int64(limit)), query.WithSearch(s.scope.find(always)),
		query.WithSortBy(by), query.WithSortOrder(order))
	resp, body, err := s.get(ctx, "/api/v1/users", q, what)
	if err != nil {
		return listing{}, err
	}
	l, err := s.readList(resp, body, what, "", limit)
	if err == nil && len(l.users) > 0 {
		r.witness.saw(chain{Part: partAll})
	}
	return l, err
}

// created is when the people of a page were created, in order of time. Who does
// not have it is left out.
func (l listing) created() []time.Time {
	out := make([]time.Time, 0, len(l.users))
	for _, u := range l.users {
		if !rawjson.IsObject(u) {
			continue
		}
		rawjson.Walk(u, func(key, value []byte) {
			if string(key) != `"created"` {
				return
			}
			if t, err := time.Parse(time.RFC3339, text(value)); err == nil {
				out = append(out, t)
			}
		})
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// quantiles are the bounds that divide sorted times into n parts of about equal
// number, distinct and in order.
func quantiles(times []time.Time, n int) []string {
	var bounds []string
	for i := 1; i < n && len(times) > 0; i++ {
		bounds = append(bounds, oktaTime(times[i*len(times)/n]))
	}
	return slices.Compact(bounds)
}
