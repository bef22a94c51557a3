package okta_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
)

// userSchema is how Okta describes the default user type.
func userSchema() any {
	property := func(title, kind string) map[string]any { return map[string]any{"title": title, "type": kind} }
	return map[string]any{"id": "x", "type": "object", "definitions": map[string]any{
		"base": map[string]any{"id": "#base", "type": "object", "properties": map[string]any{
			"firstName": property("First name", "string"), "email": property("Primary email", "string"),
			"mobilePhone": property("Mobile phone", "string"), "manager": property("Manager", "string"),
		}},
		"custom": map[string]any{"id": "#custom", "type": "object", "properties": map[string]any{
			"dateOfBirth": property("Date of birth\x1b[2J", "string"), "Legal_First_Name": property("Legal first name", "string"),
			"shoeSize": property("Shoe size", "number"), "badges": property("Badges", "array"),
		}},
	}}
}

func attributeOf(t *testing.T, list []directory.Attribute, path string) directory.Attribute {
	t.Helper()
	i := slices.IndexFunc(list, func(a directory.Attribute) bool { return a.Path == path })
	if i < 0 {
		t.Fatalf("no %s in %+v", path, list)
	}
	return list[i]
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.schema = userSchema()
	f.users = people(300)
	for i := range f.users {
		p := f.users[i].profile
		p["badges"], p["mobilePhone"], p["typed"], p["a=b"], p["extra"] = []string{}, nil, 7, true, map[string]any{"a": 1}
		if i < 50 {
			p["badges"], p["mobilePhone"] = []string{"", "B1"}, "+44 20 7946 0000"
		}
	}
	s := f.source(t, func(o *okta.Options) {
		o.Mapping = directory.Mapping{"birthdate": "profile.dateOfBirth", "shoe": "profile.shoeSize"}
	})
	got, err := s.Attributes(t.Context(), 250)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(got, func(a, b directory.Attribute) int { return strings.Compare(a.Path, b.Path) }) {
		t.Error("not in order")
	}
	for path, want := range map[string]string{
		"profile.dateOfBirth":      "string|Date of birth [2J|250/250|[birthdate]|birthdate|",
		"profile.firstName":        "string|First name|250/250|[given_name]|given_name|",
		"profile.Legal_First_Name": "string|Legal first name|0/250|[]|given_name|",
		"profile.mobilePhone":      "string|Mobile phone|50/250|[phone_number]|phone_number|",
		"profile.badges":           "array|Badges|50/250|[]||",
		"profile.shoeSize":         "number|Shoe size|0/250|[shoe]||",
		"profile.manager":          "string|Manager|0/250|[]||",
		"profile.extra":            "object||250/250|[]||it is an object, not a value",
		"profile.typed":            "number||250/250|[]||",
		"profile.a=b":              "boolean||250/250|[]||no mapping can be written with its name",
		"profile.employeeNumber":   "string||250/250|[employee_id]|employee_id|",
	} {
		a := attributeOf(t, got, path)
		if text := fmt.Sprintf("%s|%s|%d/%d|%v|%s|%s", a.Type, a.Title, a.Filled, a.Sampled, a.Claims, a.Suggest, a.Why); text != want {
			t.Errorf("%s: %s, want %s", path, text, want)
		}
	}
	if len(f.seen) != 3 || f.seen[2].URL.Query().Get("limit") != "50" {
		t.Errorf("%d requests", len(f.seen))
	}
	// The sample is of the scope.
	f.groups["00g1"], f.groups["00g2"] = f.users[:20], f.users[20:60]
	for _, scope := range []func(*okta.Options){
		func(o *okta.Options) { o.Groups = []string{"00g1", "00g2"} },
		func(o *okta.Options) { o.Search = `created lt "` + oktaTime(f.users[60].created) + `"` },
	} {
		got, err = f.source(t, scope).Attributes(t.Context(), 250)
		if a := attributeOf(t, got, "profile.mobilePhone"); err != nil || a.Sampled != 60 || a.Filled != 50 {
			t.Errorf("%+v, %v", a, err)
		}
	}
}

// TestAttributesWithoutSchema: where the schema may not be read, people show
// what there is; an app asks for that scope apart.
func TestAttributesWithoutSchema(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(10)
	got, err := f.source(t, nil).Attributes(t.Context(), 5)
	if err != nil {
		t.Fatal(err)
	}
	if a := attributeOf(t, got, "profile.dateOfBirth"); a.Type != "string" || a.Filled != 5 || a.Sampled != 5 || a.Suggest != "birthdate" {
		t.Errorf("%+v", a)
	}
	for _, granted := range []bool{false, true} {
		o := newOrg(t, true)
		o.schema = userSchema()
		o.app.extra = map[string]bool{"okta.schemas.read": granted}
		got, err := o.source(t).Attributes(t.Context(), 5)
		if err != nil {
			t.Fatal(err)
		}
		if seen := slices.ContainsFunc(got, func(a directory.Attribute) bool { return a.Path == "profile.shoeSize" }); seen != granted {
			t.Errorf("granted %v: %+v", granted, got)
		}
		o.clean(t)
	}
}

func TestAttributeFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path string
		fail func(http.ResponseWriter)
		want fault.Code
	}{
		"schema: 503":     {"/api/v1/meta/schemas/user/default", func(w http.ResponseWriter) { oktaFailure(w, 503, "", "") }, fault.Unavailable},
		"schema: no JSON": {"/api/v1/meta/schemas/user/default", func(w http.ResponseWriter) { _, _ = w.Write([]byte("<html>")) }, fault.Unavailable},
		"schema: other":   {"/api/v1/meta/schemas/user/default", func(w http.ResponseWriter) { reply(w, 200, map[string]any{}) }, fault.Unavailable},
		"schema: 404":     {"/api/v1/meta/schemas/user/default", func(w http.ResponseWriter) { oktaFailure(w, 404, "E0000007", "") }, fault.Unavailable},
		"users: 403":      {"/api/v1/users", func(w http.ResponseWriter) { oktaFailure(w, 403, "E0000006", "") }, fault.Unauthorized},
	} {
		f := newFake(t, nil)
		f.schema, f.users = userSchema(), people(3)
		f.intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == c.path {
				c.fail(w)
			}
			return r.URL.Path == c.path
		}
		if got, err := f.source(t, nil).Attributes(t.Context(), 5); !fault.Is(err, c.want) || got != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSuggestionsFollowTheMapping: what is mapped by default speaks for itself.
func TestSuggestionsFollowTheMapping(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(1)
	profile := map[string]any{}
	want := map[string]string{}
	for claim, path := range okta.DefaultMapping() {
		profile[strings.TrimPrefix(path, "profile.")], want[path] = "x", claim
	}
	for name, claim := range map[string]string{
		"DOB": "birthdate", "birth_date": "birthdate", "Geburtsdatum": "birthdate", "mobile_phone": "phone_number",
		"workPhone": "", "managerEmail": "", "hireDate": "", "userType": "",
	} {
		profile[name], want["profile."+name] = "x", claim
	}
	f.users[0].profile = profile
	got, err := f.source(t, nil).Attributes(t.Context(), 1)
	if err != nil || len(got) != len(want) {
		t.Fatal(len(got), err)
	}
	for _, a := range got {
		if a.Suggest != want[a.Path] {
			t.Errorf("%s suggests %q, want %q", a.Path, a.Suggest, want[a.Path])
		}
	}
}
