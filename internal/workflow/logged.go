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
	Policy          string `json:"policy,omitempty"` // YAML
	PolicyVersion   int    `json:"policy_version,omitempty"`
}

func target(w Workflow) audit.Target {
	return audit.Target{Kind: audit.TargetWorkflow, ID: w.ID, Name: w.Name}
}

// logged is the whole of a workflow.
func logged(w Workflow) (record, error) {
	text, err := w.Policy.YAML()
	return record{w.Name, w.ConfigurationID, string(text), w.PolicyVersion}, err
}

// loggedChange is what differs between two states of a workflow.
func loggedChange(before, after Workflow) (was, is record, err error) {
	if was, err = logged(before); err != nil {
		return was, is, err
	}
	if is, err = logged(after); err != nil {
		return was, is, err
	}
	if was.Name == is.Name {
		was.Name, is.Name = "", ""
	}
	if was.ConfigurationID == is.ConfigurationID {
		was.ConfigurationID, is.ConfigurationID = "", ""
	}
	if was.PolicyVersion == is.PolicyVersion {
		was.Policy, is.Policy = "", ""
		was.PolicyVersion, is.PolicyVersion = 0, 0
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
