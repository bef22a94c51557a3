package output

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/secret"
)

type person struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Phone   string       `json:"phone,omitempty"`
	Logins  int          `json:"logins"`
	Country string       `json:"country"`
	Secret  secret.Value `json:"secret"`
}

func people() []person {
	return []person{
		{ID: "u1", Name: "Ada Lovelace <ada@corp.example>", Phone: "+442079460000", Logins: 12, Country: "NO"},
		{ID: "u2", Name: "李小龙", Logins: 3400, Country: "HK", Secret: secret.New("hunter2")},
	}
}

func list() List[person] {
	return List[person]{
		Columns: []Column[person]{
			{Title: "ID", Value: func(p person) string { return p.ID }},
			{Title: "Full name", Value: func(p person) string { return p.Name }},
			{Title: "Logins", Value: func(p person) string { return fmt.Sprint(p.Logins) }, Right: true},
			{Title: "Phone", Value: func(p person) string { return p.Phone }},
		},
		Empty: "no people yet",
	}
}

// render prints v and returns stdout, stderr and the error.
func render(t *testing.T, v View, f Format, setup ...func(*iostreams.IOStreams)) (stdout, stderr string, err error) {
	t.Helper()
	ios, _, out, errOut := iostreams.Test()
	for _, s := range setup {
		s(ios)
	}
	err = Renderer{IO: ios, Format: f}.Render(v)
	return out.String(), errOut.String(), err
}

// columns makes stdout a terminal of that width.
func columns(n int) func(*iostreams.IOStreams) {
	return func(ios *iostreams.IOStreams) {
		ios.SetStdoutTTY(true)
		ios.SetWidth(n)
		_ = ios.SetColor("never")
	}
}

func TestListInEveryFormat(t *testing.T) {
	tests := []struct {
		name   string
		format Format
		setup  []func(*iostreams.IOStreams)
		want   string
	}{
		{"piped table", Table, nil, "" +
			"u1\tAda Lovelace <ada@corp.example>\t12\t+442079460000\n" +
			"u2\t李小龙\t3400\t\n"},
		{"table", Table, []func(*iostreams.IOStreams){columns(80)}, "" +
			"ID  FULL NAME                        LOGINS  PHONE\n" +
			"u1  Ada Lovelace <ada@corp.example>      12  +442079460000\n" +
			"u2  李小龙                             3400\n"},
		{"narrow table", Table, []func(*iostreams.IOStreams){columns(44)}, "" +
			"ID  FULL NAME          LOGINS  PHONE\n" +
			"u1  Ada Lovelace <ad…      12  +442079460000\n" +
			"u2  李小龙               3400\n"},
		{"table too narrow", Table, []func(*iostreams.IOStreams){columns(38)}, "" +
			"ID         u1\n" +
			"FULL NAME  Ada Lovelace\n" +
			"           <ada@corp.example>\n" +
			"LOGINS     12\n" +
			"PHONE      +442079460000\n" +
			"\n" +
			"ID         u2\n" +
			"FULL NAME  李小龙\n" +
			"LOGINS     3400\n"},
		{"json", JSON, nil, `[
  {
    "id": "u1",
    "name": "Ada Lovelace <ada@corp.example>",
    "phone": "+442079460000",
    "logins": 12,
    "country": "NO",
    "secret": "[redacted]"
  },
  {
    "id": "u2",
    "name": "李小龙",
    "logins": 3400,
    "country": "HK",
    "secret": "[redacted]"
  }
]
`},
		{"jsonl", JSONL, nil, `{"id":"u1","name":"Ada Lovelace <ada@corp.example>","phone":"+442079460000","logins":12,"country":"NO","secret":"[redacted]"}
{"id":"u2","name":"李小龙","logins":3400,"country":"HK","secret":"[redacted]"}
`},
		{"yaml", YAML, nil, `- id: u1
  name: Ada Lovelace <ada@corp.example>
  phone: "+442079460000"
  logins: 12
  country: "NO"
  secret: '[redacted]'
- id: u2
  name: 李小龙
  logins: 3400
  country: HK
  secret: '[redacted]'
`},
		{"csv", CSV, nil, "" +
			"ID,Full name,Logins,Phone\n" +
			"u1,Ada Lovelace <ada@corp.example>,12,'+442079460000\n" +
			"u2,李小龙,3400,\n"},
		{"name", Name, nil, "u1\nu2\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, stderr, err := render(t, list().View(people()), tt.format, tt.setup...)
			if err != nil || stderr != "" {
				t.Errorf("err = %v, stderr = %q", err, stderr)
			}
			if got != tt.want {
				t.Errorf("stdout:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

func TestEmptyList(t *testing.T) {
	tests := map[Format][2]string{ // stdout, stderr
		Table: {"", "no people yet\n"},
		JSON:  {"[]\n", ""},
		JSONL: {"", ""},
		YAML:  {"[]\n", ""},
		CSV:   {"ID,Full name,Logins,Phone\n", ""},
		Name:  {"", ""},
	}
	for f, want := range tests {
		stdout, stderr, err := render(t, list().View(nil), f)
		if err != nil || stdout != want[0] || stderr != want[1] {
			t.Errorf("%s: stdout = %q, stderr = %q, err = %v, want %q", f, stdout, stderr, err, want)
		}
	}
	stdout, stderr, _ := render(t, list().View(nil), Table, columns(80))
	if stdout != "" || stderr != "no people yet\n" {
		t.Errorf("on a terminal: stdout = %q, stderr = %q", stdout, stderr)
	}
}

func TestNoHeader(t *testing.T) {
	for f, want := range map[Format]string{
		Table: "u1  Ada Lovelace <ada@corp.example>    12  +442079460000\nu2  李小龙                           3400\n",
		CSV:   "u1,Ada Lovelace <ada@corp.example>,12,'+442079460000\nu2,李小龙,3400,\n",
	} {
		ios, _, out, _ := iostreams.Test()
		columns(80)(ios)
		if err := (Renderer{IO: ios, Format: f, NoHeader: true}).Render(list().View(people())); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); got != want {
			t.Errorf("%s:\n%s\nwant:\n%s", f, got, want)
		}
	}
}

func TestNameAndObjectOfAList(t *testing.T) {
	l := list()
	l.Name = func(p person) string { return p.Name }
	l.Object = func(p person) any { return map[string]string{"login": p.ID} }
	if got, _, _ := render(t, l.View(people()[1:]), Name); got != "李小龙\n" {
		t.Errorf("name = %q", got)
	}
	if got, _, _ := render(t, l.View(people()[1:]), JSONL); got != "{\"login\":\"u2\"}\n" {
		t.Errorf("jsonl = %q", got)
	}
}

func TestObjectInEveryFormat(t *testing.T) {
	p := people()[0]
	v := Object(p, p.ID, Field{"ID", p.ID}, Field{"Full name", p.Name}, Field{"Phone", p.Phone}, Field{"Note", ""})
	tests := []struct {
		name   string
		format Format
		setup  []func(*iostreams.IOStreams)
		want   string
	}{
		{"piped table", Table, nil, "ID\tu1\nFull name\tAda Lovelace <ada@corp.example>\nPhone\t+442079460000\n"},
		{"table", Table, []func(*iostreams.IOStreams){columns(80)}, "" +
			"ID:         u1\n" +
			"Full name:  Ada Lovelace <ada@corp.example>\n" +
			"Phone:      +442079460000\n"},
		{"narrow table wraps", Table, []func(*iostreams.IOStreams){columns(32)}, "" +
			"ID:         u1\n" +
			"Full name:  Ada Lovelace\n" +
			"            <ada@corp.example>\n" +
			"Phone:      +442079460000\n"},
		{"too narrow", Table, []func(*iostreams.IOStreams){columns(16)}, "" +
			"ID:         u1\n" +
			"Full name:  Ada Lovelace\n" +
			"            <ada@corp.example>\n" +
			"Phone:      +442079460000\n"},
		{"json", JSON, nil, `{
  "id": "u1",
  "name": "Ada Lovelace <ada@corp.example>",
  "phone": "+442079460000",
  "logins": 12,
  "country": "NO",
  "secret": "[redacted]"
}
`},
		{"jsonl", JSONL, nil, `{"id":"u1","name":"Ada Lovelace <ada@corp.example>","phone":"+442079460000","logins":12,"country":"NO","secret":"[redacted]"}` + "\n"},
		{"yaml", YAML, nil, "id: u1\nname: Ada Lovelace <ada@corp.example>\nphone: \"+442079460000\"\nlogins: 12\ncountry: \"NO\"\nsecret: '[redacted]'\n"},
		{"csv", CSV, nil, "ID,Full name,Phone,Note\nu1,Ada Lovelace <ada@corp.example>,'+442079460000,\n"},
		{"name", Name, nil, "u1\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, stderr, err := render(t, v, tt.format, tt.setup...)
			if err != nil || stderr != "" {
				t.Errorf("err = %v, stderr = %q", err, stderr)
			}
			if got != tt.want {
				t.Errorf("stdout:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

func TestParseFormat(t *testing.T) {
	for _, f := range Formats() {
		if got, err := ParseFormat(string(f)); got != f || err != nil {
			t.Errorf("ParseFormat(%s) = %v, %v", f, got, err)
		}
	}
	_, err := ParseFormat("xml")
	if !fault.Is(err, fault.Usage) || fault.HintOf(err) != "use one of table, json, jsonl, yaml, csv, name" {
		t.Errorf("ParseFormat(xml): %v, hint %q", err, fault.HintOf(err))
	}
	if err := (Renderer{IO: mustIO(), Format: "xml"}).Render(list().View(nil)); !fault.Is(err, fault.Usage) {
		t.Errorf("Render as xml: %v", err)
	}
}

func mustIO() *iostreams.IOStreams {
	ios, _, _, _ := iostreams.Test()
	return ios
}

func TestFit(t *testing.T) {
	tests := []struct {
		natural []int
		width   int
		want    string
	}{
		{[]int{3, 4}, 80, "[3 4] true"},
		{[]int{40, 38}, 80, "[40 38] true"},
		{[]int{36, 60, 5}, 80, "[36 35 5] true"},
		{[]int{3, 10000}, 80, "[3 75] true"},
		{[]int{11, 14, 30}, 43, "[11 14 14] true"},
		{[]int{11, 14, 30}, 42, "[11 14 14] false"},
		{[]int{30, 30, 30}, 10, "[14 14 14] false"},
		{[]int{3, 5}, 10, "[3 5] true"},
		{[]int{3, 5}, 9, "[3 5] false"},
		{nil, 80, "[] true"},
	}
	for _, tt := range tests {
		widths, fits := fit(tt.natural, make([]column, len(tt.natural)), tt.width)
		if got := fmt.Sprint(widths, fits); got != tt.want {
			t.Errorf("fit(%v, %d) = %s, want %s", tt.natural, tt.width, got, tt.want)
		}
	}
}

func TestHeaderIsBoldInColour(t *testing.T) {
	ios, _, out, _ := iostreams.Test()
	ios.SetStdoutTTY(true)
	if err := (Renderer{IO: ios}).Render(list().View(people()[1:])); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(out.Bytes(), []byte("\x1b[1mID  FULL NAME  LOGINS  PHONE\x1b[0m\nu2  李小龙")) {
		t.Errorf("stdout = %q", out)
	}
}

// TestExtraColumns leaves them out, the last first, before anything is cut, and
// says so; programs get all.
func TestExtraColumns(t *testing.T) {
	l := List[person]{Columns: []Column[person]{
		{Title: "ID", Value: func(p person) string { return p.ID }},
		{Title: "A", Extra: true, Value: func(person) string { return "aaaaaaaaaa" }},
		{Title: "Name", Value: func(person) string { return "nnnnnnnnnnnnnnnnnnnn" }},
		{Title: "B", Extra: true, Value: func(person) string { return "bbbbbbbbbb" }},
	}}
	one := people()[:1]
	for _, c := range []struct {
		width        int
		want, stderr string
	}{
		{80, "ID  A           NAME                  B\nu1  aaaaaaaaaa  nnnnnnnnnnnnnnnnnnnn  bbbbbbbbbb\n", ""},
		{48, "ID  A           NAME                  B\nu1  aaaaaaaaaa  nnnnnnnnnnnnnnnnnnnn  bbbbbbbbbb\n", ""},
		{47, "ID  A           NAME\nu1  aaaaaaaaaa  nnnnnnnnnnnnnnnnnnnn\n", "no room for: B; a wider terminal shows them, and so does -o csv\n"},
		{35, "ID  NAME\nu1  nnnnnnnnnnnnnnnnnnnn\n", "no room for: A, B; a wider terminal shows them, and so does -o csv\n"},
		{20, "ID  NAME\nu1  nnnnnnnnnnnnnnn…\n", "no room for: A, B; a wider terminal shows them, and so does -o csv\n"},
		{10, "ID    u1\nA     aaaaaaaaaa\nNAME  nnnnnnnnnnnnnnnnnnnn\nB     bbbbbbbbbb\n", ""},
	} {
		got, stderr, err := render(t, l.View(one), Table, columns(c.width))
		if got != c.want || stderr != c.stderr || err != nil {
			t.Errorf("%d columns: %v\n%s%q\nwant:\n%s%q", c.width, err, got, stderr, c.want, c.stderr)
		}
	}
	if got, _, _ := render(t, l.View(one), Table); got != "u1\taaaaaaaaaa\tnnnnnnnnnnnnnnnnnnnn\tbbbbbbbbbb\n" {
		t.Errorf("piped: %q", got)
	}
}

// TestWholeColumns never cuts them: what does not fit beside them is cut, or the
// list becomes records.
func TestWholeColumns(t *testing.T) {
	l := List[person]{Columns: []Column[person]{
		{Title: "Number", Whole: true, Value: func(person) string { return "0123456789012345678901234567890123456789" }},
		{Title: "Name", Value: func(person) string { return "nnnnnnnnnnnnnnnnnnnnnnnnn" }},
	}}
	one := people()[:1]
	for width, want := range map[int]string{
		60: "NUMBER                                    NAME\n0123456789012345678901234567890123456789  nnnnnnnnnnnnnnnnn…\n",
		50: "NUMBER  0123456789012345678901234567890123456789\nNAME    nnnnnnnnnnnnnnnnnnnnnnnnn\n",
	} {
		if got, _, _ := render(t, l.View(one), Table, columns(width)); got != want {
			t.Errorf("%d columns:\n%s\nwant:\n%s", width, got, want)
		}
	}
}
