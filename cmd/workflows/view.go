package workflows

import (
	"strconv"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/workflow"
)

// view is a workflow as -o json shows it.
type view struct {
	ID              string       `json:"id"`
	Name            string       `json:"name"`
	ConfigurationID string       `json:"configuration_id"`
	PolicyName      string       `json:"policy_name"`
	PolicyVersion   int          `json:"policy_version"`
	Policy          match.Policy `json:"policy"`
	UsedBy          []user       `json:"used_by"`
	CreatedAt       time.Time    `json:"created_at"`
	UpdatedAt       time.Time    `json:"updated_at"`
}

// user is an integration that is linked to a workflow.
type user struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func viewOf(w workflow.Workflow, users []workflow.User) view {
	v := view{
		ID: w.ID, Name: w.Name, ConfigurationID: w.ConfigurationID,
		PolicyName: w.Policy.Name, PolicyVersion: w.PolicyVersion, Policy: w.Policy, UsedBy: []user{},
		CreatedAt: w.CreatedAt.UTC(), UpdatedAt: w.UpdatedAt.UTC(),
	}
	for _, u := range users {
		v.UsedBy = append(v.UsedBy, user(u))
	}
	return v
}

// userNames lists the names of users.
func userNames(users []workflow.User) []string {
	names := make([]string, len(users))
	for i, u := range users {
		names[i] = u.Name
	}
	return names
}

// object is the view of one workflow; its name is the Configuration ID.
func object(w workflow.Workflow, users []workflow.User) output.View {
	return output.Object(viewOf(w, users), w.ConfigurationID, summary(w, users)...)
}

// summary is what a table shows of a workflow.
func summary(w workflow.Workflow, users []workflow.User) []output.Field {
	return []output.Field{
		{Label: "ID", Value: w.ID},
		{Label: "Name", Value: w.Name},
		{Label: "Configuration ID", Value: w.ConfigurationID},
		{Label: "Policy", Value: w.Policy.Name},
		{Label: "Policy version", Value: strconv.Itoa(w.PolicyVersion)},
		{Label: "Used by", Value: strings.Join(userNames(users), ", ")},
		{Label: "Created", Value: w.CreatedAt.UTC().Format(time.RFC3339)},
		{Label: "Updated", Value: w.UpdatedAt.UTC().Format(time.RFC3339)},
	}
}
