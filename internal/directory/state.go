package directory

import (
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// Provider names an identity provider a Source reads from.
type Provider string

// The providers.
const (
	ProviderOkta  Provider = "okta"
	ProviderEntra Provider = "entra"
)

// SourceState is one row of the table that says which source states count as
// active.
type SourceState struct {
	Provider Provider
	Name     string // the source's own word
	State    State
	Why      string
}

// SourceStates is the one table of source states; the documentation prints it.
// Okta's words are those of its Users API (user status), Entra's stand for
// Graph's accountEnabled. A person counts as active while the organisation
// means them to work with the account, also when only the credential needs
// attention: that is when they are sent to verify themselves.
func SourceStates() []SourceState {
	return []SourceState{
		{ProviderOkta, "ACTIVE", Active, "in normal use"},
		{ProviderOkta, "PROVISIONED", Active, "activated, has not signed in yet: verified at onboarding"},
		{ProviderOkta, "RECOVERY", Active, "resetting the password: verified at reset"},
		{ProviderOkta, "PASSWORD_EXPIRED", Active, "has to set a new password"},
		{ProviderOkta, "LOCKED_OUT", Active, "too many failed sign-ins: verified before unlocking"},
		{ProviderOkta, "STAGED", Inactive, "created but never activated"},
		{ProviderOkta, "SUSPENDED", Inactive, "suspended by an administrator"},
		{ProviderOkta, "DEPROVISIONED", Inactive, "deactivated"},
		{ProviderEntra, "enabled", Active, "accountEnabled is true"},
		{ProviderEntra, "disabled", Inactive, "accountEnabled is false"},
	}
}

// states maps a provider's words to states, for one sync run.
func states(p Provider) map[string]State {
	m := make(map[string]State)
	for _, s := range SourceStates() {
		if s.Provider == p {
			m[s.Name] = s.State
		}
	}
	return m
}

// StateOf maps a source's word to a state. An unknown word is an error: taking
// it for either state would let somebody in or lock somebody out.
func StateOf(p Provider, word string) (State, error) {
	if s, ok := states(p)[word]; ok {
		return s, nil
	}
	const most = 60 // a word comes from the source, and is told in records of runs
	if len(word) > most {
		word = strings.ToValidUTF8(word[:most], "") + "..."
	}
	return "", fault.New(fault.Internal, "unknown %s user state %q", p, word)
}
