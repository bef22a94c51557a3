package entra

import (
	"maps"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
)

// Properties that are read whatever the mapping says.
const (
	propID      = "id"
	propUPN     = "userPrincipalName"
	propMail    = "mail"
	propOther   = "otherMails"
	propProxies = "proxyAddresses"
	propEnabled = "accountEnabled"
)

// field is one claim and where it is found in a user.
type field struct {
	claim string
	path  string
	head  string // the property that has to be selected
	text  bool   // Graph declares it a string, so anything else is a mistake
}

// plan is what of a user is asked for and how it is read.
type plan struct {
	properties []string // for $select
	fields     []field
	email      string // path the e-mail address is mapped to, or ""
}

func newPlan(m directory.Mapping) plan {
	p := plan{
		properties: []string{propID, propUPN, propMail, propOther, propProxies, propEnabled},
		email:      m[claims.Email],
	}
	for _, claim := range slices.Sorted(maps.Keys(m)) {
		path := m[claim]
		head, _, _ := strings.Cut(path, ".")
		p.fields = append(p.fields, field{claim: claim, path: path, head: head, text: isText(path)})
		if !slices.Contains(p.properties, head) {
			p.properties = append(p.properties, head)
		}
	}
	return p
}

// isText reports whether Graph declares the property at path a string or a
// date, which is written as one.
func isText(path string) bool {
	switch path {
	case propEnabled, "isResourceAccount", "onPremisesSyncEnabled", "showInAddressList",
		"businessPhones", "imAddresses", propOther, propProxies:
		return false
	}
	return slices.Contains(listable(), path)
}
