package directory

import (
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

func TestNormalizeHint(t *testing.T) {
	tests := []struct {
		kind     HintKind
		in, want string
	}{
		{HintLogin, "  Ada@Corp.Example\n", "ada@corp.example"},
		{HintEmail, "ÅSA@corp.example", "åsa@corp.example"},
		{HintEmail, "A\u030asa@corp.example", "åsa@corp.example"}, // decomposed
		{HintAlias, "STRASSE@corp.example", "strasse@corp.example"},
		{HintLogin, "straße@corp.example", "strasse@corp.example"}, // full case folding, Unicode 3.13
		{HintEmployeeID, " A-007 ", "A-007"},
		{HintEmployeeID, "a-007", "a-007"},
		{HintLogin, "   ", ""},
	}
	for _, tt := range tests {
		if got := NormalizeHint(tt.kind, tt.in); got != tt.want {
			t.Errorf("NormalizeHint(%s, %q) = %q, want %q", tt.kind, tt.in, got, tt.want)
		}
	}
}

func FuzzNormalizeHintIsIdempotent(f *testing.F) {
	f.Add("Ada@Corp.Example")
	f.Add(" İstanbul\u0307 ")
	f.Fuzz(func(t *testing.T, s string) {
		for _, k := range hintKinds() {
			once := NormalizeHint(k, s)
			if twice := NormalizeHint(k, once); twice != once {
				t.Errorf("%s: %q becomes %q, then %q", k, s, once, twice)
			}
		}
	})
}

func TestHintsOf(t *testing.T) {
	got := hintsOf(Record{
		Login: "ada@corp.example", Email: "ADA@corp.example", EmployeeID: "E7",
		Aliases: []string{"ada@home.example", "", "Ada@Home.Example", "e7"},
		Claims:  claims.Set{},
	})
	want := []Hint{
		{HintLogin, "ada@corp.example"}, // the e-mail address is the same value
		{HintAlias, "ada@home.example"},
		{HintAlias, "e7"},
		{HintEmployeeID, "E7"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestSourceStates(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range SourceStates() {
		key := string(s.Provider) + s.Name
		if seen[key] || s.Why == "" || s.State != Active && s.State != Inactive {
			t.Errorf("bad row %+v", s)
		}
		seen[key] = true
		if got, err := StateOf(s.Provider, s.Name); err != nil || got != s.State {
			t.Errorf("StateOf(%s, %s) = %s, %v", s.Provider, s.Name, got, err)
		}
	}
	for _, word := range []string{"", "active", "GONE"} {
		if got, err := StateOf(ProviderOkta, word); err == nil {
			t.Errorf("unknown state %q is taken for %s", word, got)
		}
	}
}

func TestHashCoversEverything(t *testing.T) {
	base := Record{
		ExternalID: "1", SourceState: "ACTIVE", Login: "a", Email: "a@x", Aliases: []string{"b@x"}, EmployeeID: "7",
		Claims: claims.Set{"given_name": "Ada", "birthdate": "1990-01-02"},
	}
	hash := func(r Record) string {
		staged, bad := newStager("in", ProviderOkta).stage([]Record{r})
		if len(bad) > 0 {
			t.Fatal(bad)
		}
		return string(staged[0].Hash)
	}
	changed := map[string]func(*Record){
		"state":          func(r *Record) { r.SourceState = "LOCKED_OUT" }, // active too
		"login's case":   func(r *Record) { r.Login = "A" },
		"alias":          func(r *Record) { r.Aliases = nil },
		"employee ID":    func(r *Record) { r.EmployeeID = "8" },
		"claim":          func(r *Record) { r.Claims = claims.Set{"given_name": "Ida", "birthdate": "1990-01-02"} },
		"claim gone":     func(r *Record) { r.Claims = claims.Set{"given_name": "Ada"} },
		"shifted values": func(r *Record) { r.Claims = claims.Set{"given_name": "Adabirthdate", "": "1990-01-02"} },
	}
	for name, change := range changed {
		r := base
		change(&r)
		if hash(r) == hash(base) {
			t.Errorf("%s: the hash does not change", name)
		}
	}
	if first, again := hash(base), hash(base); first != again {
		t.Error("the hash is not stable")
	}
}
