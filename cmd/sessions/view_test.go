package sessions

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/verification"
)

// flagged is a session with a result that has something to say, and lists that
// are nil.
func flagged() verification.Session {
	return verification.Session{
		ID: "66f1c0a1b2c3d4e5f6071829", State: verification.PendingReview, Reason: verification.ReasonFlagged, Origin: verification.Local,
		IntegrationName: "desk", LoginHint: "ada@corp.example", CreatedAt: now, UpdatedAt: now, ValidUntil: now.Add(time.Hour),
		APIKey: strings.Repeat("ab", 32),
		Result: &verification.Result{
			Decision: match.OutcomeSoftFlag, Rule: "claim_differs", RecordChanged: true,
			Claims: []verification.ClaimVerdict{
				{Claim: "name", Verdict: "match", Score: 1},
				{Claim: "address", Verdict: "mismatch", Score: 0.25, Reasons: []string{"street_differs"}},
				{Claim: "email", Verdict: "missing_id"},
			},
		},
	}
}

func TestViewHasNoNullLists(t *testing.T) {
	s := flagged()
	data, err := json.Marshal(viewOf(s))
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, want := range []string{`"reasons":[]`, `"identity_id":null`, `"notify":null`, `"finished_at":null`, `"valid_until":"2026-05-01T13:00:00Z"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	if strings.Contains(text, `"reasons":null`) || strings.Contains(text, `"claims":null`) {
		t.Errorf("a list is null: %s", text)
	}
	if s.Result.Reasons != nil || s.Result.Claims[0].Reasons != nil {
		t.Error("showing a session changed it")
	}
}

func TestFields(t *testing.T) {
	s := flagged()
	find := func(fields []output.Field, label string) (values []string) {
		for _, f := range fields {
			if f.Label == label {
				values = append(values, f.Value)
			}
		}
		return values
	}
	shown := append(fields(s), resultFields(s.Result)...)
	for label, want := range map[string][]string{
		"State":    {"pending_review"},
		"Reason":   {"claims flagged"},
		"API key":  {"abababababab"},
		"Finished": {""},
		"Decision": {"soft_flag: claim differs"},
		"Claim":    {"name: match, 1.00", "address: mismatch, 0.25 (street differs)", "email: missing id"},
		"Record":   {"has changed between the request and the comparison"},
	} {
		if got := find(shown, label); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	moves := eventFields([]verification.Event{
		{At: now, Actor: "ada@host", To: verification.Pending, Reason: "requested"},
		{At: now, Actor: "bob@host", From: verification.PendingReview, To: verification.Failed, Reason: "rejected", Note: "not her"},
	})
	want := []string{"2026-05-01T12:00:00Z pending: requested, by ada@host", "2026-05-01T12:00:00Z failed: rejected, by bob@host: not her"}
	if got := find(moves, "Move"); !slices.Equal(got, want) {
		t.Errorf("moves %q, want %q", got, want)
	}
	if resultFields(nil) != nil {
		t.Error("there is a result before claims matching was asked")
	}
}

// TestListForPeople holds the list together in a wide and in a narrow terminal.
func TestListForPeople(t *testing.T) {
	for _, width := range []int{200, 60} {
		ios, _, out, _ := iostreams.Test()
		ios.SetStdoutTTY(true)
		ios.SetWidth(width)
		f := &cmdutil.Factory{IO: ios, Settings: func() cmdutil.Settings { return cmdutil.Settings{Format: output.Table} }}
		if err := f.Render(list().View([]verification.Session{flagged()})); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if n := len(strings.TrimRight(line, " \n")); n > width {
				t.Errorf("width %d: a line has %d columns: %q", width, n, line)
			}
		}
		for _, want := range []string{"66f1c0a1b2c3d4e5f6071829", "pending_review", "claims flagged", "ada@corp.example"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("width %d: no %s in\n%s", width, want, out)
			}
		}
	}
}
