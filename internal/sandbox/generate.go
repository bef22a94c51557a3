package sandbox

import (
	"strconv"
	"strings"
	"time"
)

// steadyPeople are persons 0 to 9 of every company: complete, active, with
// plain documents, so that demos and tests have somebody to count on. Their
// logins carry no number.
func steadyPeople() []steady {
	return []steady{
		{"US", "F", "Ada", "Morgan", ""},
		{"GB", "M", "Daniel", "Hughes", ""},
		{"MX", "F", "Sofía", "Herrera", "Campos"},
		{"DE", "M", "Lukas", "Brandt", ""},
		{"FR", "F", "Camille", "Renaud", ""},
		{"IN", "F", "Priya", "Menon", ""},
		{"JP", "M", "Kenji", "Yamamoto", ""},
		{"NG", "F", "Ngozi", "Okafor", ""},
		{"US", "M", "Marcus", "Bennett", ""},
		{"SE", "M", "Erik", "Lindström", ""},
	}
}

type steady struct{ country, gender, given, family, family2 string }

// Draws of attributes that are missing or unusual, in permille.
const (
	permilleNoBirthdate = 30
	permilleNoAddress   = 30
	permilleNoPhone     = 40
	permilleNoMail      = 20
	permilleOwnLogin    = 50  // login is not the e-mail address
	permilleSecondEmail = 300 // has a private address too
)

// pen writes the strings of one person into a single allocation: String of a
// strings.Builder shares its buffer, and later writes never change earlier bytes.
type pen struct{ strings.Builder }

// since returns what was written from position from on.
func (p *pen) since(from int) string { return p.String()[from:] }

// generate computes person i into p, with the given facts and otherwise as
// created, before any change.
func (c *Company) generate(p *Person, i int, f facts) {
	r := newRNG(c.seed, streamIdentity, i)
	var w pen
	w.Grow(416)
	*p = Person{Index: i, company: c}
	var id [36]byte
	w.Write(c.appendOktaID(id[:0], i))
	p.OktaID = w.since(0)
	w.Write(c.appendUUID(id[:0], streamGraphID, i))
	p.GraphID = w.since(len(p.OktaID))
	cu := &c.cultures[c.table[r.intn(len(c.table))]]
	p.Gender = "M"
	if r.next()&1 == 0 {
		p.Gender = "F"
	}
	var given, family string // slugs
	if i < len(c.steady) {
		cu = c.cultureOf(c.steady[i].country)
		given, family = c.steadyName(p, c.steady[i])
	} else {
		given, family = drawName(p, cu, &r, &w)
		p.Missing = drawMissing(&r)
	}
	p.Locale, p.familyFirst = cu.locale, cu.style == familyFirst

	from := w.Len()
	w.WriteString(c.prefix)
	w.WriteByte('-')
	writeNumber(&w, i+1, 6)
	p.EmployeeID = w.since(from)
	c.drawLogin(p, &r, &w, given, family)
	p.Birthdate = drawBirthdate(&r, &w)
	p.Phone = drawPhone(&r, &w, cu, i >= len(c.steady) && r.chance(200))
	p.Address = drawAddress(&r, &w, cu, i < len(c.steady))
	p.Department, p.Contractor = c.departments[f.department], f.contractor
	p.Title = pick(&r, c.titles)
	p.Status = f.status
	p.Created, p.LastUpdated, p.StatusChanged = f.created, f.updated, f.created
}

// steadyName gives p the fixed name of a steady person.
func (c *Company) steadyName(p *Person, s steady) (given, family string) {
	p.Gender, p.Given, p.Family, p.Paternal = s.gender, s.given, s.family, s.family
	if s.family2 != "" {
		p.Maternal = s.family2
		p.Family += " " + s.family2
	}
	p.GivenLatin, p.FamilyLatin = p.Given, p.Family
	return c.fold.slug(s.given), c.fold.slug(s.family)
}

// drawName draws the name; it returns given and family name as slugs.
func drawName(p *Person, cu *culture, r *rng, w *pen) (given, family string) {
	firsts, families := cu.men, cu.families
	if p.Gender == "F" {
		firsts, families = cu.women, cu.feminine
	}
	g, f, f2 := pick(r, firsts), pick(r, families), pick(r, families)
	middle := pick(r, firsts)
	draw := r.intn(1000)
	p.Given, p.GivenLatin, given, family = g.show, g.latin, g.slug, f.slug
	p.Family, p.FamilyLatin, p.Paternal = f.show, f.latin, f.show
	join := func(a, sep, b string) string {
		from := w.Len()
		w.WriteString(a)
		w.WriteString(sep)
		w.WriteString(b)
		return w.since(from)
	}
	switch cu.style {
	case spanish:
		p.Maternal, p.Family = f2.show, join(f.show, " ", f2.show)
		p.FamilyLatin = p.Family
	case portuguese: // the mother's name comes first, the father's is the last
		p.Maternal, p.Family = f2.show, join(f2.show, " ", f.show)
		p.FamilyLatin = p.Family
	case western:
		if draw < 40 && f.show == f.latin && f2.show == f2.latin && f.slug != f2.slug {
			p.Family = join(f.show, "-", f2.show)
			p.FamilyLatin, p.Paternal = p.Family, p.Family
		} else if draw < 300 && middle.slug != g.slug && middle.show == middle.latin && g.show == g.latin {
			p.Middle = middle.show
		}
	case familyFirst:
	}
	drawTitles(p, cu, r)
	return given, family
}

// drawTitles adds the rare title before or suffix after a name.
func drawTitles(p *Person, cu *culture, r *rng) {
	switch n := r.intn(1000); {
	case n < 10:
		p.Prefix = "Dr."
	case n < 40 && p.Gender == "M" && cu.code == "US":
		p.Suffix = [...]string{"Jr.", "Sr.", "III"}[n%3]
	}
}

func drawMissing(r *rng) Missing {
	var m Missing
	for bit, permille := range [...]int{permilleNoBirthdate, permilleNoAddress, permilleNoPhone, permilleNoMail} {
		if r.chance(permille) {
			m |= 1 << bit
		}
	}
	return m
}

// drawLogin makes e-mail and login unique by the index at the end of the local
// part, from which find gets the person back.
func (c *Company) drawLogin(p *Person, r *rng, w *pen, given, family string) {
	at := func(local ...string) string {
		from := w.Len()
		for _, s := range local {
			w.WriteString(s)
		}
		if p.Index >= len(c.steady) {
			writeNumber(w, p.Index, 1)
		}
		w.WriteByte('@')
		w.WriteString(c.domain)
		return w.since(from)
	}
	own, second := r.chance(permilleOwnLogin), r.chance(permilleSecondEmail)
	p.Email = at(given, ".", family)
	p.Login = p.Email
	if p.Index < len(c.steady) {
		return
	}
	if own {
		p.Login = at(given[:1], family)
	}
	if second {
		from := w.Len()
		w.WriteString(family)
		writeNumber(w, p.Index, 1)
		w.WriteString("@mail.example")
		p.SecondEmail = w.since(from)
	}
}

// drawBirthdate draws a day from 1955 to 2005.
func drawBirthdate(r *rng, w *pen) string {
	const first, days = -5479, 18628 // 1955-01-01 as days since 1970; days up to 2005-12-31
	t := time.Unix(int64(first+r.intn(days))*86400, 0).UTC()
	year, month, day := t.Date()
	from := w.Len()
	writeNumber(w, year, 4)
	w.WriteByte('-')
	writeNumber(w, int(month), 2)
	w.WriteByte('-')
	writeNumber(w, day, 2)
	return w.since(from)
}

func drawPhone(r *rng, w *pen, cu *culture, compact bool) string {
	from := w.Len()
	for _, ch := range []byte(pick(r, cu.phonePatterns)) {
		switch {
		case ch == '#':
			w.WriteByte(byte('0' + r.intn(10)))
		case ch != ' ' || !compact:
			w.WriteByte(ch)
		}
	}
	return w.since(from)
}

// drawAddress draws an address in the country's form; a plain one has no flat
// number and no long postal code.
func drawAddress(r *rng, w *pen, cu *culture, plain bool) Address {
	t := pick(r, cu.towns)
	a := Address{
		City: t.city, Region: t.region, RegionName: t.regionName,
		Country: cu.code, CountryName: cu.country, layout: cu.lineLay,
	}
	street, number := pick(r, cu.streetNames), 1+r.intn(199)
	if cu.neighbourhoods != nil {
		a.Neighbourhood = pick(r, cu.neighbourhoods)
	}
	from := w.Len()
	for _, part := range cu.streetLay {
		switch part.field {
		case 'n':
			writeNumber(w, number, 1)
		case 's':
			w.WriteString(street)
		default:
			w.WriteString(part.text)
		}
	}
	extra := r.intn(1000)
	if !plain && extra < 120 && (cu.code == "US" || cu.code == "CA") {
		w.WriteString(" Apt ")
		writeNumber(w, 1+extra%40, 1)
	}
	a.Street = w.since(from)
	from = w.Len()
	for _, ch := range []byte(t.postal) {
		switch ch {
		case '#':
			ch = byte('0' + r.intn(10))
		case '@':
			ch = "ABCEGHJKLMNPRSTVXY"[r.intn(18)]
		}
		w.WriteByte(ch)
	}
	if !plain && cu.code == "US" && extra >= 900 {
		w.WriteByte('-')
		writeNumber(w, 1000+extra, 4)
	}
	a.PostalCode = w.since(from)
	return a
}

// writeNumber writes n with leading zeros, at least width digits.
func writeNumber(w *pen, n, width int) {
	var d [20]byte
	s := strconv.AppendInt(d[:0], int64(n), 10)
	for range width - len(s) {
		w.WriteByte('0')
	}
	w.Write(s)
}
