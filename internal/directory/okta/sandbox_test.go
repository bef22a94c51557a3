package okta_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/sandbox"
	"github.com/incodectl/incodectl/internal/secret"
)

// TestAgainstTheSandbox follows an organisation of the sandbox through changes.
// The sandbox reads Okta's documentation by itself, so that the source is not
// only tested against its author's own idea of Okta.
func TestAgainstTheSandbox(t *testing.T) {
	t.Parallel()
	now := &clock{at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	company := sandbox.NewCompany(sandbox.CompanyOptions{Users: 2000, Seed: 1, Now: now.now})
	server, err := sandbox.Start(t.Context(), sandbox.Options{Okta: company, OktaToken: apiToken, Now: now.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	s, err := okta.New(okta.Options{OrgURL: server.OktaURL(), Auth: okta.AuthToken, Token: secret.New(apiToken)})
	if err != nil {
		t.Fatal(err)
	}
	one, err := read(t, s, "")
	if err != nil {
		t.Fatal(err)
	}
	four, err := readAs(t, s, fourAtOnce())
	complete(t, four, err, ids(one))
	mark := four[len(four)-1].Mark

	now.add(time.Hour)
	pages, err := delta(t, s, mark)
	whole(t, pages, err, nil)

	id := func(i int) string { return company.Person(i).OktaID }
	changed, deactivated, gone := id(7), id(8), id(9)
	company.SetAttribute(7, "department", "Legal")
	company.Deactivate(8)
	company.Erase(9)
	added := id(company.Add())
	now.add(time.Minute)
	pages, err = delta(t, s, mark)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := slices.Sorted(slices.Values(ids(pages))), []string{changed, deactivated, added}; !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("changed %v, want %v", got, want)
	}
	if got := removed(pages); !slices.Equal(got, []string{gone + " deleted"}) || len(notes(pages)) != 0 {
		t.Errorf("removed %v, want %s; notes %v", got, gone, notes(pages))
	}
	found, _, err := s.Check(t.Context(), []string{changed, deactivated, gone})
	if err != nil || found[0].Record == nil || found[1].Record == nil || found[2].Gone != "deleted" {
		t.Errorf("%+v, %v", found, err)
	}
}

// TestGroupsOfTheSandbox: changed members need a full listing, once.
func TestGroupsOfTheSandbox(t *testing.T) {
	t.Parallel()
	now := &clock{at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	company := sandbox.NewCompany(sandbox.CompanyOptions{Users: 2000, Seed: 1, Now: now.now})
	server, err := sandbox.Start(t.Context(), sandbox.Options{Okta: company, OktaToken: apiToken, Now: now.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	groups := server.GroupIDs().Okta
	s, err := okta.New(okta.Options{
		OrgURL: server.OktaURL(), Auth: okta.AuthToken, Token: secret.New(apiToken),
		Groups: []string{groups["Sales"], groups["Engineering"], groups["Alumni"]},
	})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := readAs(t, s, fourAtOnce())
	members := ids(pages)
	complete(t, pages, err, members)
	mark := pages[len(pages)-1].Mark

	now.add(time.Hour)
	company.SetAttribute(7, "department", "Legal") // an attribute, and no group
	pages, err = delta(t, s, mark)
	whole(t, pages, err, []string{company.Person(7).OktaID})
	mark = pages[len(pages)-1].Mark

	now.add(time.Hour)
	i := 0
	for !slices.Contains(members, company.Person(i).OktaID) {
		i++
	}
	left := company.Person(i).OktaID
	for g, id := range groups {
		if id == groups["Sales"] || id == groups["Engineering"] {
			company.SetMember(g, i, false)
		}
	}
	now.add(10 * time.Minute)
	_, err = delta(t, s, mark)
	if _, full := errors.AsType[*directory.FullNeeded](err); !full {
		t.Errorf("after somebody left: %v", err)
	}
	found, _, err := s.Check(t.Context(), []string{left})
	if err != nil || found[0].Gone != "no longer in scope" {
		t.Errorf("%+v, %v", found, err)
	}
	pages, err = readAs(t, s, fourAtOnce())
	complete(t, pages, err, slices.DeleteFunc(slices.Clone(members), func(id string) bool { return id == left }))
	pages, err = delta(t, s, pages[len(pages)-1].Mark)
	if err != nil || !pages[len(pages)-1].Last {
		t.Errorf("the next delta: %v", err)
	}
}
