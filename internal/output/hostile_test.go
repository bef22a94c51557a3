package output

import (
	"encoding/csv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/iostreams"
)

func TestHostileText(t *testing.T) {
	evil := person{ID: "=cmd|' /C calc'!A0", Name: "A\x1b]0;owned\x07da\nroot\tx", Phone: "\u202e\u009b2J", Country: "x\u202e\u009b\x7f"}
	tests := []struct {
		name   string
		format Format
		setup  []func(*iostreams.IOStreams)
		want   string
	}{
		{"piped table", Table, nil, "=cmd|' /C calc'!A0\tAda root x\t0\t\n"},
		{"table", Table, []func(*iostreams.IOStreams){columns(80)}, "ID                  FULL NAME   LOGINS  PHONE\n=cmd|' /C calc'!A0  Ada root x       0\n"},
		{"records", Table, []func(*iostreams.IOStreams){columns(40)}, "ID         =cmd|' /C calc'!A0\nFULL NAME  Ada root x\nLOGINS     0\n"},
		{"name", Name, nil, "=cmd|' /C calc'!A0\n"},
		{"csv", CSV, nil, "ID,Full name,Logins,Phone\n'=cmd|' /C calc'!A0,Ada root x,0,\n"},
		{"jsonl", JSONL, nil, `{"id":"=cmd|' /C calc'!A0","name":"A\u001b]0;owned\u0007da\nroot\tx","phone":"\u202e\u009b2J","logins":0,"country":"x\u202e\u009b\u007f","secret":"[redacted]"}` + "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _, err := render(t, list().View([]person{evil}), tt.format, tt.setup...)
			if err != nil || got != tt.want {
				t.Errorf("stdout = %q, err = %v, want\n%q", got, err, tt.want)
			}
		})
	}
	// The machine formats carry the same data, unharmed and harmless.
	for _, f := range []Format{JSON, YAML} {
		got, _, err := render(t, Object(evil, "x"), f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return r == 0x1b || isUnsafe(r) }) {
			t.Errorf("%s prints a control character: %q", f, got)
		}
		var back map[string]any
		if err := yaml.Unmarshal([]byte(got), &back); err != nil { // JSON is YAML
			t.Fatal(err)
		}
		if back["name"] != evil.Name || back["phone"] != evil.Phone || back["country"] != evil.Country {
			t.Errorf("%s reads back as %q", f, back)
		}
	}
}

func TestNeutralise(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+49301234": "'+49301234", "-5": "'-5", "@SUM(A1)": "'@SUM(A1)",
		"\tx": "' x", "\rx": "' x", "  =1": "'  =1", "＝1": "'＝1", "\x1b[0m=1": "'=1",
		"a=b": "a=b", "": "", "Ada": "Ada", "'x": "'x", "5-3": "5-3",
	} {
		if got := neutralise(in); got != want {
			t.Errorf("neutralise(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCSVQuoting(t *testing.T) {
	l := List[string]{Columns: []Column[string]{
		{Title: "A", Value: func(s string) string { return s }},
		{Title: "B", Value: func(string) string { return "b" }},
	}}
	in := `Doe, "Jay"`
	got, _, _ := render(t, l.View([]string{in}), CSV)
	if want := "A,B\n\"Doe, \"\"Jay\"\"\",b\n"; got != want {
		t.Errorf("csv = %q, want %q", got, want)
	}
	records, err := csv.NewReader(strings.NewReader(got)).ReadAll()
	if err != nil || records[1][0] != in {
		t.Errorf("reads back as %q, %v", records, err)
	}
}
