package directory

import (
	"strconv"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/verification"
)

// enrolledView is a person with what verification knows of them, as -o json
// shows them.
type enrolledView struct {
	personView
	enrollmentView
}

// enrollmentView is how far a person has come, null where there is nothing yet.
type enrollmentView struct {
	Enrollment   verification.Enrollment `json:"enrollment"`
	IdentityID   *string                 `json:"identity_id"`
	EnrolledAt   *time.Time              `json:"enrolled_at"`
	LastVerified *time.Time              `json:"last_verified"`
	Sessions     int                     `json:"session_count"`
}

func enrollmentOf(p verification.Person) enrollmentView {
	v := enrollmentView{
		Enrollment: p.Enrollment, EnrolledAt: optional(p.EnrolledAt), LastVerified: optional(p.LastVerified), Sessions: p.Sessions,
	}
	if p.IdentityID != "" {
		v.IdentityID = &p.IdentityID
	}
	return v
}

// usersList shows people. Columns are only ever added at the end: scripts count them.
func usersList(names map[string]string, reveal bool) output.List[verification.Person] {
	type person = verification.Person
	return output.List[person]{
		Columns: []output.Column[person]{
			{Title: "Login", Value: func(p person) string { return p.Login }},
			{Title: "Name", Value: func(p person) string { return displayName(p.User) }},
			{Title: "E-mail", Extra: true, Value: func(p person) string { return p.Claims[claims.Email] }},
			{Title: "State", Value: func(p person) string { return string(p.State) }},
			{Title: "Employee ID", Extra: true, Value: func(p person) string { return p.Claims[claims.EmployeeID] }},
			{Title: "Integration", Extra: true, Value: func(p person) string { return names[p.IntegrationID] }},
			{Title: "External ID", Extra: true, Value: func(p person) string { return p.ExternalID }},
			{Title: "Enrollment", Value: func(p person) string { return string(p.Enrollment) }},
			{Title: "Last verified", Extra: true, Value: func(p person) string { return stamp(p.LastVerified) }},
			{Title: "Sessions", Right: true, Extra: true, Value: func(p person) string { return strconv.Itoa(p.Sessions) }},
			{Title: "Identity", Extra: true, Value: func(p person) string { return p.IdentityID }},
		},
		Name: func(p person) string { return p.Login },
		Object: func(p person) any {
			return enrolledView{viewOf(p.User, names[p.IntegrationID], reveal), enrollmentOf(p)}
		},
	}
}
