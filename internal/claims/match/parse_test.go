package match

import (
	"maps"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
)

func TestParsePolicy(t *testing.T) {
	p, err := ParsePolicy([]byte(`
version: 1
default_country: us
claims:
  name: {mode: fuzzy, threshold: 0.9, review_threshold: .6, required: true}
  email: {mode: exact, on_mismatch: soft_flag, on_missing_directory: skip, on_missing_id: soft_flag}
  document_number: {mode: digits}
minimum_evidence: 22.5
`), "contractors.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Claim{
		claims.Name:  {Mode: Fuzzy, Threshold: 0.9, ReviewThreshold: 0.6, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail, Required: true},
		claims.Email: {Mode: Exact, OnMismatch: SoftFlag, OnMissingDirectory: Skip, OnMissingID: Flag},
		// What is left out is the strictest choice.
		claims.DocumentNumber: {Mode: Digits, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail},
	}
	if !maps.Equal(p.Claims, want) || p.Name != "contractors.yaml" || p.DefaultCountry != "US" || p.MinimumEvidence != 22.5 {
		t.Errorf("got %+v", p)
	}
}

func TestParsePolicyRefuses(t *testing.T) {
	const head = "version: 1\nclaims:\n"
	tests := []struct {
		name, in string
		want     []string // all in the error
	}{
		{"empty", "", []string{"policy p.yaml: the file is empty; a policy needs version and claims"}},
		{"comment only", "# nothing\n", []string{"p.yaml: the file is empty"}},
		{"not YAML", "a: [", []string{"the file is not YAML: line 1"}},
		{"a list", "- a", []string{"p.yaml:1:1: the policy is a list; it must be a mapping"}},
		{"two documents", head + "  name: {mode: exact}\n---\nversion: 1\n", []string{"p.yaml:4:1: the file holds more than one YAML document"}},
		{"broken second document", head + "  name: {mode: exact}\n---\na: [", []string{"the file is not YAML"}},
		{"no version", "claims: {name: {mode: exact}}", []string{"version is missing; it must be 1"}},
		{"no claims", "version: 1", []string{"the policy has neither claims nor a preset"}},
		{"unknown preset", "version: 1\npreset: loose", []string{`p.yaml:2:9: preset is "loose"; it must be one of strict, standard, lenient`}},
		{"scope of a name", head + "  name: {mode: exact, scope: full}", []string{"p.yaml:3:30: claims.name.scope is set, but only an address has parts"}},
		{"unknown scope", head + "  address: {mode: exact, scope: town}", []string{`claims.address.scope is "town"; it must be one of full, street, postal_code, locality`}},
		{"on_not_unique", "version: 1\npreset: strict\non_not_unique: fail", []string{`p.yaml:3:16: on_not_unique is "fail"; it must be one of soft_flag, ignore`}},
		{"no domain", "version: 1\npreset: strict\nemail_domains: {ignore_tags: [corp]}", []string{`email_domains.ignore_tags has "corp", which is no mail domain`}},
		{"domains as text", "version: 1\npreset: strict\nemail_domains: {ignore_tags: corp.example}", []string{"email_domains.ignore_tags is a text; it must be a list"}},
		{"unknown key of domains", "version: 1\npreset: strict\nemail_domains: {tags: []}", []string{"email_domains has an unknown key"}},
		{"groups as a mapping", "version: 1\npreset: strict\ngroups: {a: {preset: strict}}", []string{"p.yaml:3:9: groups is a mapping; it must be a list"}},
		{"group without a name", "version: 1\npreset: strict\ngroups:\n  - preset: strict", []string{"p.yaml:4:5: groups[0] has no group"}},
		{"group without rules", "version: 1\npreset: strict\ngroups:\n  - group: a", []string{"groups[0] has neither claims nor a preset"}},
		{"group twice", "version: 1\npreset: strict\ngroups: [{group: a, preset: strict}, {group: A, preset: strict}]", []string{`groups[1].group is "A", which is listed before`}},
		{"unknown key of a group", "version: 1\npreset: strict\ngroups: [{group: a, preset: strict, version: 1}]", []string{"groups[0] has an unknown key", "allowed are group, preset"}},
		{"claims of a group", "version: 1\npreset: strict\ngroups: [{group: a, claims: {name: {mode: loose}}}]", []string{`groups[0].claims.name.mode is "loose"`}},
		{"future version", "version: 2\nclaims: {name: {mode: exact}}", []string{"p.yaml:1:10: version is 2; it must be 1"}},
		{"version as text", "version: \"1\"\nclaims: {}", []string{"p.yaml:1:10: version is a text; it must be a whole number"}},
		{"unknown key", "version: 1\nclaim: {}", []string{"p.yaml:2:1", `unknown key "claim"; allowed are`, "claims"}},
		{"unknown claim key", head + "  name: {mode: exact, on_mismach: hard_stop}", []string{`p.yaml:3:23: claims.name has an unknown key "on_mismach"`, "on_mismatch"}},
		{"repeated key", head + "  name: {mode: exact}\n  name: {mode: ignore}", []string{`p.yaml:4:3: the key "claims.name" is there twice`}},
		{"no mode", head + "  name: {required: true}", []string{"claims.name has no mode; it must be one of exact, fuzzy, ignore"}},
		{"no mode of a custom claim", head + "  badge: {required: true}", []string{"one of exact, fuzzy, digits, ignore"}},
		{"bad mode", head + "  name: {mode: strict}", []string{`p.yaml:3:16: claims.name.mode is "strict"; it must be one of exact, fuzzy, ignore`}},
		{"bad mode of a custom claim", head + "  badge: {mode: strict}", []string{"one of exact, fuzzy, digits, ignore"}},
		{"bad on_mismatch", head + "  name: {mode: exact, on_mismatch: warn}", []string{"p.yaml:3:36", "hard_stop, soft_flag"}},
		{"bad on_missing", head + "  name: {mode: exact, on_missing_id: ignore}", []string{"claims.name.on_missing_id", "fail, soft_flag, skip"}},
		{"threshold range", head + "  name: {mode: fuzzy, threshold: 90}", []string{"p.yaml:3:34: claims.name.threshold is 90; it must be above 0 and at most 1"}},
		{"threshold zero", head + "  name: {mode: fuzzy, threshold: 0}", []string{"claims.name.threshold is 0; it must be above 0 and at most 1"}},
		{"threshold nan", head + "  name: {mode: fuzzy, threshold: .nan}", []string{"above 0 and at most 1"}},
		{"threshold as text", head + "  name: {mode: fuzzy, threshold: high}", []string{"claims.name.threshold is a text; it must be a number above 0 and at most 1"}},
		{"threshold order", head + "  name: {mode: fuzzy, threshold: 0.5, review_threshold: 0.6}", []string{"claims.name.review_threshold is 0.6; it must be at most the threshold, 0.5"}},
		{"threshold of exact", head + "  name: {mode: exact, threshold: 0.5}", []string{"p.yaml:3:34: claims.name.threshold is set, but the mode is exact; only fuzzy has thresholds"}},
		{"review threshold of digits", head + "  badge: {mode: digits, review_threshold: 0.5}", []string{"claims.badge.review_threshold is set, but the mode is digits"}},
		{"required and ignored", head + "  name: {mode: ignore, required: true}\n  email: {mode: exact}", []string{"claims.name.required is true, but an ignored claim cannot be required"}},
		{"required and skipped", head + "  name: {mode: exact, required: true, on_missing_id: skip}", []string{"claims.name.required is true, but on_missing_id is skip; it must be fail or soft_flag"}},
		{"required as text", head + "  name: {mode: exact, required: \"yes\"}", []string{"claims.name.required is a text; it must be true or false"}},
		{"part of the name", head + "  family_name: {mode: exact}", []string{`p.yaml:3:3: claims names "family_name", which is compared as part of name`}},
		{"a slip of a claim", head + "  nmae: {mode: exact}", []string{`p.yaml:3:3: claims names "nmae", which is name but for a letter or two`}},
		{"a slip of a document's claim", head + "  nationalty: {mode: exact}", []string{"which is nationality but for"}},
		{"a longer slip", head + "  birtdate: {mode: exact}", []string{"which is birthdate but for"}},
		{"login hint", head + "  employee_id: {mode: exact}", []string{"p.yaml:3:3", "no evidence"}},
		{"bad custom name", head + "  Cost-Center: {mode: exact}", []string{`p.yaml:3:3: claims names "Cost-Center", which is no claim`, "lower-case letters"}},
		{"digits of a standard claim", head + "  phone_number: {mode: digits}", []string{"claims.phone_number.mode is digits, which is for custom claims only; it must be one of exact, fuzzy, ignore"}},
		{"checks nothing", head + "  name: {mode: ignore}", []string{"claims compares nothing; at least one claim must have a mode other than ignore"}},
		{"no claims in claims", "version: 1\nclaims: {}", []string{"claims compares nothing"}},
		{"too much evidence", head + "  name: {mode: exact}\n  email: {mode: exact}\nminimum_evidence: 90", []string{"p.yaml:5:19: minimum_evidence is 90, but the compared claims together are worth", "nothing could pass"}},
		{"a name alone", head + "  name: {mode: exact}", []string{"nothing could pass"}},
		{"evidence of one, the name", head + "  name: {mode: exact}\nminimum_evidence: 1", []string{"nothing could pass"}},
		{"evidence of none", head + "  name: {mode: exact}\nminimum_evidence: 0", []string{"minimum_evidence is 0; it must be from 1 to 100"}},
		{"evidence as text", head + "  name: {mode: exact}\nminimum_evidence: much", []string{"minimum_evidence is a text; it must be a number of bits"}},
		{"evidence that is no number", head + "  name: {mode: exact}\nminimum_evidence: .nan", []string{"minimum_evidence is .nan; it must be from 1 to 100"}},
		{"name only without the name", head + "  birthdate: {mode: exact}\nallow_name_only: true", []string{"allow_name_only is true, but the name is not compared"}},
		{"name only with the name ignored", head + "  name: {mode: ignore}\n  birthdate: {mode: exact}\nallow_name_only: true", []string{"the name is not compared"}},
		{"country", "version: 1\ndefault_country: Atlantis\nclaims: {name: {mode: exact}}", []string{`p.yaml:2:18: default_country is "ATLANTIS"; it must be a two-letter country code such as US`}},
		{"alias", "version: 1\nclaims:\n  name: &n {mode: exact}\n  email: *n", []string{"claims.name uses an anchor or an alias"}},
		{"alias of a word", head + "  name: {mode: &m exact}\n  email: {mode: *m}", []string{"p.yaml:3:16: claims.name.mode uses an anchor or an alias"}},
		{"merge", head + "  name: {<<: {mode: exact}}", []string{"a key of claims.name is not a plain word"}},
		{"too large", strings.Repeat("#", maxPolicy+1), []string{"the file is larger than 65536 bytes"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParsePolicy([]byte(tt.in), "p.yaml")
			if !fault.Is(err, fault.Usage) || fault.HintOf(err) == "" {
				t.Fatalf("error %v, hint %q", err, fault.HintOf(err))
			}
			if hint := fault.HintOf(err); !unicode.IsLower(rune(hint[0])) || strings.HasSuffix(hint, ".") {
				t.Errorf("hint %q is not in the style of the others", hint)
			}
			for _, w := range tt.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("error %q does not say %q", err, w)
				}
			}
		})
	}
}

// TestParsePolicyAsksWhatWasMeant holds that no other word for a claim becomes a
// custom claim, which would compare nothing.
func TestParsePolicyAsksWhatWasMeant(t *testing.T) {
	for meant, words := range map[string]string{
		claims.Name:      "surname last_name first_name full_name given_name family_name middle_name suffix mrz_name lastname FirstName Name",
		claims.Birthdate: "dob birth_date birthday date_of_birth birthDate DOB",
		claims.Address:   "addr street_address postal_code zip zip_code locality region country address.country Address",
		claims.Email:     "mail e-mail e_mail email_address Email",
		claims.Phone:     "phone phoneNumber phone-number telephone",
	} {
		for word := range strings.FieldsSeq(words) {
			_, err := ParsePolicy([]byte("version: 1\nclaims:\n  name: {mode: exact}\n  "+word+": {mode: exact}"), "p.yaml")
			if !fault.Is(err, fault.Usage) || !strings.HasPrefix(err.Error(), `policy p.yaml:4:3: claims names "`+word+`", which `) {
				t.Errorf("%s: %v", word, err)
			}
			if got, want := fault.HintOf(err), "did you mean "+meant+"?"; got != want {
				t.Errorf("%s: hint %q, want %q", word, got, want)
			}
			p := policy(map[string]Claim{word: {Mode: Exact, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail}})
			if err := p.Validate(); !fault.Is(err, fault.Usage) || fault.HintOf(err) == "" {
				t.Errorf("Validate of %s: %v", word, err)
			}
		}
	}
	for word := range strings.FieldsSeq("document_number personal_number tax_id_number curp gender nationality issuing_country " +
		"cost_center work_phone mobile_phone mailbox birth_place birth_name nickname zone email_verified phone2 home_address") {
		if _, err := ParsePolicy([]byte("version: 1\nminimum_evidence: 10\nclaims: {name: {mode: exact}, "+word+": {mode: exact}}"), "p.yaml"); err != nil {
			t.Errorf("%s is refused: %v", word, err)
		}
	}
}

// TestParsePolicyEvidence holds which evidence rules a policy may set.
func TestParsePolicyEvidence(t *testing.T) {
	const head = "version: 1\nclaims:\n"
	for _, in := range []string{
		head + "  birthdate: {mode: exact}\n  document_number: {mode: exact}",
		head + "  document_number: {mode: exact}\nminimum_evidence: 1",
		head + "  name: {mode: ignore}\n  document_number: {mode: exact}\nminimum_evidence: 1",
		head + "  name: {mode: fuzzy}\n  birthdate: {mode: exact}\nminimum_evidence: 1",
		head + "  name: {mode: fuzzy}\nminimum_evidence: 1\nallow_name_only: true",
	} {
		if _, err := ParsePolicy([]byte(in), "p.yaml"); err != nil {
			t.Errorf("%s\n%v", in, err)
		}
	}
}

func TestPolicyRoundTrip(t *testing.T) {
	strict := DefaultPolicy()
	strict.DefaultCountry = "NO" // must not come back as the boolean no
	strict.Claims["cost_center"] = Claim{Mode: Digits, OnMismatch: SoftFlag, OnMissingDirectory: Skip, OnMissingID: Flag}
	strict.Claims[claims.Name] = Claim{Mode: Fuzzy, Threshold: 1, ReviewThreshold: 0.625, OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail}
	nameOnly := policy(map[string]Claim{claims.Name: strict.Claims[claims.Name]})
	nameOnly.Name, nameOnly.AllowNameOnly, nameOnly.MinimumEvidence = "yes", true, 1
	nameless := policy(map[string]Claim{claims.DocumentNumber: strict.Claims["cost_center"]})
	nameless.Name, nameless.MinimumEvidence = "nameless", 1
	for _, p := range []Policy{DefaultPolicy(), strict, nameOnly, nameless} {
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		out, err := yaml.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParsePolicy(out, "printed.yaml")
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if !maps.Equal(back.Claims, p.Claims) || back.Name != p.Name || back.DefaultCountry != p.DefaultCountry ||
			back.MinimumEvidence != p.MinimumEvidence || back.AllowNameOnly != p.AllowNameOnly {
			t.Errorf("got %+v, want %+v\n%s", back, p, out)
		}
		if strings.Index(string(out), "name:") > strings.Index(string(out), "birthdate:") && p.Name == "default" {
			t.Errorf("claims out of order:\n%s", out)
		}
	}
}

func FuzzParsePolicy(f *testing.F) {
	f.Add([]byte("version: 1\nclaims: {name: {mode: fuzzy}}"))
	f.Add([]byte("? [a]\n: b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParsePolicy(data, "p")
		if err != nil {
			if !fault.Is(err, fault.Usage) {
				t.Errorf("error of another kind: %v", err)
			}
			return
		}
		if err := p.Validate(); err != nil {
			t.Errorf("parsed, but %v", err)
		}
	})
}
