package entra

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/contract"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

func TestCheckMapping(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{ // "" is accepted, else part of error and hint
		"department": "",
		"onPremisesExtensionAttributes.extensionAttribute1":  "",
		"onPremisesExtensionAttributes.extensionAttribute15": "",
		"employeeOrgData.costCenter":                         "",
		extension:                                            "",
		"":                                                   "",
		"birthday":                                           "for one user at a time only",
		"Birthday":                                           "onPremisesExtensionAttributes.extensionAttribute1",
		"mailboxSettings.timeZone":                           "for one user at a time only",
		"hireDate":                                           "for one user at a time only",
		"customSecurityAttributes.HR.birthdate":              "CustomSecAttributeAssignment.Read.All",
		"employeeLeaveDateTime":                              "User-LifeCycleInfo.Read.All",
		"signInActivity.lastSignInDateTime":                  "AuditLog.Read.All",
		"manager.displayName":                                "another person",
		"onPremisesExtensionAttributes":                      "extensionAttribute15",
		"onPremisesExtensionAttributes.extensionAttribute16": "extensionAttribute15",
		"onPremisesExtensionAttributes.extensionAttribute0":  "extensionAttribute15",
		"extensionAttribute3":                                "did you mean onPremisesExtensionAttributes.extensionAttribute3?",
		"employeeOrgData":                                    "division and costCenter",
		"extension_01234567-89ab-cdef-0123-456789abcdef_dob": "no dashes",
		"extension_0123_dob":                                 "no dashes",
		extension + ".x":                                     "no dashes",
		"DisplayName":                                        "did you mean displayName? upper and lower case count",
		"surnam":                                             "did you mean surname?",
		"jobTittle":                                          "did you mean jobTitle?",
		"shoeSize":                                           "resources/user",
		"city.name":                                          "city has no parts",
		"profile.birthday":                                   "no such property",
		"dis playName":                                       "cannot be a path",
	} {
		err := CheckMapping(directory.Mapping{"birthdate": path})
		if want == "" {
			if err != nil {
				t.Errorf("%s: %v", path, err)
			}
			continue
		}
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error()+" "+fault.HintOf(err), want) {
			t.Errorf("%s: %v, hint %q; want %q", path, err, fault.HintOf(err), want)
		}
	}
	if err := CheckMapping(DefaultMapping()); err != nil {
		t.Error(err)
	}
	if _, ok := DefaultMapping()["birthdate"]; ok {
		t.Error("Graph lists no birthdate, but there is a default for it")
	}
}

// TestPropertiesAreGraphs compares our lists with the published description.
func TestPropertiesAreGraphs(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(contract.Spec(t, "graph.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Type, Format string
				}
			}
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	props := doc.Components.Schemas["user"].Properties
	for _, name := range slices.Concat(listable(), singleOnly(), []string{propExtensions, propOrgData}) {
		p, known := props[name]
		if !known {
			t.Errorf("Graph has no property %s", name)
		}
		if slices.Contains(listable(), name) && (p.Type == "string") != isText(name) {
			t.Errorf("%s is of type %q, but isText says %v", name, p.Type, isText(name))
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"mail", "mial", 2}, {"mail", "mail", 0}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
