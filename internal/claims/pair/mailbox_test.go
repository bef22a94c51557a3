package pair

import (
	"maps"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/evidence"
)

// TestMailbox: an address that one side lacks speaks of the part of the name
// that the side with the address lacks, and of nothing else.
func TestMailbox(t *testing.T) {
	const mail = "mara.lindqvist@corp.example"
	given, family := claims.Set{claims.GivenName: "Mara"}, claims.Set{claims.FamilyName: "Lindqvist"}
	both := claims.Set{claims.GivenName: "Mara", claims.FamilyName: "Lindqvist"}
	for _, tt := range []struct {
		name          string
		with, without claims.Set
		want          evidence.Level
	}{
		{"no name beside it", nil, both, evidence.MailboxName},
		{"the family name beside it", family, both, evidence.MailboxName},
		{"another part on the other side", family, given, evidence.MailboxName},
		{"another given name", family, claims.Set{claims.GivenName: "Olaf", claims.FamilyName: "Lindqvist"}, evidence.MailboxOther},
		{"compared as names", both, both, ""},
		{"the other side has no more", both, family, ""},
		{"a full name beside it", claims.Set{claims.Name: "Mara Lindqvist"}, both, ""},
		{"filled in from one part", claims.Set{claims.Name: "Lindqvist", claims.FamilyName: "Lindqvist"}, both, evidence.MailboxName},
		{"in both", claims.Set{claims.FamilyName: "Lindqvist"}, claims.Set{claims.GivenName: "Mara", claims.Email: "olaf@home.test"}, evidence.Mismatch},
	} {
		with := claims.Set{claims.Email: mail}
		maps.Copy(with, tt.with)
		for _, p := range []Pair{
			Compare(with, tt.without, Options{Now: now, Explain: true}),
			Compare(tt.without, with, Options{Now: now, Explain: true}),
		} {
			checkPair(t, p)
			for _, c := range p.Claims {
				if c.Claim == claims.Email && (c.Level != tt.want || (c.Why == "") != (tt.want == "")) {
					t.Errorf("%s: %q %q, want %q", tt.name, c.Level, c.Why, tt.want)
				}
			}
		}
	}
}
