package verification

import (
	"context"
	"iter"
	"strings"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
)

// Enrollment yields the people of the directories a filter selects, in order of
// login, with their enrollment; with how many there are without the limit and
// the integrations' names by ID. fault.NotFound while no directory integration
// exists.
func (s *Service) Enrollment(ctx context.Context, f EnrollmentFilter) (people iter.Seq2[Person, error], total int, names map[string]string, err error) {
	dirs, err := s.Directory.NeedDirectories(ctx)
	if err != nil {
		return nil, 0, nil, err
	}
	f.Query = strings.TrimSpace(f.Query)
	if f.Now.IsZero() {
		f.Now = s.Now()
	}
	if total, err = s.Repo.CountEnrolled(ctx, f); err != nil {
		return nil, 0, nil, err
	}
	names = make(map[string]string, len(dirs))
	for _, in := range dirs {
		names[in.ID] = in.Name
	}
	return s.Repo.Enrolled(ctx, f), total, names, nil
}

// EnrollmentCounts counts the people of a directory (ID or name), or of all when
// it is empty, by enrollment.
func (s *Service) EnrollmentCounts(ctx context.Context, integrationRef string) (map[Enrollment]int, error) {
	if _, err := s.Directory.NeedDirectories(ctx); err != nil {
		return nil, err
	}
	if integrationRef != "" {
		in, err := s.Directory.Directory(ctx, integrationRef)
		if err != nil {
			return nil, err
		}
		integrationRef = in.ID
	}
	return s.Repo.EnrollmentCounts(ctx, integrationRef, s.Now())
}

// Detail is all that is known of one person.
type Detail struct {
	Found      directory.Found
	Enrollment Enrollment
	Identity   *Identity // nil until they are enrolled
	Sessions   []Session // all of theirs, newest first
	// UsedBy are the integrations whose sessions use this record: those linked to
	// its directory, and those linked to none.
	UsedBy []integration.Integration
}

// PersonDetail tells everything of the person a login hint stands for, in one
// directory (ID or name) or in all. Its errors are those of a lookup.
func (s *Service) PersonDetail(ctx context.Context, hint, integrationRef string) (Detail, error) {
	var d Detail
	var err error
	if d.Found, err = s.Directory.Lookup(ctx, hint, integrationRef); err != nil {
		return d, err
	}
	u := d.Found.User
	if d.Identity, err = s.enrolled(ctx, u); err != nil {
		return d, err
	}
	d.Sessions = []Session{}
	now := s.Now()
	for one, err := range s.Repo.Sessions(ctx, SessionFilter{DirectoryID: u.IntegrationID, ExternalID: u.ExternalID}) {
		if err != nil {
			return d, err
		}
		d.Sessions = append(d.Sessions, one.At(now))
	}
	d.Enrollment = enrollmentOf(d.Identity != nil, d.Sessions)
	all, err := s.Integrations.List(ctx)
	if err != nil {
		return d, err
	}
	d.UsedBy = []integration.Integration{}
	for _, in := range all {
		linked := in.Settings.Get(integration.KeyDirectory)
		if startsSessions(in) && (linked == "" || linked == u.IntegrationID) {
			d.UsedBy = append(d.UsedBy, in)
		}
	}
	return d, nil
}

// enrollmentOf is how far somebody with these sessions, as they count now, has
// come. The store says the same of everybody at once.
func enrollmentOf(identity bool, sessions []Session) Enrollment {
	if identity {
		return EnrollmentStands
	}
	e := NotEnrolled
	for _, one := range sessions {
		if one.State == PendingReview {
			return EnrollInReview
		}
		if one.State.Open() {
			e = EnrollPending
		}
	}
	return e
}
