package directory

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/output"
)

// personView is a person as -o json shows them.
type personView struct {
	IntegrationID string           `json:"integration_id"`
	Integration   string           `json:"integration"`
	ExternalID    string           `json:"external_id"`
	State         directory.State  `json:"state"`
	SourceState   string           `json:"source_state"`
	Login         string           `json:"login"`
	Name          string           `json:"name"`
	Email         string           `json:"email"`
	EmployeeID    string           `json:"employee_id"`
	Hints         []directory.Hint `json:"hints"`
	Claims        claims.Set       `json:"claims"`
	CreatedAt     time.Time        `json:"created_at"`
	UpdatedAt     time.Time        `json:"updated_at"`
	MissingSince  *time.Time       `json:"missing_since"`
}

// viewOf shows a person; reveal says whether claims are shown or masked. What
// an administrator tells people apart by (login, name, e-mail, employee ID) is
// always shown; the rest of the record is what an impostor would like to know.
func viewOf(u directory.User, integration string, reveal bool) personView {
	v := personView{
		IntegrationID: u.IntegrationID, Integration: integration, ExternalID: u.ExternalID,
		State: u.State, SourceState: u.SourceState, Login: u.Login,
		Name: displayName(u), Email: u.Claims[claims.Email], EmployeeID: u.Claims[claims.EmployeeID],
		Hints: u.Hints, Claims: u.Claims,
		CreatedAt: u.CreatedAt.UTC(), UpdatedAt: u.UpdatedAt.UTC(),
	}
	if v.Hints == nil {
		v.Hints = []directory.Hint{}
	}
	if !u.MissingSince.IsZero() {
		since := u.MissingSince.UTC()
		v.MissingSince = &since
	}
	if !reveal {
		v.Claims = masked(u.Claims)
	}
	return v
}

// masked hides all claims but those that viewOf shows at the top anyway.
func masked(set claims.Set) claims.Set {
	m := claims.MaskSet(set)
	for _, k := range []string{claims.Name, claims.GivenName, claims.FamilyName, claims.Email, claims.EmployeeID} {
		if v, ok := set[k]; ok {
			m[k] = v
		}
	}
	return m
}

// displayName is how a person is called in lists.
func displayName(u directory.User) string {
	c := u.Claims
	switch {
	case c[claims.GivenName] != "" && c[claims.FamilyName] != "":
		return c[claims.GivenName] + " " + c[claims.FamilyName]
	case c[claims.Name] != "":
		return c[claims.Name]
	default:
		return c[claims.GivenName] + c[claims.FamilyName]
	}
}

// fields shows a person in a table.
func (v personView) fields() []output.Field {
	fields := []output.Field{
		{Label: "Integration", Value: v.Integration},
		{Label: "External ID", Value: v.ExternalID},
		{Label: "State", Value: fmt.Sprintf("%s (%s)", v.State, v.SourceState)},
		{Label: "Login", Value: v.Login},
	}
	if v.MissingSince != nil {
		fields = append(fields, output.Field{Label: "Missing since", Value: v.MissingSince.Format(time.RFC3339)})
	}
	for _, h := range v.Hints {
		fields = append(fields, output.Field{Label: "Hint (" + string(h.Kind) + ")", Value: h.Value})
	}
	for _, k := range slices.Sorted(maps.Keys(v.Claims)) {
		fields = append(fields, output.Field{Label: k, Value: v.Claims[k]})
	}
	return fields
}

// noneYet is said where an empty list is empty for want of an integration.
const noneYet = "there is no directory integration yet; create one: incodectl integrations create --help"

// age is how long ago the data was confirmed, in words.
func age(now, synced time.Time) string {
	if synced.IsZero() {
		return "never synced"
	}
	d := now.Sub(synced)
	switch {
	case d < time.Minute:
		return "less than a minute ago"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days ago", int(d.Hours()/24))
	}
}

// optional is a time for JSON: null when it is not known.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// seconds is the age of the data for JSON, null when never synced.
func seconds(now, synced time.Time) *int64 {
	if synced.IsZero() {
		return nil
	}
	s := int64(now.Sub(synced).Seconds())
	return &s
}
