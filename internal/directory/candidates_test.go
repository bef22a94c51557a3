package directory_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
)

// known is a record with claims of its own, "claim", "value" in turn.
func known(id, state string, pairs ...string) directory.Record {
	r := person(id, id+"@corp.example", id+"@corp.example", "", state)
	r.Claims = claims.Set{}
	for i := 0; i < len(pairs); i += 2 {
		r.Claims[pairs[i]] = pairs[i+1]
	}
	return r
}

func TestCandidates(t *testing.T) {
	const born, phone, name = claims.Birthdate, claims.Phone, claims.Name
	w := newWorld(t)
	w.sync(t, "okta", last(
		known("ada", "ACTIVE", born, "1985-04-12", name, "Ada Morgan", phone, "+14155550123"),
		known("bob", "ACTIVE", born, "1985-04-12", name, "Bob Hill"),
		known("cal", "SUSPENDED", born, "1985-04-12"),
		known("dee", "ACTIVE", name, "Ada Morgan"),
		known("eve", "ACTIVE", phone, "415-555-0123"),
		known("fay", "ACTIVE", born, "1970-01-01", phone, "+14155550123", name, "Ada Morgan"),
		known("gus", "ACTIVE", born, "1971-01-01"),
	))
	w.sync(t, "entra", last(known("ada-entra", "enabled", born, "1985-04-12", name, "Ada Morgan")))
	found, err := w.Lookup(t.Context(), "ada@corp.example", "okta")
	if err != nil {
		t.Fatal(err)
	}
	doc := claims.Set{born: "12 April 1985", name: "Ada Morgan", phone: "4155550123"}
	with := func(claim, value string) claims.Set {
		s := claims.Set{claim: value}
		for k, v := range doc {
			if k != claim {
				s[k] = v
			}
		}
		return s
	}
	tests := []struct {
		what      string
		doc       claims.Set
		options   directory.CandidateOptions
		want      []string
		truncated bool
	}{
		{"birth date, and telephone of those without", doc, directory.CandidateOptions{}, []string{"bob", "eve"}, false},
		{"and the name of those without", doc, directory.CandidateOptions{ByName: true}, []string{"bob", "dee", "eve"}, false},
		{"without a birth date", with(born, ""), directory.CandidateOptions{}, []string{"eve", "fay"}, false},
		{"whoever has the e-mail address", with(claims.Email, " GUS@corp.example"), directory.CandidateOptions{}, []string{"bob", "eve", "gus"}, false},
		{"not the one found, by their own address", with(claims.Email, "ada@corp.example"), directory.CandidateOptions{}, []string{"bob", "eve"}, false},
		{"as many as may be", doc, directory.CandidateOptions{Limit: 2}, []string{"bob", "eve"}, false},
		{"more than may be", doc, directory.CandidateOptions{Limit: 1}, []string{"bob"}, true},
		{"a document that says nothing", claims.Set{}, directory.CandidateOptions{ByName: true}, nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.what, func(t *testing.T) {
			people, truncated, err := w.Candidates(t.Context(), found.User, tt.doc, tt.options)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, u := range people {
				got = append(got, u.ExternalID)
			}
			if !slices.Equal(got, tt.want) || truncated != tt.truncated {
				t.Errorf("got %v, %v; want %v, %v", got, truncated, tt.want, tt.truncated)
			}
		})
	}
}

// TestTooManyCandidates: a birth date that hundreds share is said to be too much.
func TestTooManyCandidates(t *testing.T) {
	w := newWorld(t)
	var all []directory.Record
	for i := range directory.MaxCandidates + 2 {
		all = append(all, known(fmt.Sprintf("p%03d", i), "ACTIVE", claims.Birthdate, "1970-01-01"))
	}
	w.sync(t, "okta", last(all...))
	found, err := w.Lookup(t.Context(), "p007@corp.example", "")
	if err != nil {
		t.Fatal(err)
	}
	people, truncated, err := w.Candidates(t.Context(), found.User, claims.Set{claims.Birthdate: "1970-01-01"}, directory.CandidateOptions{})
	if err != nil || !truncated || len(people) != directory.MaxCandidates {
		t.Errorf("%d people, %v, %v", len(people), truncated, err)
	}
}
