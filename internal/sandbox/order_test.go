package sandbox

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestOktaSort(t *testing.T) {
	at := &clock{time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)}
	c := NewCompany(CompanyOptions{Users: 700, Seed: 11, Now: at.Now})
	for i := 50; i < 80; i++ { // thirty with one lastUpdated: ties by id
		c.SetAttribute(i, "city", "Paris")
	}
	c.Add()
	c.Delete(60)
	at.now = at.now.Add(time.Hour)
	c.Add()
	s := start(t, Options{Okta: c, Wrap: checked(t)})
	keys := map[string]func(p Person) string{
		"created":     func(p Person) string { return p.Created.Format("2006-01-02T15:04:05.000Z") },
		"lastUpdated": func(p Person) string { return p.LastUpdated.Format("2006-01-02T15:04:05.000Z") },
		"id":          func(Person) string { return "" },
	}
	for sortBy, key := range keys {
		for _, order := range []string{"asc", "desc"} {
			var people []Person
			for i := range c.Len() {
				if p := c.Person(i); !p.Deleted {
					people = append(people, p)
				}
			}
			sign := map[string]int{"asc": 1, "desc": -1}[order]
			slices.SortFunc(people, func(a, b Person) int {
				if by := strings.Compare(key(a), key(b)); by != 0 {
					return by * sign
				}
				if sortBy == "id" {
					return strings.Compare(a.OktaID, b.OktaID) * sign
				}
				return strings.Compare(a.OktaID, b.OktaID)
			})
			path := "/api/v1/users?search=status+pr&sortBy=" + sortBy + "&sortOrder=" + order
			ids, pages := oktaAll(t, s, path+"&limit=100")
			if len(ids) != len(people) || pages != 8 {
				t.Errorf("%s %s: %d people on %d pages, want %d on 8", sortBy, order, len(ids), pages, len(people))
				continue
			}
			for n, id := range ids {
				if id != people[n].OktaID {
					t.Errorf("%s %s: number %d is %s, want %s", sortBy, order, n, id, people[n].OktaID)
					break
				}
			}
			bound := call(t, "GET", s.OktaURL()+path+"&limit=1", ssws(s), "").list(t)
			if len(bound) != 1 || bound[0]["id"] != people[0].OktaID {
				t.Errorf("%s %s: the first is %v", sortBy, order, bound)
			}
		}
	}
	for _, query := range []string{
		"sortBy=created", "search=status+pr&sortBy=profile.lastName", "search=status+pr&sortBy=created&sortOrder=up",
	} {
		if a := call(t, "GET", s.OktaURL()+"/api/v1/users?"+query, ssws(s), ""); a.StatusCode != 400 {
			t.Errorf("%s: %d", query, a.StatusCode)
		}
	}
}

// Disjoint ranges must cover everybody once, also while people come and go.
func TestOktaRanges(t *testing.T) {
	c := company(3000)
	c.Add()
	c.Deactivate(7)
	s := start(t, Options{Okta: c})
	var bounds []string
	for y := 2017; y <= 2027; y++ {
		bounds = append(bounds, fmt.Sprintf("%d-03-01T00:00:00.000Z", y))
	}
	seen := map[string]bool{}
	for n := 1; n < len(bounds); n++ {
		search := `created ge "` + bounds[n-1] + `" and created lt "` + bounds[n] + `"`
		for _, order := range []string{"", "&sortBy=created&sortOrder=desc", "&sortBy=lastUpdated"} {
			ids, _ := oktaAll(t, s, "/api/v1/users?limit=100&search="+url.QueryEscape(search)+order)
			for _, id := range ids {
				i, _ := c.Find(id)
				if created := c.Person(i).Created.Format(time.RFC3339); created < bounds[n-1] || created >= bounds[n] || order == "" && seen[id] {
					t.Fatalf("%s: %s was created %s", search, id, created)
				}
				seen[id] = true
			}
		}
	}
	if len(seen) != 3001 {
		t.Errorf("the ranges have %d people", len(seen))
	}
	// A cursor holds while somebody is hired into the range and somebody leaves it.
	u := s.OktaURL() + "/api/v1/users?limit=100&search=" + url.QueryEscape(`created ge "2020-01-01T00:00:00.000Z"`)
	first := call(t, "GET", u, ssws(s), "")
	c.Add()
	i, _ := c.Find(first.list(t)[50]["id"].(string))
	c.Delete(i)
	rest, _ := oktaAll(t, s, strings.TrimPrefix(first.oktaNext(), s.OktaURL()))
	all, _ := oktaAll(t, s, strings.TrimPrefix(u, s.OktaURL()))
	if len(rest)+99 != len(all) {
		t.Errorf("%d after the first page, %d in all", len(rest), len(all))
	}
}

func TestOktaSearchExpressions(t *testing.T) {
	at := &clock{time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}
	c := NewCompany(CompanyOptions{Users: 2000, Seed: 11, Now: at.Now})
	want := map[string]bool{}
	for i := range 40 {
		c.SetAttribute(i, "title", "Chief")
		want[c.Person(i).Department] = true
	}
	s := start(t, Options{Okta: c})
	total := 0
	for department := range want {
		ids, _ := oktaAll(t, s, "/api/v1/users?limit=3&search="+
			url.QueryEscape(`(profile.department eq "`+department+`") and lastUpdated ge "2026-06-30T23:55:00.000Z"`))
		for _, id := range ids {
			if i, _ := c.Find(id); i >= 40 || c.Person(i).Department != department {
				t.Errorf("%s: %d is no answer", department, i)
			}
		}
		total += len(ids)
	}
	if total != 40 {
		t.Errorf("%d people", total)
	}
	count := func(search string) int {
		ids, _ := oktaAll(t, s, "/api/v1/users?search="+url.QueryEscape(search))
		return len(ids)
	}
	never := `lastUpdated lt "2026-06-30T00:00:00Z"`
	for search, want := range map[string]int{
		`(status eq "ACTIVE" or status lt "ACTIVE" or status gt "ACTIVE")`:                      2000,
		never + ` or lastUpdated ge "2026-07-01T00:00:00Z"`:                                     2000,
		`not_there eq "x" or status pr`:                                                         -1,
		`lastUpdated ge "2026-07-01T00:00:00Z" and (profile.title eq "chief" or ` + never + `)`: 40,
		`profile.email co "ada.morgan@"`:                                                        1,
		`lastUpdated eq "2026-07-01T00:00:00Z"`:                                                 40,
	} {
		if want < 0 {
			if a := call(t, "GET", s.OktaURL()+"/api/v1/users?search="+url.QueryEscape(search), ssws(s), ""); a.StatusCode != 400 {
				t.Errorf("%s: %d", search, a.StatusCode)
			}
			continue
		}
		if got := count(search); got != want {
			t.Errorf("%s: %d people, want %d", search, got, want)
		}
	}
	for _, i := range []int{3, 5} { // somebody changed at run time moves to their new department
		c.SetAttribute(i, "department", "Legal")
	}
	if got := count(`profile.department eq "legal"`); got != 2 {
		t.Errorf("Legal has %d", got)
	}
}

// benchmarkPages measures one page of a million people.
func benchmarkPages(b *testing.B, search string) {
	c := company(1_000_000)
	for i := range 100 {
		c.Deactivate(1000 * i)
	}
	s := start(b, Options{Okta: c})
	c.byCreation(false)
	benchmarkListing(b, "/api/v1/users?limit=200&search="+url.QueryEscape(search), ssws(s), s, 200)
}

func BenchmarkRangePage1M(b *testing.B) {
	benchmarkPages(b, `created ge "2022-01-01T00:00:00Z" and created lt "2022-01-02T00:00:00Z"`)
}

func BenchmarkChangesPage1M(b *testing.B) {
	benchmarkPages(b, `lastUpdated ge "2026-01-06T00:00:00Z"`)
}

func BenchmarkOrderOf1M(b *testing.B) {
	for b.Loop() {
		company(1_000_000).byCreation(false)
	}
}

func BenchmarkDelta100Of1M(b *testing.B) {
	c := company(1_000_000)
	s := start(b, Options{Entra: c})
	link := deltaRound(b, graphToken(b, s), s.GraphURL()+"/v1.0/users/delta?$deltatoken=latest").link
	for i := range 100 {
		c.Deactivate(1000 * i)
	}
	benchmarkListing(b, strings.TrimPrefix(link, s.GraphURL()), graphToken(b, s), s, 100)
}
