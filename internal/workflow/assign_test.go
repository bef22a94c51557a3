package workflow_test

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/workflow"
)

func preset(name string) match.Policy {
	p, _ := match.PresetPolicy(name)
	return p
}

// grouped has rules for two groups, and a name of its own.
func grouped(t *testing.T) match.Policy {
	t.Helper()
	p, err := match.ParsePolicy([]byte(`
version: 1
name: mine
preset: standard
groups:
  - group: contractors
    preset: strict
  - group: "Corp. Sales"
    preset: lenient
email_domains: {ignore_tags: [corp.example], aliases: {old.example: corp.example}}
`), "p.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// only has rules for one group.
func only(t *testing.T) match.Policy {
	t.Helper()
	p, err := workflow.Assign(grouped(t), nil, []string{`groups."corp. sales"`, "groups.contractors"})
	if err == nil {
		p, err = workflow.Assign(p, []string{"groups.a={preset: strict}"}, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAssign(t *testing.T) {
	for _, tt := range []struct {
		name       string
		from       match.Policy
		set, unset []string
		want       string // differences, "; " between them
	}{
		{"one value", grouped(t), []string{"claims.birthdate.mode=exact"}, nil, "claims.birthdate.mode: fuzzy -> exact"},
		{
			"several, in order", grouped(t),
			[]string{"claims.name.threshold=0.9", "claims.name.threshold=0.95", " allow_name_only = true"},
			nil,
			"allow_name_only: false -> true; claims.name.threshold: 0.95 (new)",
		},
		{
			"a new claim", grouped(t),
			[]string{"claims.badge.mode=digits"},
			nil,
			"claims.badge: {mode: digits, on_mismatch: hard_stop, on_missing_directory: fail, on_missing_id: fail, required: false} (new)",
		},
		{
			"a claim at once", grouped(t),
			[]string{"claims.phone_number={mode: fuzzy, on_missing_id: skip}"},
			nil,
			"claims.phone_number.mode: exact -> fuzzy; claims.phone_number.on_mismatch: soft_flag -> hard_stop; claims.phone_number.on_missing_directory: skip -> fail",
		},
		{"a claim taken away", grouped(t), nil, []string{"claims.phone_number"}, "claims.phone_number: removed"},
		{"a value taken away is the strictest", grouped(t), nil, []string{"claims.address.on_mismatch"}, "claims.address.on_mismatch: soft_flag -> hard_stop"},
		{
			"taken away, then set", grouped(t),
			[]string{"claims.address.mode=exact"},
			[]string{"claims.address"},
			"claims.address.mode: fuzzy -> exact; claims.address.on_mismatch: soft_flag -> hard_stop; " +
				"claims.address.on_missing_directory: skip -> fail; claims.address.on_missing_id: skip -> fail",
		},
		{"a group by name", grouped(t), []string{"groups.Contractors.claims.birthdate.mode=fuzzy"}, nil, "groups.contractors.claims.birthdate.mode: exact -> fuzzy"},
		{"a group by place", grouped(t), []string{"groups[0].claims.birthdate.mode=fuzzy"}, nil, "groups.contractors.claims.birthdate.mode: exact -> fuzzy"},
		{"a group in quotes", grouped(t), []string{`groups."Corp. Sales".minimum_evidence=21`}, nil, `groups."Corp. Sales".minimum_evidence: 16 -> 21`},
		{"a group taken away", grouped(t), nil, []string{`groups."corp. sales"`}, "groups: [contractors, Corp. Sales] -> [contractors]"},
		{
			"a group's preset", grouped(t),
			[]string{"groups.contractors.preset=lenient", "groups.contractors.claims.birthdate.mode=exact"},
			nil,
			"groups.contractors.claims.address.on_missing_directory: soft_flag -> skip; groups.contractors.claims.address.scope: locality (new); " +
				"groups.contractors.claims.birthdate.on_missing_directory: fail -> skip; groups.contractors.claims.birthdate.on_missing_id: fail -> soft_flag; " +
				"groups.contractors.claims.birthdate.required: true -> false; " +
				"groups.contractors.claims.email.mode: exact -> fuzzy; groups.contractors.claims.email.on_mismatch: hard_stop -> soft_flag; " +
				"groups.contractors.claims.name.threshold: removed; groups.contractors.claims.phone_number.mode: exact -> fuzzy; " +
				"groups.contractors.claims.phone_number.on_mismatch: hard_stop -> soft_flag; groups.contractors.minimum_evidence: 20 -> 16",
		},
		{"a new group", preset("standard"), []string{"groups.a={preset: strict}"}, nil, "groups: [a] (new); groups.a: new; name: removed"},
		{"the only group taken away", only(t), nil, []string{"groups.a"}, "groups: removed"},
		{
			"a list", grouped(t),
			[]string{"email_domains.ignore_tags=[corp.example, b.example]"},
			nil,
			"email_domains.ignore_tags: [corp.example] -> [corp.example, b.example]",
		},
		{"one of a list", grouped(t), []string{"email_domains.ignore_tags[0]=b.example"}, nil, "email_domains.ignore_tags: [corp.example] -> [b.example]"},
		{
			"a key with dots", grouped(t),
			[]string{`email_domains.aliases."new.example"=corp.example`},
			[]string{`email_domains.aliases."old.example"`},
			`email_domains.aliases."new.example": corp.example (new); email_domains.aliases."old.example": removed`,
		},
		{"a name", grouped(t), []string{"name=theirs"}, nil, "name: mine -> theirs"},
		{"nothing new", grouped(t), []string{"claims.birthdate.mode=fuzzy"}, nil, ""},
		// What is no longer the preset is not called after it.
		{"a preset changed", preset("standard"), []string{"claims.birthdate.mode=exact"}, nil, "claims.birthdate.mode: fuzzy -> exact; name: removed"},
		{
			"a preset changed and named", preset("standard"),
			[]string{"claims.birthdate.mode=exact", "name=mine"},
			nil,
			"claims.birthdate.mode: fuzzy -> exact; name: standard -> mine",
		},
		{"a preset as it was", preset("standard"), []string{"claims.birthdate.mode=fuzzy"}, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := workflow.Assign(tt.from, tt.set, tt.unset)
			if err != nil {
				t.Fatal(err, fault.HintOf(err))
			}
			if d := differences(t, tt.from, got); d != tt.want {
				t.Errorf("got  %s\nwant %s", d, tt.want)
			}
			if err := got.Validate(); err != nil {
				t.Error(err)
			}
		})
	}
}

func differences(t *testing.T, a, b match.Policy) string {
	t.Helper()
	all, err := workflow.Differences(a, b)
	if err != nil {
		t.Fatal(err)
	}
	parts := make([]string, len(all))
	for i, d := range all {
		parts[i] = d.String()
	}
	return strings.Join(parts, "; ")
}

// TestAssignGroups: a group is made by naming it; a later one stands behind those
// there are, since the first that fits decides.
func TestAssignGroups(t *testing.T) {
	p, err := workflow.Assign(preset("standard"), []string{
		"groups.contractors={preset: strict}", "groups.sales.claims={name: {mode: fuzzy}, birthdate: {mode: exact}}",
		"groups.board.preset=lenient", "groups.contractors.claims.email.mode=fuzzy",
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Groups) != 3 || p.Groups[0].Group != "contractors" || p.Groups[1].Group != "sales" || p.Groups[2].Group != "board" ||
		p.Groups[0].Claims["birthdate"].Mode != match.Exact || len(p.Groups[1].Claims) != 2 || p.Groups[2].MinimumEvidence != 16 {
		t.Errorf("got %+v", p.Groups)
	}
	// All but the mode is as the preset has it.
	want := preset("strict").Claims["email"]
	want.Mode = match.Fuzzy
	if got := p.Groups[0].Claims["email"]; got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if d := differences(t, preset("standard"), p); !strings.HasPrefix(d, "groups: ") {
		t.Errorf("got %s", d)
	}
}

func TestAssignRefuses(t *testing.T) {
	for _, tt := range []struct{ set, unset, want string }{
		{"claims.birthdate.mode", "", "--set claims.birthdate.mode has no ="},
		{"claims.birthdate.mode=", "", "--set claims.birthdate.mode has no value"},
		{"claims.birthdate.mode=exakt", "", `claims.birthdate.mode is "exakt"; it must be one of exact, fuzzy, ignore`},
		{"claims.birthdate.mod=exact", "", `claims.birthdate has an unknown key "mod"`},
		{"claims.birthdat.mode=exact", "", `claims names "birthdat"`},
		{"claims.badge.required=true", "", "claims.badge has no mode"},
		{"claims.name.threshold=2", "", "claims.name.threshold is 2; it must be above 0 and at most 1"},
		{"claims.name.threshold=high", "", "claims.name.threshold is a text; it must be a number"},
		{"claims.name=fuzzy", "", "claims.name is a text; it must be a mapping"},
		{"claims.name.mode.x=1", "", "there is a single value at claims.name.mode, which has nothing below it"},
		{"claims.name.mode=[", "", "--set claims.name.mode: the value is not YAML"},
		{"claims.name.mode=*x", "", "the value is not YAML"},
		{"claims.name=&a {mode: exact}", "", "claims.name uses an anchor"},
		{"preset=loose", "", `preset is "loose"; it must be one of strict, standard, lenient`},
		{"claims.name=&a [*a]", "", "claims.name uses an anchor"},
		{"claims.name={mode: &a exact, on_mismatch: *a}", "", "uses an anchor"},
		{"preset={a: b}", "", "preset is a mapping; it must be text"},
		{"groups.contractors.preset=loose", "", `groups[0].preset is "loose"`},
		{"version=2", "", "version is 2; it must be 1"},
		{"nonsense=1", "", `the policy has an unknown key "nonsense"`},
		{"groups[0].preset=strict", "", "the list has no such entry"},
		{"email_domains.ignore_tags[3]=x.example", "", "email_domains"},
		{"groups.contractors=strict", "", "the list has no such entry"},
		{"=exact", "", "the path ends where a key should stand"},
		{"claims.=exact", "", "the path ends where a key should stand"},
		{"claims..mode=exact", "", "the path has an empty key"},
		{".claims=exact", "", "the path has an empty key"},
		{`claims."x=exact`, "", "has no ="},
		{`claims."".mode=exact`, "", "quotes that do not close or hold nothing"},
		{`claims."x"y.mode=exact`, "", "a key that does not end with a dot"},
		{"a" + strings.Repeat(".a", 20) + "=1", "", "the path is longer than any in a policy"},
		{"groups[x].preset=strict", "", "no number in its brackets"},
		{"groups[-1].preset=strict", "", "no number in its brackets"},
		{"groups[0.preset=strict", "", "no number in its brackets"},
		{"", "claims.badge", "--unset claims.badge: the policy has nothing there"},
		{"", "claims.badge.mode", "the policy has nothing there"},
		{"", "claims.name.mode", "claims.name has no mode"},
		{"", "version", "version is missing"},
		{"", "claims", "neither claims nor a preset"},
		{"", "", "the path ends"},
	} {
		var set, unset []string
		if tt.set != "" {
			set = []string{tt.set}
		} else {
			unset = []string{tt.unset}
		}
		_, err := workflow.Assign(preset("standard"), set, unset)
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), tt.want) || fault.HintOf(err) == "" {
			t.Errorf("%+v: %v (%s)", tt, err, fault.HintOf(err))
		}
	}
}

// FuzzAssign: whatever is set, the answer is a policy that reads back as it is,
// or a refusal.
func FuzzAssign(f *testing.F) {
	for _, seed := range []string{
		"claims.birthdate.mode=exact", "groups.a={preset: strict}", `email_domains.aliases."a.b"=c.d`, "preset=strict", "groups[0].preset=x",
		"claims={}", "groups=[{group: a, preset: strict}]", "a[0][1].b=1", "name=\"\\x00\"", "claims.x=!!binary aGk=", "groups=[null]", "groups.a.b.c=d",
		"name=!!str 1", "? a=b", "claims.name=<<", "claims.name.<<={a: b}",
	} {
		f.Add(seed, "claims.address")
	}
	f.Fuzz(func(t *testing.T, set, unset string) {
		for _, unsets := range [][]string{nil, {unset}} {
			p, err := workflow.Assign(preset("standard"), []string{set}, unsets)
			if err != nil {
				if fault.CodeOf(err) != fault.Usage {
					t.Fatalf("%v: %v", fault.CodeOf(err), err)
				}
				continue
			}
			text, err := p.YAML()
			if err != nil {
				t.Fatal(err)
			}
			again, err := match.ParsePolicy(text, "again")
			if err != nil {
				t.Fatalf("%s\n%v", text, err)
			}
			again.Name = p.Name
			if d := differences(t, p, again); d != "" {
				t.Fatal(d)
			}
		}
	})
}
