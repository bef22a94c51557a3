package entra

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
)

const extension = "extension_0123456789abcdef0123456789abcdef_dateOfBirth"

func TestRecord(t *testing.T) {
	t.Parallel()
	base := claims.Set{
		"given_name": "Ada", "family_name": "Byron", "name": "Ada Byron", "email": "u1.mail@corp.example", "phone_number": "+44 20 7946 0018",
		"address.street_address": "1 Mill Lane", "address.locality": "York", "address.postal_code": "YO1", "address.country": "GB", "employee_id": "E-u1",
	}
	with := func(changes claims.Set) claims.Set {
		m := maps.Clone(base)
		maps.Copy(m, changes)
		maps.DeleteFunc(m, func(_, v string) bool { return v == "" })
		return m
	}
	for name, c := range map[string]struct {
		mapping directory.Mapping
		extra   map[string]any
		want    directory.Record
	}{
		"default mapping": {want: directory.Record{Email: "u1.mail@corp.example", EmployeeID: "E-u1", Claims: base}},
		"no mail yet": {
			extra: map[string]any{"mail": nil},
			want:  directory.Record{Email: "u1@corp.example", EmployeeID: "E-u1", Claims: with(claims.Set{"email": "u1@corp.example"})},
		},
		"aliases": {
			extra: map[string]any{
				"otherMails":     []any{"private@home.example", nil, ""},
				"proxyAddresses": []any{"SMTP:ada@corp.example", "smtp:a.byron@corp.example", "SIP:ada@corp.example", "X500:/o=corp", "smtp:", "plain", nil},
			},
			want: directory.Record{
				Email: "u1.mail@corp.example", EmployeeID: "E-u1", Claims: base,
				Aliases: []string{"private@home.example", "ada@corp.example", "a.byron@corp.example"},
			},
		},
		"extensions": {
			mapping: directory.Mapping{"birthdate": "onPremisesExtensionAttributes.extensionAttribute1", "badge": extension, "unit": "employeeOrgData.division"},
			extra: map[string]any{
				"onPremisesExtensionAttributes": map[string]any{"extensionAttribute1": "1990-02-03", "extensionAttribute2": nil},
				extension:                       9007199254740993, "employeeOrgData": nil,
			},
			want: directory.Record{
				Email: "u1.mail@corp.example", EmployeeID: "E-u1",
				Claims: with(claims.Set{"birthdate": "1990-02-03", "badge": "9007199254740993"}),
			},
		},
		"mapped elsewhere": {
			mapping: directory.Mapping{"email": "onPremisesUserPrincipalName", "employee_id": "onPremisesSamAccountName"},
			extra:   map[string]any{"onPremisesUserPrincipalName": "ada@corp.local", "onPremisesSamAccountName": "abyron"},
			want: directory.Record{
				Email: "ada@corp.local", EmployeeID: "abyron",
				Claims: with(claims.Set{"email": "ada@corp.local", "employee_id": "abyron"}),
			},
		},
		"switched off": {
			mapping: directory.Mapping{"email": "", "employee_id": ""},
			want:    directory.Record{Email: "u1.mail@corp.example", Claims: with(claims.Set{"email": "", "employee_id": ""})},
		},
		"NUL in a name": {
			extra: map[string]any{"givenName": "A\x00da"},
			want:  directory.Record{Email: "u1.mail@corp.example", EmployeeID: "E-u1", Claims: base},
		},
		"names in other case do not count": {
			extra: map[string]any{"Mail": "evil@corp.example", "AccountEnabled": false},
			want:  directory.Record{Email: "u1.mail@corp.example", EmployeeID: "E-u1", Claims: base},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, func(w http.ResponseWriter, _ *http.Request) { sendList(w, "", user("u1", c.extra)) })
			o := f.options()
			o.Mapping = c.mapping
			pages, err := collect(t, source(t, o), "")
			if err != nil || len(pages) != 1 || len(pages[0].Records) != 1 {
				t.Fatalf("%+v, %v", pages, err)
			}
			got := pages[0].Records[0]
			if got.ExternalID != "u1" || got.Login != "u1@corp.example" || got.SourceState != "enabled" {
				t.Errorf("got %+v", got)
			}
			if got.Email != c.want.Email || got.EmployeeID != c.want.EmployeeID || !slices.Equal(got.Aliases, c.want.Aliases) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if !maps.Equal(got.Claims, c.want.Claims) {
				t.Errorf("claims %v, want %v", got.Claims, c.want.Claims)
			}
		})
	}
}
