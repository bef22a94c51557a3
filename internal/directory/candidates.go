package directory

import (
	"context"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/blocking"
)

// MaxCandidates is how many people Candidates returns unless told otherwise.
const MaxCandidates = 200

// CandidateOptions narrow and widen what Candidates looks for.
type CandidateOptions struct {
	// Limit is how many people are returned at most, MaxCandidates when 0.
	Limit int
	// ByName also looks for people of whom nothing but the name is known to
	// agree; see blocking.Options.
	ByName bool
}

// Candidates returns the active people beside the one found, in the same
// integration, whom a document could be taken to belong to, in order of external
// ID: those with the same birth date and, of those whose birth date is not known
// on either side, those with the same telephone number or address; and whoever
// has the document's e-mail address as a login hint. Only they have to be
// compared to know whether the document fits one person alone. Another
// integration is not looked at: it may hold the same person again.
//
// The document is to hold the claims that are compared and no other. truncated
// says that there are more than the limit: then that nobody else fits is not
// proven.
func (s *Service) Candidates(ctx context.Context, found User, doc claims.Set, o CandidateOptions) (people []User, truncated bool, err error) {
	limit := o.Limit
	if limit <= 0 {
		limit = MaxCandidates
	}
	keys := blocking.Probe(doc, blocking.Options{ByName: o.ByName})
	people, truncated, err = s.Repo.FindByKeys(ctx, found.IntegrationID, keys, limit+1) // the one found is among them
	if err != nil {
		return nil, false, err
	}
	if v := NormalizeHint(HintEmail, doc[claims.Email]); v != "" {
		hits, err := s.Repo.FindByHint(ctx, []Hint{{HintLogin, v}, {HintEmail, v}, {HintAlias, v}}, found.IntegrationID)
		if err != nil {
			return nil, false, err
		}
		for _, h := range hits {
			if h.User.State == Active && !slices.ContainsFunc(people, h.User.is) {
				people = append(people, h.User)
			}
		}
	}
	people = slices.DeleteFunc(people, found.is)
	slices.SortFunc(people, func(a, b User) int { return strings.Compare(a.ExternalID, b.ExternalID) })
	if len(people) > limit {
		people, truncated = people[:limit], true
	}
	return people, truncated, nil
}

// is reports whether both are the same person.
func (u User) is(other User) bool {
	return u.IntegrationID == other.IntegrationID && u.ExternalID == other.ExternalID
}
