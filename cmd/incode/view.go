package incode

import (
	"strings"

	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/incode/connection"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/secret"
)

// setting is a setting and where it comes from.
type setting struct {
	Value  string `json:"value"`
	Source string `json:"from"`
}

// kept is where a credential is, null for one there is none of.
type kept struct {
	From        secret.Origin `json:"from"`
	Fingerprint string        `json:"fingerprint,omitempty"`
}

type view struct {
	Profile      string  `json:"profile"`
	Connected    bool    `json:"connected"`
	Problem      string  `json:"problem"`
	Checked      bool    `json:"checked"` // Incode gave an access token just now
	Environment  setting `json:"environment"`
	AuthURL      setting `json:"auth_url"`
	APIURL       setting `json:"api_url"`
	ClientID     setting `json:"client_id"`
	ClientSecret *kept   `json:"client_secret"`
	APIKey       *kept   `json:"api_key"`
	AdminToken   *kept   `json:"admin_token"`
}

func statusView(profile string, st connection.Status, checked bool) output.View {
	v := view{
		Profile: profile, Connected: st.Err == nil, Checked: checked,
		Environment: setting(st.Environment), AuthURL: setting(st.AuthURL), APIURL: setting(st.APIURL), ClientID: setting(st.ClientID),
		ClientSecret: keptIn(st.ClientSecret, ""), APIKey: keptIn(st.APIKey, st.KeyFingerprint), AdminToken: keptIn(st.AdminToken, ""),
	}
	state := "yes"
	switch {
	case checked:
		state = "yes, Incode gave an access token"
	case fault.Is(st.Err, fault.NotFound):
		state, v.Problem = "no, sessions are local", st.Err.Error()
	case st.Err != nil:
		state, v.Problem = "no", st.Err.Error()
	}
	with := func(s connection.Setting) string {
		if s.Value == "" {
			return ""
		}
		return s.Value + " (" + s.Source + ")"
	}
	key := string(st.APIKey)
	if st.KeyFingerprint != "" {
		key += ", fingerprint " + short(st.KeyFingerprint)
	}
	problem := v.Problem
	if fault.Is(st.Err, fault.NotFound) {
		problem = "" // that it is not connected was just said
	}
	return output.Object(v, st.ClientID.Value,
		output.Field{Label: "Connected", Value: state},
		output.Field{Label: "Problem", Value: problem},
		output.Field{Label: "What to do", Value: fault.HintOf(st.Err)},
		output.Field{Label: "Environment", Value: with(st.Environment)},
		output.Field{Label: "Tokens from", Value: with(st.AuthURL)},
		output.Field{Label: "API", Value: with(st.APIURL)},
		output.Field{Label: "Client ID", Value: with(st.ClientID)},
		output.Field{Label: "Client secret in", Value: string(st.ClientSecret)},
		output.Field{Label: "API key in", Value: key},
		output.Field{Label: "Admin token in", Value: string(st.AdminToken)})
}

// connected is what connect says of what it stored.
func connected(profile string, d connection.Draft) output.View {
	fingerprint := credential.Fingerprint(d.Credentials.APIKey)
	return output.Object(map[string]any{
		"profile": profile, "environment": d.Environment, "auth_url": d.Credentials.AuthURL, "api_url": d.Credentials.APIURL,
		"client_id": d.Credentials.ClientID, "api_key_fingerprint": fingerprint, "admin_token": !d.Credentials.AdminToken.Empty(),
	}, d.Credentials.ClientID,
		output.Field{Label: "Connected", Value: profile},
		output.Field{Label: "Environment", Value: d.Environment},
		output.Field{Label: "API", Value: d.Credentials.APIURL},
		output.Field{Label: "Client ID", Value: d.Credentials.ClientID},
		output.Field{Label: "API key", Value: "fingerprint " + short(fingerprint)})
}

func keptIn(from secret.Origin, fingerprint string) *kept {
	if from == "" {
		return nil
	}
	return &kept{From: from, Fingerprint: fingerprint}
}

// short is as much of a fingerprint as people compare.
func short(fingerprint string) string { return fingerprint[:min(16, len(fingerprint))] }

// environment returns the variable that a setting comes from.
func environment(source string) (name string, ok bool) {
	return strings.CutPrefix(source, "environment ")
}
