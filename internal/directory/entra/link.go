package entra

import (
	"crypto/sha256"
	"net/url"

	"github.com/incodectl/incodectl/internal/fault"
)

// follow moves to a link, if it leads to the same origin and was not followed
// before. "" is the beginning of the current group.
func (l *listing) follow(link string) error {
	l.Link = link
	if link == "" {
		return nil
	}
	if err := l.s.atHome(link); err != nil {
		return err
	}
	return l.once(link)
}

// once refuses a link that was followed before.
func (l *listing) once(link string) error {
	sum := sha256.Sum256([]byte(link))
	if _, again := l.links[sum]; again {
		return fault.New(fault.Unavailable, "the listing goes round in circles: page %d leads back to an earlier one", l.Pages).
			WithHint("nothing was changed; run the sync again")
	}
	l.links[sum] = struct{}{}
	return nil
}

// maxLink bounds a link in bytes. Links are written down with every page and as
// marks, and are asked for as they are; Graph's have a few thousand.
const maxLink = 64 << 10

// atHome refuses a link that leads elsewhere than to the configured Graph, or
// that is none for its size.
func (s *Source) atHome(link string) error {
	if len(link) > maxLink {
		return fault.New(fault.Unavailable, "the next page is said to be at an address of %d bytes, which is not asked for", len(link)).
			WithHint("nothing was changed; this is a fault of Microsoft Graph or of a gateway before it")
	}
	u, err := url.Parse(link)
	if err == nil && u.User == nil && sameOrigin(u, s.at.graph) {
		return nil
	}
	to := "an address that cannot be read"
	if err == nil {
		to = u.Scheme + "://" + u.Host
	}
	return fault.New(fault.Unavailable, "the next page is said to be at %s, not at %s://%s; the access token is not sent there",
		s.quote(to), s.at.graph.Scheme, s.at.graph.Host).
		WithHint("nothing was changed; if the Graph URL is a gateway, it has to rewrite @odata.nextLink and @odata.deltaLink")
}
