package sandbox

import (
	"net/url"
	"slices"
	"testing"
	"time"
)

func TestGroupsSayWhenMembershipMoved(t *testing.T) {
	at := &clock{time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)}
	c := NewCompany(CompanyOptions{Users: 300, Seed: 11, Now: at.Now})
	s := start(t, Options{Okta: c, Wrap: checked(t)})
	names := map[string]string{}
	for name, id := range s.GroupIDs().Okta {
		names[id] = name
	}
	sales := -1
	for i := range 300 {
		if p := c.Person(i); i >= 10 && i%97 != 0 && p.Department == "Sales" && p.Status == StatusActive && !p.Contractor {
			sales = i
		}
	}
	moved := func() (moved []string) {
		t.Helper()
		for _, param := range []string{"filter", "search"} {
			moved = nil
			query := url.QueryEscape(`lastMembershipUpdated ge "` + at.now.Format("2006-01-02T15:04:05.000Z") + `"`)
			for _, g := range call(t, "GET", s.OktaURL()+"/api/v1/groups?"+param+"="+query, ssws(s), "").list(t) {
				moved = append(moved, names[g["id"].(string)])
			}
		}
		slices.Sort(moved)
		at.now = at.now.Add(time.Hour)
		return moved
	}
	all := []string{"Everyone", "Headquarters", "Sales"}
	for _, step := range []struct {
		what string
		do   func()
		want []string
	}{
		{"nothing", func() {}, nil},
		{"a change of profile", func() { c.SetAttribute(sales, "city", "Paris") }, nil},
		{"deactivated", func() { c.Deactivate(sales) }, all},
		{"suspended instead", func() { c.SetStatus(sales, StatusSuspended) }, all},
		{"back", func() { c.Reactivate(sales) }, nil},
		{"deleted", func() { c.Delete(sales) }, all},
		{"erased after that", func() { c.Erase(sales) }, nil},
		{"into a group", func() { c.SetMember("Alumni", 1, true) }, []string{"Alumni"}},
		{"again", func() { c.SetMember("Alumni", 1, true) }, nil},
		{"out of it", func() { c.SetMember("Alumni", 1, false) }, []string{"Alumni"}},
		{"out of a group with nested ones", func() { c.SetMember("Headquarters", engineer(c), false) }, []string{"Headquarters"}},
	} {
		step.do()
		if got := moved(); !slices.Equal(got, step.want) {
			t.Errorf("%s: %v moved, want %v", step.what, got, step.want)
		}
	}
	c.Delete(2)
	at.now = at.now.Add(time.Hour)
	c.Restore(2)
	if got := moved(); !slices.Contains(got, "Everyone") {
		t.Errorf("restored: %v moved", got)
	}
	c.Add()
	if got := moved(); !slices.Contains(got, "Everyone") {
		t.Errorf("hired: %v moved", got)
	}
}

// engineer finds a person whom Headquarters has by nesting only.
func engineer(c *Company) int {
	for i := 10; ; i++ {
		if p := c.Person(i); p.Department == "Engineering" && p.Status == StatusActive {
			return i
		}
	}
}

func TestSetMember(t *testing.T) {
	at := &clock{time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)}
	c := NewCompany(CompanyOptions{Users: 300, Seed: 11, Now: at.Now})
	s := start(t, Options{Okta: c, Entra: c, Wrap: checked(t)})
	i := engineer(c)
	before := c.Person(i)
	c.SetMember("Engineering", i, false)
	c.SetMember("Sales", i, true)
	c.SetMember("Product Area", i, true)
	c.SetMember("Product Area", i, false)
	p := c.Person(i)
	if !p.LastUpdated.Equal(before.LastUpdated) || p.Status != before.Status || p.Department != before.Department {
		t.Errorf("membership changed the person: %+v", p)
	}
	okta := s.GroupIDs().Okta
	var groups []string
	for _, g := range call(t, "GET", s.OktaURL()+"/api/v1/users/"+p.OktaID+"/groups", ssws(s), "").list(t) {
		groups = append(groups, g["profile"].(map[string]any)["name"].(string))
		if one := call(t, "GET", s.OktaURL()+"/api/v1/groups/"+g["id"].(string), ssws(s), "").json(t); one["lastMembershipUpdated"] != g["lastMembershipUpdated"] || one["id"] != g["id"] {
			t.Errorf("group alone %v, in a list %v", one, g)
		}
	}
	for name, want := range map[string]bool{"Everyone": true, "Engineering": false, "Product Area": false, "Sales": true, "Headquarters": true} {
		members, _ := oktaAll(t, s, "/api/v1/groups/"+okta[name]+"/users?limit=200")
		if got := slices.Contains(members, p.OktaID); got != want || slices.Contains(groups, name) != want {
			t.Errorf("Okta's %s: by group %v, by person %v, want %v", name, got, groups, want)
		}
	}
	graph := s.GroupIDs().Graph
	for path, want := range map[string]bool{
		graph["Sales"] + "/members": true, graph["Engineering"] + "/members": false, graph["Headquarters"] + "/members": false,
		graph["Headquarters"] + "/transitiveMembers/microsoft.graph.user": true,
		graph["Product Area"] + "/transitiveMembers/microsoft.graph.user": false,
	} {
		people, _ := graphAll(t, s, "/v1.0/groups/"+path)
		if got := slices.ContainsFunc(people, func(o map[string]any) bool { return o["id"] == p.GraphID }); got != want {
			t.Errorf("Graph's %s: %v, want %v", path, got, want)
		}
	}
	c.Deactivate(i)
	if list := call(t, "GET", s.OktaURL()+"/api/v1/users/"+p.OktaID+"/groups", ssws(s), "").list(t); len(list) != 0 {
		t.Errorf("deactivated, but in %v", list)
	}
	for _, path := range []string{"/api/v1/groups/00gnope", "/api/v1/users/00unope/groups"} {
		if a := call(t, "GET", s.OktaURL()+path, ssws(s), ""); a.StatusCode != 404 {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("a group that is not there was accepted")
			}
		}()
		c.SetMember("Nobody", i, true)
	}()
}

func TestGroupListing(t *testing.T) {
	c := company(20)
	s := start(t, Options{Okta: c, Entra: c, Wrap: checked(t)})
	names := func(path string) []string {
		ids, _ := oktaAll(t, s, path)
		return ids
	}
	if all := names("/api/v1/groups?limit=2"); len(all) != len(s.GroupIDs().Okta) {
		t.Errorf("%d groups in pages of two", len(all))
	}
	for search, want := range map[string]int{
		`type eq "OKTA_GROUP" and profile.name sw "s"`:                    1,
		`type eq "BUILT_IN"`:                                              1,
		`id eq "` + s.GroupIDs().Okta["Design"] + `"`:                     1,
		`lastMembershipUpdated gt "` + c.start.Format(time.RFC3339) + `"`: 0,
		`lastMembershipUpdated ge "` + c.start.Format(time.RFC3339) + `"`: 9,
	} {
		if got := names("/api/v1/groups?search=" + url.QueryEscape(search)); len(got) != want {
			t.Errorf("%s: %d groups, want %d", search, len(got), want)
		}
	}
	for _, query := range []string{"search=profile.nme+pr", "filter=lastMembershipUpdated+gt+2026-01-01T00:00:00Z", "limit=0", "after=abc"} {
		if a := call(t, "GET", s.OktaURL()+"/api/v1/groups?"+query, ssws(s), ""); a.StatusCode != 400 {
			t.Errorf("%s: %d", query, a.StatusCode)
		}
	}
	nested, _ := graphAll(t, s, "/v1.0/groups/"+s.GroupIDs().Graph["Headquarters"]+"/transitiveMembers/microsoft.graph.group?$select=id,displayName")
	var got []string
	for _, g := range nested {
		got = append(got, g["displayName"].(string))
	}
	if slices.Sort(got); !slices.Equal(got, []string{"Design", "Engineering", "Product Area", "Sales"}) {
		t.Errorf("nested in Headquarters: %v", got)
	}
}
