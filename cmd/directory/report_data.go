package directory

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	page "github.com/incodectl/incodectl/internal/report"
	"github.com/incodectl/incodectl/internal/verification"
)

// enrollmentBars counts everybody by enrollment, those who came furthest first.
func enrollmentBars(ctx context.Context, sessions *verification.Service) ([]page.Count, error) {
	counts, err := sessions.EnrollmentCounts(ctx, "")
	if err != nil {
		return nil, err
	}
	labels := map[verification.Enrollment]string{
		verification.EnrollmentStands: "Enrolled", verification.EnrollInReview: "Waiting for review",
		verification.EnrollPending: "Session open", verification.NotEnrolled: "Not enrolled",
	}
	var bars []page.Count
	for _, e := range slices.Backward(verification.Enrollments()) {
		bars = append(bars, page.Count{Status: string(e), Label: labels[e], N: counts[e]})
	}
	return bars, nil
}

// coverage counts the active people who have a value, claim by claim: the usual
// ones first, then those that are mapped beside them.
func coverage(ctx context.Context, dir *directory.Service) ([]page.Coverage, error) {
	usual := []string{claims.GivenName, claims.FamilyName, claims.Birthdate, claims.AddressStreet, claims.Email, claims.Phone}
	people, active, _, err := dir.Users(ctx, directory.Filter{State: directory.Active})
	if err != nil {
		return nil, err
	}
	have := map[string]int{}
	for u, err := range people {
		if err != nil {
			return nil, err
		}
		for claim, value := range u.Claims {
			if value != "" {
				have[claim]++
			}
		}
	}
	if active == 0 {
		return nil, nil
	}
	var list []page.Coverage
	for _, claim := range usual {
		list = append(list, page.Coverage{Claim: claim, Have: have[claim], Of: active})
	}
	for _, claim := range slices.Sorted(maps.Keys(have)) {
		if !slices.Contains(usual, claim) {
			list = append(list, page.Coverage{Claim: claim, Have: have[claim], Of: active})
		}
	}
	return list, nil
}

// sessionDays counts the sessions of the last days, today's included.
func (opts *reportOptions) sessionDays(ctx context.Context, sessions *verification.Service) ([]page.Day, error) {
	today := opts.f.Now().UTC().Truncate(24 * time.Hour)
	first := today.AddDate(0, 0, 1-opts.days)
	counts, err := sessions.Daily(ctx, first)
	if err != nil {
		return nil, err
	}
	days := make([]page.Day, opts.days)
	for i := range days {
		days[i].Date = first.AddDate(0, 0, i)
	}
	for _, c := range counts {
		i := int(c.Day.Sub(first) / (24 * time.Hour))
		if i < 0 || i >= len(days) {
			continue // requested after the report began
		}
		d := &days[i]
		switch c.State {
		case verification.Succeeded:
			d.Succeeded += c.N
		case verification.PendingReview:
			d.Review += c.N
		case verification.Failed:
			d.Failed += c.N
		case verification.Requested, verification.Pending:
			d.Open += c.N
		default:
			d.Ended += c.N
		}
	}
	return days, nil
}
