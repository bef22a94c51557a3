package entra

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

const birthExtension = "extension_0123456789abcdef0123456789abcdef_dateOfBirth"

// described serves what Attributes asks for: extensions as given, and people
// of whom page answers.
func described(t *testing.T, extensions http.HandlerFunc, page http.HandlerFunc) *fake {
	t.Helper()
	return newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1.0/directoryObjects/getAvailableExtensionProperties" {
			if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%s with %q", r.Method, r.Header.Get("Content-Type"))
			}
			extensions(w, r)
			return
		}
		page(w, r)
	})
}

// two answers with two people, one with much and one with little, and only with
// what was selected.
func two(w http.ResponseWriter, r *http.Request) {
	much := user("u1", map[string]any{
		birthExtension: "1980-02-29", "jobTitle": "Clerk", "businessPhones": []any{"+44 1"}, "onPremisesSyncEnabled": false,
		propExtensions: map[string]any{"extensionAttribute1": "x", "extensionAttribute2": nil},
	})
	little := user("u2", map[string]any{
		"jobTitle": "  ", "businessPhones": []any{}, "mobilePhone": nil, "surname": "", propExtensions: map[string]any{"extensionAttribute1": "y"},
	})
	var people []any
	for _, u := range []map[string]any{much, little} {
		cut := map[string]any{}
		for p := range strings.SplitSeq(r.URL.Query().Get("$select"), ",") {
			if v, ok := u[p]; ok {
				cut[p] = v
			}
		}
		people = append(people, cut)
	}
	sendList(w, "", people...)
}

func extensionsOf(names ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		var all []any
		for _, n := range names {
			all = append(all, map[string]any{"name": n, "dataType": "String", "targetObjects": []string{"User"}, "appDisplayName": "HR app", "isMultiValued": false})
		}
		all = append(all, map[string]any{"name": "extension_0123456789abcdef0123456789abcdef_ofGroups", "dataType": "String", "targetObjects": []string{"Group"}})
		sendList(w, "", all...)
	}
}

func attribute(t *testing.T, all []directory.Attribute, path string) directory.Attribute {
	t.Helper()
	var found []directory.Attribute
	for _, a := range all {
		if a.Path == path {
			found = append(found, a)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s is listed %d times", path, len(found))
	}
	return found[0]
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	f := described(t, extensionsOf(birthExtension, "extension_odd"), two)
	o := f.options()
	o.Mapping = directory.Mapping{"badge": propExtensions + ".extensionAttribute1", "nickname": "givenName"}
	all, err := source(t, o).Attributes(t.Context(), 50)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]directory.Attribute{
		"givenName":                              {Type: "String", Filled: 2, Claims: []string{"given_name", "nickname"}},
		"surname":                                {Type: "String", Filled: 1, Claims: []string{"family_name"}},
		"jobTitle":                               {Type: "String", Filled: 1},
		"mobilePhone":                            {Type: "String", Filled: 1, Claims: []string{"phone_number"}},
		"businessPhones":                         {Type: "Collection(String)", Filled: 1},
		"accountEnabled":                         {Type: "Boolean", Filled: 2},
		"onPremisesSyncEnabled":                  {Type: "Boolean", Filled: 1},
		"createdDateTime":                        {Type: "DateTimeOffset"},
		"department":                             {Type: "String"},
		propExtensions + ".extensionAttribute1":  {Type: "String", Filled: 2, Claims: []string{"badge"}},
		propExtensions + ".extensionAttribute2":  {Type: "String"},
		propExtensions + ".extensionAttribute15": {Type: "String"},
		"employeeOrgData.division":               {Type: "String"},
		birthExtension:                           {Type: "String", Title: "HR app", Filled: 1, Suggest: "birthdate"},
	} {
		got := attribute(t, all, path)
		if got.Type != want.Type || got.Title != want.Title || got.Sampled != 2 || got.Filled != want.Filled || got.Why != "" ||
			!slices.Equal(got.Claims, want.Claims) || got.Suggest != want.Suggest {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	for path, why := range map[string]string{
		"birthday": "one user at a time", "manager": "another person", "signInActivity": "AuditLog.Read.All", "extension_odd": "not how a directory extension is written",
	} {
		if a := attribute(t, all, path); !strings.Contains(a.Why, why) || a.Sampled != 0 || a.Suggest != "" {
			t.Errorf("%+v", a)
		}
	}
	if slices.ContainsFunc(all, func(a directory.Attribute) bool { return strings.HasSuffix(a.Path, "_ofGroups") }) {
		t.Error("an extension of groups is listed")
	}
	for _, r := range f.requests[1:] {
		q := r.URL.Query()
		if len(q.Get("$select")) > maxSelect+100 || q.Get("$top") != "50" || strings.Contains(q.Get("$select"), "birthday") {
			t.Errorf("asked for %s", r.URL)
		}
	}
	// Whatever is said to be mappable is.
	for _, a := range all {
		if why, _ := checkPath(a.Path); (why == "") != (a.Why == "") {
			t.Errorf("%s: listed with %q, refused with %q", a.Path, a.Why, why)
		}
	}
}

func TestAttributesWithoutExtensions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		why    string
		want   fault.Code
	}{
		"forbidden":  {func(w http.ResponseWriter, _ *http.Request) { odata(w, 403, "Authorization_RequestDenied", "No.") }, "Directory.Read.All", ""},
		"none named": {func(w http.ResponseWriter, _ *http.Request) { sendList(w, "") }, "1000 service principals", ""},
		"failing":    {func(w http.ResponseWriter, _ *http.Request) { odata(w, 503, "x", "No.") }, "", fault.Unavailable},
		"no list":    {raw(200, "", "{}"), "", fault.Unavailable},
		"web page":   {raw(200, "text/html", "<html>"), "", fault.Unavailable},
		"odd":        {func(w http.ResponseWriter, _ *http.Request) { sendList(w, "", nil) }, "", fault.Unavailable},
	} {
		f := described(t, c.answer, two)
		o := f.options()
		o.Mapping = directory.Mapping{"birthdate": birthExtension}
		all, err := source(t, o).Attributes(t.Context(), 10)
		if fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil {
			continue
		}
		if a := attribute(t, all, "extension_{app ID}_{name}"); !strings.Contains(a.Why, c.why) {
			t.Errorf("%s: %+v", name, a)
		}
		if a := attribute(t, all, birthExtension); a.Filled != 1 || !slices.Equal(a.Claims, []string{"birthdate"}) {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// TestAttributesSample: only in scope, at most as many as wanted, and one
// property that a tenant does not have spoils nothing.
func TestAttributesSample(t *testing.T) {
	t.Parallel()
	refusing := func(w http.ResponseWriter, r *http.Request) {
		if slices.Contains(strings.Split(r.URL.Query().Get("$select"), ","), "securityIdentifier") {
			odata(w, 400, "BadRequest", "Could not find a property named 'securityIdentifier' on type 'microsoft.graph.user'.")
			return
		}
		two(w, r)
	}
	f := described(t, extensionsOf(birthExtension), refusing)
	all, err := source(t, f.options()).Attributes(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if a := attribute(t, all, "securityIdentifier"); !strings.Contains(a.Why, "refuses it") || a.Sampled != 0 {
		t.Errorf("%+v", a)
	}
	if a := attribute(t, all, "surname"); a.Sampled != 1 || a.Filled != 1 {
		t.Errorf("%+v", a)
	}

	o := f.options()
	o.Groups = []string{groupA, groupB}
	if all, err = source(t, o).Attributes(t.Context(), 3); err != nil || attribute(t, all, "surname").Sampled != 3 {
		t.Errorf("%+v, %v", attribute(t, all, "surname"), err)
	}
	o.Groups, o.Filter = nil, "city eq 'York'"
	f.requests = nil
	if _, err = source(t, o).Attributes(t.Context(), 3); err != nil || f.requests[1].URL.Query().Get("$filter") != o.Filter {
		t.Errorf("asked for %s, %v", f.requests[1].URL, err)
	}
	n := len(f.requests)
	if all, err = source(t, o).Attributes(t.Context(), 0); err != nil || attribute(t, all, "surname").Sampled != 0 || len(f.requests) != n+1 {
		t.Errorf("without a sample: %d requests, %v", len(f.requests)-n, err)
	}
}

func TestAttributesFails(t *testing.T) {
	t.Parallel()
	f := described(t, extensionsOf(birthExtension), func(w http.ResponseWriter, _ *http.Request) {
		odata(w, 403, "Authorization_RequestDenied", "Insufficient privileges.")
	})
	if _, err := source(t, f.options()).Attributes(t.Context(), 5); !fault.Is(err, fault.Unauthorized) || !strings.Contains(fault.HintOf(err), "User.Read.All") {
		t.Error(err)
	}
}

func TestSuggestClaim(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"surname": "family_name", "mail": "email", birthExtension: "birthdate", "extension_0123456789abcdef0123456789abcdef_Date_Of_Birth": "birthdate",
		"extension_0123456789abcdef0123456789abcdef_middleName": "middle_name", "employeeId": "employee_id",
		"department": "", propExtensions + ".extensionAttribute1": "", "id": "", "createdDateTime": "",
	} {
		if got := suggestClaim(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
