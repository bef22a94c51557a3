package sandbox

import (
	"encoding/json"
	"math"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
)

var plainLogin = regexp.MustCompile(`^[a-z][a-z.-]*[0-9]*@corp\.example$`)

func TestSameOptionsSamePeople(t *testing.T) {
	a := NewCompany(CompanyOptions{Users: 2000, Seed: 7})
	b := NewCompany(CompanyOptions{Users: 100000, Seed: 7})
	other := NewCompany(CompanyOptions{Users: 2000, Seed: 8})
	same := 0
	for i := range a.Len() {
		p, q := a.Person(i), b.Person(i)
		p.company, q.company = nil, nil
		if !reflect.DeepEqual(p, q) {
			t.Fatalf("person %d depends on more than seed and index:\n%+v\n%+v", i, p, q)
		}
		if other.Person(i).Birthdate == p.Birthdate {
			same++
		}
	}
	if same > 20 {
		t.Errorf("another seed gave %d of 2000 the same birthdate", same)
	}
}

func TestPeopleArePlausible(t *testing.T) {
	c := NewCompany(CompanyOptions{Users: 30000, Seed: 1, Start: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)})
	unique := map[string]int{}
	statuses := map[Status]int{}
	countries := map[string]int{}
	var missing, ownScript, diacritics, hyphens, particles, apostrophes, doubles, suffixes int
	for i := range c.Len() {
		p := c.Person(i)
		for _, key := range []string{"o" + p.OktaID, "g" + p.GraphID, "e" + p.EmployeeID, "l" + p.Login, "l" + p.Email} {
			if was, taken := unique[key]; taken && was != i {
				t.Fatalf("%s belongs to %d and %d", key, was, i)
			}
			unique[key] = i
		}
		if !plainLogin.MatchString(p.Login) || !plainLogin.MatchString(p.Email) {
			t.Fatalf("login %q, e-mail %q", p.Login, p.Email)
		}
		if p.Birthdate < "1955-01-01" || p.Birthdate > "2005-12-31" {
			t.Fatalf("born %q", p.Birthdate)
		}
		if p.Created.After(p.LastUpdated) || p.LastUpdated.After(c.start) {
			t.Fatalf("created %v, updated %v", p.Created, p.LastUpdated)
		}
		if p.Given == "" || p.Family == "" || len(p.Given) > 50 || len(p.Family) > 50 || p.Address.Street == "" || p.Address.City == "" {
			t.Fatalf("incomplete: %+v", p)
		}
		if strings.ContainsAny(p.Phone+p.Address.PostalCode+p.Address.Street, "@{}") || strings.Contains(p.Phone+p.Address.PostalCode, "#") {
			t.Fatalf("a pattern shows through: %q %q %q", p.Phone, p.Address.PostalCode, p.Address.Street)
		}
		if s := c.fold.mrz(p.GivenLatin + p.FamilyLatin); strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 {
			t.Fatalf("%q has no ASCII form", s)
		}
		statuses[p.Status]++
		countries[p.Address.Country]++
		count := func(n *int, yes bool) {
			if yes {
				*n++
			}
		}
		count(&missing, p.Missing != 0)
		count(&ownScript, p.Family != p.FamilyLatin)
		count(&diacritics, c.fold.Replace(p.Given+p.Family) != p.Given+p.Family)
		count(&hyphens, strings.Contains(p.Given+p.Family, "-"))
		count(&particles, strings.Contains(p.Family, "van der ") || strings.Contains(p.Family, "de la "))
		count(&apostrophes, strings.Contains(p.Family, "'"))
		count(&doubles, p.Maternal != "")
		count(&suffixes, p.Suffix != "")
	}
	for _, s := range []Status{
		StatusActive, StatusStaged, StatusProvisioned, StatusRecovery, StatusLockedOut,
		StatusPasswordExpired, StatusSuspended, StatusDeprovisioned,
	} {
		if statuses[s] == 0 {
			t.Errorf("nobody is %s", s)
		}
	}
	if share := float64(statuses[StatusDeprovisioned]) / 30000; math.Abs(share-0.03) > 0.005 {
		t.Errorf("%.1f %% are deprovisioned, want about 3", share*100)
	}
	if len(countries) < 30 {
		t.Errorf("people from %d countries only", len(countries))
	}
	if missing < 2000 || missing > 5000 {
		t.Errorf("%d of 30000 lack an attribute", missing)
	}
	for what, n := range map[string]int{
		"in their own script": ownScript, "with diacritics": diacritics, "hyphenated": hyphens, "with particles": particles,
		"with apostrophes": apostrophes, "with two surnames": doubles, "with a suffix": suffixes,
	} {
		if n < 50 {
			t.Errorf("only %d names %s", n, what)
		}
	}
}

func TestSteadyPeople(t *testing.T) {
	c := NewCompany(CompanyOptions{Users: 12, Seed: 99, Domain: "demo.example", IDPrefix: "OK"})
	p := c.Person(0)
	if p.Email != "ada.morgan@demo.example" || p.Login != p.Email || p.EmployeeID != "OK-000001" {
		t.Errorf("person 0 is %q %q %q", p.Email, p.Login, p.EmployeeID)
	}
	for i := range 10 {
		if p := c.Person(i); p.Status != StatusActive || p.Missing != 0 || p.SecondEmail != "" || p.Middle != "" {
			t.Errorf("person %d is not steady: %+v", i, p)
		}
	}
}

func TestDomainIsReserved(t *testing.T) {
	for in, want := range map[string]string{
		"": "corp.example", "Corp.Example": "corp.example", "a.test": "a.test", "sub.example.com": "sub.example.com",
		"acme.com": "acme.com.example", "myexample": "myexample.example",
	} {
		if got := NewCompany(CompanyOptions{Domain: in}).Domain(); got != want {
			t.Errorf("domain %q became %q, want %q", in, got, want)
		}
	}
}

func TestFindInvertsEveryIdentifier(t *testing.T) {
	c := NewCompany(CompanyOptions{Users: 3000, Seed: 3})
	for i := range c.Len() {
		p := c.Person(i)
		for _, key := range []string{p.OktaID, p.GraphID, p.Login, strings.ToUpper(p.Email)} {
			if got, ok := c.Find(key); !ok || got != i {
				t.Fatalf("Find(%q) = %d, %v; want %d", key, got, ok, i)
			}
		}
	}
	for _, key := range []string{
		"", "nobody@corp.example", "maria.garcia999999@corp.example", "00u00000000000000000",
		"00000000-0000-4000-8000-000000000000", NewCompany(CompanyOptions{Users: 3001, Seed: 3}).Person(3000).OktaID,
	} {
		if i, ok := c.Find(key); ok {
			t.Errorf("Find(%q) = %d", key, i)
		}
	}
}

func TestMix(t *testing.T) {
	for _, v := range []uint64{0, 1, 42, 1 << 63, math.MaxUint64} {
		if got := unmix(mix(v)); got != v {
			t.Errorf("unmix(mix(%d)) = %d", v, got)
		}
	}
}

func TestChanges(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	c := NewCompany(CompanyOptions{Users: 50, Seed: 1, Now: func() time.Time { return now }})
	before := c.Person(20)
	c.Deactivate(20)
	if p := c.Person(20); p.Status != StatusDeprovisioned || !p.LastUpdated.Equal(now) || !p.Created.Equal(before.Created) {
		t.Errorf("deactivated: %v %v %v", p.Status, p.LastUpdated, p.Created)
	}
	c.Reactivate(20)
	c.SetLogin(20, "new.login@corp.example")
	c.SetEmail(20, "new.mail@corp.example")
	c.SetAttribute(20, "firstName", "Renée")
	c.SetAttribute(20, "dateOfBirth", "")
	c.SetAttribute(20, "badge", "b-1")
	c.Move(20, Address{Street: "1 Elm Street", City: "Reno", Region: "NV", PostalCode: "89501", Country: "US"})
	p := c.Person(20)
	if p.Status != StatusActive || p.Login != "new.login@corp.example" || p.Email != "new.mail@corp.example" || p.Given != "Renée" ||
		!p.Missing.Has(MissingBirthdate) || p.Custom["badge"] != "b-1" || p.OktaID != before.OktaID {
		t.Errorf("changed: %+v", p)
	}
	if got := strings.Join(p.Address.Lines(), "|"); got != "1 Elm Street|Reno, NV 89501" {
		t.Errorf("moved to %q", got)
	}
	if i, ok := c.Find("NEW.LOGIN@corp.example"); !ok || i != 20 {
		t.Errorf("new login finds %d, %v", i, ok)
	}
	if _, ok := c.Find(before.Login); ok {
		t.Error("the old login still finds the person")
	}
	c.SetLogin(20, "newer.login@corp.example")
	if _, ok := c.Find("new.login@corp.example"); ok {
		t.Error("a login given up still finds the person")
	}
	c.Delete(20)
	if _, ok := c.Find(before.OktaID); ok || c.Count() != 49 || c.Len() != 50 || !c.Person(20).Deleted {
		t.Errorf("deleted: found %v, count %d, len %d", ok, c.Count(), c.Len())
	}
	c.Delete(20)
	c.Restore(20)
	if c.Count() != 50 || c.Person(20).Deleted {
		t.Errorf("restored: count %d", c.Count())
	}
	i := c.Add()
	if p := c.Person(i); i != 50 || p.Status != StatusActive || !p.Created.Equal(now) || c.Count() != 51 {
		t.Errorf("hired: %d %+v", i, p)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("an index beyond the company was accepted")
			}
		}()
		c.Deactivate(51)
	}()
}

func TestConcurrentChanges(t *testing.T) {
	c := NewCompany(CompanyOptions{Users: 100, Seed: 1})
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 100 {
				c.SetAttribute(i, "city", "Paris")
				c.Delete((i + g) % 100)
				c.Restore((i + g) % 100)
				_ = c.Person(i)
				c.Add()
			}
		})
	}
	wg.Wait()
	if c.Count() != 500 || c.Len() != 500 {
		t.Errorf("count %d, len %d; want 500", c.Count(), c.Len())
	}
}

func TestDocuments(t *testing.T) {
	c := NewCompany(CompanyOptions{Users: 3000, Seed: 5})
	type document struct {
		Name struct {
			FullName, FirstName, PaternalLastName, MaternalLastName, GivenNameMrz string
		}
		Address       string
		AddressFields map[string]string
		BirthDate     int64
		TypeOfID      string `json:"typeOfId"`
	}
	read := func(b []byte) (d document) {
		t.Helper()
		if err := json.Unmarshal(b, &d); err != nil {
			t.Fatal(err)
		}
		return d
	}
	day := func(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateOnly) }
	var negative, stray, passports int
	for i := range c.Len() {
		p := c.Person(i)
		d := read(p.Document(Right))
		if day(d.BirthDate) != p.Birthdate {
			t.Fatalf("person %d: document says born %s, is %s", i, day(d.BirthDate), p.Birthdate)
		}
		if d.Name.FullName != strings.ToUpper(p.Name()) && p.Address.Country != "TR" {
			t.Fatalf("person %d: document says %q, is %q", i, d.Name.FullName, p.Name())
		}
		if d.BirthDate < 0 {
			negative++
		}
		if d.BirthDate%86400000 != 0 {
			stray++
		}
		if d.TypeOfID == "Passport" {
			passports++
		} else if !strings.Contains(d.Address, "\n") && p.Address.Country != "" {
			t.Fatalf("person %d: address %q has one line", i, d.Address)
		}
		if i < 10 && (d.BirthDate%86400000 != 0 || d.TypeOfID == "Passport") {
			t.Errorf("person %d has no plain document", i)
		}
	}
	if negative == 0 || stray == 0 || stray > 600 || passports == 0 || passports > 600 {
		t.Errorf("%d negative dates, %d stray times, %d passports", negative, stray, passports)
	}
	p := c.Person(0)
	right, moved, wrong := read(p.Document(Right)), read(p.Document(MovedAddress)), read(p.Document(WrongBirthdate))
	if moved.Address == right.Address || moved.AddressFields["city"] == right.AddressFields["city"] || moved.BirthDate != right.BirthDate {
		t.Errorf("moved address: %q, right %q", moved.Address, right.Address)
	}
	if wrong.BirthDate == right.BirthDate || wrong.Address != right.Address {
		t.Errorf("wrong birthdate: %d, right %d", wrong.BirthDate, right.BirthDate)
	}
	if sofia := read(func() []byte { p := c.Person(2); return p.Document(Right) }()); sofia.Name.PaternalLastName != "HERRERA" || sofia.Name.MaternalLastName != "CAMPOS" {
		t.Errorf("surnames %+v", sofia.Name)
	}
}

func TestClaims(t *testing.T) {
	p := NewCompany(CompanyOptions{Users: 10, Seed: 5}).Person(0)
	got := p.Claims()
	if got["given_name"] != "Ada" || got["name"] != "Ada Morgan" || got["birthdate"] != p.Birthdate || got["email"] != p.Email {
		t.Errorf("claims %v", got)
	}
	if a := got["address"].(map[string]any); a["country"] != "US" || a["postal_code"] != p.Address.PostalCode {
		t.Errorf("address %v", a)
	}
}

func BenchmarkPerson(b *testing.B) {
	c := NewCompany(CompanyOptions{Users: 1 << 20, Seed: 1})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_ = c.Person(i & (1<<20 - 1))
	}
}
