package readiness

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

var now = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

// fakePeople is a store of people in order of login.
type fakePeople []directory.User

func (f fakePeople) Users(_ context.Context, want directory.Filter) iter.Seq2[directory.User, error] {
	return func(yield func(directory.User, error) bool) {
		for _, u := range f {
			if u.IntegrationID == want.IntegrationID && u.State == want.State && !yield(u, nil) {
				return
			}
		}
	}
}

func (f fakePeople) CountUsers(ctx context.Context, want directory.Filter) (n int, err error) {
	for _, err = range f.Users(ctx, want) {
		n++
	}
	return n, err
}

// person is an active person of the integration "a" with a login hint of their
// own; further claims stand as key=value.
func person(login string, more ...string) directory.User {
	u := directory.User{
		IntegrationID: "a", ExternalID: "x-" + login, State: directory.Active, Login: login,
		Hints:  []directory.Hint{{Kind: directory.HintLogin, Value: login}},
		Claims: claims.Set{claims.GivenName: "Mara", claims.FamilyName: "Lind" + login, claims.Birthdate: "1990-05-13"},
	}
	for _, m := range more {
		k, v, _ := strings.Cut(m, "=")
		if u.Claims[k] = v; v == "" {
			delete(u.Claims, k)
		}
	}
	return u
}

func with(u directory.User, hints ...directory.Hint) directory.User {
	u.Hints = hints
	return u
}

func in(u directory.User, id string) directory.User {
	u.IntegrationID = id
	return u
}

func hint(k directory.HintKind, v string) directory.Hint { return directory.Hint{Kind: k, Value: v} }

func both() []integration.Integration {
	return []integration.Integration{{ID: "a", Name: "first"}, {ID: "b", Name: "second"}}
}

// problems runs a check and returns what is wrong with whom, as
// "login claim problem".
func problems(t *testing.T, p match.Policy, people ...directory.User) ([]string, Report) {
	t.Helper()
	got := []string{}
	report, err := New(fakePeople(people), Options{Integrations: both(), Policy: p, Now: now}).Run(t.Context(), func(p Person) {
		for _, f := range p.Problems {
			got = append(got, fmt.Sprintf("%s %s %s", p.Login, f.Claim, f.Problem))
			if f.Problem.Text() == "" {
				t.Errorf("%s says nothing", f.Problem)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, report
}

func preset(t *testing.T, name string) match.Policy {
	t.Helper()
	p, ok := match.PresetPolicy(name)
	if !ok {
		t.Fatalf("no preset %s", name)
	}
	return p
}

func policy(t *testing.T, text string) match.Policy {
	t.Helper()
	p, err := match.ParsePolicy([]byte(text), "test.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestRecords: what a record must hold under each preset.
func TestRecords(t *testing.T) {
	for _, tt := range []struct {
		about  string
		person directory.User
		// What is wrong under strict, standard and lenient; "" when ready.
		strict, standard, lenient string
	}{
		{"name and birth date", person("1"), "address missing", "", ""},
		{
			"everything", person("1", "address.street_address=17 Long Acre", "address.locality=Springfield",
				"address.postal_code=62701", "address.country=US", "email=m@corp.example", "phone_number=+14155550123"),
			"", "", "",
		},
		{"no birth date", person("1", "birthdate="), "birthdate missing, address missing", "birthdate missing", "evidence insufficient_evidence"},
		{"no birth date, but a mailbox", person("1", "birthdate=", "email=m@corp.example"), "birthdate missing, address missing", "birthdate missing", ""},
		{"no name", person("1", "given_name=", "family_name="), "name missing, address missing", "name missing", "name missing"},
		{"a name that is none", person("1", "given_name=-", "family_name="), "name unreadable, address missing", "name unreadable", "name unreadable"},
		{"no such date", person("1", "birthdate=1990-02-30"), "birthdate no_such_date, address missing", "birthdate no_such_date", "birthdate no_such_date"},
		{"not born yet", person("1", "birthdate=2090-01-02"), "birthdate date_out_of_range, address missing", "birthdate date_out_of_range", "birthdate date_out_of_range"},
		{"no date", person("1", "birthdate=unknown"), "birthdate unknown_date_format, address missing", "birthdate unknown_date_format", "birthdate unknown_date_format"},
		{"a year", person("1", "birthdate=1990"), "birthdate partial_date, address missing", "birthdate partial_date", "birthdate partial_date"},
		{"day or month first", person("1", "birthdate=05/04/1990"), "birthdate ambiguous_date, address missing", "birthdate ambiguous_date", "birthdate ambiguous_date"},
		{"day first by custom", person("1", "birthdate=05/04/1990", "locale=en-GB"), "address missing", "", ""},
		{"a country is no address", person("1", "address.country=DE"), "address address_incomplete", "", ""},
		{"what nobody asks for may be wrong", person("1", "phone_number=n/a", "email=nobody", "address.locality=Springfield"), "address address_incomplete", "", ""},
	} {
		for preset_, want := range map[string]string{match.PresetStrict: tt.strict, match.PresetStandard: tt.standard, match.PresetLenient: tt.lenient} {
			got, _ := problems(t, preset(t, preset_), tt.person)
			for i := range got {
				got[i] = strings.TrimPrefix(got[i], "1 ")
			}
			if have := strings.Join(got, ", "); have != want {
				t.Errorf("%s, %s: got %q, want %q", tt.about, preset_, have, want)
			}
		}
	}
}

// TestRequired: what a policy asks for must be there and readable, and the rules
// of a group are those of its people.
func TestRequired(t *testing.T) {
	p := policy(t, `
version: 1
claims:
  name: {mode: fuzzy, required: true}
  birthdate: {mode: exact, required: true}
  phone_number: {mode: exact, required: true}
groups:
  - group: Staff
    preset: standard
  - group: Guests
    claims:
      name: {mode: fuzzy, required: true}
      badge: {mode: digits, required: true}
    minimum_evidence: 10
`)
	got, report := problems(t, p,
		person("1", "phone_number=+14155550123"),
		person("2"),
		person("3", "phone_number=ask Mara"),
		person("4", "phone_number=030 1234567"),
		person("5", "groups=staff"),
		person("6", "groups=Everybody\nGuests"),
		person("7", "groups=Guests", "badge=none"),
		person("8", "groups=Guests", "badge=A-4711"),
	)
	want := []string{
		"2 phone_number missing", "3 phone_number not_a_phone_number", "4 phone_number country_code_missing",
		"6 badge missing", "7 badge digits_missing",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if report.People != 8 || report.Ready != 3 || *report.Percent != 37.5 {
		t.Errorf("%+v", report.Totals)
	}
	for _, want := range []ClaimReport{
		{Claim: "phone_number", People: 5, Filled: 3, Missing: 2, Unreadable: 2, NotReady: 3, FilledPercent: new(60.0), UsablePercent: new(20.0), Problems: []Count{
			{"phone_number", "country_code_missing", 1, claims.CountryCodeMissing.Text()},
			{"phone_number", "not_a_phone_number", 1, claims.NotAPhoneNumber.Text()},
		}},
		{Claim: "badge", People: 3, Filled: 2, Missing: 1, Unreadable: 1, NotReady: 2, FilledPercent: new(66.66), UsablePercent: new(33.33), Problems: []Count{
			{"badge", "digits_missing", 1, claims.DigitsMissing.Text()},
		}},
	} {
		at := slices.IndexFunc(report.Claims, func(c ClaimReport) bool { return c.Claim == want.Claim })
		if at < 0 || !reflect.DeepEqual(report.Claims[at], want) {
			t.Errorf("%s: %+v", want.Claim, report.Claims)
		}
	}
	reasons := []string{}
	for _, p := range report.Problems {
		reasons = append(reasons, fmt.Sprintf("%s %s %d", p.Claim, p.Problem, p.People))
	}
	if want := []string{
		"badge digits_missing 1", "badge missing 1",
		"phone_number country_code_missing 1", "phone_number missing 1", "phone_number not_a_phone_number 1",
	}; !slices.Equal(reasons, want) {
		t.Errorf("got %q, want %q", reasons, want)
	}
}

// TestAgreesWithMatching: whoever is ready passes with a document of their own,
// written as documents are; nobody else does.
func TestAgreesWithMatching(t *testing.T) {
	for _, name := range []string{match.PresetStrict, match.PresetStandard, match.PresetLenient} {
		p := preset(t, name)
		for _, born := range []string{"1990-05-13", "13.05.1990", "05/13/1990", "900513", "05/04/1990", "1990-05", "", "?"} {
			u := person("1", "birthdate="+born, "address.street_address=17 Long Acre", "address.locality=Springfield", "address.postal_code=62701")
			doc := claims.Set{
				claims.GivenName: "MARA", claims.FamilyName: "LIND1", claims.Birthdate: "1990-05-13", claims.IssuingCountry: "USA",
				claims.AddressStreet: "17 Long Acre", claims.AddressLocality: "Springfield", claims.AddressPostalCode: "62701",
			}
			if born == "05/04/1990" {
				doc[claims.Birthdate] = "1990-04-05"
			}
			d := match.Evaluate(doc, u.Claims, match.Subject{Active: true}, p, match.Options{Now: now})
			got, _ := problems(t, p, u)
			if (len(got) == 0) != (d.Outcome == match.OutcomePass) {
				t.Errorf("%s, born %q: decision %s (%v), problems %q", name, born, d.Outcome, d.Reasons, got)
			}
		}
	}
}

func TestLoginHints(t *testing.T) {
	got, report := problems(t, match.DefaultPolicy(),
		with(person("none")),
		with(person("one"), hint(directory.HintLogin, "desk@corp.example")),
		with(person("two"), hint(directory.HintAlias, "desk@corp.example")),
		with(person("three"), hint(directory.HintLogin, "three"), hint(directory.HintAlias, "desk@corp.example")),
		in(with(person("one2"), hint(directory.HintLogin, "three")), "b"),
		in(with(person("four"), hint(directory.HintLogin, "four")), "b"),
	)
	want := []string{"none login_hint no_login_hint", "one login_hint shared_login_hint", "two login_hint shared_login_hint"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	h := report.LoginHints
	if h.Without != 1 || h.Shared != 2 || h.SharedWithin != 1 || len(h.List) != 2 {
		t.Fatalf("%+v", h)
	}
	if first := h.List[0]; first.People != 3 || first.Members[2] != (Ref{"first", "three", "x-three"}) {
		t.Errorf("%+v", first)
	}
	if second := h.List[1]; second.Members[1] != (Ref{"second", "one2", "x-one2"}) || second.Kind != "login" {
		t.Errorf("%+v", second)
	}
	if first, second := report.Integrations[0], report.Integrations[1]; first.Ready != 1 || first.People != 4 || second.Ready != 2 {
		t.Errorf("%+v", report.Integrations)
	}
}

func TestDuplicates(t *testing.T) {
	same := []string{"given_name=Nils", "family_name=Öberg"}
	people := []directory.User{
		person("1", same...),
		person("2", "given_name=NILS", "family_name=Oberg", "birthdate=13.05.1990"),
		in(person("3", same...), "b"), // another integration holds them again
		person("4", "given_name=Ada", "family_name=Nord", "phone_number=+46 70 123 45 67"),
		person("5", "given_name=Ada", "family_name=Nord", "phone_number=070-1234567", "birthdate="),
		person("6", "given_name=Erik", "family_name=Nord", "phone_number=070-1234567"), // shares the telephone
		person("7", "given_name=Bo", "family_name=Ek", "phone_number=+46 8 765 43 21"),
		person("8", "given_name=Bo", "family_name=Ek", "phone_number=+46 8 765 43 21", "birthdate=1960-01-02"), // father and son
		with(person("9"), hint(directory.HintLogin, "9"), hint(directory.HintEmployeeID, "4711")),
		with(person("10"), hint(directory.HintLogin, "10"), hint(directory.HintEmployeeID, "4711")),
	}
	got, report := problems(t, match.DefaultPolicy(), people...)
	want := []string{"1 duplicate same_name_and_birthdate", "2 duplicate same_name_and_birthdate", "5 birthdate missing"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	d := report.Duplicates
	if d.SameNameAndBirthdate != 1 || d.SameNameAndPhone != 1 || d.SameEmployeeID != 1 || len(d.List) != 3 {
		t.Fatalf("%+v", d)
	}
	kinds := map[string][]string{}
	for _, g := range d.List {
		for _, m := range g.Members {
			kinds[g.Kind] = append(kinds[g.Kind], m.Login)
		}
	}
	if !reflect.DeepEqual(kinds, map[string][]string{
		string(Namesake): {"1", "2"}, string(SamePhone): {"4", "5"}, string(SameID): {"9", "10"},
	}) {
		t.Errorf("%v", kinds)
	}
	ignore := match.DefaultPolicy()
	ignore.OnNotUnique = match.IgnoreNotUnique
	if got, _ := problems(t, ignore, people...); !slices.Equal(got, want[2:]) {
		t.Errorf("a policy that does not ask who else would pass: %q", got)
	}
}

// TestRounds: how much is held at once makes no difference to what is found.
func TestRounds(t *testing.T) {
	var people []directory.User
	for i := range 60 {
		u := person(fmt.Sprint(i), "given_name=Mara", fmt.Sprintf("family_name=L%d", i%40))
		people = append(people, with(u, hint(directory.HintLogin, fmt.Sprint(i)), hint(directory.HintAlias, fmt.Sprint("desk", i%50))))
	}
	var want Report
	for _, digests := range []int{defaultDigests, 50, 7} {
		c := New(fakePeople(people), Options{Integrations: both(), Policy: match.DefaultPolicy(), Now: now})
		c.digests = digests
		got, err := c.Run(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if digests == defaultDigests {
			if want = got; want.Duplicates.SameNameAndBirthdate != 20 || want.LoginHints.Shared != 10 {
				t.Fatalf("%+v", want)
			}
			continue
		}
		if c.passes < 3 || !reflect.DeepEqual(got, want) {
			t.Errorf("%d digests, %d passes: %+v\nwant %+v", digests, c.passes, got, want)
		}
	}
}

func TestContactNeeded(t *testing.T) {
	_, report := problems(t, preset(t, match.PresetLenient),
		person("1"), person("2", "email=m@corp.example"), person("3", "email=n@corp.example", "birthdate="))
	if report.Ready != 3 || report.ContactNeeded != 1 {
		t.Errorf("%+v, %d", report.Totals, report.ContactNeeded)
	}
}

func TestWorstGroups(t *testing.T) {
	bad := "birthdate="
	people := []directory.User{
		person("1@a.example", "department=Sales", bad), person("2@a.example", "department=Sales"),
		person("3@b.example", "department=Sales", bad), person("4@b.example", "department=Labs"),
		person("5", "department=Dock\nSales\nSales", bad), person("6@b.example", bad, "email=6@c.example"),
	}
	for by, want := range map[string]string{
		"":           "domain: a.example 1/2, b.example 1/3; 1 without",
		"department": "department: Dock 0/1, Sales 1/4; 1 without",
	} {
		report, err := New(fakePeople(people), Options{Integrations: both(), Policy: match.DefaultPolicy(), Now: now, By: by}).Run(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var groups []string
		for _, g := range report.WorstGroups.Groups {
			groups = append(groups, fmt.Sprintf("%s %d/%d", g.Group, g.Ready, g.People))
		}
		slices.Sort(groups)
		if got := fmt.Sprintf("%s: %s; %d without", report.WorstGroups.By, strings.Join(groups, ", "), report.WorstGroups.Without); got != want {
			t.Errorf("%q: got %q, want %q", by, got, want)
		}
	}
	_, report := problems(t, match.DefaultPolicy(), person("1", "groups=Staff\nDock", bad), person("2", "groups=Staff"))
	if g := report.WorstGroups; g.By != claims.Groups || len(g.Groups) != 2 || g.Groups[0].Group != "Dock" || *g.Groups[1].Percent != 50 {
		t.Errorf("%+v", g)
	}
}

func TestCheckBy(t *testing.T) {
	p := policy(t, "version: 1\npreset: standard\ngroups:\n  - group: g\n    claims:\n      name: {mode: fuzzy}\n      badge: {mode: exact}\n    minimum_evidence: 10\n")
	for claim, want := range map[string]bool{
		"department": true, "groups": true, "address.country": true,
		"birthdate": false, "email": false, "badge": false, "document_number": false, "address.street_address": false, "No Claim": false,
	} {
		if err := CheckBy(claim, p); (err == nil) != want {
			t.Errorf("%s: %v", claim, err)
		}
	}
}

// TestByWhatNobodyHas: a claim that nobody has is a mistake, and what people have
// is named, without what is about single people. Where nobody is, nothing is.
func TestByWhatNobodyHas(t *testing.T) {
	some := fakePeople{person("1", "team=a", "address.country=DE"), person("2", "department=Sales", "title= ")}
	for by, tt := range map[string]struct {
		people fakePeople
		want   string
	}{
		"title": {some, "; or group by one that people have: address.country, department, team"},
		"dock":  {fakePeople{person("1")}, "; or leave --by out"},
		"team":  {some, ""}, "department": {some, ""}, "domain": {some, ""}, "": {some, ""}, "nothing": {nil, ""},
	} {
		_, err := New(tt.people, Options{Integrations: both(), Policy: match.DefaultPolicy(), By: by}).Run(t.Context(), nil)
		if tt.want == "" && err != nil || tt.want != "" && (!fault.Is(err, fault.Usage) || !strings.HasSuffix(fault.HintOf(err), tt.want)) {
			t.Errorf("%q: %v, %q", by, err, fault.HintOf(err))
		}
	}
}

// TestOnlyActive: nobody else is looked at, and nobody at all is no share.
func TestOnlyActive(t *testing.T) {
	left := person("1")
	left.State = directory.Inactive
	got, report := problems(t, match.DefaultPolicy(), left)
	if len(got) != 0 || report.People != 0 || report.Percent != nil || report.Claims == nil || report.Problems == nil {
		t.Errorf("%q, %+v", got, report)
	}
}

func TestNoValues(t *testing.T) {
	people := []directory.User{
		person("1", "given_name=Zacharias", "birthdate=1990-02-30", "phone_number=n/a secret"),
		with(person("2", "given_name=Zacharias"), hint(directory.HintAlias, "secret@corp.example")),
		with(person("3", "given_name=Zacharias"), hint(directory.HintAlias, "secret@corp.example")),
	}
	got, report := problems(t, preset(t, match.PresetStrict), people...)
	all := fmt.Sprintf("%q %+v", got, report)
	for _, value := range []string{"Zacharias", "02-30", "secret"} {
		if strings.Contains(all, value) {
			t.Errorf("%s is shown: %s", value, all)
		}
	}
}

// brokenPeople fails after some people.
type brokenPeople struct{ fakePeople }

func (b brokenPeople) Users(ctx context.Context, f directory.Filter) iter.Seq2[directory.User, error] {
	return func(yield func(directory.User, error) bool) {
		for u, err := range b.fakePeople.Users(ctx, f) {
			if !yield(u, err) {
				return
			}
		}
		yield(directory.User{}, errors.New("the disk is gone"))
	}
}

func TestBroken(t *testing.T) {
	_, err := New(brokenPeople{fakePeople{person("1")}}, Options{Integrations: both(), Policy: match.DefaultPolicy()}).Run(t.Context(), nil)
	if err == nil || err.Error() != "the disk is gone" {
		t.Errorf("%v", err)
	}
}
