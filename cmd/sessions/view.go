package sessions

import (
	"fmt"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/verification"
)

// sessionView is a session as -o json shows it. It has no link, which is not
// kept, and no value of the document or the record.
type sessionView struct {
	ID              string               `json:"id"`
	State           verification.State   `json:"state"`
	Reason          string               `json:"reason"` // of the last move
	Origin          verification.Origin  `json:"origin"`
	IntegrationID   string               `json:"integration_id"`
	Integration     string               `json:"integration"`
	WorkflowID      string               `json:"workflow_id"`
	Workflow        string               `json:"workflow"`
	ConfigurationID string               `json:"configuration_id"`
	PolicyVersion   int                  `json:"policy_version"`
	LoginHint       string               `json:"login_hint"`
	DirectoryID     string               `json:"directory_id"`
	ExternalID      string               `json:"external_id"`
	RecordVersion   string               `json:"record_version"`
	Notify          *string              `json:"notify"`
	CustomerID      *string              `json:"external_customer_id"`
	APIKey          *string              `json:"api_key_fingerprint"`
	InterviewID     *string              `json:"interview_id"`
	IncodeStatus    *string              `json:"incode_status"`
	IncodeScore     *string              `json:"incode_score"`
	IdentityID      *string              `json:"identity_id"`
	CreatedAt       time.Time            `json:"created_at"`
	UpdatedAt       time.Time            `json:"updated_at"`
	ValidUntil      *time.Time           `json:"valid_until"`
	FinishedAt      *time.Time           `json:"finished_at"`
	Result          *verification.Result `json:"result"` // of claims matching, null until it was asked
}

func viewOf(s verification.Session) sessionView {
	return sessionView{
		ID: s.ID, State: s.State, Reason: s.Reason, Origin: s.Origin,
		IntegrationID: s.IntegrationID, Integration: s.IntegrationName,
		WorkflowID: s.WorkflowID, Workflow: s.WorkflowName, ConfigurationID: s.ConfigurationID, PolicyVersion: s.PolicyVersion,
		LoginHint: s.LoginHint, DirectoryID: s.DirectoryID, ExternalID: s.ExternalID, RecordVersion: s.RecordVersion,
		Notify: optionalText(string(s.Notify)), CustomerID: optionalText(s.ExternalCustomerID), APIKey: optionalText(s.APIKey),
		InterviewID: optionalText(s.InterviewID), IncodeStatus: optionalText(s.IncodeStatus), IncodeScore: optionalText(s.IncodeScore),
		IdentityID: optionalText(s.IdentityID), CreatedAt: s.CreatedAt.UTC(), UpdatedAt: s.UpdatedAt.UTC(),
		ValidUntil: optionalTime(s.ValidUntil), FinishedAt: optionalTime(s.FinishedAt), Result: complete(s.Result),
	}
}

// complete is a result for JSON: its lists are [] where they are empty.
func complete(r *verification.Result) *verification.Result {
	if r == nil {
		return nil
	}
	c := *r
	c.Reasons = append([]string{}, r.Reasons...)
	c.Claims = append([]verification.ClaimVerdict{}, r.Claims...)
	for i := range c.Claims {
		c.Claims[i].Reasons = append([]string{}, c.Claims[i].Reasons...)
	}
	return &c
}

// fields shows a session in a table; the first is its ID.
func fields(s verification.Session) []output.Field {
	return []output.Field{
		{Label: "Session", Value: s.ID},
		{Label: "State", Value: string(s.State)},
		{Label: "Reason", Value: spaced(s.Reason)},
		{Label: "Origin", Value: string(s.Origin)},
		{Label: "Integration", Value: s.IntegrationName},
		{Label: "Integration ID", Value: s.IntegrationID},
		{Label: "Workflow", Value: s.WorkflowName},
		{Label: "Configuration ID", Value: s.ConfigurationID},
		{Label: "Policy version", Value: fmt.Sprint(s.PolicyVersion)},
		{Label: "Login hint", Value: s.LoginHint},
		{Label: "External ID", Value: s.ExternalID},
		{Label: "Notified by", Value: string(s.Notify)},
		{Label: "External customer ID", Value: s.ExternalCustomerID},
		{Label: "API key", Value: short(s.APIKey)},
		{Label: "Interview ID", Value: s.InterviewID},
		{Label: "Incode status", Value: s.IncodeStatus},
		{Label: "Incode score", Value: s.IncodeScore},
		{Label: "Requested", Value: stamp(s.CreatedAt)},
		{Label: "Valid until", Value: stamp(s.ValidUntil)},
		{Label: "Finished", Value: stamp(s.FinishedAt)},
		{Label: "Identity", Value: s.IdentityID},
	}
}

// list shows sessions, one a line.
func list() output.List[verification.Session] {
	return output.List[verification.Session]{
		Columns: []output.Column[verification.Session]{
			{Title: "Session", Whole: true, Value: func(s verification.Session) string { return s.ID }},
			{Title: "State", Value: func(s verification.Session) string { return string(s.State) }},
			{Title: "Reason", Value: func(s verification.Session) string { return spaced(s.Reason) }},
			{Title: "Login hint", Value: func(s verification.Session) string { return s.LoginHint }},
			{Title: "Integration", Extra: true, Value: func(s verification.Session) string { return s.IntegrationName }},
			{Title: "Requested", Extra: true, Value: func(s verification.Session) string { return stamp(s.CreatedAt) }},
			{Title: "Finished", Extra: true, Value: func(s verification.Session) string { return stamp(s.FinishedAt) }},
		},
		Name:   func(s verification.Session) string { return s.ID },
		Object: func(s verification.Session) any { return viewOf(s) },
	}
}

// spaced is a word of a closed list as people read it.
func spaced(word string) string { return strings.ReplaceAll(word, "_", " ") }

// short is as much of a fingerprint as tells keys apart.
func short(fingerprint string) string { return fingerprint[:min(12, len(fingerprint))] }

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// optionalTime is a time for JSON: null when there is none.
func optionalTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// optionalText is a text for JSON: null when there is none.
func optionalText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
