package workflow

import (
	"fmt"
	"strings"

	"github.com/incodectl/incodectl/internal/audit"
)

// record is a workflow as the audit log has it; of an edit only what differs.
type record struct {
	Name            string `json:"name,omitempty"`
	ConfigurationID string `json:"configuration_id,omitempty"`
	// Policy is the whole of it, as YAML; of an edit the settings that differ, by path.
	Policy        any `json:"policy,omitempty"`
	PolicyVersion int `json:"policy_version,omitempty"`
}

func target(w Workflow) audit.Target {
	return audit.Target{Kind: audit.TargetWorkflow, ID: w.ID, Name: w.Name}
}

// logged is the whole of a workflow.
func logged(w Workflow) (record, error) {
	text, err := w.Policy.YAML()
	return record{Name: w.Name, ConfigurationID: w.ConfigurationID, Policy: string(text), PolicyVersion: w.PolicyVersion}, err
}

// loggedChange is what differs between two states of a workflow.
func loggedChange(before, after Workflow) (was, is record, err error) {
	if before.Name != after.Name {
		was.Name, is.Name = before.Name, after.Name
	}
	if before.ConfigurationID != after.ConfigurationID {
		was.ConfigurationID, is.ConfigurationID = before.ConfigurationID, after.ConfigurationID
	}
	if before.PolicyVersion == after.PolicyVersion {
		return was, is, nil
	}
	was.PolicyVersion, is.PolicyVersion = before.PolicyVersion, after.PolicyVersion
	differ, err := Differences(before.Policy, after.Policy)
	if err != nil {
		return was, is, err
	}
	had, has := map[string]string{}, map[string]string{}
	for _, d := range differ {
		if d.Before != "" {
			had[d.Path] = d.Before
		}
		if d.After != "" {
			has[d.Path] = d.After
		}
	}
	if len(had) > 0 {
		was.Policy = had
	}
	if len(has) > 0 {
		is.Policy = has
	}
	return was, is, nil
}

// mostNamed is how many users a sentence names.
const mostNamed = 20

// Named lists users in a sentence: "2 integrations (corp-sso, helpdesk)".
func Named(users []User) string {
	noun := "integrations"
	if len(users) == 1 {
		noun = "integration"
	}
	names := make([]string, 0, len(users))
	for _, u := range users[:min(len(users), mostNamed)] {
		names = append(names, u.Name)
	}
	if more := len(users) - mostNamed; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return fmt.Sprintf("%d %s (%s)", len(users), noun, strings.Join(names, ", "))
}
