package sandbox

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// round is what a chain of delta pages came to.
type round struct {
	objects []map[string]any
	pages   int
	link    string // the delta link
}

// ids maps the id of everybody in a round to "", or to why they are gone.
func (r round) ids() map[string]string {
	all := map[string]string{}
	for _, o := range r.objects {
		reason := ""
		if gone, ok := o["@removed"].(map[string]any); ok {
			reason = gone["reason"].(string)
		}
		all[o["id"].(string)] = reason
	}
	return all
}

// deltaRound follows next links up to the delta link.
func deltaRound(t testing.TB, auth, u string, headers ...string) (r round) {
	t.Helper()
	for u != "" {
		a := call(t, "GET", u, auth, "", headers...)
		if a.StatusCode != 200 || r.pages > 200 {
			t.Fatalf("%s: %d %s", u, a.StatusCode, a.text)
		}
		page := a.json(t)
		for _, o := range page["value"].([]any) {
			r.objects = append(r.objects, o.(map[string]any))
		}
		r.pages++
		u, _ = page["@odata.nextLink"].(string)
		r.link, _ = page["@odata.deltaLink"].(string)
	}
	if r.link == "" {
		t.Fatal("the last page has no delta link")
	}
	return r
}

func TestUsersDelta(t *testing.T) {
	c := company(450)
	c.Delete(9)
	s := start(t, Options{Entra: c, Wrap: checked(t)})
	auth := graphToken(t, s)
	ext := s.ExtensionName("dateOfBirth")
	first := s.GraphURL() + "/v1.0/users/delta?$select=displayName,department,jobTitle,companyName,accountEnabled," + ext
	all := deltaRound(t, auth, first)
	if len(all.objects) != 449 || all.pages != 3 {
		t.Fatalf("%d people on %d pages, want 449 on 3", len(all.objects), all.pages)
	}
	if big := deltaRound(t, auth, first, "Prefer", "return=minimal, odata.maxpagesize=999"); big.pages != 1 {
		t.Errorf("%d pages of 999", big.pages)
	}
	if _, there := all.objects[0]["companyName"]; there || all.objects[0]["department"] != c.Person(0).Department {
		t.Errorf("what was never set is there, or what was is not: %v", all.objects[0])
	}
	latest := deltaRound(t, auth, first+"&$deltatoken=latest")
	if len(latest.objects) != 0 || latest.pages != 1 {
		t.Errorf("latest gave %v", latest.objects)
	}
	for _, link := range []string{all.link, latest.link} {
		if none := deltaRound(t, auth, link); len(none.objects) != 0 {
			t.Errorf("nothing changed, but %v", none.objects)
		}
		if strings.Contains(link, "select") {
			t.Errorf("the selection is in the open: %s", link)
		}
	}

	c.SetAttribute(1, "department", "")
	c.SetAttribute(1, "dateOfBirth", "")
	c.SetAttribute(1, "companyName", "Initech")
	c.Deactivate(2)
	c.Delete(3)
	c.Erase(4)
	c.Delete(5)
	c.Restore(5)
	c.Restore(9)
	c.SetMember("Alumni", 6, true)
	i := c.Add()
	id := func(i int) string { return c.Person(i).GraphID }
	want := map[string]string{id(1): "", id(2): "", id(3): "changed", id(4): "deleted", id(5): "", id(9): "", id(i): ""}
	changed := deltaRound(t, auth, all.link)
	if !maps.Equal(changed.ids(), want) || len(changed.objects) != len(want) {
		t.Errorf("changed %v, want %v", changed.ids(), want)
	}
	one := changed.objects[slices.IndexFunc(changed.objects, func(o map[string]any) bool { return o["id"] == id(1) })]
	for _, key := range []string{"department", ext} {
		if v, there := one[key]; !there || v != nil {
			t.Errorf("cleared %s is %v, %v", key, v, there)
		}
	}
	if one["companyName"] != "Initech" || one["jobTitle"] != c.Person(1).Title || one["accountEnabled"] != true {
		t.Errorf("person 1 is %v", one)
	}
	if len(changed.objects[slices.IndexFunc(changed.objects, func(o map[string]any) bool { return o["id"] == id(3) })]) != 2 {
		t.Error("somebody who is gone has more than an id")
	}
	// A link may be used again, and the next one begins where this one ended.
	c.Erase(3)
	if again := deltaRound(t, auth, changed.link); !maps.Equal(again.ids(), map[string]string{id(3): "deleted"}) {
		t.Errorf("after that %v", again.ids())
	}
	want[id(3)] = "deleted"
	if again := deltaRound(t, auth, all.link, "Prefer", "odata.maxpagesize=2"); !maps.Equal(again.ids(), want) || again.pages != 4 {
		t.Errorf("again %v on %d pages", again.ids(), again.pages)
	}
	c.Restore(3)
	if again := deltaRound(t, auth, changed.link).ids()[id(3)]; again != "deleted" {
		t.Errorf("an erased person came back: %q", again)
	}
}

func TestUsersDeltaLosesNobodyWhoChangesMeanwhile(t *testing.T) {
	c := company(50)
	s := start(t, Options{Entra: c})
	auth := graphToken(t, s)
	page := call(t, "GET", s.GraphURL()+"/v1.0/users/delta?$select=id", auth, "", "Prefer", "odata.maxpagesize=10")
	if page.Header.Get("Preference-Applied") != "odata.maxpagesize=10" {
		t.Errorf("preference applied: %q", page.Header.Get("Preference-Applied"))
	}
	c.Deactivate(1) // listed already
	c.Delete(40)    // yet to come
	rest := deltaRound(t, auth, page.json(t)["@odata.nextLink"].(string), "Prefer", "odata.maxpagesize=10")
	if len(rest.objects) != 39 {
		t.Errorf("%d people after the first page", len(rest.objects))
	}
	want := map[string]string{c.Person(1).GraphID: "", c.Person(40).GraphID: "changed"}
	if got := deltaRound(t, auth, rest.link); !maps.Equal(got.ids(), want) {
		t.Errorf("changed meanwhile %v, want %v", got.ids(), want)
	}
	for i := range 30 {
		c.SetAttribute(i, "city", "Paris")
	}
	page = call(t, "GET", rest.link, auth, "", "Prefer", "odata.maxpagesize=10")
	c.SetAttribute(29, "city", "Rome") // yet to come in this round: comes in the next
	rest = deltaRound(t, auth, page.json(t)["@odata.nextLink"].(string))
	next := deltaRound(t, auth, rest.link)
	if _, again := next.ids()[c.Person(29).GraphID]; !again || len(rest.objects)+10 < 29 {
		t.Errorf("%d in this round, then %v", len(rest.objects)+10, next.ids())
	}
}

func TestUsersDeltaFilter(t *testing.T) {
	c := company(30)
	s := start(t, Options{Entra: c, Wrap: checked(t)})
	auth := graphToken(t, s)
	id := func(i int) string { return c.Person(i).GraphID }
	r := deltaRound(t, auth, s.GraphURL()+"/v1.0/users/delta()?$select=id&$filter="+url.QueryEscape("id eq '"+id(3)+"' or id eq '"+id(4)+"'"))
	if len(r.objects) != 2 {
		t.Fatalf("%d people", len(r.objects))
	}
	c.Deactivate(2)
	c.Deactivate(3)
	if r = deltaRound(t, auth, r.link); !maps.Equal(r.ids(), map[string]string{id(3): ""}) {
		t.Errorf("changed %v", r.ids())
	}
}

func TestDeltaRequestsThatAreRefused(t *testing.T) {
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	born := func(at time.Time) *Company {
		return NewCompany(CompanyOptions{Users: 10, Seed: 11, Now: func() time.Time { return at }})
	}
	c, later := born(now), born(now.Add(time.Hour))
	s, other := start(t, Options{Entra: c}), start(t, Options{Entra: later})
	auth := graphToken(t, s)
	token := func(link string) string { return link[strings.Index(link, "=")+1:] }
	own := token(deltaRound(t, auth, s.GraphURL()+"/v1.0/users/delta?$deltatoken=latest").link)
	foreign := token(deltaRound(t, graphToken(t, other), other.GraphURL()+"/v1.0/users/delta?$deltatoken=latest").link)
	future := deltaState{Of: "users", Epoch: c.epoch, Until: 7}.token()
	for query, code := range map[string]string{
		"users/delta?$deltatoken=abc":                                              "Request_BadRequest",
		"users/delta?$skiptoken=" + own[1:]:                                        "Request_BadRequest",
		"users/delta?$skiptoken=" + own + "&$deltatoken=" + own:                    "Request_BadRequest",
		"groups/delta?$deltatoken=" + own:                                          "Request_BadRequest",
		"users/delta?$deltatoken=" + foreign:                                       "syncStateNotFound",
		"users/delta?$deltatoken=" + future:                                        "syncStateNotFound",
		"users/delta?$filter=department+eq+'Sales'":                                "Request_UnsupportedQuery",
		"users/delta?$filter=" + strings.Repeat("id+eq+'a'+or+", 50) + "id+eq+'b'": "Request_UnsupportedQuery",
		"groups/delta?$filter=displayName+eq+'Sales'":                              "Request_UnsupportedQuery",
		"users/delta?$select=mial":                                                 "BadRequest",
		"groups/delta?$select=mail":                                                "BadRequest",
	} {
		a := call(t, "GET", s.GraphURL()+"/v1.0/"+query, auth, "")
		if a.StatusCode != 400 || a.json(t)["error"].(map[string]any)["code"] != code {
			t.Errorf("%s: %d %s, want %s", query, a.StatusCode, a.text, code)
		}
	}
}

// memberChanges reads members@delta of each group: by name, id to whether they are in.
func memberChanges(r round) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, o := range r.objects {
		name := o["displayName"].(string)
		if all[name] == nil {
			all[name] = map[string]bool{}
		}
		members, _ := o["members@delta"].([]any)
		for _, m := range members {
			member := m.(map[string]any)
			_, gone := member["@removed"]
			all[name][member["@odata.type"].(string)+" "+member["id"].(string)] = !gone
		}
	}
	return all
}

func TestGroupsDelta(t *testing.T) {
	c := company(700)
	s := start(t, Options{Entra: c, Wrap: checked(t)})
	auth := graphToken(t, s)
	ids := s.GroupIDs().Graph
	const path = "/v1.0/groups/delta?$select=id,displayName,members"
	all := deltaRound(t, auth, s.GraphURL()+path)
	for name, members := range memberChanges(all) {
		direct, _ := graphAll(t, s, "/v1.0/groups/"+ids[name]+"/members?$top=999")
		if len(members) != len(direct) {
			t.Errorf("%s: %d members by delta, %d by listing", name, len(members), len(direct))
		}
	}
	if all.pages < 4 || len(memberChanges(all)) != len(ids) {
		t.Errorf("%d groups on %d pages", len(memberChanges(all)), all.pages)
	}
	latest := deltaRound(t, auth, s.GraphURL()+path+"&$deltatoken=latest&$filter="+
		url.QueryEscape("id eq '"+ids["Alumni"]+"' or id eq '"+ids["Headquarters"]+"'"))
	if len(latest.objects) != 0 {
		t.Errorf("latest gave %v", latest.objects)
	}
	var sales, engineer int
	for i := range c.Len() {
		switch c.Person(i).Department {
		case "Sales":
			sales = i
		case "Engineering":
			engineer = i
		}
	}
	user := func(i int) string { return "#microsoft.graph.user " + c.Person(i).GraphID }
	c.SetMember("Alumni", 20, true)
	c.SetMember("Alumni", 21, true)
	c.SetMember("Alumni", 21, false)
	c.SetMember("Sales", sales, false)
	c.SetMember("Sales", engineer, true)
	c.Deactivate(22) // stays in their groups
	got := memberChanges(deltaRound(t, auth, all.link))
	want := map[string]map[string]bool{
		"Alumni": {user(20): true, user(21): false},
		"Sales":  {user(sales): false, user(engineer): true},
	}
	if len(got) != 2 || !maps.Equal(got["Alumni"], want["Alumni"]) || !maps.Equal(got["Sales"], want["Sales"]) {
		t.Errorf("changed %v, want %v", got, want)
	}
	// The nested group's own change does not show at Headquarters.
	filtered := deltaRound(t, auth, latest.link)
	if got := memberChanges(filtered); len(got) != 1 || !maps.Equal(got["Alumni"], want["Alumni"]) {
		t.Errorf("filtered %v", got)
	}
	c.Delete(20)
	if got := memberChanges(deltaRound(t, auth, filtered.link)); !maps.Equal(got["Alumni"], map[string]bool{user(20): false}) {
		t.Errorf("deleted %v", got)
	}
	for i := 100; i < 400; i++ {
		c.SetMember("Alumni", i, true)
	}
	many := deltaRound(t, auth, filtered.link)
	if got := memberChanges(many)["Alumni"]; len(got) != 301 || many.pages != 2 {
		t.Errorf("%d changes on %d pages", len(got), many.pages)
	}
	if none := deltaRound(t, auth, many.link); len(none.objects) != 0 {
		t.Errorf("after that %v", none.objects)
	}
}

// A person changed many times must not make answers longer or dearer.
func TestJournalKeepsTheLastChangeOnly(t *testing.T) {
	var j journal
	for n := range 100000 {
		j.add(uint64(n+1), n%100)
	}
	if len(j.marks) > 400 {
		t.Errorf("%d marks for 100 people", len(j.marks))
	}
	marks := j.between(0, 100000, 1000)
	if len(marks) != 100 || marks[0].seq != 99901 || marks[99].seq != 100000 {
		t.Errorf("%d marks, %v to %v", len(marks), marks[0], marks[len(marks)-1])
	}
	if marks := j.between(99950, 99960, 5); len(marks) != 5 || marks[0].seq != 99951 {
		t.Errorf("between: %v", marks)
	}
	if m, ok := j.latest(99950, 99960); !ok || m.seq != 99960 {
		t.Errorf("latest: %v %v", m, ok)
	}
	if m, ok := j.latest(99960, 99960); ok {
		t.Errorf("latest of nothing: %v", m)
	}
}

func TestDirectoryExtensions(t *testing.T) {
	c := company(3)
	s := start(t, Options{Entra: c})
	c.SetAttribute(1, "extension_0123456789abcdef0123456789abcdef_shoeSize", "42")
	auth := graphToken(t, s)
	list := func(body string) (names []string) {
		t.Helper()
		a := call(t, "POST", s.GraphURL()+"/v1.0/directoryObjects/getAvailableExtensionProperties", auth, body, "Content-Type", "application/json")
		if a.StatusCode != 200 {
			t.Fatalf("%d %s", a.StatusCode, a.text)
		}
		for _, v := range a.json(t)["value"].([]any) {
			p := v.(map[string]any)
			if p["targetObjects"].([]any)[0] != "User" || p["appDisplayName"] == "" || p["isMultiValued"] != false {
				t.Errorf("extension %v", p)
			}
			names = append(names, p["dataType"].(string)+" "+p["name"].(string))
		}
		return names
	}
	want := []string{"String " + s.ExtensionName("dateOfBirth"), "Integer " + s.ExtensionName("badgeNumber"), "String extension_0123456789abcdef0123456789abcdef_shoeSize"}
	if got := list("{}"); !slices.Equal(got, want) {
		t.Errorf("extensions %q, want %q", got, want)
	}
	if got := list(`{"isSyncedFromOnPremises":true}`); len(got) != 0 {
		t.Errorf("synced extensions %q", got)
	}
	if a := call(t, "POST", s.GraphURL()+"/v1.0/directoryObjects/getAvailableExtensionProperties", auth, "{"); a.StatusCode != 400 {
		t.Errorf("no JSON: %d", a.StatusCode)
	}
}
