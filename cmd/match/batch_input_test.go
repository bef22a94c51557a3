package match

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/document"
	"github.com/incodectl/incodectl/internal/fault"
)

// readBatch reads everything, as "line hint id claims" or "line: error".
func readBatch(t *testing.T, in, name, format string) ([]string, error) {
	t.Helper()
	s, err := openBatch(strings.NewReader(in), name, format, document.Options{})
	if err != nil {
		return nil, err
	}
	var got []string
	for {
		some, err := s.next()
		for _, l := range some {
			if l.err == nil {
				var req request
				if req, l.err = s.read(l); l.err == nil {
					got = append(got, fmt.Sprintf("%d %s %s %v", l.number, req.hint, req.id, map[string]string(req.doc.Claims)))
					continue
				}
			}
			got = append(got, fmt.Sprintf("%d: %v", l.number, l.err))
		}
		if errors.Is(err, io.EOF) {
			return got, nil
		}
		if err != nil {
			return got, err
		}
	}
}

func TestReadObject(t *testing.T) {
	for in, want := range map[string]string{
		`{"id":7,"login_hint":"ada","claims":{"name":"Ada Hill"}}`:                                         `ada 7 map[name:Ada Hill]`,
		`{"id":"x","login_hint":4711,"name":"Ada Hill"}`:                                                   `4711 "x" map[name:Ada Hill]`,
		` {"login_hint":"ada","given_name":"Ada","address":{"locality":"Ort"},"id":null,"claims":null} `:   `ada  map[address.locality:Ort given_name:Ada]`,
		`{"login_hint":"ada","claims":{"ocrData":{"name":{"givenName":"Ada","paternalLastName":"Hill"}}}}`: `ada  map[family_name:Hill given_name:Ada paternal_family_name:Hill]`,
		`{"claims":{"name":"Ada"}}`:                                    `  map[name:Ada]`, // the look-up says that the hint is missing
		`{"login_hint":"ada","name":"=cmd|' /C calc'!A0"}`:             `ada  map[name:=cmd|' /C calc'!A0]`,
		`{"login_hint":"'; DROP TABLE directory_user; --","name":"A"}`: `'; DROP TABLE directory_user; --  map[name:A]`,
	} {
		req, err := readObject([]byte(in), document.Options{})
		if got := fmt.Sprintf("%s %s %v", req.hint, req.id, map[string]string(req.doc.Claims)); got != want || err != nil {
			t.Errorf("%s\n got %s, %v\nwant %s", in, got, err, want)
		}
	}
	for in, says := range map[string]string{
		`["a"]`: "not a JSON object", `{"login_hint":"a",}`: "not a JSON object", `{"a":1} {"b":2}`: "not a JSON object", `ada;Ada`: "not a JSON object",
		`{"login_hint":["a"],"name":"A"}`:                       "login_hint is neither",
		`{"login_hint":"a","id":{},"name":"A"}`:                 "id is neither",
		`{"login_hint":"a","login_hint":"b","name":"A"}`:        "login_hint twice",
		`{"login_hint":"a","claims":{"name":"A"},"name":"B"}`:   "in one place",
		`{"login_hint":"a","claims":{"name":"A","name":"B"}}`:   `the key "name" twice`,
		`{"login_hint":"a","name":"A","name":"B"}`:              `the key "name" twice`,
		`{"login_hint":"a"}`:                                    "none of the claims",
		`{"login_hint":"a","claims":[1]}`:                       "claims document",
		`{"login_hint":"a","claims":"just text"}`:               "claims document",
		`{"login_hint":"a","claims":` + strings.Repeat("[", 99): "not a JSON object",
	} {
		if _, err := readObject([]byte(in), document.Options{}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", in, err, says)
		}
	}
}

func TestCSV(t *testing.T) {
	const head = "login_hint,id,name,street_address\n"
	for _, tt := range []struct {
		what, in string
		want     []string
	}{
		{"plain", head + "ada,1,Ada Hill,1 Weg\n", []string{`2 ada "1" map[address.street_address:1 Weg name:Ada Hill]`}},
		{"mark, capitals, line ends of Windows, no last one", "\ufeff Login_Hint,NAME\r\nada,Ada\r\n\r\nbob,Bob", []string{"2 ada  map[name:Ada]", "4 bob  map[name:Bob]"}},
		{"semicolons", "login_hint;name\nada;Hill, Ada\n", []string{"2 ada  map[name:Hill, Ada]"}},
		{"tabs", "login_hint\tname\nada\tAda\n", []string{"2 ada  map[name:Ada]"}},
		{"quotation marks", "\"login_hint\",\"name\"\n\"ada\",\"Hill, \"\"Ada\"\"\"\n", []string{`2 ada  map[name:Hill, "Ada"]`}},
		{"over two lines", head + "ada,1,\"Ada\r\nHill\",\"1 Weg\n\nOrt\"\nbob,2,Bob,\n", []string{
			`2 ada "1" map[address.street_address:1 Weg` + "\n\n" + `Ort name:Ada` + "\n" + `Hill]`, `6 bob "2" map[name:Bob]`,
		}},
		{"a mark within a field", head + "ada,1,Ada \"A\" Hill,5\" pipe\n", []string{`2 ada "1" map[address.street_address:5" pipe name:Ada "A" Hill]`}},
		{"empty fields and a column without a name", "login_hint,,name,birthdate\nada,x,Ada,\n", []string{"2 ada  map[name:Ada]"}},
		{"formulas and SQL are data", "login_hint,name\nada,=1+1\n,'; DROP TABLE x; --\n", []string{"2 ada  map[name:=1+1]", "3   map[name:'; DROP TABLE x; --]"}},
		{"a field too few", head + "ada,1,Ada\nbob,2,Bob,\n", []string{"2: it has 3 fields, the header has 4", `3 bob "2" map[name:Bob]`}},
		{"text after a mark", head + "ada,1,\"Ada\" Hill,x\nbob,2,Bob,\n", []string{"2: " + errAfterQuote.Error(), `3 bob "2" map[name:Bob]`}},
		{"a mark never closed", head + "ada,1,\"Ada,x\nbob,2,Bob,\ncal,3,Cal,\n", []string{
			"2: " + errOpenQuote.Error(), `3 bob "2" map[name:Bob]`, `4 cal "3" map[name:Cal]`,
		}},
		{"closed by the next one opened", head + "ada,1,\"Ada,x\nbob,2,\"Bob\",\ncal,3,Cal,\n", []string{
			"2: " + errAfterQuote.Error(), `3 bob "2" map[name:Bob]`, `4 cal "3" map[name:Cal]`,
		}},
		{"never closed, at the end", head + "ada,1,Ada,\nbob,2,\"Bob", []string{`2 ada "1" map[name:Ada]`, "3: " + errOpenQuote.Error()}},
		{"broken characters", "login_hint,name\nada,\xff\nbob,Bob\n", []string{"2: the claim name has damaged characters", "3 bob  map[name:Bob]"}},
		{"nothing known", "login_hint,name\nada,\n", []string{"2: no claim is given"}},
		{"only a header", head, nil},
	} {
		t.Run(tt.what, func(t *testing.T) {
			if got, err := readBatch(t, tt.in, "-", batchCSV); err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("\n got %q, %v\nwant %q", got, err, tt.want)
			}
		})
	}
}

// TestUnclosedQuote: what a mark swallows is bounded, and given back.
func TestUnclosedQuote(t *testing.T) {
	const n = 20_000
	in := "login_hint,name\nada,\"Ada\n" + strings.Repeat("bob,Bob\n", n)
	got, err := readBatch(t, in, "-", batchCSV)
	if err != nil || len(got) != n+1 || got[0] != "2: "+errOpenQuote.Error() || got[n] != fmt.Sprintf("%d bob  map[name:Bob]", n+2) {
		t.Errorf("%d answers from %q to %q, %v", len(got), got[0], got[len(got)-1], err)
	}
}

func TestCSVHeader(t *testing.T) {
	for in, says := range map[string]string{
		"":                                      "--batch is empty",
		"\n \n":                                 "--batch is empty",
		"name,birthdate\n":                      "no column login_hint",
		"login_hint,dob\n":                      `there is no claim "dob"`,
		"login_hint,name,Name\n":                `two columns are called "name"`,
		"login_hint,\"name\n":                   "the header cannot be read",
		"login_hint," + strings.Repeat("x", 70): "column 2",
	} {
		if _, err := readBatch(t, in, "-", batchCSV); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", in, err, says)
		}
	}
}

func TestBatchFormat(t *testing.T) {
	const object, table = "\ufeff \n{\"login_hint\":\"ada\",\"name\":\"Ada\"}\n", "login_hint,name\nada,Ada\n"
	for _, tt := range []struct{ in, name, format, want string }{
		{object, "-", batchAuto, "2 ada  map[name:Ada]"},
		{table, "-", batchAuto, "2 ada  map[name:Ada]"},
		{table, "people.CSV", batchAuto, "2 ada  map[name:Ada]"},
		{object, "people.csv", batchJSONL, "2 ada  map[name:Ada]"},
		{table, "people.ndjson", batchCSV, "2 ada  map[name:Ada]"},
		{table, "people.jsonl", batchAuto, "1: " + errNoObject.Error()},
	} {
		got, err := readBatch(t, tt.in, tt.name, tt.format)
		if err != nil || len(got) == 0 || got[0] != tt.want {
			t.Errorf("%s as %s: %q, %v", tt.name, tt.format, got, err)
		}
	}
	if got, err := readBatch(t, "", "-", batchJSONL); err != nil || len(got) != 0 {
		t.Errorf("nothing: %q, %v", got, err)
	}
}

// FuzzCSV: every line is answered for, in order, and quoting all fields changes
// nothing.
func FuzzCSV(f *testing.F) {
	f.Add("ada", "Hill, \"Ada\"", "1 Weg\nOrt")
	f.Add("\"", "", ";")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
		in := quote(a) + "," + quote(b) + "," + quote(c) + "\n"
		if strings.ContainsAny(a+b+c, "\r") || len(in) > maxRecord {
			return // a line end of Windows becomes a plain one
		}
		r := &recordReader{lines: newLineReader(strings.NewReader(in + "1,2,3\n")), separator: ','}
		first, err := r.record()
		if err != nil || first.err != nil || !slices.Equal(first.fields, []string{a, b, c}) {
			t.Fatalf("%q is read as %q, %v, %v", in, first.fields, first.err, err)
		}
		if next, _ := r.record(); !slices.Equal(next.fields, []string{"1", "2", "3"}) {
			t.Errorf("after %q comes %q, %v", in, next.fields, next.err)
		}
		// As it is, without quoting: whatever it is, it ends and loses no line.
		raw := a + "\n" + b + "\n" + c
		r = &recordReader{lines: newLineReader(strings.NewReader(raw)), separator: ','}
		last := 0
		for range 3 * (strings.Count(raw, "\n") + 1) {
			rec, err := r.record()
			if err == nil || rec.fields != nil || rec.err != nil {
				if rec.number <= last {
					t.Fatalf("%q: line %d after %d", raw, rec.number, last)
				}
				last = rec.number
			}
			if err != nil {
				return
			}
		}
		t.Errorf("%q does not end", raw)
	})
}

func TestRequestClaims(t *testing.T) {
	req, err := readFields([]string{keyHint, "locality", "badge"}, []string{"ada", "Ort", "7"})
	if want := (claims.Set{claims.AddressLocality: "Ort", "badge": "7"}); err != nil || !maps.Equal(req.doc.Claims, want) {
		t.Errorf("%v, %v", req.doc.Claims, err)
	}
}
