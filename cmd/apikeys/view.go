package apikeys

import (
	"time"

	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/output"
)

// view is an API key as -o json shows it.
type view struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Key         string     `json:"key,omitempty"` // only of generate, and of copy to standard output
	Fingerprint string     `json:"fingerprint"`
	Hint        string     `json:"hint"` // its last four digits
	State       string     `json:"state"`
	CreatedAt   time.Time  `json:"created_at"`
	CreatedBy   string     `json:"created_by"`
	RevokedAt   *time.Time `json:"revoked_at,omitempty"`
	RevokedBy   string     `json:"revoked_by,omitempty"`
	KeptIn      string     `json:"kept_in,omitempty"`
	CopiedTo    string     `json:"copied_to,omitempty"`
}

func viewOf(k credential.APIKey) view {
	v := view{
		ID: k.ID, Name: k.Name, Fingerprint: k.Fingerprint, Hint: k.Hint, State: "in_use",
		CreatedAt: k.CreatedAt.UTC(), CreatedBy: k.CreatedBy,
	}
	if k.Revoked() {
		at := k.RevokedAt.UTC()
		v.State, v.RevokedAt, v.RevokedBy = "revoked", &at, k.RevokedBy
	}
	return v
}

// shown is the view of a new key with the key in it.
func shown(k credential.NewAPIKey) view {
	v := viewOf(k.APIKey)
	v.Key, v.KeptIn = k.Key.Reveal(), string(k.KeptIn)
	return v
}

// object is the view of one key.
func (v view) object() output.View {
	return output.Object(v, v.ID,
		output.Field{Label: "Name", Value: v.Name},
		output.Field{Label: "API key", Value: v.Key},
		output.Field{Label: "ID", Value: v.ID},
		output.Field{Label: "Fingerprint", Value: short(v.Fingerprint)},
		output.Field{Label: "Ends in", Value: v.Hint},
		output.Field{Label: "Created", Value: v.CreatedAt.Format(time.RFC3339) + " by " + v.CreatedBy},
		output.Field{Label: "Revoked", Value: v.revoked()},
		output.Field{Label: "Kept in", Value: v.KeptIn},
		output.Field{Label: "Copied to", Value: v.CopiedTo})
}

func (v view) revoked() string {
	if v.RevokedAt == nil {
		return ""
	}
	return v.RevokedAt.Format(time.RFC3339) + " by " + v.RevokedBy
}

// short is as much of a fingerprint as tells keys apart.
func short(fingerprint string) string { return fingerprint[:min(12, len(fingerprint))] }
