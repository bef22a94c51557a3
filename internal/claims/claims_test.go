package claims

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSetJSON(t *testing.T) {
	tests := []struct {
		name string
		set  Set
		want string
	}{
		{"nil", nil, `{}`},
		{"empty values mean not known", Set{Name: "", Email: "a@b.example"}, `{"email":"a@b.example"}`},
		{
			"address parts nest",
			Set{GivenName: "Ada", AddressLocality: "London", AddressCountry: "GB", "address_note": "x"},
			`{"address":{"country":"GB","locality":"London"},"address_note":"x","given_name":"Ada"}`,
		},
		{"plain address is the formatted one", Set{Address: "1 High St"}, `{"address":{"formatted":"1 High St"}}`},
		{"formatted wins over plain", Set{Address: "x", AddressFormatted: "1 High St"}, `{"address":{"formatted":"1 High St"}}`},
		{"text is escaped", Set{Name: "A\"\n<"}, `{"name":"A\"\n\u003c"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := json.Marshal(tt.set)
			if tt.set == nil {
				got, err = tt.set.MarshalJSON()
			}
			if err != nil || string(got) != tt.want {
				t.Fatalf("got %s, %v; want %s", got, err, tt.want)
			}
			var back Set
			if err := json.Unmarshal(got, &back); err != nil {
				t.Fatal(err)
			}
			again, err := json.Marshal(back)
			if err != nil || string(again) != tt.want {
				t.Errorf("second round gives %s, %v", again, err)
			}
		})
	}
}

func TestSetUnmarshal(t *testing.T) {
	var s Set
	in := `{"name":"Ada","middle_name":null,"address":{"locality":"London","region":null},"phone_number":""}`
	if err := json.Unmarshal([]byte(in), &s); err != nil {
		t.Fatal(err)
	}
	if want := (Set{Name: "Ada", AddressLocality: "London"}); !maps.Equal(s, want) {
		t.Errorf("got %v, want %v", s, want)
	}
	if err := json.Unmarshal([]byte(`{"address":"1 High St"}`), &s); err != nil || s[AddressFormatted] != "1 High St" {
		t.Errorf("address as text: %v, %v", s, err)
	}
	for in, claim := range map[string]string{`{"name":1}`: "name", `{"x":{}}`: "x", `{"address":{"region":[]}}`: "address.region", `{"email":true}`: "email"} {
		if err := json.Unmarshal([]byte(in), &s); err == nil || !strings.Contains(err.Error(), claim) {
			t.Errorf("%s: error %v does not name %s", in, err, claim)
		}
	}
}

func TestMask(t *testing.T) {
	tests := []struct{ claim, in, want string }{
		{Name, "Ada Lovelace", "A•• L•••••••"},
		{Name, "ada o", "a•• •"},
		{Name, "Li Na", "L• N•"},
		{Name, "王小明", "王••"},
		{FamilyName, "A", "•"},
		{FamilyName, "E\u0301lodie", "E\u0301•••••"},
		{MRZName, "LOVELACE<<ADA", "L••••••• A••"},
		{Birthdate, "1990-12-10", "19••-••-••"},
		{Birthdate, "10 DEC 1990", "•• ••• ••••"},
		{Email, "ada@corp.example", "a••@corp.example"},
		{Email, "a@corp.example", "••@corp.example"},
		{Email, "not an address", "••• •• •••••••"},
		{Phone, "+14155550134", "+•••••••••34"},
		{Phone, "1234", "••••"},
		{Address, "10 downing street, london, SW1A2AA, GB", "•••, •••, SW•••••, GB"},
		{Address, "10 downing street, london", "•••, •••"},
		{Address, "12a, GB", "•••, GB"},
		{AddressFormatted, "1 High St\nLondon SW1A 2AA", "•••, •••"},
		{AddressPostalCode, "94102", "94•••"},
		{AddressPostalCode, "123", "•••"},
		{AddressCountry, "US", "US"},
		{AddressStreet, "1 High St", "•••"},
		{AddressLocality, "", ""},
		{DocumentNumber, "X1234567", "X•••••••"},
		{Gender, "M", "•"},
		{"cost_center", "\x1b[31mABCD", "[3••••••"},
	}
	for _, tt := range tests {
		if got := Mask(tt.claim, tt.in); got != tt.want {
			t.Errorf("Mask(%s, %q) = %q, want %q", tt.claim, tt.in, got, tt.want)
		}
	}
	if got := MaskSet(Set{Name: "Ada Lovelace", Email: ""}); len(got) != 1 || got[Name] != "A•• L•••••••" {
		t.Errorf("MaskSet = %v", got)
	}
}

// FuzzMask: a mask is text without control characters, and hides something of
// every value that has letters, except where the claim is public by design.
func FuzzMask(f *testing.F) {
	f.Add("Ada Lovelace")
	f.Add("+1 415")
	f.Add("é")
	f.Add("<<\u202e1990-01-01")
	f.Fuzz(func(t *testing.T, v string) {
		for _, c := range []string{Name, Birthdate, Email, Phone, Address, AddressPostalCode, AddressStreet, DocumentNumber} {
			got := Mask(c, v)
			if !utf8.ValidString(v) {
				continue
			}
			if strings.ContainsAny(got, "\x00\x1b\n\u202e") {
				t.Errorf("Mask(%s, %q) = %q keeps control characters", c, v, got)
			}
			if letters(v) > 0 && got == v && !strings.Contains(v, string(dot)) && (c != Email || !strings.Contains(v, "@")) {
				t.Errorf("Mask(%s, %q) hides nothing", c, v)
			}
		}
	})
}

func TestReasonsAreExplained(t *testing.T) {
	seen := map[Reason]bool{}
	for _, r := range Reasons() {
		if seen[r.Reason] {
			t.Errorf("%s is listed twice", r.Reason)
		}
		seen[r.Reason] = true
		if r.Reason.Text() != r.Text || !strings.HasSuffix(r.Text, ".") {
			t.Errorf("%s: text %q", r.Reason, r.Text)
		}
	}
	if Reason("made_up").Text() != "" {
		t.Error("a word outside the vocabulary has a text")
	}
}

func TestNames(t *testing.T) {
	for in, want := range map[string]bool{
		"cost_center": true, "a1": true, DocumentNumber: true, Name: false, EmployeeID: false, MRZName: false,
		"": false, "Cost": false, "1a": false, "address.country": false, "a-b": false, strings.Repeat("a", 65): false,
	} {
		if IsCustom(in) != want {
			t.Errorf("IsCustom(%q) = %v", in, !want)
		}
	}
}

func TestResultMasked(t *testing.T) {
	r := Result{
		Claim: Address, Document: "1 High Street, Ely, CB74AA, GB", Directory: "",
		Steps: []Step{{Part: "street", Document: "high street"}, {Part: "country", Document: "GB"}, {Part: "postal_code", Directory: "CB74AA"}},
	}
	m := r.Masked()
	if m.Steps[0].Document != "•••" || m.Steps[1].Document != "GB" || m.Steps[2].Directory != "CB••••" || strings.Contains(m.Document, "High") {
		t.Errorf("got %+v", m)
	}
	if r.Steps[0].Document != "high street" {
		t.Error("masking changed the result itself")
	}
	d := Result{Claim: Birthdate, Steps: []Step{{Part: "form", Document: "year, month, day"}, {Part: "year", Document: "1990"}}}.Masked()
	if d.Steps[0].Document != "year, month, day" || d.Steps[1].Document != "••••" {
		t.Errorf("got %+v", d)
	}
}
