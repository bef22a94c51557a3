package okta_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"sort"
	"strconv"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/secret"
)

// far is an organisation that is fast and far away: its people are written
// beforehand, in order of created, and every answer takes a while.
type far struct {
	created []string
	people  [][]byte
	delay   time.Duration
}

var bound = regexp.MustCompile(`created (ge|lt) "([^"]*)"`)

// ServeHTTP answers listings by ranges of created. The order of names is one
// person in each stretch of the list.
func (f *far) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	time.Sleep(f.delay)
	q := r.URL.Query()
	from, to := 0, len(f.people)
	for _, b := range bound.FindAllStringSubmatch(q.Get("search"), -1) {
		if at := sort.SearchStrings(f.created, b[2]); b[1] == "ge" {
			from = at
		} else {
			to = at
		}
	}
	limit, _ := strconv.Atoi(q.Get("limit"))
	after, _ := strconv.Atoi(q.Get("after"))
	from += after
	step := 1
	if q.Has("sortBy") {
		step = len(f.people) / limit
	}
	var page bytes.Buffer
	separator := byte('[')
	for i := from; i < min(from+limit*step, to); i += step {
		page.WriteByte(separator)
		page.Write(f.people[i])
		separator = ','
	}
	page.WriteByte(']')
	w.Header().Add("Link", `</api/v1/users>; rel="self"`)
	if from+limit < to {
		q.Set("after", strconv.Itoa(after+limit))
		w.Header().Add("Link", "</api/v1/users?"+q.Encode()+`>; rel="next"`)
	}
	_, _ = w.Write(page.Bytes())
}

// BenchmarkListing fetches 10,000 people, 200 a page, from an organisation that
// takes 50 ms for each answer, with one and with several requests at a time.
func BenchmarkListing(b *testing.B) {
	f := &far{delay: 50 * time.Millisecond}
	for _, p := range people(10_000) {
		wire, err := json.Marshal(p.wire())
		if err != nil {
			b.Fatal(err)
		}
		f.people, f.created = append(f.people, wire), append(f.created, oktaTime(p.created))
	}
	srv := httptest.NewServer(f)
	defer srv.Close()
	s, err := okta.New(okta.Options{OrgURL: srv.URL, Auth: okta.AuthToken, Token: secret.New("t")})
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1, 2, 4, 8} {
		b.Run(fmt.Sprint("concurrency=", n), func(b *testing.B) {
			var requests int
			for b.Loop() {
				listed := 0
				requests = 0
				for p, err := range s.Pages(b.Context(), directory.Read{Mode: directory.ModeFull, Concurrency: n}) {
					if err != nil {
						b.Fatal(err)
					}
					listed += len(p.Records)
					requests += p.Cost.Requests
				}
				if listed != len(f.people) {
					b.Fatal(listed)
				}
			}
			b.ReportMetric(float64(requests), "requests")
		})
	}
}
