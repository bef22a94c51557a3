package match

import (
	"slices"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
)

var (
	opts   = Options{Now: time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)}
	active = Subject{Active: true, State: "active"}
)

// ada is a directory record with everything in it.
func ada() claims.Set {
	return claims.Set{
		claims.GivenName: "Ada", claims.FamilyName: "Lovelace", claims.Birthdate: "1990-12-10",
		claims.Email: "ada@corp.example", claims.Phone: "+14155550134",
		claims.AddressStreet: "12 Market St", claims.AddressLocality: "San Francisco", claims.AddressRegion: "CA",
		claims.AddressPostalCode: "94102", claims.AddressCountry: "US", "cost_center": "4100",
	}
}

// but returns ada with changes; an empty value removes a claim.
func but(kv ...string) claims.Set {
	s := ada()
	for i := 0; i < len(kv); i += 2 {
		s[kv[i]] = kv[i+1]
	}
	return s
}

// passport is what a passport says about ada: no address, no e-mail, no phone.
func passport(kv ...string) claims.Set {
	s := claims.Set{claims.GivenName: "ADA", claims.FamilyName: "LOVELACE", claims.Birthdate: "1990-12-10"}
	for i := 0; i < len(kv); i += 2 {
		s[kv[i]] = kv[i+1]
	}
	return s
}

func TestEvaluateDefaultPolicy(t *testing.T) {
	tests := []struct {
		name     string
		doc, dir claims.Set
		outcome  Outcome
		rule     Rule
		reasons  []string
	}{
		{"everything agrees", ada(), ada(), OutcomePass, RulePass, nil},
		{"a passport agrees", passport(), ada(), OutcomePass, RulePass, nil},
		{"middle name on the document only", passport(claims.MiddleName, "King"), ada(), OutcomePass, RulePass, nil},
		{
			"someone else", passport(claims.GivenName, "Grace", claims.FamilyName, "Hopper", claims.Birthdate, "1985-12-09"), ada(),
			OutcomeHardStop, RuleClaimHardStop,
			[]string{"name_mismatch", "birthdate_mismatch"},
		},
		{"a namesake", passport(claims.Birthdate, "1971-03-28"), ada(), OutcomeHardStop, RuleClaimHardStop, []string{"birthdate_mismatch"}},
		{"one digit of the birth date", passport(claims.Birthdate, "1990-12-11"), ada(), OutcomeSoftFlag, RuleClaimSoftFlag, []string{"birthdate_review"}},
		{"swapped day and month", passport(claims.Birthdate, "1990-10-12"), ada(), OutcomeSoftFlag, RuleClaimSoftFlag, []string{"birthdate_review"}},
		{"a birth date nobody can read", passport(claims.Birthdate, "soon"), ada(), OutcomeHardStop, RuleClaimHardStop, []string{"birthdate_invalid"}},
		{"no birth date in the directory", passport(), but(claims.Birthdate, ""), OutcomeHardStop, RuleClaimHardStop, []string{"birthdate_missing_directory"}},
		{"no birth date on the document", passport(claims.Birthdate, ""), ada(), OutcomeHardStop, RuleClaimHardStop, []string{"birthdate_missing_id"}},
		{"one letter of a short name", passport(claims.GivenName, "EDA"), ada(), OutcomeSoftFlag, RuleClaimSoftFlag, []string{"name_review"}},
		{"another script", passport(claims.GivenName, "Ада", claims.FamilyName, "Лавлейс"), ada(), OutcomePass, RulePass, nil},
		{"another family name", passport(claims.FamilyName, "KING"), ada(), OutcomeSoftFlag, RuleClaimSoftFlag, []string{"name_review"}},
		{"moved house", but(claims.AddressStreet, "7 Pine Ave", claims.AddressPostalCode, "94110"), ada(), OutcomeSoftFlag, RuleClaimSoftFlag, []string{"address_mismatch"}},
		{
			"an address here, none in the directory", ada(), but(claims.AddressStreet, "", claims.AddressLocality, "", claims.AddressRegion, "", claims.AddressPostalCode, "", claims.AddressCountry, ""),
			OutcomePass, RulePass, nil,
		},
		{
			"a country is no address", ada(), but(claims.AddressStreet, "", claims.AddressLocality, "", claims.AddressPostalCode, ""),
			OutcomePass, RulePass, nil,
		},
		{"another phone", but(claims.Phone, "+14155550135"), ada(), OutcomeSoftFlag, RuleClaimSoftFlag, []string{"phone_number_mismatch"}},
		{"a plus tag is not exact", but(claims.Email, "ada+x@corp.example"), ada(), OutcomeSoftFlag, RuleClaimSoftFlag, []string{"email_mismatch"}},
		{"nothing at all", claims.Set{}, claims.Set{}, OutcomeHardStop, RuleClaimHardStop, []string{"name_missing_id", "birthdate_missing_id"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := Evaluate(tt.doc, tt.dir, active, DefaultPolicy(), opts)
			if d.Outcome != tt.outcome || d.Rule != tt.rule || !slices.Equal(d.Reasons, tt.reasons) {
				t.Errorf("got %s by %s because %q\n%+v", d.Outcome, d.Rule, d.Reasons, d.Claims)
			}
			if d.Rule.Text() == "" {
				t.Errorf("rule %s has no sentence", d.Rule)
			}
			for _, c := range d.Claims {
				for _, r := range c.Reasons {
					if r.Text() == "" {
						t.Errorf("%s: reason %q is not in the vocabulary", c.Claim, r)
					}
				}
			}
		})
	}
}

func TestInactivePersonNeverPasses(t *testing.T) {
	for _, s := range []Subject{{}, {State: "inactive"}, {State: "missing"}} {
		d := Evaluate(ada(), ada(), s, DefaultPolicy(), opts)
		if d.Outcome != OutcomeHardStop || d.Rule != RuleInactive || !slices.Equal(d.Reasons, []string{"user_inactive"}) {
			t.Errorf("%+v: %s by %s because %v", s, d.Outcome, d.Rule, d.Reasons)
		}
	}
}

// policy returns a policy of version 1 with these claims.
func policy(c map[string]Claim) Policy { return Policy{Version: Version, Rules: Rules{Claims: c}} }

func TestPolicyThatChecksNothingNeverPasses(t *testing.T) {
	ignored := Claim{Mode: Ignore, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail}
	for _, p := range []Policy{{}, policy(nil), policy(map[string]Claim{claims.Name: ignored, claims.Birthdate: ignored})} {
		d := Evaluate(ada(), ada(), active, p, opts)
		if d.Outcome != OutcomeHardStop || d.Rule != RuleChecksNothing || !slices.Equal(d.Reasons, []string{"policy_checks_nothing"}) {
			t.Errorf("%s by %s because %v", d.Outcome, d.Rule, d.Reasons)
		}
		if p.Validate() == nil {
			t.Error("Validate accepts it")
		}
	}
	skip := Claim{Mode: Exact, OnMismatch: HardStop, OnMissingDirectory: Skip, OnMissingID: Skip}
	d := Evaluate(claims.Set{}, ada(), active, policy(map[string]Claim{claims.Email: skip, claims.Name: skip}), opts)
	if d.Outcome != OutcomeHardStop || d.Rule != RuleNothingCompared {
		t.Errorf("nothing to compare: %s by %s", d.Outcome, d.Rule)
	}
}

func TestEvidenceRule(t *testing.T) {
	fuzzy := Claim{Mode: Fuzzy, OnMismatch: HardStop, OnMissingDirectory: Skip, OnMissingID: Skip}
	exact := Claim{Mode: Exact, OnMismatch: HardStop, OnMissingDirectory: Skip, OnMissingID: Skip}
	nameOnly := policy(map[string]Claim{claims.Name: fuzzy})
	allowed := nameOnly
	allowed.AllowNameOnly = true
	three := policy(map[string]Claim{claims.Name: fuzzy, claims.Birthdate: exact, claims.Email: exact})
	three.MinimumEvidence = 30
	required := exact
	required.Required = true
	nameless := policy(map[string]Claim{claims.Birthdate: exact, claims.Email: exact})
	one := func(p Policy) Policy { p.MinimumEvidence = 1; return p }
	ignored := policy(map[string]Claim{claims.Name: {Mode: Ignore}, claims.Birthdate: exact, claims.Email: exact})
	named := policy(map[string]Claim{claims.Name: fuzzy, claims.Birthdate: exact, claims.Email: exact})
	namelessAllowed := nameless // which Validate refuses
	namelessAllowed.AllowNameOnly = true
	tests := []struct {
		name    string
		p       Policy
		doc     claims.Set
		outcome Outcome
	}{
		{"a name alone does not pass", nameOnly, passport(), OutcomeSoftFlag},
		{"unless the policy says so", allowed, passport(), OutcomePass},
		{"a name that is compared must agree", named, but(claims.GivenName, "", claims.FamilyName, ""), OutcomeSoftFlag},
		{"also where one claim is enough", one(named), but(claims.GivenName, "", claims.FamilyName, ""), OutcomeSoftFlag},
		{"one is enough, but a name alone is not", one(named), passport(claims.Birthdate, ""), OutcomeSoftFlag},
		{"one is enough, the name and another", one(named), passport(), OutcomePass},
		{"no name in the policy, two agree", nameless, ada(), OutcomePass},
		{"no name in the policy, one agrees", nameless, passport(), OutcomeSoftFlag},
		{"no name in the policy, one is enough", one(nameless), passport(), OutcomePass},
		{"an ignored name is not compared", ignored, ada(), OutcomePass},
		{"without a name, allow_name_only changes nothing", namelessAllowed, passport(), OutcomeSoftFlag},
		{"three wanted, two there", three, passport(), OutcomeSoftFlag},
		{"three wanted, three there", three, ada(), OutcomePass},
		{
			"a required claim cannot be skipped into a pass",
			policy(map[string]Claim{claims.Name: fuzzy, claims.Birthdate: exact, claims.Email: required}), passport(), OutcomeSoftFlag,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := Evaluate(tt.doc, ada(), active, tt.p, opts)
			if d.Outcome != tt.outcome {
				t.Errorf("%s by %s, evidence %+v", d.Outcome, d.Rule, d.Evidence)
			}
			if _, compares := tt.p.Claims[claims.Name]; !compares && d.Evidence.Name {
				t.Errorf("a name that is not compared is evidence: %+v", d.Evidence)
			}
			if tt.outcome == OutcomeSoftFlag && d.Rule != RuleEvidence {
				t.Errorf("decided by %s", d.Rule)
			}
		})
	}
}

func TestExactMode(t *testing.T) {
	exact := Claim{Mode: Exact, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail}
	p := policy(map[string]Claim{claims.Name: exact, claims.Birthdate: exact})
	for _, tt := range []struct {
		name string
		doc  claims.Set
		want Outcome
	}{
		{"case and accents are normalised", passport(claims.GivenName, "ádA"), OutcomePass},
		{"a middle name more", passport(claims.MiddleName, "King"), OutcomeHardStop},
		{"a misspelling", passport(claims.FamilyName, "Lovelacf"), OutcomeHardStop},
	} {
		d := Evaluate(tt.doc, ada(), active, p, opts)
		if d.Outcome != tt.want {
			t.Errorf("%s: %s %+v", tt.name, d.Outcome, d.Claims[0])
		}
		if tt.want == OutcomeHardStop && !slices.Contains(d.Claims[0].Reasons, claims.ExactRequired) {
			t.Errorf("%s: reasons %v", tt.name, d.Claims[0].Reasons)
		}
	}
}

func TestThresholds(t *testing.T) {
	dir := ada()
	for _, tt := range []struct {
		name              string
		threshold, review float64
		doc               claims.Set
		want              claims.Verdict
	}{
		{"none", 0, 0, passport(claims.MiddleName, "King"), claims.Match},
		{"match becomes review", 0.995, 0, passport(claims.MiddleName, "King"), claims.Review},
		{"review becomes mismatch", 0.9, 0.9, passport(claims.GivenName, "Eda"), claims.Mismatch},
		{"low thresholds lift nothing that a rule holds back", 0.1, 0.1, passport(claims.FamilyName, "Lovelock"), claims.Review},
		{"equal values pass any", 1, 1, passport(), claims.Match},
	} {
		c := Claim{Mode: Fuzzy, Threshold: tt.threshold, ReviewThreshold: tt.review, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail}
		d := Evaluate(tt.doc, dir, active, policy(map[string]Claim{claims.Name: c}), opts)
		if got := d.Claims[0].Verdict; got != tt.want {
			t.Errorf("%s: %s at %v", tt.name, got, d.Claims[0].Score)
		}
	}
}

func TestMissingEffects(t *testing.T) {
	email := func(m OnMismatch, dir, id OnMissing, required bool) Claim {
		return Claim{Mode: Exact, OnMismatch: m, OnMissingDirectory: dir, OnMissingID: id, Required: required}
	}
	none := but(claims.Email, "")
	tests := []struct {
		name     string
		c        Claim
		doc, dir claims.Set
		want     Effect
	}{
		{"skip", email(HardStop, Fail, Skip, false), none, ada(), EffectNone},
		{"flag", email(HardStop, Fail, Flag, false), none, ada(), EffectSoftFlag},
		{"fail is a mismatch", email(SoftFlag, Skip, Fail, false), none, ada(), EffectSoftFlag},
		{"fail is a mismatch, hard", email(HardStop, Skip, Fail, false), none, ada(), EffectHardStop},
		{"fail of a required claim stops", email(SoftFlag, Flag, Fail, true), none, ada(), EffectHardStop},
		{"directory side", email(SoftFlag, Flag, Skip, false), ada(), none, EffectSoftFlag},
		{"both missing: nothing to hold against the record", email(HardStop, Fail, Skip, false), none, none, EffectNone},
		{"both missing: wanted on the document", email(HardStop, Skip, Fail, false), none, none, EffectHardStop},
	}
	for _, tt := range tests {
		d := Evaluate(tt.doc, tt.dir, active, policy(map[string]Claim{claims.Email: tt.c}), opts)
		if got := d.Claims[0].Effect; got != tt.want {
			t.Errorf("%s: %s", tt.name, got)
		}
	}
}

func TestOrderAndCustomClaims(t *testing.T) {
	c := Claim{Mode: Exact, OnMismatch: SoftFlag, OnMissingDirectory: Skip, OnMissingID: Skip}
	digits := c
	digits.Mode = Digits
	p := policy(map[string]Claim{"zone": c, "cost_center": digits, claims.Phone: c, claims.Name: c, claims.Address: c})
	want := []string{claims.Name, claims.Address, claims.Phone, "cost_center", "zone"}
	if got := p.Order(); !slices.Equal(got, want) {
		t.Errorf("order %v", got)
	}
	d := Evaluate(but("cost_center", "41-00"), ada(), active, p, opts)
	if d.Claims[3].Verdict != claims.Match || d.Claims[3].Method != "digits" {
		t.Errorf("custom claim: %+v", d.Claims[3])
	}
}

func TestMaskedHidesValuesAndKeepsTheOriginal(t *testing.T) {
	d := Evaluate(ada(), ada(), active, DefaultPolicy(), opts)
	m := d.Masked()
	if m.Claims[0].Document != "a•• l•••••••" || m.Claims[1].Directory != "19••-••-••" {
		t.Errorf("masked %+v", m.Claims[:2])
	}
	if d.Claims[0].Document != "ada lovelace" {
		t.Errorf("the original changed: %+v", d.Claims[0])
	}
}

// FuzzEvaluate: any input gives a decision with scores in range, the same each
// time, and a pass only with a matching name.
func FuzzEvaluate(f *testing.F) {
	f.Add("Ada Lovelace", "1990-12-10", "12 Market St, 94102", "ada@corp.example", "+14155550134")
	f.Add("王小明, <<", "05/04/1990", "#\n,,", "@", "00")
	f.Fuzz(func(t *testing.T, n, b, a, e, ph string) {
		doc := claims.Set{claims.Name: n, claims.Birthdate: b, claims.AddressFormatted: a, claims.Email: e, claims.Phone: ph}
		for _, pair := range [][2]claims.Set{{doc, ada()}, {ada(), doc}, {doc, doc}} {
			x := Evaluate(pair[0], pair[1], active, DefaultPolicy(), opts)
			y := Evaluate(pair[0], pair[1], active, DefaultPolicy(), opts)
			if x.Outcome != y.Outcome || !slices.Equal(x.Reasons, y.Reasons) {
				t.Errorf("two answers: %v and %v", x, y)
			}
			for _, c := range x.Claims {
				if c.Score < 0 || c.Score > 1 {
					t.Errorf("%s scores %v", c.Claim, c.Score)
				}
			}
			if x.Outcome == OutcomePass && x.Claims[0].Verdict != claims.Match {
				t.Errorf("passes with name %s", x.Claims[0].Verdict)
			}
		}
	})
}

func BenchmarkEvaluate(b *testing.B) {
	doc := but(claims.FamilyName, "LOVELACE", claims.MiddleName, "KING", claims.AddressStreet, "12 MARKET STREET")
	dir, p := ada(), DefaultPolicy()
	b.ReportAllocs()
	for b.Loop() {
		Evaluate(doc, dir, active, p, opts)
	}
}

func BenchmarkEvaluatePassport(b *testing.B) {
	doc, dir, p := passport(), ada(), DefaultPolicy()
	b.ReportAllocs()
	for b.Loop() {
		Evaluate(doc, dir, active, p, opts)
	}
}

// TestRulesOfAGroup: the first group of the policy that the person is in decides.
func TestRulesOfAGroup(t *testing.T) {
	p, err := ParsePolicy([]byte(`
version: 1
preset: standard
groups:
  - group: Contractors
    claims: {name: {mode: exact}, email: {mode: exact}}
  - group: board
    preset: strict
`), "p.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		groups []string
		want   string
		claims int
	}{
		{nil, "", 5},
		{[]string{"staff"}, "", 5},
		{[]string{"staff", "contractors"}, "Contractors", 2},
		{GroupsOf("board\nCONTRACTORS\n"), "Contractors", 2}, // the policy's order counts, not the person's
		{GroupsOf(" board "), "board", 5},
		{[]string{"board of directors"}, "", 5},
	} {
		s := active
		s.Groups = tt.groups
		d := Evaluate(ada(), ada(), s, p, opts)
		if d.Group != tt.want || len(d.Claims) != tt.claims || d.Outcome != OutcomePass {
			t.Errorf("%q: group %q, %d claims, %s", tt.groups, d.Group, len(d.Claims), d.Outcome)
		}
	}
}

// TestContested: somebody else who would pass turns a pass into a flag, and
// only a pass.
func TestContested(t *testing.T) {
	p := DefaultPolicy()
	pass := Evaluate(passport(), ada(), active, p, opts)
	asks := func(d Decision, p Policy) bool {
		_, ok := d.Search(passport(), p)
		return ok
	}
	if !asks(pass, p) || pass.Rivals != nil {
		t.Fatalf("%+v", pass)
	}
	for _, tt := range []struct {
		rivals   int
		unproven bool
		want     Outcome
		rule     Rule
	}{
		{0, false, OutcomePass, RulePass},
		{1, false, OutcomeSoftFlag, RuleNotUnique},
		{0, true, OutcomeSoftFlag, RuleNotUnique},
	} {
		d := pass.Contested(tt.rivals, tt.unproven)
		if d.Outcome != tt.want || d.Rule != tt.rule || *d.Rivals != tt.rivals {
			t.Errorf("%+v: %s by %s", tt, d.Outcome, d.Rule)
		}
		if tt.want != OutcomePass && !slices.Equal(d.Reasons, []string{"not_unique"}) {
			t.Errorf("reasons %v", d.Reasons)
		}
	}
	stop := Evaluate(passport(claims.Birthdate, "1950-01-01"), ada(), active, p, opts)
	if asks(stop, p) || stop.Contested(3, true).Outcome != OutcomeHardStop {
		t.Errorf("%+v", stop)
	}
	p.OnNotUnique = IgnoreNotUnique
	if asks(pass, p) {
		t.Error("asks although the policy does not care")
	}
	p.Groups = []Group{{Group: "board", Rules: DefaultPolicy().Rules}}
	pass.Group = "board"
	if !asks(pass, p) {
		t.Error("does not ask although the group's rules do")
	}
}

// TestSearch: only what is compared is searched by.
func TestSearch(t *testing.T) {
	exact := Claim{Mode: Exact, OnMismatch: HardStop, OnMissingDirectory: Skip, OnMissingID: Skip}
	p := policy(map[string]Claim{claims.Name: exact, claims.Email: exact, claims.Phone: {Mode: Ignore}})
	d := Evaluate(ada(), ada(), active, p, opts)
	s, ok := d.Search(ada(), p)
	if !ok || s.ByName || len(s.Claims) != 3 || s.Claims[claims.Email] == "" || s.Claims[claims.FamilyName] == "" {
		t.Errorf("%v, %+v", ok, s)
	}
	p.Claims["cost_center"] = exact
	if s, _ := d.Search(ada(), p); !s.ByName || s.Claims["cost_center"] == "" {
		t.Errorf("%+v", s)
	}
}

func TestRival(t *testing.T) {
	p := DefaultPolicy()
	for name, tt := range map[string]struct {
		other claims.Set
		s     Subject
		want  bool
	}{
		"a second account":     {but(claims.Email, "adm-ada@corp.example"), active, true},
		"a twin":               {but(claims.GivenName, "Beth"), active, false},
		"a namesake":           {but(claims.Birthdate, "1970-01-01"), active, false},
		"somebody not active":  {ada(), Subject{}, false},
		"a record without any": {claims.Set{}, active, false},
	} {
		if got := Rival(passport(), tt.other, tt.s, p, opts); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
