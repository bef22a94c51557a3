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
	created, more, err := r.sample(ctx)
	if err != nil || !more {
		return err
	}
	bounds := quantiles(created, rangesPerWorker*r.workers)
	if len(bounds) < r.workers {
		if bounds, err = r.evenly(ctx, rangesPerWorker*r.workers); err != nil {
			return err
		}
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

// sample reads when the people of one page were created, and whether there are
// more of them. Companies are seldom created evenly: most people come by an
// import on one day, the others over years. A page in an order that has nothing
// to do with it, that of first names, has them as all have them.
//
// An org that does not take such a request is not sampled: then there are no
// times, and more.
func (r *reading) sample(ctx context.Context) (created []time.Time, more bool, err error) {
	cost, err := parallel(ctx, 1, 1, func(ctx context.Context, _ int) error {
		l, err := r.sorted(ctx, "profile.firstName", "asc", r.source.pageSize)
		if status, _ := refusedWith(err); status == http.StatusBadRequest {
			more = true
			return nil
		}
		if err != nil {
			return err
		}
		created, more = l.created(), l.next != ""
		return r.answered(l.date)
	})
	r.extra.Add(cost)
	return created, more, err
}

// evenly divides the time from who was created first to who was last. It
// returns nothing where that cannot be told.
func (r *reading) evenly(ctx context.Context, n int) ([]string, error) {
	var ends [2]listing
	cost, err := parallel(ctx, r.workers, len(ends), func(ctx context.Context, i int) (err error) {
		ends[i], err = r.sorted(ctx, "created", []string{"asc", "desc"}[i], 1)
		if status, _ := refusedWith(err); status == http.StatusBadRequest {
			return nil
		}
		return err
	})
	r.extra.Add(cost)
	if err != nil {
		return nil, err
	}
	first, last := ends[0].created(), ends[1].created()
	if len(first) == 0 || len(last) == 0 || !first[0].Before(last[0]) {
		return nil, nil
	}
	// The earlier answer's time is the mark: nothing was read before it.
	if err := r.answered(earlier(ends[0].date, ends[1].date)); err != nil {
		return nil, err
	}
	step := last[0].Sub(first[0]) / time.Duration(n)
	var bounds []string
	for i := range n - 1 {
		bounds = append(bounds, oktaTime(first[0].Add(time.Duration(i+1)*step)))
	}
	return slices.Compact(bounds), nil
}

// earlier is the earlier of two times, the zero time if one is unknown.
func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
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
