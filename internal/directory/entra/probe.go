package entra

import (
	"context"

	"github.com/incodectl/incodectl/internal/directory"
)

// probeSize is how many people a connection test reads.
const probeSize = 5

// Probe implements directory.Source: it gets a token and reads one small page
// of everything that a sync reads, of each group when there are groups, because
// any of them may be gone, and through the filter when there is one, because
// Microsoft Graph may not take it.
func (s *Source) Probe(ctx context.Context) (directory.Probe, error) {
	l, err := s.listing(directory.Read{Mode: directory.ModeFull})
	if err != nil {
		return directory.Probe{}, err
	}
	p := directory.Probe{Account: s.account(), Warnings: []string{}}
	for l.Group = range max(1, len(s.groups)) {
		l.Pages, l.Link = 1, ""
		answer, err := l.fetch(ctx, l.query(probeSize))
		if err != nil {
			return directory.Probe{}, err
		}
		_, skipped, stateless := l.decoder.page(answer.objects, 1)
		if stateless {
			return directory.Probe{}, noStates(1)
		}
		for _, sk := range skipped {
			p.Warnings = append(p.Warnings, "a record cannot be read: "+orElse(sk.ExternalID, "without id")+": "+sk.Reason)
		}
		n := len(answer.objects)
		if len(s.groups) > 0 && n == 0 {
			p.Warnings = append(p.Warnings, "group "+s.groups[l.Group]+" has no users as members, or the app may not see them (GroupMember.Read.All)")
		}
		p.Users += n
		p.More = p.More || answer.next != ""
	}
	if len(s.groups) == 0 {
		switch {
		case p.Users == 0 && s.filter != "":
			p.Warnings = append(p.Warnings, "the filter lets nobody through, or the app may see only a part of the tenant")
		case p.Users == 0:
			p.Warnings = append(p.Warnings, "no users are visible: the tenant is empty, or the app may see only a part of it")
		}
		if p.Total = p.Users; p.More {
			p.Total = s.count(ctx)
		}
	}
	return p, nil
}

// account says as whom the tenant is read.
func (s *Source) account() string {
	if s.auth == AuthAzureCLI {
		return "the account signed in to the Azure CLI, tenant " + s.tenant
	}
	return "app " + s.app + ", tenant " + s.tenant
}
