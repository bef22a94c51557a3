package readiness

import (
	"fmt"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/directory"
)

// company makes people with full records, of whom some lack or spoil a claim
// and some are there twice.
func company(n int) fakePeople {
	given := []string{"Mara", "Nils", "Ada", "José", "Wei", "Olga", "Tariq", "Zoë", "Liam", "Ngozi"}
	family := []string{"Lindqvist", "Okafor", "García", "Nguyen", "Schmidt", "O'Brien", "Tanaka", "Kowalski", "Haddad", "Morgan"}
	people := make(fakePeople, n)
	for i := range people {
		login := fmt.Sprintf("p%07d@corp.example", i)
		u := directory.User{
			IntegrationID: "a", ExternalID: fmt.Sprintf("00u%017d", i), State: directory.Active, Login: login,
			Hints: []directory.Hint{hint(directory.HintLogin, login), hint(directory.HintEmployeeID, fmt.Sprint(i))},
			Claims: claims.Set{
				claims.GivenName: given[i%10], claims.FamilyName: fmt.Sprint(family[i/10%10], i/100%997),
				claims.Birthdate: fmt.Sprintf("19%02d-%02d-%02d", 50+i%50, 1+i/7%12, 1+i/11%28),
				claims.Email:     login, claims.Phone: fmt.Sprintf("+1415%07d", 5550000+i), claims.EmployeeID: fmt.Sprint(i),
				claims.AddressStreet: fmt.Sprint(1+i%900, " Market Street"), claims.AddressLocality: "San Francisco",
				claims.AddressRegion: "CA", claims.AddressPostalCode: "94103", claims.AddressCountry: "US",
				"department": fmt.Sprint("Department ", i%40),
			},
		}
		switch i % 50 {
		case 0:
			delete(u.Claims, claims.Birthdate)
		case 1:
			u.Claims[claims.Birthdate] = "1990-02-30"
		case 2:
			u.Claims[claims.Phone] = "n/a"
		}
		people[i] = u
	}
	return people
}

func BenchmarkRun(b *testing.B) {
	for _, n := range []int{5_000, 50_000} {
		people := company(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := New(people, Options{Integrations: both()[:1], Policy: match.DefaultPolicy(), Now: now, By: "department"}).Run(b.Context(), nil)
				if err != nil || r.NotReady < n/25 {
					b.Fatal(err, r.Totals)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/person")
		})
	}
}
