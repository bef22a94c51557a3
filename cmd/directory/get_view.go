package directory

import (
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/verification"
)

// detailView is all that is known of a person, as -o json shows it.
type detailView struct {
	foundView
	enrollmentView
	Identity *identityView `json:"identity"`
	Sessions []visitView   `json:"sessions"` // newest first
	UsedBy   []usedByView  `json:"used_by"`  // integrations that would use the record
}

type identityView struct {
	ID           string    `json:"id"`
	EnrolledAt   time.Time `json:"enrolled_at"`
	LastVerified time.Time `json:"last_verified"`
	SessionID    string    `json:"session_id"` // that made it
}

// visitView is a session of the person's.
type visitView struct {
	ID          string               `json:"id"`
	State       verification.State   `json:"state"`
	Reason      string               `json:"reason"`
	Integration string               `json:"integration"`
	Workflow    string               `json:"workflow"`
	CreatedAt   time.Time            `json:"created_at"`
	FinishedAt  *time.Time           `json:"finished_at"` // null while it is open
	Result      *verification.Result `json:"result"`      // of claims matching, null until it was asked
}

type usedByView struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Template string `json:"template"`
}

func personOf(d verification.Detail) verification.Person {
	p := verification.Person{User: d.Found.User, Enrollment: d.Enrollment, Sessions: len(d.Sessions)}
	if d.Identity != nil {
		p.IdentityID, p.EnrolledAt, p.LastVerified = d.Identity.ID, d.Identity.EnrolledAt, d.Identity.LastVerified
	}
	return p
}

func identityOf(id *verification.Identity) *identityView {
	if id == nil {
		return nil
	}
	return &identityView{ID: id.ID, EnrolledAt: id.EnrolledAt.UTC(), LastVerified: id.LastVerified.UTC(), SessionID: id.SessionID}
}

func visitsOf(sessions []verification.Session) []visitView {
	list := make([]visitView, len(sessions))
	for i, s := range sessions {
		list[i] = visitView{
			ID: s.ID, State: s.State, Reason: s.Reason, Integration: s.IntegrationName, Workflow: s.WorkflowName,
			CreatedAt: s.CreatedAt.UTC(), FinishedAt: optional(s.FinishedAt), Result: s.Result,
		}
	}
	return list
}

func usersOf(list []integration.Integration) []usedByView {
	out := make([]usedByView, len(list))
	for i, in := range list {
		out[i] = usedByView{ID: in.ID, Name: in.Name, Template: in.Template}
	}
	return out
}

// fields shows what there is beside the record in a table.
func (v detailView) fields() []output.Field {
	fields := []output.Field{{Label: "Enrollment", Value: string(v.Enrollment)}}
	if v.Identity != nil {
		fields = append(fields,
			output.Field{Label: "Identity", Value: v.Identity.ID},
			output.Field{Label: "Enrolled", Value: stamp(v.Identity.EnrolledAt)},
			output.Field{Label: "Last verified", Value: stamp(v.Identity.LastVerified)})
	}
	for _, s := range v.Sessions {
		fields = append(fields, output.Field{Label: "Session", Value: s.words()})
	}
	names := make([]string, len(v.UsedBy))
	for i, in := range v.UsedBy {
		names[i] = in.Name
	}
	return append(fields, output.Field{Label: "Used by", Value: strings.Join(names, ", ")})
}

// words tells a session in a line: when, for what, and how it ended.
func (s visitView) words() string {
	text := s.ID + " " + stamp(s.CreatedAt) + " " + s.Integration + ": " + string(s.State) + " (" + s.Reason + ")"
	if s.Result != nil {
		text += ", " + string(s.Result.Decision)
		if len(s.Result.Reasons) > 0 {
			text += ": " + strings.Join(s.Result.Reasons, ", ")
		}
	}
	return text
}
