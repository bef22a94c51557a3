package workflow_test

import (
	"encoding/json"
	"testing"

	"github.com/incodectl/incodectl/internal/workflow"
)

// TestEditIsLoggedAsDifferences: of a changed policy the log has the settings that
// differ, each with what it was and is.
func TestEditIsLoggedAsDifferences(t *testing.T) {
	w := newWorld(t)
	made := w.create(t, "sign-in", oneID)
	for _, tt := range []struct {
		req  workflow.EditRequest
		want string
	}{
		{
			workflow.EditRequest{Set: []string{"claims.birthdate.mode=exact", "minimum_evidence=25"}},
			`[{"policy":{"claims.birthdate.mode":"fuzzy","minimum_evidence":"20","name":"standard"},"policy_version":1},` +
				`{"policy":{"claims.birthdate.mode":"exact","minimum_evidence":"25","name":"sign-in"},"policy_version":2}]`,
		},
		{
			workflow.EditRequest{Name: "sign-up", Unset: []string{"claims.phone_number"}},
			`[{"name":"sign-in","policy":{"claims.phone_number":"{`,
		},
	} {
		if _, _, err := w.Edit(t.Context(), made.ID, tt.req); err != nil {
			t.Fatal(err)
		}
		c := w.log.changes[len(w.log.changes)-1]
		got, err := json.Marshal([]any{c.Before, c.After})
		if err != nil || len(got) < len(tt.want) || string(got[:len(tt.want)]) != tt.want {
			t.Errorf("%s, %v; want %s", got, err, tt.want)
		}
	}
}
