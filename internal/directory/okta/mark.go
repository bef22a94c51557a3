package okta

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
)

const (
	// overlap is how far below the mark a delta begins. The mark is the Date of
	// one of Okta's front ends, lastUpdated and the System Log are written by
	// others and reach replicas late; their clocks and delays differ by minutes
	// at worst. People repeated in an overlap cost nothing: their content is as
	// it was.
	overlap = 15 * time.Minute
	// groupOverlap is the same for the time at which a group's members changed.
	// It is shorter, because a change in it costs a full listing: another one
	// within so short a time is the price of none missed.
	groupOverlap = 2 * time.Minute
	// logKept is how long Okta keeps its System Log.
	logKept = 90 * 24 * time.Hour

	markPrefix = "okta/1/"
)

// markOf is the mark of a moment, none for an unknown one.
func markOf(t time.Time) directory.Mark {
	if t.IsZero() {
		return ""
	}
	return directory.Mark(markPrefix + t.UTC().Format(time.RFC3339))
}

// moment reads a mark.
func moment(m directory.Mark) (time.Time, bool) {
	text, ours := strings.CutPrefix(string(m), markPrefix)
	t, err := time.Parse(time.RFC3339, text)
	return t, ours && err == nil
}

// dateOf is Okta's time at an answer, zero where that is not said. The local
// clock is never used instead: it may be off by more than any overlap.
//
// A gateway may put a Date of its own on answers, and from one that is fast a
// delta would miss what changed. What is Okta's own is the time at which the
// window of its rate limit ends, a minute ahead at most: it is never later.
func dateOf(resp *http.Response) time.Time {
	t, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	epoch, err := strconv.ParseInt(resp.Header.Get("X-Rate-Limit-Reset"), 10, 64)
	if err != nil {
		return t.UTC()
	}
	const believable = 24 * time.Hour // further off it is a number of another kind
	if reset := time.Unix(epoch, 0); reset.Before(t) && t.Sub(reset) < believable {
		t = reset
	}
	return t.UTC()
}
