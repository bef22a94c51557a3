package entra

import (
	"net/http"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

func TestCheckFilter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                          "",
		"department eq 'Sales'":     "",
		"surname eq 'O''Neill'":     "",
		"(a eq 'x') or (b eq ')(')": "",
		"startsWith(displayName,'é') and not (userType eq 'Guest')": "",
		" ":                       "blank",
		"department eq 'Sales":    "a quote is not closed",
		"surname eq 'O'Neill'":    "a quote is not closed",
		"(a eq 'x'":               "a parenthesis is not closed",
		"a eq 'x')":               "closed that was not opened",
		"a eq 'x') or (b eq 'y'":  "closed that was not opened",
		"a eq 'x'\nor true":       "control characters",
		"a eq '\x00'":             "control characters",
		"a eq '\xff'":             "not UTF-8",
		strings.Repeat("a", 2001): "2001 bytes",
		strings.Repeat("a", 2000): "",
	} {
		err := CheckFilter(text)
		if want == "" && err != nil || want != "" && (!fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), want) || fault.HintOf(err) == "") {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
}

// FuzzCheckFilter: what passes stays one expression between parentheses.
func FuzzCheckFilter(f *testing.F) {
	f.Add("department eq 'Sales'")
	f.Add("x) or (id ne 'y'")
	f.Fuzz(func(t *testing.T, text string) {
		if CheckFilter(text) != nil || text == "" {
			return
		}
		if CheckFilter("("+text+") and id eq 'x'") != nil && len(text) < maxFilter-20 {
			t.Errorf("%q passes but cannot be put between parentheses", text)
		}
	})
}

// filtered is a source with a filter, of a tenant of three pages. Operators
// other than eq are answered from the index only.
func filtered(t *testing.T, expression string) (*fake, *Source) {
	t.Helper()
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		index := r.Header.Get("ConsistencyLevel") == "eventual"
		switch {
		case strings.HasSuffix(r.URL.Path, "/$count"):
			_, _ = w.Write([]byte("3"))
		case strings.Contains(expression, " ne ") && !index:
			odata(w, 400, "Request_UnsupportedQuery", "Unsupported Query.")
		case strings.Contains(expression, " ne ") && !q.Has("$skiptoken") && q.Get("$count") != "true":
			odata(w, 400, "Request_BadRequest", "$count=true is needed.")
		case !q.Has("$skiptoken") && q.Get("$filter") != expression:
			t.Errorf("the filter was %q", q.Get("$filter"))
		default:
			paged(&f, 3)(w, r)
		}
	})
	o := f.options()
	o.Filter = expression
	return f, source(t, o)
}

func TestFilter(t *testing.T) {
	t.Parallel()
	for expression, c := range map[string]struct {
		requests int
		level    string
		notes    int
	}{
		"department eq 'R&D + Sales'": {4, "", 1},
		"userType ne 'Guest'":         {5, "eventual", 2},
	} {
		f, s := filtered(t, expression)
		pages, err := collect(t, s, "")
		if err != nil || ids(pages) != "u1 u2 u3" || pages[2].Mark != "" || !pages[2].Last || pages[0].Total != 3 {
			t.Fatalf("%s: %+v, %v", expression, pages, err)
		}
		if len(pages[0].Notes) != c.notes || pages[0].Notes[0] != noteFilter || len(pages[1].Notes) != 0 {
			t.Errorf("%s: notes %q", expression, pages[0].Notes)
		}
		if len(f.requests) != c.requests {
			t.Errorf("%s: asked for %q", expression, asked(f))
		}
		for _, r := range f.requests[len(f.requests)-2:] {
			if r.Header.Get("ConsistencyLevel") != c.level {
				t.Errorf("%s: page %s had the level %q", expression, r.URL, r.Header.Get("ConsistencyLevel"))
			}
		}
		for _, r := range f.requests {
			if strings.HasSuffix(r.URL.Path, "$count") && r.URL.Query().Get("$filter") != expression {
				t.Errorf("%s: counted with %s", expression, r.URL)
			}
		}
		rest, err := collect(t, s, pages[0].Next)
		if err != nil || ids(rest) != "u2 u3" {
			t.Errorf("%s: resumed with %q, %v", expression, ids(rest), err)
		}
	}
}

func TestFilterRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status         int
		code, message  string
		says, hint     string
		fromTheMapping bool
	}{
		"not supported":    {400, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified for property 'city' of resource 'User'.", "cannot use the filter: Unsupported or", "--filter", false},
		"syntax":           {400, "BadRequest", "Invalid filter clause: ')' or operator expected at position 12.", "cannot use the filter", "--filter", false},
		"unknown property": {400, "BadRequest", "Could not find a property named 'shoeSize' on type 'microsoft.graph.user'.", "cannot use the filter", "--filter", false},
		"not implemented":  {501, "NotImplemented", "This operation target is not yet supported.", "cannot use the filter", "--filter", false},
		"the mapping":      {400, "BadRequest", "Could not find a property named 'employeeOrgData' on type 'microsoft.graph.user'.", "from the mapping division=employeeOrgData.division", "--map", true},
	} {
		f := newFake(t, func(w http.ResponseWriter, _ *http.Request) { odata(w, c.status, c.code, c.message) })
		o := f.options()
		o.Filter = "shoeSize gt 42"
		o.Mapping = directory.Mapping{"division": "employeeOrgData.division"}
		s := source(t, o)
		_, err := collect(t, s, "")
		_, probed := s.Probe(t.Context())
		for _, err := range []error{err, probed} {
			if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), c.says) || !strings.Contains(fault.HintOf(err), c.hint) {
				t.Errorf("%s: %v, hint %q", name, err, fault.HintOf(err))
			}
		}
	}
}
